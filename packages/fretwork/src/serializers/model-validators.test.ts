import { describe, expect, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { uniqueTogether } from './model-validators.ts';
import { s } from './s.ts';

const { Chapter } = defineModels({
  Book: { title: f.char({ maxLength: 9 }) },
  Chapter: model(
    {
      book: f.foreignKey('Book', { onDelete: 'cascade' }),
      number: f.integer(),
      language: f.char({ maxLength: 2, default: 'en' }),
      slug: f.slug({ null: true }),
    },
    {
      uniqueTogether: [
        ['book', 'number', 'language'],
        ['book', 'slug'],
      ],
    },
  ),
});
const never = () => false;

describe('uniqueTogether', () => {
  it('requires what a constraint needs, and hides what has a default', () => {
    const { validators, extra, hidden } = uniqueTogether(Chapter.meta, ['book', 'number'], {}, never);
    expect(validators).toHaveLength(2);
    expect(extra).toEqual({ book: { required: true }, number: { required: true } });
    expect(Object.keys(hidden)).toEqual(['language', 'slug']);
  });

  it('gives a field in the serializer the default of its column', () => {
    const { extra } = uniqueTogether(Chapter.meta, ['book', 'number', 'language', 'slug'], {}, never);
    expect(extra).toMatchObject({ language: { default: 'en' }, slug: { default: null } });
  });

  it('finds fields by their source', () => {
    const declare = { bookId: s.primaryKeyRelated({ readOnly: true, source: 'book' }) };
    expect(uniqueTogether(Chapter.meta, ['bookId', 'number'], declare, never).validators).toHaveLength(0);
    expect(uniqueTogether(Chapter.meta, ['bookId', 'number'], {}, never).extra).toHaveProperty('bookId');
  });

  it('has no say where a field is missing or only sent', () => {
    expect(uniqueTogether(Chapter.meta, ['number'], {}, never).validators).toHaveLength(0);
    expect(
      uniqueTogether(Chapter.meta, ['book', 'number', 'slug'], {}, (name) => name === 'book').validators,
    ).toHaveLength(0);
  });
});
