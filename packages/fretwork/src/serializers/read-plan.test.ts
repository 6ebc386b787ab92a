import { describe, expect, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { hyperlinkedModelSerializer } from './hyperlinks.ts';
import { modelSerializer } from './model-serializer.ts';
import { readPlan } from './read-plan.ts';
import { s } from './s.ts';

const { Author, Book } = defineModels({
  Author: {
    name: f.char({ maxLength: 9 }),
    mentor: f.foreignKey('Author', { relatedName: 'pupils', null: true, onDelete: 'setNull' }),
  },
  Book: {
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
    editors: f.manyToMany('Author', { relatedName: 'edited' }),
  },
});
const AuthorSerializer = modelSerializer(Author, { fields: ['name', 'mentor'] });

describe('readPlan', () => {
  it.each([
    ['a key of its own row', modelSerializer(Book, { fields: ['id', 'author'] }), [], []],
    ['keys of many', modelSerializer(Book, { fields: ['editors'] }), [], ['editors']],
    [
      'a nested object',
      modelSerializer(Book, { fields: ['author'], declare: { author: AuthorSerializer({ readOnly: true }) } }),
      ['author'],
      [],
    ],
    [
      'a source with dots',
      modelSerializer(Book, {
        fields: ['m'],
        declare: { m: s.char({ source: 'author.mentor.name', readOnly: true }) },
      }),
      ['author', 'author.mentor'],
      [],
    ],
    ['what follows many', modelSerializer(Book, { fields: ['editors'], depth: 2 }), [], ['editors', 'editors.mentor']],
    ['a text', modelSerializer(Book, { fields: ['author'], declare: { author: s.stringRelated() } }), ['author'], []],
    [
      'what a method says',
      modelSerializer(Book, { fields: ['n'], declare: { n: s.method((): number => 1, { loads: ['author.pupils'] }) } }),
      ['author'],
      ['author.pupils'],
    ],
    ['a link by key', hyperlinkedModelSerializer(Book, { fields: ['url', 'author'] }), [], []],
    [
      'a link by slug',
      hyperlinkedModelSerializer(Book, { fields: ['author'], extraKwargs: { author: { lookupField: 'name' } } }),
      ['author'],
      [],
    ],
  ])('%s', (_name, { definition }, selectRelated, prefetchRelated) => {
    expect(readPlan(definition, Book.meta)).toEqual({ selectRelated, prefetchRelated });
  });

  it('loads nothing for fields that are only read', () => {
    const Writing = modelSerializer(Book, {
      fields: ['author'],
      declare: { author: AuthorSerializer({ writeOnly: true }) },
    });
    expect(readPlan(Writing.definition, Book.meta)).toEqual({ selectRelated: [], prefetchRelated: [] });
  });
});
