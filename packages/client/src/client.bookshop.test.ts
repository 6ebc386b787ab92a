/** The client against the real bookshop, over HTTP, under Node: one refresh for all, and when a session ends. */
import { createApp } from 'fretwork';
import { createUser } from 'fretwork/accounts';
import { createTables } from 'fretwork/migrations';
import { type RunningServer, serve } from 'fretwork/server';
import { type TestDatabase, testDatabases } from 'fretwork/testing';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { app as bookshop } from '../../../examples/bookshop/api/app.ts';
import { Author, Book, models, Tag, User } from '../../../examples/bookshop/api/models.ts';
import { settings } from '../../../examples/bookshop/api/settings.ts';
import { urls } from '../../../examples/bookshop/api/urls.ts';
import { type Client, type ClientOptions, createClient } from './client.ts';
import { isValidationError, NotAuthenticated, NotFound } from './errors.ts';
import { memoryStorage, type TokenStorage } from './token-storage.ts';

const PASSWORD = 'wonderland-42';

/** A `fetch` that writes down what went out, and can be told to fail. */
interface Wire {
  readonly fetch: typeof fetch;
  readonly sent: string[];
  /** How often a path was asked for. */
  count(path: string): number;
  isDown: boolean;
  /** Waits before an answer is given on. */
  hold: Promise<void> | undefined;
}

function wire(): Wire {
  const one: Wire = {
    sent: [],
    isDown: false,
    hold: undefined,
    count: (path) => one.sent.filter((line) => line.endsWith(path)).length,
    fetch: async (input, init) => {
      one.sent.push(`${init?.method} ${new URL(String(input)).pathname}`);
      if (one.isDown) throw new TypeError('fetch failed');
      const response = await fetch(input, init);
      await one.hold;
      return response;
    },
  };
  return one;
}

describe.each(testDatabases)('the bookshop on $name', ({ create }) => {
  let opened: TestDatabase;
  let server: RunningServer;
  let users = 0;
  let base = '';
  // The clock of clients; the server's own goes on.
  const skew = 0;
  const now = (): number => Date.now() + skew;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    const app = createApp({ settings, models, urls, databases: { default: opened.database } });
    server = await serve(app, { port: 0, stopOnSignals: false });
    base = server.url.replace(/\/$/, '');
    const author = await Author.objects.create({ name: 'Ursula K. Le Guin' });
    await Tag.objects.create({ name: 'utopia' });
    for (let n = 0; n < 30; n += 1) {
      const isbn = String(9_780_000_000_000 + n);
      await Book.objects.create({ title: `Book ${n}`, isbn, price: `${n}.00`, pages: 100, author });
    }
  });
  afterAll(async () => {
    await server.stop();
    await opened.drop();
  });

  const clientWith = (options: ClientOptions<'api/'> = {}): Client<typeof bookshop> =>
    createClient<typeof bookshop>({ baseURL: base, now, retries: 0, ...options });

  // Limits count logins by name, so that every test has a user of its own.
  const newUser = async (): Promise<string> => {
    users += 1;
    const username = `reader${users}`;
    await createUser(User, { username, password: PASSWORD });
    return username;
  };

  interface SignedIn {
    readonly api: Client<typeof bookshop>;
    readonly out: Wire;
    readonly storage: TokenStorage;
    readonly username: string;
  }
  const signedIn = async (options: ClientOptions<'api/'> = {}): Promise<SignedIn> => {
    const out = wire();
    const storage = memoryStorage();
    const api = clientWith({ transport: storage, fetch: out.fetch, ...options });
    const username = await newUser();
    await api.login({ username, password: PASSWORD });
    out.sent.length = 0;
    return { api, out, storage, username };
  };
  describe('anybody', () => {
    it('lists, searches, filters, and follows pages', async () => {
      const api = clientWith();
      const page = await api.books.list({
        search: 'book',
        price__lt: '10.00',
        ordering: ['-price', 'title'],
        pageSize: 3,
      });
      expect(page.count).toBe(10);
      expect(page.results.map(({ price }) => price)).toEqual(['9.00', '8.00', '7.00']);
      expectTypeOf(page.results[0]?.author.name).toEqualTypeOf<string | undefined>();
      const sizes: number[] = [];
      for await (const { results } of api.books.pages({ pageSize: 12 })) sizes.push(results.length);
      expect(sizes).toEqual([12, 12, 6]);
      const titles: string[] = [];
      for await (const { title } of api.books.all({ pageSize: 12, ordering: 'price' })) titles.push(title);
      expect(titles).toHaveLength(30);
      expect(await api.tags.list()).toEqual([{ id: expect.any(Number), name: 'utopia' }]);
      expect((await api.tags.retrieve('utopia')).name).toBe('utopia');
    });

    it('calls an action, and knows its method from then on', async () => {
      const out = wire();
      const api = clientWith({ fetch: out.fetch });
      expect(await api.books.rating(1)).toEqual({ reviews: 0, stars: null });
      expect(out.sent.filter((line) => line.includes('rating'))).toEqual(['GET /api/books/1/rating/']);
    });

    it('is told what is not there and what is not allowed', async () => {
      const api = clientWith();
      await expect(api.books.retrieve(4_000)).rejects.toBeInstanceOf(NotFound);
      const book = { title: 'x', isbn: '9780441013593', price: '1.00', pages: 1, authorId: 1 };
      await expect(api.books.create(book)).rejects.toBeInstanceOf(NotAuthenticated);
      await expect(api.login({ username: 'nobody', password: 'nothing' })).rejects.toMatchObject({
        status: 401,
        code: 'authentication_failed',
      });
    });

    it('costs no refresh where there is nothing to refresh with', async () => {
      const out = wire();
      const api = clientWith({ fetch: out.fetch, transport: memoryStorage() });
      expect(await api.session.start()).toEqual({ status: 'signedOut', reason: 'none' });
      expect(out.sent).toEqual([]);
    });
  });

  describe('somebody', () => {
    it('writes, and reads the messages of fields', async () => {
      const { api, username } = await signedIn();
      expect(api.session.state).toMatchObject({ status: 'signedIn', user: { username, isStaff: false } });
      const made = await api.books.create({
        title: 'Dune',
        isbn: '9780441013593',
        price: '9.90',
        pages: 412,
        authorId: 1,
      });
      expect((await api.books.partialUpdate(made.id, { price: '8.00' })).price).toBe('8.00');
      const failure = await api.books
        .create({ title: '', isbn: '1', price: '1.00', pages: 1, authorId: 1 })
        .catch((e) => e);
      if (!isValidationError(failure, api.books)) throw failure;
      expectTypeOf(failure.fields.title).toEqualTypeOf<readonly string[] | undefined>();
      expect(failure.fields).toEqual({
        title: ['This field may not be blank.'],
        isbn: ['An ISBN has thirteen digits.'],
      });
      await api.books.destroy(made.id);
      await expect(api.books.retrieve(made.id)).rejects.toBeInstanceOf(NotFound);
    });

    it('reads the messages of nested fields by their paths', async () => {
      const { api } = await signedIn();
      const failure = await api.orders.create({ lines: [{ book: 1, quantity: 0 }] }).catch((e) => e);
      if (!isValidationError(failure, api.orders)) throw failure;
      expect(failure.fields['lines.0.quantity']).toHaveLength(1);
    });

    it('sees and changes what is its own', async () => {
      const { api } = await signedIn();
      expect(await api.accounts.updateMe({ firstName: 'Mia' })).toMatchObject({ firstName: 'Mia' });
      expect(api.session.state).toMatchObject({ user: { firstName: 'Mia' } });
      const logins = await api.accounts.sessions();
      expect(logins).toMatchObject([{ isCurrent: true }]);
      expect(await api.request('GET', '/api/me/')).toMatchObject({ username: expect.stringMatching(/^reader/) });
    });
  });
});
