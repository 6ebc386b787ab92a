/** Rows straight to JSON, on the wire: the same bytes as by way of objects, whatever is in the database. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { Duration } from '../models/duration.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { PreciseDate } from '../models/precise-date.ts';
import { CursorPagination } from '../pagination/cursor-pagination.ts';
import { LimitOffsetPagination } from '../pagination/limit-offset-pagination.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { defineSettings, type SettingsInput } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { ReadOnlyModelViewSet } from './viewsets.ts';

const models = defineModels({
  Author: model({ name: f.text() }, { ordering: ['id'] }),
  Tag: model({ label: f.text({ null: true }) }, { ordering: ['id'] }),
  Book: model(
    {
      title: f.text({ null: true }),
      price: f.decimal({ maxDigits: 12, decimalPlaces: 3, null: true }),
      weight: f.float({ null: true }),
      stock: f.bigInteger({ null: true }),
      inPrint: f.boolean({ null: true }),
      published: f.date({ null: true }),
      opens: f.time({ null: true }),
      soldAt: f.dateTime({ null: true }),
      span: f.duration({ null: true }),
      code: f.uuid({ null: true }),
      data: f.json({ null: true }),
      author: f.foreignKey('Author', { relatedName: 'books', null: true, onDelete: 'setNull' }),
      tags: f.manyToMany('Tag', { relatedName: 'books', blank: true }),
    },
    { ordering: ['id'] },
  ),
});
const { Author, Book, Tag } = models;

const AuthorSerializer = modelSerializer(Author, { fields: ['id', 'name'] });
const TagSerializer = modelSerializer(Tag, { fields: ['id', 'label'] });
const BookSerializer = modelSerializer(Book, {
  fields: [
    'id',
    'title',
    'price',
    'weight',
    'stock',
    'inPrint',
    'published',
    'opens',
    'soldAt',
    'span',
    'code',
    'data',
    'author',
    'authorId',
    'tags',
  ],
  declare: {
    author: AuthorSerializer({ readOnly: true }),
    tags: TagSerializer({ many: true, readOnly: true }),
  },
});
const ShelfSerializer = modelSerializer(Author, {
  fields: ['id', 'name', 'books'],
  declare: { books: BookSerializer({ many: true, readOnly: true }) },
});

class Books extends ReadOnlyModelViewSet {
  override queryset = Book.objects;
  override serializerClass = BookSerializer;
  override orderingFields = ['id', 'title', 'price'];
}
class Shelves extends ReadOnlyModelViewSet {
  override queryset = Author.objects;
  override serializerClass = ShelfSerializer;
}
class Unpaged extends Books {
  override paginationClass = null;
}
class Limited extends Books {
  override paginationClass = LimitOffsetPagination;
}
class Cursors extends Books {
  override paginationClass = class extends CursorPagination {
    override readonly ordering = '-id';
  };
}
const VIEWS = {
  books: Books,
  shelves: Shelves,
  unpaged: Unpaged,
  limited: Limited,
  cursors: Cursors,
};

/** The same view for somebody who looks at what is sent, so that objects are made. */
const watched = (View: typeof Books): typeof Books =>
  class extends View {
    override async represent(objects: unknown): Promise<unknown> {
      return super.represent(objects);
    }
  };

const URLS = Object.entries(VIEWS as unknown as Readonly<Record<string, typeof Books>>).flatMap(([name, View]) =>
  Object.entries({ 'by-rows': View, 'by-objects': watched(View) }).flatMap(([way, Way]) => [
    path(`${way}/${name}/`, Way.asView({ get: 'list' })),
    path(`${way}/${name}/<str:pk>/`, Way.asView({ get: 'retrieve' })),
  ]),
);

const SETTINGS: Readonly<Record<string, Partial<SettingsInput>>> = {
  usual: {},
  odd: {
    coerceDecimalToString: false,
    coerceBigintToString: true,
    timeZone: 'Asia/Kolkata',
    dateFormat: '%d.%m.%Y',
    durationFormat: 'iso-8601',
  },
};

// ---------------------------------------------------------------------------------------------------- what may be there

const EXTREME_TEXTS = [
  '',
  '"\\/\b\f\n\r\t',
  '\u0001\u001f\u007f\u0080\u009f',
  '\u2028\u2029\ufeff\ufffd\uffff',
  '\ud800',
  '\udfff\ud800 reversed',
  'a\udc00z',
  '𐀀💥\u{10ffff}',
  '</script><!--',
  'null',
];
const EXTREMES: readonly Readonly<Record<string, unknown>>[] = [
  {},
  ...EXTREME_TEXTS.map((title) => ({ title, data: { [title]: [title, null, [], {}] } })),
  { stock: 2n ** 63n - 1n, price: '999999999.999', weight: Number.MAX_VALUE },
  { stock: -(2n ** 63n), price: '-999999999.999', weight: -Number.MAX_VALUE },
  { stock: BigInt(Number.MAX_SAFE_INTEGER) + 1n, price: '0.001', weight: 1e21 },
  { stock: BigInt(Number.MAX_SAFE_INTEGER), price: '-0.001', weight: 1e-7 },
  { stock: 0, price: '0.000', weight: -0, inPrint: false, span: new Duration(0n) },
  { weight: 2.2250738585072014e-308, data: [1e21, -0, 1.5, '1e400', true, null] },
  { published: '0001-01-01', opens: '00:00:00', soldAt: new PreciseDate(Date.UTC(1000, 0, 1), 1) },
  { published: '9999-12-31', opens: '23:59:59.999999', soldAt: new PreciseDate(Date.UTC(9999, 11, 30), 999) },
  { span: new Duration(-1n), code: '00000000-0000-0000-0000-000000000000', data: false },
  { span: new Duration(10n ** 15n), code: 'ffffffff-ffff-ffff-ffff-ffffffffffff', data: '' },
];

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 2 });
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(...EXTREME_TEXTS),
  fc.array(fc.nat(0xffff), { maxLength: 12 }).map((units) => String.fromCharCode(...units)), // lone surrogates, mostly
);
const anyBook = fc.record({
  title: orNull(anyText),
  price: orNull(fc.integer({ min: -999_999_999, max: 999_999_999 }).map((n) => (n / 1000).toFixed(3))),
  weight: orNull(
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((n) => n === 0 || (Math.abs(n) > 1e-300 && Math.abs(n) < 1e300)),
  ),
  stock: orNull(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  inPrint: orNull(fc.boolean()),
  soldAt: orNull(
    fc
      .tuple(fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-30'), noInvalidDate: true }), fc.nat(999))
      .map(([date, micro]) => new PreciseDate(date.getTime(), micro)),
  ),
  span: orNull(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map((micro) => new Duration(micro))),
  data: orNull(fc.jsonValue().filter((value) => value !== null)),
});

// What no text column holds: PostgreSQL has no NUL, and UTF-8 no half of a pair.
const storable = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed();
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Duration) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [String(storable(name)), storable(inner)]));
};

async function addBook(values: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    await Book.objects.create(values as never);
  } catch {
    await Book.objects.create(storable(values) as never); // refused, as it may be; its nearest relative is not
  }
}

describe.each(testDatabases)('rows and objects on $name', ({ create }) => {
  let opened: TestDatabase;
  const clients: APIClient[] = [];

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    for (const settings of Object.values(SETTINGS)) {
      const app = createApp({
        settings: defineSettings({
          secretKey: 'a secret key of a test, long enough',
          debug: true, // Server-Timing says which way an answer came
          pageSize: 3,
          ...settings,
        }),
        models,
        urls: urlpatterns(...URLS),
        databases: { default: opened.database },
      });
      clients.push(new APIClient(app));
    }
    bindDatabases(models, { default: opened.database });
  });
  beforeEach(async () => {
    await Book.objects.delete();
    await Author.objects.delete();
    await Tag.objects.delete();
  });
  afterAll(() => opened.drop());

  /** One address both ways. @returns the body, and whether rows were enough */
  async function bothWays(client: APIClient, address: string): Promise<{ data: unknown; isByRows: boolean }> {
    const [quick, slow] = [
      await client.get(`/by-rows${address}`),
      await client.get(`/by-objects${address.replaceAll('by-rows', 'by-objects')}`),
    ];
    expect(quick.text).toBe(slow.text.replaceAll('/by-objects/', '/by-rows/'));
    expect(quick.status).toBe(slow.status);
    expect(slow.headers.get('server-timing')).not.toContain('path;desc="rows"');
    const isByRows = quick.headers.get('server-timing')?.startsWith('path;desc="rows"') === true;
    return { data: JSON.parse(quick.text), isByRows };
  }

  const LISTS = [
    '/books/',
    '/books/?page=2',
    '/books/?ordering=-price',
    '/shelves/',
    '/unpaged/',
    '/limited/?limit=2',
    '/limited/?limit=2&offset=1',
    '/limited/?limit=2&offset=99',
  ];

  /** Every address that shows what is in the database. */
  async function compareAll(): Promise<void> {
    const keys = await Book.objects.valuesList('id', { flat: true });
    for (const client of clients) {
      for (const address of LISTS) {
        if (address.includes('page=2') && keys.length <= 3) continue;
        expect((await bothWays(client, address)).isByRows).toBe(true);
      }
      for (const key of keys) expect((await bothWays(client, `/books/${key}/`)).isByRows).toBe(true);
      let address: string | null = '/cursors/';
      let seen = 0;
      while (address !== null) {
        const { data, isByRows } = await bothWays(client, address);
        expect(isByRows).toBe(true);
        const { next, results } = data as { next: string | null; results: unknown[] };
        seen += results.length;
        address = next === null ? null : next.replace('http://testserver/by-rows', '');
      }
      expect(seen).toBe(keys.length);
    }
  }

  it('are the same where nothing is there', async () => {
    await compareAll();
    for (const client of clients) {
      for (const address of ['/books/?page=2', '/books/1/', '/shelves/99999999999999999999/', '/cursors/?cursor=no'])
        expect((await bothWays(client, address)).data).toHaveProperty('detail');
    }
  });

  it('are the same for the largest, the smallest, the emptiest and the strangest', async () => {
    const author = await Author.objects.create({ name: '\u2028"\\\u0001' });
    await Author.objects.create({ name: 'nobody’s' });
    const tags = [await Tag.objects.create({ label: null }), await Tag.objects.create({ label: '</script>' })];
    for (const [index, values] of EXTREMES.entries())
      await addBook(index % 2 === 0 ? values : { ...values, authorId: author.id });
    const [first, second] = await Book.objects.slice(0, 2);
    await first?.related('tags').add(...tags.map(({ id }) => id));
    await second?.related('tags').add(...tags.slice(0, 1).map(({ id }) => id));
    expect(await Book.objects.count()).toBe(EXTREMES.length);
    await compareAll();
  });

  it('are the same for text that no client of ours would write', async () => {
    const strange = { half: 'eda080', broken: 'ff22fe5c', nul: '610062' };
    await Book.objects.bulkCreate(Object.keys(strange).map((title) => ({ title })));
    const isSQLite = opened.database.dialect.name === 'sqlite';
    for (const [title, bytes] of Object.entries(strange)) {
      const text = isSQLite ? `CAST(x'${bytes}' AS TEXT)` : `convert_from('\\x${bytes}', 'UTF8')`;
      const written = opened.database.query(`UPDATE "${Book.meta.table}" SET title = ${text} WHERE title = '${title}'`);
      if (isSQLite) await written;
      else await expect(written).rejects.toThrow(); // PostgreSQL keeps UTF-8 alone
    }
    await compareAll();
  });

  it('are the same for any data', { timeout: 120_000 }, async () => {
    const author = await Author.objects.create({ name: 'Ada' });
    const tag = await Tag.objects.create({ label: 'sea' });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyBook, fc.boolean()), { maxLength: 5 }), async (books) => {
        await Book.objects.delete();
        for (const [values, isWritten] of books) await addBook(isWritten ? { ...values, authorId: author.id } : values);
        const [first] = await Book.objects.slice(0, 1);
        await first?.related('tags').add(tag.id);
        await compareAll();
      }),
      { numRuns: 30 },
    );
  });
});
