import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineModels, type InstanceOf } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import type { Input, Representation, Validated } from './callable.ts';
import { modelSerializer } from './model-serializer.ts';
import { s } from './s.ts';

const { Author, Book, Tag } = defineModels({
  Author: { name: f.char({ maxLength: 100 }) },
  Tag: { name: f.char({ maxLength: 20, unique: true }) },
  Book: model(
    {
      title: f.char({ maxLength: 200 }),
      subtitle: f.char({ maxLength: 200, null: true }),
      price: f.decimal({ maxDigits: 8, decimalPlaces: 2 }),
      language: f.char({ maxLength: 2, choices: { en: 'English', fr: 'French' }, default: 'en' }),
      createdAt: f.dateTime({ autoNowAdd: true }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
      tags: f.manyToMany('Tag', { relatedName: 'books', blank: true }),
    },
    { uniqueTogether: [['title', 'author']] },
  ),
});

const AuthorSerializer = modelSerializer(Author, { fields: ['id', 'name'] });
const BookSerializer = modelSerializer(Book, {
  fields: ['id', 'title', 'subtitle', 'price', 'language', 'createdAt', 'author', 'authorId', 'isNew'],
  declare: {
    author: AuthorSerializer({ readOnly: true }),
    authorId: s.primaryKeyRelated({ queryset: Author.objects, source: 'author', writeOnly: true }),
    isNew: s.method((book: InstanceOf<typeof Book>): boolean => book.title === 'new'),
  },
  validateTitle: (title) => title.trim(),
  validate: (attrs) => {
    expectTypeOf(attrs.author.name).toEqualTypeOf<string>();
    return attrs;
  },
});

describe('the types of a model serializer', () => {
  it('knows what clients receive', () => {
    expectTypeOf<Representation<typeof BookSerializer>>().toEqualTypeOf<{
      id: number;
      title: string;
      subtitle: string | null;
      price: string;
      language: 'en' | 'fr';
      createdAt: string;
      author: { id: number; name: string };
      isNew: boolean;
    }>();
  });

  it('knows what clients send', () => {
    expectTypeOf<Input<typeof BookSerializer>>().toEqualTypeOf<{
      title: string;
      subtitle?: string | null;
      price: string;
      language?: 'en' | 'fr';
      authorId: number;
    }>();
  });

  it('knows what it makes of it', () => {
    type Values = Validated<typeof BookSerializer>;
    expectTypeOf<Values['title']>().toEqualTypeOf<string>();
    expectTypeOf<Values['author']>().toEqualTypeOf<InstanceOf<typeof Author>>();
    expectTypeOf<Values>().not.toBeAny();
    type Made = ReturnType<typeof BookSerializer<{ partial: true }>>;
    expectTypeOf<Made['validatedData']['title']>().toEqualTypeOf<string | undefined>();
  });

  it('takes the object of a method field from the model', () => {
    const Titled = modelSerializer(Book, {
      fields: ['id', 'loud'],
      declare: { loud: s.method((book): string => book.title.toUpperCase()) },
    });
    expectTypeOf<Representation<typeof Titled>>().toEqualTypeOf<{ id: number; loud: string }>();
  });

  it('refuses names that are not there', () => {
    // @ts-expect-error no such field
    expect(() => modelSerializer(Book, { fields: ['id', 'titel'] })).toThrow('Book has no field "titel"');
    // @ts-expect-error no such field to check
    expect(() => modelSerializer(Tag, { fields: ['id'], validateTitle: () => 'x' })).toThrow('validateTitle');
  });
});
