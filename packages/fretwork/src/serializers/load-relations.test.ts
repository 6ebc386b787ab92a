import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { loadRelations } from './load-relations.ts';
import { modelSerializer } from './model-serializer.ts';
import { createObject, updateObject } from './model-writes.ts';

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
