/** Positioned rows: what a format makes of each, and one value of it as objects have it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { Duration } from '../models/duration.ts';
import { f } from '../models/field.ts';
import type { ColumnMeta } from '../models/meta.ts';
import { PreciseDate } from '../models/precise-date.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { type PositionedRow, PositionedRows } from './positioned-rows.ts';
import type { RowFormat } from './row-format.ts';

const models = defineModels({
  Author: { name: f.text() },
  Book: {
    title: f.text({ null: true }),
    stock: f.bigInteger({ null: true }),
    price: f.decimal({ maxDigits: 9, decimalPlaces: 3, null: true }),
    weight: f.float({ null: true }),
    inPrint: f.boolean({ null: true }),
    published: f.date({ null: true }),
    opens: f.time({ null: true }),
    soldAt: f.dateTime({ null: true }),
    span: f.duration({ null: true }),
    code: f.uuid({ null: true }),
    data: f.json({ null: true }),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  },
});
const { Author, Book } = models;
const columnOf = (name: string): ColumnMeta => Book.meta.columnsByName.get(name) as ColumnMeta;

/** Title and author of each. */
const titles: RowFormat = {
  reads: {
    key: 'titles',
    selectRelated: ['author'],
    columnsAt: (path) => new Set([path === '' ? 'title' : 'name']),
  },
  write(rows, { outputs }) {
    const at = outputs.flatMap(({ name }, index) => (name === 'title' || name === 'name' ? [index] : []));
    return rows.map((row) => at.map((index) => row[index]).join(' by '));
  },
};

describe.each(testDatabases)('positioned rows on $name', ({ create }) => {
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    const { id: authorId } = await Author.objects.create({ name: 'Ada' });
    await Book.objects.create({
      title: 'One',
      stock: 2n ** 63n - 1n,
      price: '1.5',
      weight: 0.1,
      inPrint: false,
      published: '2024-02-29',
      opens: '23:59:59.000001',
      soldAt: new PreciseDate(Date.UTC(2024, 1, 29, 1, 2, 3, 4), 5),
      span: new Duration(-1n),
      code: '00000000-0000-0000-0000-00000000000a',
      data: { a: [1] },
      authorId,
    });
    await Book.objects.create({ title: 'Two', authorId });
    await Book.objects.create({ title: 'Three', authorId });
  });
  afterAll(() => opened.drop());

  const read = async (name: string): Promise<PositionedRow[]> =>
    (await Book.objects.orderBy('id').formatted(PositionedRows.of(titles, columnOf(name)))) as PositionedRow[];

  it.each(Book.meta.columns.map(({ name }) => name))('tell %s as objects do', async (name) => {
    const objects = await Book.objects.orderBy('id');
    const values = objects.map((object) => Reflect.get(object, name) as unknown);
    const told = (await read(name)).map(({ position }) => position);
    expect(told).toStrictEqual(values);
    expect(told.map(String)).toEqual(values.map(String));
  });

  it('are what the format makes of each, whatever the column', async () => {
    for (const name of ['soldAt', 'title', 'id']) {
      const made = (await read(name)).map((row) => row.made);
      expect(made).toEqual(['One by Ada', 'Two by Ada', 'Three by Ada']);
    }
  });

  it('wait for a format that takes its time', async () => {
    const slow: RowFormat = {
      reads: { ...titles.reads, key: 'slow' },
      write: async (...args) => titles.write(...args),
    };
    const [first] = (await Book.objects.formatted(PositionedRows.of(slow, columnOf('pk')))) as PositionedRow[];
    expect([first?.made, first?.position]).toEqual(['One by Ada', 1]);
  });

  it('are read with one query, which has the column and what the format reads', async () => {
    const { queries } = await opened.database.captureQueries(() => read('stock'));
    expect(queries).toHaveLength(1);
    for (const name of ['stock', 'title', 'name']) expect(queries[0]?.sql).toContain(`"${name}"`);
    for (const name of ['price', 'sold_at', 'data']) expect(queries[0]?.sql).not.toContain(`"${name}"`);
  });

  it('are of the column that was asked for, whichever other one was before', async () => {
    const [weight] = await read('weight');
    const [inPrint] = await read('inPrint');
    expect([weight?.position, inPrint?.position]).toEqual([0.1, false]);
    expect(PositionedRows.of(titles, columnOf('pk'))).toBe(PositionedRows.of(titles, columnOf('id')));
  });
});
