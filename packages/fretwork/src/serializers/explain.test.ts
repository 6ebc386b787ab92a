/** `explain()`: the path that a serializer takes, and the reason where it takes objects. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { serializer } from './callable.ts';
import type { SerializerExplanation } from './explain.ts';
import { CharField } from './fields/char-field.ts';
import { modelSerializer } from './model-serializer.ts';
import { TextRows } from './rows-to-json/text-rows.ts';
import { field, s } from './s.ts';
import { DEFAULT_SERIALIZER_SETTINGS } from './serializer-settings.ts';

const { Author, Book } = defineModels({
  Author: { name: f.char({ maxLength: 50 }) },
  Book: {
    title: f.char({ maxLength: 50 }),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
    editor: f.foreignKey('Author', { relatedName: 'edited', null: true, onDelete: 'setNull' }),
  },
});
const AuthorSerializer = modelSerializer(Author, { fields: ['id', 'name'] });
const Loud = field(
  class LoudField extends CharField {
    override toRepresentation(value: string): string {
      return value.toUpperCase();
    }
  },
);
const ShoutedAuthor = modelSerializer(Author, { fields: ['name'], declare: { name: Loud({}) } });

describe('explain', () => {
  it('says that pure data goes from rows', () => {
    const Whole = modelSerializer(Book, {
      fields: ['id', 'title', 'author', 'editor'],
      declare: { author: AuthorSerializer({ readOnly: true }) },
    });
    expectTypeOf(Whole.explain()).toEqualTypeOf<SerializerExplanation>();
    expect(Whole.explain()).toEqual({
      path: 'rows',
      fields: { id: { path: 'rows' }, title: { path: 'rows' }, author: { path: 'rows' }, editor: { path: 'rows' } },
    });
  });

  it.each([
    [
      'a method',
      modelSerializer(Book, { fields: ['x'], declare: { x: s.method(() => 1) } }),
      'a method makes it from the object',
    ],
    [
      'a way through what may be missing',
      modelSerializer(Book, { fields: ['x'], declare: { x: s.char({ source: 'editor.name', readOnly: true }) } }),
      "its source goes through 'editor', which may be missing",
    ],
    [
      'a way through many',
      modelSerializer(Author, { fields: ['x'], declare: { x: s.readOnly({ source: 'books.title' }) } }),
      "its source goes through 'books', which is many objects",
    ],
    [
      'a way through a column',
      modelSerializer(Author, { fields: ['x'], declare: { x: s.readOnly({ source: 'name.length' }) } }),
      "its source goes through 'name', which is no relation",
    ],
    [
      'a property',
      modelSerializer(Author, { fields: ['x'], declare: { x: s.readOnly({ source: 'isKnown' }) } }),
      "'isKnown' is no column",
    ],
    [
      'a field of one’s own',
      modelSerializer(Author, { fields: ['x'], declare: { x: Loud({ source: 'name' }) } }),
      'LoudField represents it in its own way',
    ],
    [
      'the text of an object',
      modelSerializer(Book, { fields: ['x'], declare: { x: s.stringRelated({ source: 'author' }) } }),
      'StringRelatedField looks at the related object',
    ],
    [
      'a nested serializer',
      modelSerializer(Book, { fields: ['x'], declare: { x: ShoutedAuthor({ source: 'author', readOnly: true }) } }),
      'AuthorSerializer needs objects (name: LoudField represents it in its own way)',
    ],
    [
      'a nested list',
      modelSerializer(Author, {
        fields: ['x'],
        declare: {
          x: modelSerializer(Book, { fields: ['m'], declare: { m: s.method(() => 1) } })({
            source: 'books',
            many: true,
            readOnly: true,
          }),
        },
      }),
      'BookSerializer needs objects (m: a method makes it from the object)',
    ],
  ])('says why %s takes objects', (_what, Class, why) => {
    expect(Class.explain()).toEqual({ path: 'objects', why: `x: ${why}`, fields: { x: { path: 'objects', why } } });
    const { meta } = Class as unknown as { meta: typeof Book.meta };
    expect(TextRows.of(Class.definition, meta, DEFAULT_SERIALIZER_SETTINGS)).toBeUndefined();
  });

  it('says which fields take objects beside those that go from rows', () => {
    const Shelf = modelSerializer(Author, {
      fields: ['id', 'name', 'books', 'edited'],
      declare: {
        name: Loud({}),
        books: modelSerializer(Book, { fields: ['title', 'm'], declare: { m: s.method(() => 1) } })({
          many: true,
          readOnly: true,
        }),
        edited: modelSerializer(Book, { fields: ['title'] })({ many: true, readOnly: true }),
      },
    });
    expect(Shelf.explain()).toEqual({
      path: 'mixed',
      why: 'name: LoudField represents it in its own way',
      fields: {
        id: { path: 'rows' },
        name: { path: 'objects', why: 'LoudField represents it in its own way' },
        books: { path: 'mixed', why: 'BookSerializer needs objects (m: a method makes it from the object)' },
        edited: { path: 'rows' },
      },
    });
  });

  it('says where a serializer goes back and on from there, so that rows do not tell what objects do', () => {
    const Back = modelSerializer(Author, {
      fields: ['id', 'books', 'm'],
      declare: {
        m: s.method(() => 1),
        books: modelSerializer(Book, {
          fields: ['author'],
          declare: {
            author: modelSerializer(Author, { fields: ['id', 'edited'] })({ readOnly: true }),
          },
        })({ many: true, readOnly: true }),
      },
    });
    expect(Back.explain()).toMatchObject({
      path: 'objects',
      why: 'it sends what is behind the way back to the object itself',
    });
  });

  it('says what of the class takes objects', () => {
    const Hooked = modelSerializer(Author, { fields: ['id'], toRepresentation: (data) => data });
    expect(Hooked.explain()).toMatchObject({ path: 'objects', why: 'the hook toRepresentation sees every object' });
    class Overridden extends AuthorSerializer {
      override toRepresentation(): object {
        return {};
      }
    }
    expect(Overridden.explain()).toMatchObject({ path: 'objects', why: 'the class overrides toRepresentation' });
    expect(AuthorSerializer.explain().path).toBe('rows');
    expect(serializer({ name: s.char() }).explain()).toMatchObject({
      path: 'objects',
      why: 'the serializer has no model',
      fields: { name: { path: 'objects' } },
    });
  });

  it('says nothing of what is never sent', () => {
    const Login = modelSerializer(Author, { fields: ['name'], extraKwargs: { name: { writeOnly: true } } });
    expect(Login.explain()).toEqual({ path: 'rows', fields: {} });
  });
});
