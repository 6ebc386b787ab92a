/** bulkCreate on every database: batches, streams, conflicts, and all or nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DataError, FieldError, IntegrityError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { Duration } from '../models/duration.ts';
import { f } from '../models/field.ts';
import { PreciseDate } from '../models/precise-date.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 50 }) },
  Book: {
    isbn: f.char({ maxLength: 20, unique: true }),
    title: f.char({ maxLength: 50, blank: true }),
    stock: f.integer({ default: 1 }),
    changedAt: f.dateTime({ autoNow: true }),
    author: f.foreignKey('Author', { null: true, onDelete: 'cascade' }),
  },
  Bare: {},
  Everything: {
    char: f.char({ maxLength: 9, null: true }),
    text: f.text({ null: true }),
    integer: f.integer({ null: true }),
    big: f.bigInteger({ null: true }),
    float: f.float({ null: true }),
    decimal: f.decimal({ maxDigits: 9, decimalPlaces: 2, null: true }),
    boolean: f.boolean({ null: true }),
    uuid: f.uuid({ null: true }),
    ip: f.ipAddress({ null: true }),
    date: f.date({ null: true }),
    time: f.time({ null: true }),
    moment: f.dateTime({ null: true }),
    length: f.duration({ null: true }),
    json: f.json({ null: true }),
    bytes: f.binary({ null: true }),
  },
});
const { Author, Bare, Book, Everything } = models;

describe.each(testDatabases)('bulkCreate on $name', ({ create }) => {
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await Book.objects.delete();
    await Author.objects.delete();
  });

  function* books(count: number) {
    for (let index = 0; index < count; index += 1) yield { isbn: `isbn ${index}`, stock: index };
  }

  it('streams many rows with few statements and says how far it is', async () => {
    const progress: number[] = [];
    const { queries } = await opened.database.captureQueries(() =>
      Book.objects.bulkCreate(books(20_000), { onProgress: (count) => progress.push(count) }),
    );
    expect(queries.length).toBeLessThanOrEqual(40);
    expect(progress.at(-1)).toBe(20_000);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(await Book.objects.count()).toBe(20_000);
    expect((await Book.objects.get({ isbn: 'isbn 19999' })).stock).toBe(19_999);
  });

  it('reads the rows only as fast as it writes them', async () => {
    let taken = 0;
    const ahead: number[] = [];
    async function* rows() {
      for (const row of books(50)) {
        taken += 1;
        yield row;
      }
    }
    expect(
      await Book.objects.bulkCreate(rows(), { batchSize: 10, onProgress: (count) => ahead.push(taken - count) }),
    ).toBe(50);
    expect(ahead).toEqual([0, 0, 0, 0, 0]);
  });

  it('takes objects, relations, and rows with keys among rows without', async () => {
    const author = await Author.objects.create({ name: 'A' });
    const rows = [new Book({ isbn: 'a', author }), { isbn: 'b', author }, { id: 500, isbn: 'c', authorId: author.id }];
    expect(await Book.objects.bulkCreate(rows as Iterable<{ isbn: string }>)).toBe(3);
    expect(await Book.objects.filter({ author }).count()).toBe(3);
    expect((await Book.objects.get({ isbn: 'c' })).id).toBe(500);
  });

  it('writes every kind of value as save does', async () => {
    const full = {
      char: '{a,"b"}',
      text: "NULL '\\ \n😀",
      integer: -5,
      big: 2n ** 62n,
      float: 0.1,
      decimal: '1234567.89',
      boolean: false,
      uuid: '12345678-9abc-def0-1234-56789abcdef0',
      ip: '::1',
      date: '2024-02-29',
      time: '23:59:59.000001',
      moment: new PreciseDate(Date.parse('2024-02-29T13:45:30.123Z'), 456),
      length: Duration.of({ days: -1, microseconds: 5 }),
      json: { a: ['"', '\\', null, '{}'] },
      bytes: new Uint8Array([0, 34, 92, 255]),
    };
    const empty = Object.fromEntries(Object.keys(full).map((name) => [name, null]));
    const other = { ...full, char: '', text: 'null', json: [], bytes: new Uint8Array() };
    await Everything.objects.bulkCreate([full, empty, other]);
    const stored = await Everything.objects.orderBy('id');
    expect(stored.map((object) => ({ ...object.toJSON(), id: 0 }))).toStrictEqual(
      [full, empty, other].map((row) => ({ id: 0, ...row })),
    );
  });

  it('sets moments, unless it is told to keep them', async () => {
    const changedAt = new Date('2001-01-01T00:00:00Z');
    await Book.objects.bulkCreate([{ isbn: 'a', changedAt }]);
    await Book.objects.bulkCreate([{ isbn: 'b', changedAt }], { keepMoments: true });
    expect((await Book.objects.get({ isbn: 'a' })).changedAt.getFullYear()).toBeGreaterThan(2001);
    expect((await Book.objects.get({ isbn: 'b' })).changedAt).toEqual(changedAt);
  });

  it('inserts nothing where one row cannot be', async () => {
    function* withDouble() {
      yield* books(25);
      yield { isbn: 'isbn 3' };
    }
    await expect(Book.objects.bulkCreate(withDouble(), { batchSize: 10 })).rejects.toThrow(IntegrityError);
    await expect(Book.objects.bulkCreate([{ isbn: 'ok' }, { isbn: 'x'.repeat(21) }], { batchSize: 1 })).rejects.toThrow(
      DataError,
    );
    expect(await Book.objects.count()).toBe(0);
  });

  it('skips rows that are there, and counts the others', async () => {
    await Book.objects.create({ isbn: 'isbn 1', stock: 99 });
    expect(await Book.objects.bulkCreate(books(3), { ignoreConflicts: true })).toBe(2);
    expect((await Book.objects.get({ isbn: 'isbn 1' })).stock).toBe(99);
  });

  it('updates rows that are there, and of doubles keeps the last', async () => {
    await Book.objects.create({ isbn: 'isbn 1', title: 'old', stock: 99 });
    const rows = [...books(2), { isbn: 'isbn 1', stock: 5 }];
    await Book.objects.bulkCreate(rows, { updateConflicts: { fields: ['stock'], unique: ['isbn'] } });
    expect(await Book.objects.orderBy('isbn').valuesList('isbn', 'title', 'stock')).toEqual([
      ['isbn 0', '', 0],
      ['isbn 1', 'old', 5],
    ]);
  });

  it('inserts rows of a model that has nothing but its key, and no rows at all', async () => {
    expect(await Bare.objects.bulkCreate([{}, {}, {}])).toBe(3);
    expect(await Bare.objects.bulkCreate([])).toBe(0);
  });

  it.each([
    { batchSize: 0 },
    { batchSize: 1.5 },
    { updateConflicts: { fields: [], unique: ['isbn'] } },
    { updateConflicts: { fields: ['stock'], unique: [] } },
    { updateConflicts: { fields: ['nonsense'], unique: ['isbn'] } },
    { ignoreConflicts: true, updateConflicts: { fields: ['stock'], unique: ['isbn'] } },
  ])('refuses the options %j', async (options) => {
    await expect(Book.objects.bulkCreate([{ isbn: 'a' }], options)).rejects.toThrow(FieldError);
  });
});
