import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { loadRelations } from './load-relations.ts';
import { modelSerializer } from './model-serializer.ts';
import { createObject, updateObject } from './model-writes.ts';
import { s } from './s.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 9 }), mentor: f.foreignKey('Author', { null: true, onDelete: 'setNull' }) },
  Tag: { name: f.char({ maxLength: 9 }) },
  Book: { author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }), tags: f.manyToMany('Tag') },
});
const { Author, Book, Tag } = models;
const database = openDatabase('sqlite::memory:');

beforeAll(async () => {
  await createTables(database, models);
  bindDatabases(models, { default: database });
  await Author.objects.create({ id: 1, name: 'Old' });
  await Author.objects.create({ id: 2, name: 'Young', mentorId: 1 });
  await Tag.objects.create({ id: 1, name: 'sea' });
  await Book.objects.create({ id: 1, authorId: 2 });
});
afterAll(() => database.close());

describe('loadRelations', () => {
  it('loads what is missing along a path', async () => {
    const book = await Book.objects.get({ id: 1 });
    await loadRelations(book, ['author', 'mentor', 'name']);
    expect((book as unknown as { author: { mentor: { name: string } } }).author.mentor.name).toBe('Old');
  });

  it('loads once what several want at the same time', async () => {
    const book = await Book.objects.get({ id: 1 });
    const { queries } = await database.captureQueries(() =>
      Promise.all([
        loadRelations(book, ['author', 'mentor', 'name']),
        loadRelations(book, ['author', 'name']),
        loadRelations(book, ['author', 'mentor']),
      ]),
    );
    expect(queries).toHaveLength(2);
    expect((book as unknown as { author: { mentor: { name: string } } }).author.mentor.name).toBe('Old');
  });

  it('tells all of them where it fails, and tries again for the next', async () => {
    const book = await Book.objects.get({ id: 1 });
    const other = openDatabase('sqlite::memory:');
    bindDatabases(models, { default: other });
    const asked = [loadRelations(book, ['author']), loadRelations(book, ['author'])];
    const outcomes = await Promise.allSettled(asked);
    bindDatabases(models, { default: database });
    await other.close();
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await loadRelations(book, ['author']);
    expect((book as unknown as { author: { name: string } }).author.name).toBe('Young');
  });

  it('serves a serializer with several fields on one way', async () => {
    const ChildSerializer = modelSerializer(Author, { fields: ['name', 'mentor'], depth: 1 });
    const WaySerializer = modelSerializer(Book, {
      fields: ['author', 'mentorName', 'authorName'],
      declare: {
        author: ChildSerializer({ readOnly: true }),
        mentorName: s.char({ source: 'author.mentor.name', readOnly: true }),
        authorName: s.char({ source: 'author.name', readOnly: true }),
      },
    });
    expect(await WaySerializer({ instance: await Book.objects.get({ id: 1 }) }).data).toEqual({
      author: { name: 'Young', mentor: { id: 1, name: 'Old', mentor: null } },
      mentorName: 'Old',
      authorName: 'Young',
    });
  });

  it('serves a serializer whose object nobody prepared', async () => {
    const NestedSerializer = modelSerializer(Author, { fields: ['name', 'mentor', 'books'], depth: 1 });
    expect(await NestedSerializer({ instance: await Author.objects.get({ id: 2 }) }).data).toEqual({
      name: 'Young',
      mentor: { id: 1, name: 'Old', mentor: null },
      books: [{ id: 1, author: 2, tags: [] }],
    });
  });
});

describe('createObject and updateObject', () => {
  it('save columns first, then many-to-many relations', async () => {
    const tag = await Tag.objects.get({ id: 1 });
    const book = (await createObject(Book.meta, { authorId: 1, tags: [tag] })) as { readonly pk: number };
    expect(await Tag.objects.filter({ id: 1 }).count()).toBe(1);
    await updateObject(Book.meta, book, { tags: [] });
    const [found] = await Book.objects.filter({ id: book.pk }).prefetchRelated('tags');
    expect(found?.tags).toEqual([]);
  });

  it('refuse what the model has not', async () => {
    await expect(createObject(Book.meta, { author_id: 1 })).rejects.toThrow('Book has no author_id');
  });
});
