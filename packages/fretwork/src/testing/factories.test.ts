/** Factories of objects, on every database. */
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { DatabaseError, ImproperlyConfigured, IntegrityError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels, type InstanceOf } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from './databases.ts';
import { type Factory, factory } from './factories.ts';

const models = defineModels({
  Author: {
    name: f.char({ maxLength: 50, unique: true }),
    mentor: f.foreignKey('Author', { relatedName: 'pupils', null: true, onDelete: 'setNull' }),
  },
  Book: {
    title: f.char({ maxLength: 50 }),
    pages: f.integer(),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  },
});
const { Author, Book } = models;

describe.each(testDatabases)('factories on $name', ({ create }) => {
  let opened: TestDatabase;
  const makeFactories = () => {
    const AuthorFactory = factory(Author, { name: (n) => `Author ${n}` });
    const BookFactory = factory(Book, { title: (n) => `Book ${n}`, pages: 100, author: AuthorFactory });
    return { AuthorFactory, BookFactory };
  };

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await Author.objects.delete();
  });

  it('creates objects with numbers, and what they refer to', async () => {
    const { BookFactory } = makeFactories();
    const [one, two] = [await BookFactory.create(), await BookFactory.create({ pages: 5 })];
    expect([one.title, one.pages, two.title, two.pages]).toEqual(['Book 1', 100, 'Book 2', 5]);
    expect(await Author.objects.orderBy('id').valuesList('name', { flat: true })).toEqual(['Author 1', 'Author 2']);
    expectTypeOf(one).toEqualTypeOf<InstanceOf<typeof Book>>();
  });

  it('takes related objects and keys instead of making them', async () => {
    const { AuthorFactory, BookFactory } = makeFactories();
    const author = await AuthorFactory.create();
    const books = [await BookFactory.create({ author }), await BookFactory.create({ authorId: author.id })];
    expect(books.map(({ authorId }) => authorId)).toEqual([author.id, author.id]);
    expect(await Author.objects.count()).toBe(1);
  });

  it('creates a batch, or nothing', async () => {
    const { AuthorFactory } = makeFactories();
    expect(await AuthorFactory.createBatch(3)).toHaveLength(3);
    await expect(AuthorFactory.createBatch(2, { name: 'same' })).rejects.toThrow(IntegrityError);
    expect(await Author.objects.count()).toBe(3);
  });

  it('builds without the database', async () => {
    const { BookFactory } = makeFactories();
    const { queries, result: book } = await opened.database.captureQueries(() => BookFactory.build());
    expect(queries).toEqual([]);
    expect([book.id, book.title]).toEqual([null, 'Book 1']);
    await expect(book.save()).rejects.toThrow(DatabaseError);
    const { author } = book as unknown as { author: InstanceOf<typeof Author> };
    await author.save();
    await book.save();
    expect(book.authorId).toBe(author.id);
  });

  it('refers to itself, or to a factory that comes later', async () => {
    const AuthorFactory: Factory<NonNullable<(typeof Author)['~definitions']>, 'Author'> = factory(Author, {
      name: (n) => `Author ${n}`,
      mentor: (n) => (n === 1 ? AuthorFactory : null),
    });
    await AuthorFactory.create();
    expect(await Author.objects.filter({ mentor: { name: 'Author 2' } }).count()).toBe(1);
  });
});

describe('factory', () => {
  it('refuses names that the model does not have, and values of another type', () => {
    // @ts-expect-error there is no such column
    expect(() => factory(Book, { name: 'x' })).toThrow(ImproperlyConfigured);
    // @ts-expect-error a relation to many is no value
    expect(() => factory(Author, { books: [] })).toThrow(ImproperlyConfigured);
    // @ts-expect-error a title is text
    factory(Book, { title: 5 });
    const AuthorFactory = factory(Author, {});
    // @ts-expect-error a mentor is an author
    factory(Author, { mentor: factory(Book, {}) });
    expect(AuthorFactory.build({ name: 'A' }).name).toBe('A');
  });
});
