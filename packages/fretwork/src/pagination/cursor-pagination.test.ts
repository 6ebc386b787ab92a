/** Cursors over what is not a column of the model itself, on every database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../app.ts';
import { ImproperlyConfigured } from '../errors.ts';
import { OrderingFilter } from '../filters/ordering-filter.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { count, max } from '../queries/aggregates.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { ListAPIView } from '../views/generics.ts';
import { CursorPagination } from './cursor-pagination.ts';

const models = defineModels({
  Country: model({ name: f.text() }, { ordering: ['-name'] }),
  Author: model(
    { name: f.text(), country: f.foreignKey('Country', { relatedName: 'authors', null: true, onDelete: 'cascade' }) },
    { ordering: ['country', 'id'] },
  ),
  Book: { author: f.foreignKey('Author', { relatedName: 'books', null: true, onDelete: 'cascade' }) },
  Sample: {
    moment: f.dateTime({ null: true }),
    day: f.date({ null: true }),
    span: f.duration({ null: true }),
    address: f.ipAddress({ null: true }),
    big: f.bigInteger({ null: true }),
    data: f.json({ null: true }),
    bytes: f.binary({ null: true }),
  },
});
const { Author, Book, Country, Sample } = models;

class Pages extends CursorPagination {
  override readonly pageSize: number = 2;
}
class Bare extends ListAPIView {
  override queryset = Book.objects;
  override serializerClass = modelSerializer(Book, { fields: ['id'] }) as never;
  override filterBackends = [OrderingFilter];
  override orderingFields = ['id', 'author', 'author.id', 'author.name', 'author.country.name'];
  override paginationClass = Pages;
}
const AuthorSerializer = modelSerializer(Author, { fields: ['name'] });
class Nested extends Bare {
  override serializerClass = modelSerializer(Book, {
    fields: ['id', 'author'],
    declare: { author: AuthorSerializer({ readOnly: true }) },
  }) as never;
}
class Prefetched extends Nested {
  override queryset = Book.objects.prefetchRelated('author') as never;
}
class Counted extends Bare {
  override queryset = Author.objects.annotate({ n: count('books'), last: max('books.id') }) as never;
  override serializerClass = modelSerializer(Author, { fields: ['id'] }) as never;
  override orderingFields = ['n', 'last'];
}

class Samples extends Bare {
  override queryset = Sample.objects as never;
  override serializerClass = modelSerializer(Sample, { fields: ['id'] }) as never;
  override orderingFields = ['moment', 'day', 'span', 'address', 'big'];
}

const URLS = { samples: Samples, bare: Bare, nested: Nested, prefetched: Prefetched, counted: Counted };

const MOST = 50; // rows of a walk that would lead in a circle

interface Body {
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly { readonly id: number; readonly author?: unknown }[];
}

describe.each(testDatabases)('cursors on $name', ({ create }) => {
  let opened: TestDatabase;
  let app: App;
  let client: APIClient;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    app = createApp({
      settings: defineSettings({ secretKey: 'a secret key of a test, long enough' }),
      models,
      urls: urlpatterns(...Object.entries(URLS).map(([name, View]) => path(`${name}/`, View))),
      databases: { default: opened.database },
    });
    client = new APIClient(app);
    const [peru, cuba] = [
      await Country.objects.create({ name: 'Peru' }),
      await Country.objects.create({ name: 'Cuba' }),
    ];
    const countries = { Ada: peru, Bram: cuba, Cid: null, Dana: null, Eve: null }; // the last two without books
    for (const [name, country] of Object.entries(countries)) await Author.objects.create({ name, country });
    // Books 1 to 10, with the authors 1, 2, 3, none, 1, 2, …
    await Book.objects.bulkCreate(Array.from({ length: 10 }, (_, index) => ({ authorId: [1, 2, 3, null][index % 4] })));
  });
  afterAll(() => opened.drop());

  /** The way to the end, and the links back from there. */
  async function walk(start: string): Promise<{ there: number[]; back: number[]; queries: number[] }> {
    const found = { there: [] as number[], back: [] as number[], queries: [] as number[] };
    const look = async (address: string): Promise<Body> => {
      const { result, queries } = await opened.database.captureQueries(() => client.get(address));
      expect(result.status).toBe(200);
      found.queries.push(queries.length);
      return JSON.parse(result.text);
    };
    let last = start;
    for (let address: string | null = start; address !== null && found.there.length < MOST; ) {
      const body: Body = await look(address);
      found.there.push(...body.results.map(({ id }) => id));
      last = address;
      address = body.next;
    }
    for (let address: string | null = last; address !== null && found.back.length < MOST; ) {
      const body: Body = await look(address);
      found.back.unshift(...body.results.map(({ id }) => id));
      address = body.previous;
    }
    return found;
  }

  describe('that go by another model', () => {
    // NULL is the smallest value, of missing authors and of missing countries alike.
    const orders: readonly [string, readonly number[]][] = [
      ['author.name', [4, 8, 1, 5, 9, 2, 6, 10, 3, 7]],
      ['-author.name', [3, 7, 2, 6, 10, 1, 5, 9, 4, 8]],
      ['author.id', [4, 8, 1, 5, 9, 2, 6, 10, 3, 7]],
      ['author.country.name', [3, 4, 7, 8, 2, 6, 10, 1, 5, 9]],
      ['-author.country.name', [1, 5, 9, 2, 6, 10, 3, 4, 7, 8]],
      // As authors are ordered, and those as countries are.
      ['author', [1, 5, 9, 2, 6, 10, 4, 8, 3, 7]],
    ];
    it.each(
      orders.flatMap(([order, expected]) =>
        ['bare', 'nested', 'prefetched'].map((name) => [name, order, expected] as const),
      ),
    )('reach every row of %s by %s', async (name, order, expected) => {
      const { there, back, queries } = await walk(`/${name}/?ordering=${order}`);
      expect(there).toEqual(expected);
      expect(back).toEqual(expected);
      expect(new Set(queries)).toEqual(new Set([1]));
    });
  });

  it.each([
    ['n', [4, 5, 3, 1, 2]],
    ['-n', [1, 2, 3, 4, 5]],
    ['last', [4, 5, 3, 1, 2]],
    ['-last', [2, 1, 3, 4, 5]],
  ])('that go by what is computed reach every row by %s', async (order, expected) => {
    expect((await walk(`/counted/?ordering=${order}`)).there).toEqual(expected);
  });

  it.each([
    ['author.name', 'n=1', [1, 5]],
    ['author.name', 'r=1&n=1', []], // where DRF's way back leads amid many NULLs, as amid many of any smallest value
    ['-author.name', 'n=1', []],
    ['-author.name', 'r=1&n=1', [5, 9]],
    ['-author.name', 'o=1&r=1&n=1', [1, 5]],
    ['author.name', 'n=1&p=Bram', [3, 7]], // a value is nearer to DRF
    ['author.name', 'n=0', [4, 8]], // no token of ours
    ['id', 'n=1', [1, 2]],
    ['-id', 'n=1', []],
  ])('know what is beyond NULL by %s, %s', async (order, cursor, expected) => {
    const { status, data } = await client.get(`/bare/?ordering=${order}&cursor=${encodeURIComponent(btoa(cursor))}`);
    expect([status, (data as Body).results.map(({ id }) => id)]).toEqual([200, expected]);
  });

  it.each([
    ['moment', '0001-01-01 00:00:00+23:59'],
    ['moment', '9999-12-31T23:59:59-23:59'],
    ['day', '2024-02-30'],
    ['day', '0000-01-01'],
    ['span', 'P999999999D'],
    ['span', '106751992 days, 0:00:00'],
    ['address', 'x'],
    ['big', '9999999999999999999'],
    ['big', '-9999999999999999999'],
  ])('refuse positions that no %s has: %s', async (order, position) => {
    for (const [sign, tokens] of [
      ['', { p: position }],
      ['-', { p: position, r: '1' }],
    ] as const) {
      const cursor = encodeURIComponent(btoa(String(new URLSearchParams(tokens))));
      const { status, data } = await client.get(`/samples/?ordering=${sign}${order}&cursor=${cursor}`);
      expect([status, data]).toEqual([404, { detail: 'Invalid cursor' }]);
    }
  });

  it.each([
    ['relations to many objects', 'books.id', Author.objects],
    ['JSON', 'data', Sample.objects],
    ['bytes', '-bytes', Sample.objects],
  ])('refuse to go by %s', async (_what, ordering, queryset) => {
    class Unordered extends Pages {
      override readonly ordering = ordering;
    }
    const request = { queryParams: new URLSearchParams(), app } as never;
    const page = new Unordered().paginateQueryset(queryset as never, request, undefined);
    await expect(page).rejects.toThrow(ImproperlyConfigured);
  });
});
