/** Models and rows that the tests of queries share; holds no test of its own. */
import type { Database } from '../databases/database.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { Duration } from '../models/duration.ts';
import { f } from '../models/field.ts';
import type { ModelMeta } from '../models/meta.ts';
import { model } from '../models/model.ts';
import { PreciseDate } from '../models/precise-date.ts';
import { encoderFor } from './codec.ts';

/** Fresh models: each test that compiles queries has its own registry. */
export const bookshop = () =>
  defineModels({
    Country: { name: f.char({ maxLength: 50 }) },
    Author: model(
      {
        name: f.char({ maxLength: 100 }),
        rating: f.integer({ null: true }),
        country: f.foreignKey('Country', { relatedName: 'authors', null: true, onDelete: 'protect' }),
        mentor: f.foreignKey('Author', { relatedName: 'pupils', null: true, onDelete: 'setNull' }),
      },
      { ordering: ['name'] },
    ),
    Profile: {
      author: f.oneToOne('Author', { relatedName: 'profile', onDelete: 'cascade', primaryKey: true }),
      nick: f.char({ maxLength: 20 }),
    },
    Tag: { code: f.char({ maxLength: 20, primaryKey: true }) },
    Book: model(
      {
        title: f.char({ maxLength: 200 }),
        subtitle: f.char({ maxLength: 200, null: true }),
        price: f.decimal({ maxDigits: 8, decimalPlaces: 2 }),
        pages: f.integer({ null: true }),
        published: f.date({ null: true }),
        createdAt: f.dateTime(),
        inPrint: f.boolean({ default: true }),
        author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
        tags: f.manyToMany('Tag', { relatedName: 'books' }),
      },
      { ordering: ['id'] },
    ),
    Publisher: { name: f.char({ maxLength: 100 }), books: f.manyToMany('Book', { relatedName: 'publishers' }) },
    Sample: {
      big: f.bigInteger({ null: true }),
      ratio: f.float({ null: true }),
      code: f.uuid({ null: true }),
      opens: f.time({ null: true }),
      takes: f.duration({ null: true }),
      data: f.json({ null: true }),
      blob: f.binary({ null: true }),
      host: f.ipAddress({ null: true }),
    },
  });

/** The models that `bookshop()` makes. */
export type Bookshop = ReturnType<typeof bookshop>;

type Rows = { readonly [model: string]: readonly { readonly [attribute: string]: unknown }[] };

const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';

/** The rows; `Model_relation` is the table between two models. */
export const bookshopRows: Rows = {
  Country: [
    { id: 1, name: 'USA' },
    { id: 2, name: 'Polska' },
  ],
  Author: [
    { id: 1, name: 'Ursula', rating: 5, countryId: 1, mentorId: null },
    { id: 2, name: 'Stanisław', rating: 4, countryId: 2, mentorId: 1 },
    { id: 3, name: 'Émile_100%', rating: null, countryId: null, mentorId: 1 },
    { id: 4, name: 'zoë', rating: 5, countryId: 1, mentorId: 2 },
  ],
  Profile: [{ authorId: 1, nick: 'ukl' }],
  Tag: [{ code: 'sf' }, { code: 'sea' }, { code: 'old' }],
  Book: [
    {
      id: 1,
      title: 'Wizard',
      subtitle: 'Earthsea',
      price: '9.50',
      pages: 200,
      published: '1968-11-01',
      createdAt: new Date('2020-01-01T00:00:00Z'),
      inPrint: true,
      authorId: 1,
    },
    {
      id: 2,
      title: 'Tombs',
      subtitle: null,
      price: '12.00',
      pages: 180,
      published: '1971-02-28',
      createdAt: new PreciseDate(Date.parse('2020-06-15T23:59:59.999Z'), 123),
      inPrint: false,
      authorId: 1,
    },
    {
      id: 3,
      title: 'SOLARIS',
      subtitle: 'a novel',
      price: '7.25',
      pages: null,
      published: '1961-12-31',
      createdAt: new Date('2021-03-07T12:30:15.500Z'),
      inPrint: true,
      authorId: 2,
    },
    {
      id: 4,
      title: 'Wiz_ard 100%',
      subtitle: null,
      price: '100.00',
      pages: 50,
      published: null,
      createdAt: new Date('2024-02-29T06:05:04Z'),
      inPrint: true,
      authorId: 3,
    },
  ],
  Book_tags: [
    { bookId: 1, tagId: 'sf' },
    { bookId: 1, tagId: 'sea' },
    { bookId: 2, tagId: 'sea' },
    { bookId: 3, tagId: 'sf' },
  ],
  Publisher: [
    { id: 1, name: 'Ace' },
    { id: 2, name: 'Iskry' },
    { id: 3, name: 'None yet' },
  ],
  Publisher_books: [
    { publisherId: 1, bookId: 1 },
    { publisherId: 1, bookId: 2 },
    { publisherId: 1, bookId: 3 },
    { publisherId: 2, bookId: 3 },
  ],
  Sample: [
    {
      id: 1,
      big: 9007199254740993n,
      ratio: 0.5,
      code: uuid,
      opens: '08:30:00',
      takes: Duration.of({ days: 1, microseconds: 5 }),
      data: { a: [1, null] },
      blob: new Uint8Array([0, 255]),
      host: '127.0.0.1',
    },
    {
      id: 2,
      big: 5,
      ratio: -1.25,
      code: null,
      opens: '08:30:00.5',
      takes: Duration.of({ seconds: -1 }),
      data: [],
      blob: null,
      host: '2001:db8::1',
    },
    { id: 3, big: null, ratio: null, code: null, opens: null, takes: null, data: null, blob: null, host: null },
  ],
};

/** Inserts rows with SQL of its own, so that a test of reading does not lean on writing. */
export async function insertRows(
  database: Database,
  models: { readonly [name: string]: { readonly meta: ModelMeta } },
  rows: Rows,
): Promise<void> {
  const { dialect } = database;
  const registry = Object.values(models)[0]?.meta.registry;
  for (const [name, list] of Object.entries(rows)) {
    const meta = registry?.models.get(name) as ModelMeta;
    for (const row of list) {
      const columns = meta.columns.filter((column) => column.name in row);
      const names = columns.map(({ column }) => dialect.quoteIdentifier(column)).join(', ');
      const places = columns.map((_, index) => dialect.placeholder(index + 1)).join(', ');
      const params = columns.map((column) => encoderFor(column, dialect)(row[column.name]));
      await database.query(`INSERT INTO ${dialect.quoteIdentifier(meta.table)} (${names}) VALUES (${places})`, params);
    }
  }
}

/** Models with tables and rows in a database. */
export async function openBookshop(database: Database): Promise<Bookshop> {
  const models = bookshop();
  await createTables(database, models);
  bindDatabases(models, { default: database });
  await insertRows(database, models, bookshopRows);
  return models;
}
