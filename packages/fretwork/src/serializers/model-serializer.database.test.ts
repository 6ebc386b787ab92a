/** Model serializers against a database: reading, saving, uniqueness, and how many queries it takes. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { modelSerializer } from './model-serializer.ts';
import { readPlan } from './read-plan.ts';
import { s } from './s.ts';

const models = defineModels({
  Author: model(
    {
      name: f.char({ maxLength: 100 }),
      mentor: f.foreignKey('Author', { relatedName: 'pupils', null: true, onDelete: 'setNull' }),
    },
    { str: (author) => author.name },
  ),
  Tag: { name: f.char({ maxLength: 20, unique: true }) },
  Book: model(
    {
      title: f.char({ maxLength: 20 }),
      price: f.decimal({ maxDigits: 6, decimalPlaces: 2, default: '1.00' }),
      pages: f.positiveInteger({ null: true }),
      createdAt: f.dateTime({ autoNowAdd: true }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
      tags: f.manyToMany('Tag', { relatedName: 'books', blank: true }),
    },
    { uniqueTogether: [['title', 'author']] },
  ),
});
const { Author, Book, Tag } = models;
const database = openDatabase('sqlite::memory:');

const BookSerializer = modelSerializer(Book, { fields: ['id', 'title', 'price', 'pages', 'author', 'tags'] });
const NestedSerializer = modelSerializer(Book, {
  fields: ['title', 'author', 'mentor', 'tags', 'label'],
  declare: {
    author: modelSerializer(Author, { fields: ['name', 'mentor'], depth: 1 })({ readOnly: true }),
    mentor: s.char({ source: 'author.mentor.name', readOnly: true, default: null }),
    tags: s.slugRelated({ queryset: Tag.objects, slugField: 'name', many: true }),
    label: s.method((book): string => `${book.title}!`, { loads: ['author.pupils'] }),
  },
});

beforeAll(async () => {
  await createTables(database, models);
  bindDatabases(models, { default: database });
});
afterAll(() => database.close());
beforeEach(async () => {
  for (const { objects } of [Book, Tag, Author]) await objects.delete();
  await Author.objects.create({ id: 1, name: 'Ursula' });
  await Author.objects.create({ id: 2, name: 'Pupil', mentorId: 1 });
  await Tag.objects.bulkCreate([
    { id: 1, name: 'sea' },
    { id: 2, name: 'art' },
  ]);
});

describe('saving', () => {
  it('creates an object with its relations', async () => {
    const serializer = BookSerializer({ data: { title: ' Tehanu ', author: 1, tags: [2, '1'] } });
    expect(await serializer.isValid()).toBe(true);
    const book = await serializer.save();
    expect(await serializer.data).toEqual({
      id: book.id,
      title: 'Tehanu',
      price: '1.00',
      pages: null,
      author: 1,
      tags: [1, 2],
    });
  });

  it('updates only what was sent', async () => {
    const book = await Book.objects.create({ title: 'Tehanu', authorId: 1, pages: 5 });
    const serializer = BookSerializer({ instance: book, data: { price: '2', tags: ['2'] }, partial: true });
    await serializer.isValid({ raiseException: true });
    await serializer.save();
    expect(await BookSerializer({ instance: await Book.objects.get({ id: book.id }) }).data).toEqual({
      id: book.id,
      title: 'Tehanu',
      price: '2.00',
      pages: 5,
      author: 1,
      tags: [2],
    });
  });

  it('refuses to guess how nested objects are written', async () => {
    const Nested = modelSerializer(Author, {
      fields: ['name', 'books'],
      declare: { books: BookSerializer({ many: true }) },
    });
    const serializer = Nested({ data: { name: 'x', books: [{ title: 'y', author: 1 }] } });
    expect(await serializer.isValid()).toBe(true);
    await expect(serializer.save()).rejects.toThrow('cannot create with the nested field "books"');
  });
});

describe('validating', () => {
  it.each([
    [{ author: 1 }, { title: ['This field is required.'] }],
    [{ title: 'x'.repeat(21), author: 1 }, { title: ['Ensure this field has no more than 20 characters.'] }],
    [{ title: 'a', author: 9 }, { author: ['Invalid pk "9" - object does not exist.'] }],
    [{ title: 'a', author: 'x' }, { author: ['Incorrect type. Expected pk value, received str.'] }],
    [
      { title: 'a', author: '99999999999999999999' },
      { author: ['Invalid pk "99999999999999999999" - object does not exist.'] },
    ],
    [{ title: 'a', author: 1, tags: [1, 7] }, { tags: ['Invalid pk "7" - object does not exist.'] }],
    [{ title: 'a', author: 1, pages: -1 }, { pages: ['Ensure this value is greater than or equal to 0.'] }],
    [{ title: 'taken', author: 1 }, { non_field_errors: ['The fields title, author must make a unique set.'] }],
  ])('refuses %j', async (data, errors) => {
    await Book.objects.create({ title: 'taken', authorId: 1 });
    const serializer = BookSerializer({ data });
    expect(await serializer.isValid()).toBe(false);
    expect(serializer.errors).toEqual(errors);
  });

  it('asks whether a unique value is taken by another object', async () => {
    const TagSerializer = modelSerializer(Tag, { fields: ['name'] });
    const taken = TagSerializer({ data: { name: 'sea' } });
    expect(await taken.isValid()).toBe(false);
    expect([taken.errors, taken.codes]).toEqual([
      { name: ['tag with this name already exists.'] },
      { name: ['unique'] },
    ]);
    const own = TagSerializer({ instance: await Tag.objects.get({ name: 'sea' }), data: { name: 'sea' } });
    expect(await own.isValid()).toBe(true);
  });

  it('finds many references with one query', async () => {
    const queries: string[] = [];
    const stop = database.onQuery(({ sql }) => queries.push(sql));
    const serializer = NestedSerializer({ data: { title: 'a', tags: ['sea', 'art', 'sea'] }, partial: true });
    expect(await serializer.isValid()).toBe(true);
    stop();
    expect(queries).toHaveLength(1);
  });
});

describe('sending', () => {
  it('loads everything with a number of queries that does not grow', async () => {
    for (const title of ['a', 'b', 'c']) {
      const book = await Book.objects.create({ title, authorId: 2 });
      await book.related('tags').set([1, 2]);
    }
    const plan = readPlan(NestedSerializer.definition, Book.meta);
    expect(plan).toEqual({ selectRelated: ['author', 'author.mentor'], prefetchRelated: ['tags', 'author.pupils'] });
    const queries: string[] = [];
    const stop = database.onQuery(({ sql }) => queries.push(sql));
    const books = await Book.objects
      .orderBy('id')
      .selectRelated('author.mentor')
      .prefetchRelated('tags', 'author.pupils');
    const data = await NestedSerializer({ instance: books, many: true }).data;
    stop();
    expect(queries).toHaveLength(3);
    expect(data[0]).toEqual({
      title: 'a',
      author: { name: 'Pupil', mentor: { id: 1, name: 'Ursula', mentor: null } },
      mentor: 'Ursula',
      tags: ['sea', 'art'],
      label: 'a!',
    });
  });
});
