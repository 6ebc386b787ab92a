/** Pages by cursor from rows, on the wire: page for page, there and back, the bytes that objects give. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { OrderingFilter } from '../filters/ordering-filter.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { Duration } from '../models/duration.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { PreciseDate } from '../models/precise-date.ts';
import { CursorPagination } from '../pagination/cursor-pagination.ts';
import { count } from '../queries/aggregates.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { s } from '../serializers/s.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { ReadOnlyModelViewSet } from './viewsets.ts';

const models = defineModels({
  Author: model({ name: f.text() }, { ordering: ['name'] }),
  Book: model(
    {
      title: f.text({ null: true }),
      stock: f.bigInteger({ null: true }),
      price: f.decimal({ maxDigits: 12, decimalPlaces: 3, null: true }),
      weight: f.float({ null: true }),
      inPrint: f.boolean({ null: true }),
      published: f.date({ null: true }),
      opens: f.time({ null: true }),
      soldAt: f.dateTime({ null: true }),
      code: f.uuid({ null: true }),
      loan: f.duration({ null: true }),
      author: f.foreignKey('Author', { relatedName: 'books', null: true, onDelete: 'setNull' }),
    },
    { ordering: ['id'] },
  ),
});
const { Author, Book } = models;

// ---------------------------------------------------------------------------------------------------------- the views

const AuthorSerializer = modelSerializer(Author, { fields: ['id', 'name'] });
const WholeSerializer = modelSerializer(Book, {
  fields: ['id', 'title', 'stock', 'price', 'weight', 'inPrint', 'published', 'opens', 'soldAt', 'code', 'loan'],
});
const NestedSerializer = modelSerializer(Book, {
  fields: ['title', 'author'], // not the columns of the order
  declare: { author: AuthorSerializer({ readOnly: true }) },
});
const ShoutedSerializer = modelSerializer(Book, {
  fields: ['id', 'title', 'shout', 'author'],
  declare: {
    shout: s.method((book): string => `${Reflect.get(book, 'title')}!`),
    author: AuthorSerializer({ readOnly: true }),
  },
});
const ShelfSerializer = modelSerializer(Author, {
  fields: ['id', 'name', 'books'],
  declare: { books: ShoutedSerializer({ many: true, readOnly: true }) },
});
/** Says what methods before it have left in an object, and leaves something. */
const marking = (find: (object: { readonly author: object }) => object) =>
  s.method((object): string => {
    const place = find(object as { readonly author: object });
    const mark = String(Reflect.get(place, 'mark'));
    Reflect.set(place, 'mark', `${mark}+`);
    return mark;
  });
const BackSerializer = modelSerializer(Book, {
  fields: ['id', 'title', 'mark', 'author'],
  declare: {
    mark: marking((book) => book),
    author: modelSerializer(Author, {
      fields: ['id', 'mark', 'books'],
      declare: {
        mark: marking((author) => author),
        books: modelSerializer(Book, {
          fields: ['id', 'mark'],
          declare: { mark: marking((book) => book.author) },
        })({ many: true, readOnly: true }),
      },
    })({ readOnly: true }),
  },
});

class Pages extends CursorPagination {
  override readonly pageSize = 3;
  override readonly pageSizeQueryParam = 'size';
  override readonly maxPageSize = 5;
}
class Whole extends ReadOnlyModelViewSet {
  override queryset = Book.objects;
  override serializerClass = WholeSerializer;
  override paginationClass = Pages;
  override filterBackends = [OrderingFilter];
  override orderingFields = [...Book.meta.columnsByName.keys(), 'author.name'];
  override ordering: string[] = ['-soldAt'];
}
class Nested extends Whole {
  override serializerClass = NestedSerializer as never;
}
class Shouted extends Whole {
  override serializerClass = ShoutedSerializer as never;
}
class Back extends Whole {
  override serializerClass = BackSerializer as never;
}
class Shelves extends Whole {
  override queryset = Author.objects as never;
  override serializerClass = ShelfSerializer as never;
  override orderingFields = ['id', 'name'];
  override ordering = ['name'];
}
class Counted extends Whole {
  override queryset = Author.objects.annotate({ bookCount: count('books') }) as never;
  override serializerClass = modelSerializer(Author, {
    fields: ['id', 'bookCount'],
    declare: { bookCount: s.integer({ readOnly: true }) },
  }) as never;
  override orderingFields = ['id', 'name'];
  override ordering = ['name'];
}
class Uncounted extends Counted {
  override serializerClass = modelSerializer(Author, { fields: ['id'] }) as never;
}
const WAYS = {
  whole: 'rows',
  nested: 'rows',
  shouted: 'mixed',
  back: 'mixed',
  shelves: 'mixed',
  counted: 'rows',
  uncounted: 'rows',
} as const;
const VIEWS: Readonly<Record<keyof typeof WAYS, typeof Whole>> = {
  whole: Whole,
  nested: Nested,
  shouted: Shouted,
  back: Back,
  shelves: Shelves,
  counted: Counted,
  uncounted: Uncounted,
};

/** The same view for somebody who looks at what is sent, so that objects are made. */
const watched = (View: typeof Whole): typeof Whole =>
  class extends View {
    override async represent(objects: unknown): Promise<unknown> {
      return super.represent(objects);
    }
  };

const URLS = Object.entries(VIEWS).flatMap(([name, View]) => [
  path(`by-rows/${name}/`, View.asView({ get: 'list' })),
  path(`by-objects/${name}/`, watched(View).asView({ get: 'list' })),
]);

// ----------------------------------------------------------------------------------------------- what may be there

// Few values of each, so that neighbours often have the same one.
const POOLS = {
  title: ['', 'a', 'A & b=c+d%', 'ä\u2028💥"\\', null],
  stock: [0, -1, Number.MAX_SAFE_INTEGER, 2n ** 63n - 1n, -(2n ** 63n), null],
  price: ['0.000', '1.500', '-1.500', '999999999.999', null],
  weight: [0, 0.1, -0.1, 1e21, 1e-7, null],
  inPrint: [true, false, null],
  published: ['0001-01-01', '2024-02-29', '9999-12-31', null],
  opens: ['00:00:00', '00:00:00.000001', '23:59:59.999999', null],
  soldAt: [
    new Date(Date.UTC(2024, 1, 29, 1, 2, 3)),
    new Date(Date.UTC(2024, 1, 29, 1, 2, 3, 4)),
    new PreciseDate(Date.UTC(2024, 1, 29, 1, 2, 3, 4), 5),
    new PreciseDate(Date.UTC(1000, 0, 1), 1),
    null,
  ],
  code: ['00000000-0000-0000-0000-00000000000a', 'ffffffff-ffff-ffff-ffff-ffffffffffff', null],
  loan: [new Duration(-1n), new Duration(0n), new Duration(90_061_000_001n), new Duration(-90_061_000_001n), null],
} as const;
const anyBook = fc.record(
  Object.fromEntries(Object.entries(POOLS).map(([name, pool]) => [name, fc.constantFrom<unknown>(...pool)])),
);
const anyBooks = fc.array(fc.tuple(anyBook, fc.constantFrom('Ada', 'Bram', null)), { maxLength: 14 });

const ORDERS = ['pk', 'id', ...Object.keys(POOLS), 'authorId'].flatMap((name) => [name, `-${name}`]);
const anyName = fc.constantFrom('whole' as const, 'nested' as const, 'shouted' as const, 'back' as const);
/** A view, an order, and the way that its pages go. */
const anyList = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.tuple(anyName, fc.constantFrom(...ORDERS)).map(([name, order]) => [name, order, WAYS[name]] as const),
  },
  // Where an order begins is then known to objects alone.
  fc.tuple(fc.constant('nested'), fc.constantFrom('author.name', '-author.name'), fc.constant('objects')),
);
const anyMore = fc.constantFrom('', ',-price', ',title');

const MOST_PAGES = 20; // more than any list has

interface Body {
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly unknown[];
}

describe.each(testDatabases)('pages by cursor on $name', ({ create }) => {
  let opened: TestDatabase;
  let client: APIClient;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    const app = createApp({
      // With debug, Server-Timing says which way an answer came.
      settings: defineSettings({ secretKey: 'a secret key of a test, long enough', debug: true }),
      models,
      urls: urlpatterns(...URLS),
      databases: { default: opened.database },
    });
    client = new APIClient(app);
    bindDatabases(models, { default: opened.database });
  });
  beforeEach(async () => {
    await Book.objects.delete();
    await Author.objects.delete();
  });
  afterAll(() => opened.drop());

  async function store(books: readonly (readonly [object, string | null])[]): Promise<void> {
    await Book.objects.delete();
    const authors = new Map((await Author.objects).map(({ name, id }) => [name, id]));
    await Book.objects.bulkCreate(
      books.map(([values, name]) => ({ ...values, authorId: name === null ? null : (authors.get(name) ?? null) })),
    );
  }

  interface Visit {
    readonly body: Body;
    readonly status: number;
    readonly way: string | undefined;
    readonly queries: readonly (string | undefined)[];
  }

  /** One address both ways. */
  async function visit(address: string): Promise<Visit> {
    const quick = await client.get(`/by-rows${address}`);
    const slow = await client.get(`/by-objects${address}`);
    expect(quick.text).toBe(slow.text.replaceAll('/by-objects/', '/by-rows/'));
    expect(quick.status).toBe(slow.status);
    const [quickly, slowly] = [quick, slow].map(({ headers }) => headers.get('server-timing') ?? '');
    if (slow.status === 200) expect(slowly).toContain('path;desc="objects');
    return {
      body: JSON.parse(quick.text),
      status: quick.status,
      way: /path;desc="(\w+)/.exec(quickly ?? '')?.[1],
      queries: [quickly, slowly].map((timing) => /desc="(\d+) quer/.exec(timing ?? '')?.[1]),
    };
  }

  const addressIn = (link: string | null): string | null => link?.replace('http://testserver/by-rows', '') ?? null;

  /** Walks to the end and back, and looks around at every page. @returns what was on the pages, in their order */
  async function walk(start: string, way: string): Promise<{ there: unknown[]; back: unknown[] }> {
    const found: Record<'there' | 'back', unknown[]> = { there: [], back: [] };
    const look = async (address: string): Promise<Body> => {
      const seen = await visit(address);
      expect(seen.status).toBe(200);
      // An empty page takes no object.
      expect(seen.way).toBe(way === 'mixed' && seen.body.results.length === 0 ? 'rows' : way);
      expect(Number(seen.queries[0])).toBeLessThanOrEqual(Number(seen.queries[1]));
      return seen.body;
    };
    let last = start;
    let address: string | null = start;
    for (let page = 0; address !== null && page < MOST_PAGES; page += 1) {
      const body = await look(address);
      found.there.push(...body.results);
      const around = addressIn(body.previous);
      if (around !== null) await look(around);
      last = address;
      address = addressIn(body.next);
    }
    expect(address).toBeNull();
    address = last;
    for (let page = 0; address !== null && page < MOST_PAGES; page += 1) {
      const body = await look(address);
      found.back.unshift(...body.results);
      const around = addressIn(body.next);
      if (around !== null) await look(around);
      address = addressIn(body.previous);
    }
    expect(address).toBeNull();
    return found;
  }

  const addAuthors = async (): Promise<void> => {
    for (const name of ['Ada', 'Bram']) await Author.objects.create({ name });
  };

  it('are the same for any data, order and size', { timeout: 300_000 }, async () => {
    await addAuthors();
    let pages = 0;
    await fc.assert(
      fc.asyncProperty(anyBooks, anyList, anyMore, fc.integer({ min: 1, max: 5 }), async (books, list, more, size) => {
        const [name, order, way] = list;
        await store(books);
        const { there } = await walk(`/${name}/?ordering=${order}${more}&size=${size}`, way);
        expect(there).toHaveLength(books.length);
        pages += there.length / size;
      }),
      { numRuns: 150 },
    );
    expect(pages).toBeGreaterThan(100);
  });

  it.each(Object.keys(POOLS))(
    'are the same for every value of %s, there and back',
    { timeout: 60_000 },
    async (column) => {
      const pool: readonly unknown[] = POOLS[column as keyof typeof POOLS];
      await store([...pool, ...pool].map((value) => [{ [column]: value }, null] as const));
      for (const order of [column, `-${column}`]) {
        const { there } = await walk(`/whole/?ordering=${order}&size=2`, 'rows');
        expect(there).toHaveLength(2 * pool.length);
      }
    },
  );

  it.each(['whole', 'nested', 'shouted'] as const)('lose and repeat nothing there and back: %s', async (name) => {
    await addAuthors();
    // Of whole pages: as in DRF, the way back from a last page of equal positions counts on that.
    await store(Array.from({ length: 12 }, (_, index) => [{ title: `${index}`, stock: index >> 2 }, 'Ada'] as const));
    for (const order of ['id', '-pk', 'stock', '-stock', 'title']) {
      const { there, back } = await walk(`/${name}/?ordering=${order}`, WAYS[name]);
      expect(new Set(there.map((book) => JSON.stringify(book))).size).toBe(12);
      expect(back).toEqual(there);
    }
  });

  it('give methods the objects that they would meet', async () => {
    await addAuthors();
    await store(['1', '2', '3', '4', '5'].map((title) => [{ title }, 'Ada'] as const));
    // The way back leads to the author of the last row that was read, which is one more than the page has.
    const { there } = await walk('/back/?ordering=id&size=2', 'mixed');
    expect(there).toHaveLength(5);
  });

  it('have the lists of what is on the page', async () => {
    await addAuthors();
    for (const name of ['Cid', 'Dana', 'Eve']) await Author.objects.create({ name });
    await store([
      [{ title: 'One' }, 'Ada'],
      [{ title: 'Two' }, 'Cid'],
      [{ title: 'Three' }, 'Ada'],
    ]);
    const { there, back } = await walk('/shelves/?size=2', 'mixed');
    expect(there.map((author) => (author as { books: unknown[] }).books.length)).toEqual([2, 0, 1, 0, 0]);
    expect(back).toEqual(there);
  });

  it.each(['counted', 'uncounted'] as const)('are the same where something is computed: %s', async (name) => {
    await addAuthors();
    await store([
      [{ title: 'One' }, 'Ada'],
      [{ title: 'Two' }, 'Bram'],
      [{ title: 'Three' }, 'Ada'],
    ]);
    const { there, back } = await walk(`/${name}/?size=1`, 'rows');
    expect(there.map((author) => Reflect.get(author as object, 'bookCount'))).toEqual(
      name === 'counted' ? [2, 1] : [undefined, undefined],
    );
    expect(back).toEqual(there);
    await walk(`/${name}/?size=1&ordering=-id`, 'rows');
  });

  it('are the same where nothing is there, or no such page', async () => {
    const none = await visit('/whole/');
    expect(none).toMatchObject({ way: 'rows', body: { next: null, previous: null, results: [] } });
    for (const cursor of ['no', 'cj0xJnA9eA==', btoa('o=9999&p=x')]) {
      const address = `/whole/?cursor=${encodeURIComponent(cursor)}`;
      expect(await visit(address)).toMatchObject({ status: 404, body: { detail: 'Invalid cursor' } });
    }
    await store([[{}, null]]);
    const behind = await visit(`/whole/?ordering=id&cursor=${btoa('o=5')}`);
    expect(behind).toMatchObject({ way: 'rows', body: { next: null, results: [] } });
    expect(behind.body.previous).not.toBeNull();
  });
});
