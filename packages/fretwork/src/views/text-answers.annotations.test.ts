/** Computed values on the wire: annotated QuerySets go from rows to JSON, with the bytes that objects give. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { captureQueries } from '../databases/query-log.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { Duration } from '../models/duration.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { PreciseDate } from '../models/precise-date.ts';
import { LimitOffsetPagination } from '../pagination/limit-offset-pagination.ts';
import { avg, count, max, min, sum } from '../queries/aggregates.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { IntegerField } from '../serializers/fields/integer-field.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { field, s } from '../serializers/s.ts';
import { defineSettings, type SettingsInput } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { ReadOnlyModelViewSet } from './viewsets.ts';

const models = defineModels({
  Author: model({ name: f.text() }, { ordering: ['id'] }),
  Tag: model({ label: f.text() }, { ordering: ['id'] }),
  Book: model(
    {
      title: f.text({ null: true }),
      price: f.decimal({ maxDigits: 12, decimalPlaces: 3, null: true }),
      weight: f.float({ null: true }),
      stock: f.bigInteger({ null: true }),
      published: f.date({ null: true }),
      opens: f.time({ null: true }),
      soldAt: f.dateTime({ null: true }),
      span: f.duration({ null: true }),
      author: f.foreignKey('Author', { relatedName: 'books', null: true, onDelete: 'setNull' }),
      tags: f.manyToMany('Tag', { relatedName: 'books', blank: true }),
    },
    { ordering: ['id'] },
  ),
});
const { Author, Book, Tag } = models;

// ---------------------------------------------------------------------------------------------------------- QuerySets

const measures = {
  total: count('books'),
  labels: count('books.tags', { distinct: true }),
  price: sum('books.price'),
  meanPrice: avg('books.price'),
  stock: sum('books.stock'),
  meanStock: avg('books.stock'),
  lightest: min('books.weight'),
  first: min('books.published'),
  opens: min('books.opens'),
  sold: max('books.soldAt'),
  span: sum('books.span'),
  meanSpan: avg('books.span'),
  last: max('books.title'),
};
const each = Author.objects.annotate(measures);
// Filters before make groups of joined rows, those after HAVING.
const grouped = Author.objects.filter({ books: { id: { gt: 0 } } }).annotate(measures);

// --------------------------------------------------------------------------------------------------------- serializers

const readOnly = true;
const decimal = s.decimal({ maxDigits: 20, decimalPlaces: 3, readOnly });
const declared = {
  total: s.integer({ readOnly }),
  n: s.readOnly({ source: 'total' }),
  labels: s.integer({ readOnly }),
  price: decimal,
  rounded: s.decimal({ maxDigits: null, decimalPlaces: 1, source: 'price', readOnly }),
  meanPrice: s.decimal({ maxDigits: 20, decimalPlaces: 2, readOnly }),
  stock: s.bigInteger({ readOnly }),
  meanStock: s.float({ readOnly }),
  lightest: s.float({ readOnly }),
  first: s.date({ readOnly }),
  opens: s.time({ readOnly }),
  sold: s.dateTime({ readOnly }),
  span: s.duration({ readOnly }),
  meanSpan: s.duration({ readOnly }),
  last: s.char({ readOnly }),
  raw: s.readOnly({ source: 'sold' }),
  text: s.char({ source: 'stock', readOnly }),
  isAny: s.boolean({ source: 'total', readOnly }),
};
const names = Object.keys(declared) as (keyof typeof declared)[];
const BookSerializer = modelSerializer(Book, { fields: ['id', 'title'] });
const nested = { books: BookSerializer({ many: true, readOnly }) };
const Loud = field(
  class LoudField extends IntegerField {
    override toRepresentation(value: number | bigint): never {
      return `${value}!` as never;
    }
  },
);
const Silent = modelSerializer(Author, { fields: ['id', 'name', 'books'], declare: nested });
const Telling = modelSerializer(Author, {
  fields: ['id', 'name', ...names, 'books'],
  declare: { ...declared, ...nested },
});
const Alone = modelSerializer(Author, { fields: ['total'], declare: { total: declared.total } });
const Asking = modelSerializer(Author, {
  fields: ['id', 'total', 'price', 'seen', 'books'],
  declare: {
    ...nested,
    total: declared.total,
    price: declared.price,
    seen: s.method((author): unknown => ({ ...author, total: Reflect.get(author, 'total') })),
  },
});
const Own = modelSerializer(Author, {
  fields: ['id', 'total', 'stock'],
  declare: { total: Loud({ readOnly }), stock: declared.stock },
});
// What a nested serializer finds on its own objects, and on those that lead back to the annotated ones.
const Inside = modelSerializer(Author, {
  fields: ['id', 'total', 'books'],
  declare: {
    total: declared.total,
    books: modelSerializer(Book, {
      fields: ['id', 'back', 'none'],
      declare: {
        back: s.method((book): unknown => Reflect.get(Reflect.get(book, 'author') as object, 'total')),
        none: s.method((book): unknown => Reflect.get(book, 'total') ?? 'none'),
      },
    })({ many: true, readOnly }),
  },
});
const Written = modelSerializer(Book, {
  fields: ['id', 'title', 'writer', 'author'],
  declare: {
    writer: s.char({ readOnly }),
    author: modelSerializer(Author, { fields: ['name'] })({ readOnly }),
  },
});

// --------------------------------------------------------------------------------------------------------------- views

type Annotated = { queryset: object; serializerClass: object; way: 'rows' | 'mixed' };
const VIEWS: Readonly<Record<string, Annotated>> = {
  ordered: { queryset: each.orderBy('total' as never, 'id'), serializerClass: Silent, way: 'rows' },
  left: {
    queryset: each.filter({ total: { gte: 1 } } as never).orderBy('id'),
    serializerClass: Silent,
    way: 'rows',
  },
  telling: { queryset: each, serializerClass: Telling, way: 'rows' },
  groups: { queryset: grouped.orderBy('-price' as never, 'id'), serializerClass: Telling, way: 'rows' },
  having: {
    queryset: grouped.filter({ total: { gte: 2 } } as never).orderBy('id'),
    serializerClass: Telling,
    way: 'rows',
  },
  silent: {
    // As in Django, labels multiply the books of a group: nobody sends them, and they count nevertheless.
    queryset: grouped.filter({ total: { gte: 3 } } as never).orderBy('-total' as never, 'id'),
    serializerClass: Silent,
    way: 'rows',
  },
  alone: { queryset: each, serializerClass: Alone, way: 'rows' },
  asking: { queryset: each, serializerClass: Asking, way: 'mixed' },
  askinggroups: { queryset: grouped, serializerClass: Asking, way: 'mixed' },
  own: { queryset: each, serializerClass: Own, way: 'mixed' },
  inside: { queryset: each, serializerClass: Inside, way: 'mixed' },
  loading: { queryset: each.prefetchRelated('books.tags'), serializerClass: Asking, way: 'mixed' },
  written: {
    queryset: Book.objects.annotate({ writer: max('author.name'), others: count('author.books') }),
    serializerClass: Written,
    way: 'rows',
  },
};

const viewOf = ({ queryset, serializerClass }: Annotated) =>
  class extends ReadOnlyModelViewSet {
    override queryset = queryset as typeof Author.objects;
    override serializerClass = serializerClass as typeof Silent;
    override searchFields = [queryset === VIEWS.written?.queryset ? 'title' : 'name'];
  };
type View = ReturnType<typeof viewOf>;

/** The same view for somebody who looks at what is sent, so that objects are made. */
const watched = (View: View): View =>
  class extends View {
    override async represent(objects: unknown): Promise<unknown> {
      return super.represent(objects);
    }
  };
const cut = (View: View, paginationClass: typeof LimitOffsetPagination | null): View =>
  class extends View {
    override paginationClass = paginationClass as never;
  };

const URLS = Object.entries(VIEWS).flatMap(([name, described]) => {
  const View = viewOf(described);
  return Object.entries({ 'by-rows': View, 'by-objects': watched(View) }).flatMap(([way, Way]) => [
    path(`${way}/${name}/`, Way.asView({ get: 'list' })),
    path(`${way}/limited/${name}/`, cut(Way, LimitOffsetPagination).asView({ get: 'list' })),
    path(`${way}/unpaged/${name}/`, cut(Way, null).asView({ get: 'list' })),
    path(`${way}/${name}/<str:pk>/`, Way.asView({ get: 'retrieve' })),
  ]);
});
const SETTINGS: Readonly<Record<string, Partial<SettingsInput>>> = {
  usual: {},
  odd: { coerceDecimalToString: false, coerceBigintToString: true, timeZone: 'Asia/Kolkata', dateFormat: '%d.%m.%Y' },
};

// ---------------------------------------------------------------------------------------------------------------- data

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 3 });
const anyBook = fc.record({
  title: orNull(fc.constantFrom('', '"\\\n\u2028', 'Zoë', '</script>')),
  price: orNull(fc.integer({ min: -999_999_999, max: 999_999_999 }).map((n) => (n / 1000).toFixed(3))),
  weight: orNull(fc.constantFrom(0, 1e21, 1e-7, -0.1, 3)),
  stock: orNull(fc.bigInt({ min: -(2n ** 59n), max: 2n ** 59n })),
  published: orNull(fc.constantFrom('0001-01-01', '1968-11-01', '9999-12-31')),
  opens: orNull(fc.constantFrom('00:00:00', '23:59:59.999999')),
  soldAt: orNull(
    fc
      .tuple(fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-30'), noInvalidDate: true }), fc.nat(999))
      .map(([date, micro]) => new PreciseDate(date.getTime(), micro)),
  ),
  span: orNull(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }).map((micro) => new Duration(micro))),
  owner: fc.option(fc.nat(2), { freq: 4 }),
});

describe.each(testDatabases)('computed values on $name', ({ create }) => {
  let opened: TestDatabase;
  const clients: APIClient[] = [];

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    for (const settings of Object.values(SETTINGS)) {
      const secretKey = 'a secret key of a test, long enough';
      const app = createApp({
        // Server-Timing says which way an answer came
        settings: defineSettings({ secretKey, debug: true, pageSize: 2, ...settings }),
        models,
        urls: urlpatterns(...URLS),
        databases: { default: opened.database },
      });
      clients.push(new APIClient(app));
    }
    bindDatabases(models, { default: opened.database });
  });
  beforeEach(async () => {
    for (const { objects } of [Book, Author, Tag]) await objects.delete();
  });
  afterAll(() => opened.drop());

  type Values = Parameters<typeof Book.objects.create>[0] & { readonly owner: number | null };

  async function store(books: readonly Values[]): Promise<void> {
    const authors: number[] = [];
    for (const name of ['Ada', 'Bram "B"', 'Çelik', 'nobody']) authors.push((await Author.objects.create({ name })).id);
    const [sea, sky] = [await Tag.objects.create({ label: 'sea' }), await Tag.objects.create({ label: 'sky' })];
    for (const { owner, ...values } of books) {
      const authorId = owner === null ? null : (authors[owner] ?? null); // the fourth has no book
      const book = await Book.objects.create({ ...values, authorId });
      if (owner !== 1) await book.related('tags').add(...(values.title === 'Two' ? [sea.id, sky.id] : [sea.id]));
    }
  }

  /** One address both ways. @returns which way the answer came; the status of an error */
  async function bothWays(client: APIClient, address: string): Promise<string | undefined> {
    const quick = await client.get(`/by-rows${address}`);
    const slow = await client.get(`/by-objects${address}`);
    expect(quick.text, address).toBe(slow.text.replaceAll('/by-objects/', '/by-rows/'));
    expect(quick.status).toBe(slow.status);
    expect(slow.headers.get('server-timing')).not.toMatch(/path;desc="(rows|mixed)"/);
    if (quick.status !== 200) return String(quick.status);
    return /^path;desc="(\w+)/.exec(quick.headers.get('server-timing') ?? '')?.[1];
  }

  async function compare(name: string, way: string): Promise<void> {
    const keys = (await (name === 'written' ? Book.objects : Author.objects)).map(({ id }) => id);
    for (const client of clients) {
      for (const address of [
        `/${name}/`,
        `/${name}/?search=a`,
        `/limited/${name}/?limit=2&offset=1`,
        `/limited/${name}/?limit=2&offset=99`,
        `/unpaged/${name}/`,
      ]) {
        expect(await bothWays(client, address), address).toBe(way);
      }
      for (const address of [`/${name}/?page=2`, `/${name}/?page=9`, `/${name}/0/`]) await bothWays(client, address);
      for (const key of keys) expect([way, '404']).toContain(await bothWays(client, `/${name}/${key}/`));
    }
  }

  const twice = {
    price: '10.500',
    stock: 2n ** 60n,
    span: new Duration(1n),
    published: '1968-11-01',
    opens: '09:00:00',
  };
  const nothing = { price: null, weight: null, stock: null, published: null, opens: null, soldAt: null, span: null };
  const usual = [
    { ...nothing, ...twice, title: 'One', owner: 0, soldAt: new PreciseDate(Date.UTC(2020, 1, 29), 1), weight: 0.1 },
    { ...nothing, ...twice, title: 'Two', owner: 0, price: '0.255', span: new Duration(2n), weight: -0 },
    { ...nothing, title: null, owner: 1 },
    { ...nothing, ...twice, title: 'Four', owner: 2, stock: -1n },
    { ...nothing, title: 'Nobody’s', owner: null },
  ];

  it.each(Object.entries(VIEWS))('give the same bytes: %s', async (name, { way }) => {
    await store(usual);
    await compare(name, way);
  });

  it('are what was computed', async () => {
    await store(usual);
    const [client] = clients as [APIClient];
    const get = async (address: string): Promise<{ id: number; total: number }[]> =>
      JSON.parse((await client.get(`/by-rows/unpaged${address}`)).text);
    const [ada, bram, celik, nobody] = await get('/telling/');
    const zone = { n: 2, total: 2, labels: 2, price: '10.755', rounded: '10.8', stock: Number(2n ** 61n) };
    expect(ada).toMatchObject({ ...zone, first: '1968-11-01', opens: '09:00:00', sold: '2020-02-29T00:00:00.000001Z' });
    expect(bram).toMatchObject({ total: 1, labels: 0, price: null, meanPrice: null, first: null, last: null });
    expect(nobody).toMatchObject({ total: 0, price: null, stock: null, span: null, isAny: false, books: [] });
    const ordered = await get('/ordered/');
    expect(ordered.map(({ id }) => id)).toEqual([nobody, bram, celik, ada].map((author) => author?.id));
    expect((await get('/having/')).map(({ id }) => id)).toEqual([ada?.id]);
    expect((await get('/silent/')).map(({ id }) => id)).toEqual([ada?.id]);
    expect((await get('/asking/'))[0]).toMatchObject({ total: 2, seen: { total: 2, last: 'Two' } });
    expect((await get('/inside/'))[0]).toMatchObject({ total: 2, books: [{ back: 2, none: 'none' }, { back: 2 }] });
    expect((await get('/own/'))[0]).toMatchObject({ total: '2!' });
  });

  it('are not asked for where nobody sends them', async () => {
    await store(usual);
    const [client] = clients as [APIClient];
    const sqlOf = async (address: string): Promise<string> => {
      const { queries } = await captureQueries(() => client.get(address));
      return queries[0]?.sql ?? '';
    };
    expect(await sqlOf('/by-objects/unpaged/ordered/')).toMatch(/avg\(/i);
    expect(await sqlOf('/by-rows/unpaged/ordered/')).not.toMatch(/avg\(/i);
    expect(await sqlOf('/by-rows/unpaged/asking/')).toMatch(/avg\(/i); // methods may look
    const { queries } = await captureQueries(() => client.get('/by-rows/telling/'));
    expect(queries).toHaveLength(2); // the page with its count, and the books
  });

  it('give the same bytes whatever they are computed from', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyBook, { maxLength: 5 }),
        fc.constantFrom(...Object.keys(VIEWS)),
        async (books, name) => {
          for (const { objects } of [Book, Author, Tag]) await objects.delete();
          await store(books);
          const { way } = VIEWS[name] as Annotated;
          for (const client of clients) {
            for (const address of [`/${name}/`, `/unpaged/${name}/`]) expect(await bothWays(client, address)).toBe(way);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
