/** The Drizzle table of a model, used by a real Drizzle on both databases. */
import { eq, gt } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { postgresDrizzle, sqliteDrizzle } from '../databases/drizzle.ts';
import { transaction } from '../databases/transaction.ts';
import { ImproperlyConfigured } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { bindDatabases, defineModels } from './define-models.ts';
import { postgresTableOf, sqliteTableOf } from './drizzle-table.ts';
import { Duration } from './duration.ts';
import { f } from './field.ts';
import { PreciseDate } from './precise-date.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 50 }) },
  Book: {
    title: f.char({ maxLength: 50 }),
    price: f.decimal({ maxDigits: 8, decimalPlaces: 2, default: '1.00' }),
    isbn: f.uuid({ null: true }),
    inPrint: f.boolean({ default: true }),
    length: f.duration({ null: true }),
    details: f.json({ null: true }),
    changedAt: f.dateTime({ autoNow: true }),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  },
});
const { Author, Book } = models;
const values = {
  title: 'Lathe',
  price: '12.50',
  isbn: '12345678-9abc-def0-1234-56789abcdef0',
  inPrint: false,
  length: Duration.of({ hours: 5 }),
  details: { pages: [1, 2] },
  changedAt: new PreciseDate(Date.parse('2024-02-29T13:45:30.123Z'), 456),
};

describe.each(testDatabases)('the Drizzle table on $name', ({ create }) => {
  let opened: TestDatabase;

  /** The same statements on both dialects, each typed by its own. */
  const drizzle = () => {
    const { database } = opened;
    if (database.dialect.name === 'postgres') {
      const db = postgresDrizzle(database);
      const [author, book] = [postgresTableOf(Author), postgresTableOf(Book)];
      return {
        insertAuthor: (row: { id: number; name: string }) => db.insert(author).values(row),
        insertBook: (row: typeof book.$inferInsert) => db.insert(book).values(row),
        books: () => db.select().from(book).where(gt(book.price, '2.00')),
        renamed: (title: string) => db.update(book).set({ title }),
        joined: () =>
          db
            .select({ title: book.title, name: author.name })
            .from(book)
            .innerJoin(author, eq(book.authorId, author.id)),
      };
    }
    const db = sqliteDrizzle(database);
    const [author, book] = [sqliteTableOf(Author), sqliteTableOf(Book)];
    return {
      insertAuthor: (row: { id: number; name: string }) => db.insert(author).values(row),
      insertBook: (row: typeof book.$inferInsert) => db.insert(book).values(row),
      books: () => db.select().from(book).where(gt(book.price, '2.00')),
      renamed: (title: string) => db.update(book).set({ title }),
      joined: () =>
        db.select({ title: book.title, name: author.name }).from(book).innerJoin(author, eq(book.authorId, author.id)),
    };
  };

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await Author.objects.delete();
    await drizzle().insertAuthor({ id: 1, name: 'Le Guin' });
  });

  it('is made once for each dialect, and its columns have the names of attributes', () => {
    expect(Book.table).toBe(Book.table);
    expect(Book.table.authorId.name).toBe('author_id');
    // @ts-expect-error there is no such column
    expect(Book.table.author).toBeUndefined();
  });

  it('writes and reads the values of QuerySets', async () => {
    await drizzle().insertBook({ ...values, authorId: 1 });
    const [found] = await drizzle().books();
    expect(found).toStrictEqual({ id: found?.id, authorId: 1, ...values });
    expect((await Book.objects.get({})).toJSON()).toStrictEqual({ id: found?.id, authorId: 1, ...values });
    expectTypeOf(found).not.toBeAny();
    if (found) expectTypeOf(found.length).toEqualTypeOf<Duration | null>();
  });

  it('reads what a QuerySet wrote', async () => {
    const book = await Book.objects.create({ ...values, authorId: 1 });
    expect(await drizzle().books()).toStrictEqual([book.toJSON()]);
  });

  it('gives defaults and moments to what is left out', async () => {
    await drizzle().insertBook({ title: 'T', authorId: 1 });
    const book = await Book.objects.get({});
    expect([book.price, book.inPrint, book.isbn]).toEqual(['1.00', true, null]);
    const before = book.changedAt;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await drizzle().renamed('New');
    await book.refresh();
    expect(book.title).toBe('New');
    expect(book.changedAt.getTime()).toBeGreaterThan(before.getTime());
  });

  it('joins', async () => {
    await drizzle().insertBook({ ...values, authorId: 1 });
    expect(await drizzle().joined()).toEqual([{ title: 'Lathe', name: 'Le Guin' }]);
  });

  it('takes part in transactions', async () => {
    const failing = transaction(async () => {
      await drizzle().insertBook({ ...values, authorId: 1 });
      throw new RangeError('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await Book.objects.count()).toBe(0);
  });

  it('refuses to pass for a table of the other dialect', () => {
    const other = opened.database.dialect.name === 'sqlite' ? postgresTableOf : sqliteTableOf;
    expect(() => other(Book)).toThrow(ImproperlyConfigured);
  });
});
