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
import { isValidationError, NetworkError, NotAuthenticated, NotFound, SessionChanged } from './errors.ts';
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
  /** Tokens that the server is to find no good. */
  readonly spoilt: Set<string>;
  /** The last token that went out. */
  token: string;
}

function wire(): Wire {
  const one: Wire = {
    sent: [],
    isDown: false,
    hold: undefined,
    spoilt: new Set(),
    token: '',
    count: (path) => one.sent.filter((line) => line.endsWith(path)).length,
    fetch: async (input, init) => {
      one.sent.push(`${init?.method} ${new URL(String(input)).pathname}`);
      if (one.isDown) throw new TypeError('fetch failed');
      const headers = new Headers(init?.headers);
      one.token = headers.get('authorization') ?? one.token;
      if (one.spoilt.has(one.token)) headers.set('authorization', 'Bearer no.good.token');
      const { hold } = one;
      const response = await fetch(input, { ...init, headers });
      await hold;
      return response;
    },
  };
  return one;
}

/** A `fetch` with the cookies of a browser that shows a page of the shop. */
function browserFetch(base: () => string, cookies: Map<string, string>, within: typeof fetch = fetch): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('origin', base());
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await within(input, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
}

describe.each(testDatabases)('the bookshop on $name', ({ create }) => {
  let opened: TestDatabase;
  let server: RunningServer;
  let users = 0;
  let base = '';
  // The clock of clients; the server's own goes on.
  let skew = 0;
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

  describe('a session', () => {
    const MINUTES = 60_000;
    const later = (milliseconds: number): void => {
      skew += milliseconds;
    };

    it('refreshes once for fifty refusals at the same moment', async () => {
      const { api, out } = await signedIn();
      await api.accounts.me();
      out.spoilt.add(out.token);
      out.sent.length = 0;
      const answers = await Promise.all(Array.from({ length: 50 }, () => api.orders.list()));
      expect(answers.map(({ count }) => count)).toEqual(Array.from({ length: 50 }, () => 0));
      expect(out.count('/refresh/')).toBe(1);
      expect(out.count('/orders/')).toBe(100);
    });

    it('refreshes once where the clock and a refusal say so at the same moment', async () => {
      const { api, out } = await signedIn();
      await api.accounts.me();
      out.spoilt.add(out.token);
      out.sent.length = 0;
      const refused = Array.from({ length: 5 }, () => api.orders.list());
      later(6 * MINUTES);
      await Promise.all([...refused, ...Array.from({ length: 5 }, () => api.orders.list())]);
      expect(out.count('/refresh/')).toBe(1);
    });

    it('is one for two clients with one storage', async () => {
      const { api, out, storage } = await signedIn();
      const other = clientWith({ transport: storage, fetch: out.fetch });
      expect(other.session).toBe(api.session);
      later(6 * MINUTES);
      await Promise.all([api.orders.list(), other.orders.list(), api.orders.list(), other.orders.list()]);
      expect(out.count('/refresh/')).toBe(1);
      await other.logout();
      expect(api.session.state).toEqual({ status: 'signedOut', reason: 'signedOut' });
    });

    it('is found again by its storage, and by nobody else', async () => {
      const { storage, username } = await signedIn();
      const kept = memoryStorage();
      await kept.set(String(await storage.get()));
      const out = wire();
      const again = clientWith({ transport: kept, fetch: out.fetch });
      expect(await again.session.start()).toMatchObject({ status: 'signedIn', user: { username } });
      expect(await again.session.start()).toBe(again.session.state);
      expect(out.sent).toEqual(['POST /api/accounts/refresh/', 'GET /api/accounts/me/']);
      expect(clientWith({ fetch: out.fetch }).session.state).toEqual({ status: 'unknown' });
    });

    it('outlives a server that is away', async () => {
      const { api, out, username } = await signedIn();
      later(6 * MINUTES);
      out.isDown = true;
      await expect(api.orders.list()).rejects.toBeInstanceOf(NetworkError);
      expect(api.session.state).toMatchObject({ status: 'signedIn', user: { username } });
      const tries = out.count('/refresh/');
      await expect(api.orders.list()).rejects.toBeInstanceOf(NetworkError);
      expect(out.count('/refresh/')).toBe(tries); // not again at once
      out.isDown = false;
      later(2_000);
      expect((await api.orders.list()).count).toBe(0);
    });

    it('is over when its refresh token was used by somebody else', async () => {
      const { api, out, storage } = await signedIn();
      const stolen = await storage.get();
      const steal = (refresh: unknown) =>
        fetch(`${base}/api/accounts/refresh/`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ refresh }),
        });
      const loot = (await (await steal(stolen)).json()) as { readonly refresh: string };
      later(6 * MINUTES);
      await expect(api.orders.list()).rejects.toBeInstanceOf(NotAuthenticated);
      expect(api.session.state).toEqual({ status: 'signedOut', reason: 'expired' });
      expect(await storage.get()).toBeNull();
      expect((await steal(loot.refresh)).status).toBe(401); // the thief is out as well
      expect(out.count('/refresh/')).toBe(1);
    });

    it('drops answers that come after a logout', async () => {
      const { api, out } = await signedIn();
      const gate = Promise.withResolvers<void>();
      out.hold = gate.promise;
      const late = Promise.allSettled([api.orders.list(), api.accounts.me(), api.books.list()]);
      await expect.poll(() => out.count('/orders/')).toBe(1);
      out.hold = undefined;
      const done = api.logout();
      expect(api.session.state).toEqual({ status: 'signedOut', reason: 'signedOut' });
      gate.resolve();
      const dropped = { status: 'rejected', reason: expect.any(SessionChanged) };
      expect(await late).toEqual([dropped, dropped, dropped]);
      await done;
      expect(api.session.state).toEqual({ status: 'signedOut', reason: 'signedOut' });
      expect((await api.books.list()).count).toBe(30); // as a stranger
    });

    it('does not come back by a refresh that was under way at the logout', async () => {
      const { api, out, storage } = await signedIn();
      later(6 * MINUTES);
      const gate = Promise.withResolvers<void>();
      out.hold = gate.promise;
      const late = Promise.allSettled([api.orders.list()]);
      await expect.poll(() => out.count('/refresh/')).toBe(1);
      const refresh = await storage.get();
      const done = api.logout();
      gate.resolve();
      expect(await late).toMatchObject([{ status: 'rejected', reason: { status: 401 } }]);
      await done;
      expect(api.session.state).toEqual({ status: 'signedOut', reason: 'signedOut' });
      expect(await storage.get()).toBeNull();
      expect(out.sent.slice(0, 2)).toEqual(['POST /api/accounts/refresh/', 'POST /api/accounts/logout/']);
      expect(refresh).not.toBeNull();
    });

    it('is over when the new token is refused as well', async () => {
      const { api, out } = await signedIn();
      await api.accounts.me();
      out.spoilt.add(out.token);
      const all = { has: () => true };
      Object.assign(out.spoilt, all);
      await expect(api.orders.list()).rejects.toBeInstanceOf(NotAuthenticated);
      expect(out.count('/refresh/')).toBe(1);
      expect(out.count('/orders/')).toBe(2);
      expect(api.session.state).toEqual({ status: 'signedOut', reason: 'expired' });
    });

    it('is not touched by a wrong password', async () => {
      const { api, out, username } = await signedIn();
      const { state } = api.session;
      await expect(api.login({ username, password: 'wrong' })).rejects.toBeInstanceOf(NotAuthenticated);
      const passwords = { currentPassword: 'wrong', newPassword: 'correct horse battery' };
      await expect(api.accounts.changePassword(passwords)).rejects.toMatchObject({ status: expect.any(Number) });
      expect(api.session.state).toBe(state);
      expect(out.count('/refresh/')).toBe(0);
    });

    it('lives in a cookie that no script sees, for all clients of a page', async () => {
      const cookies = new Map<string, string>();
      const out = wire();
      const page = browserFetch(() => base, cookies, out.fetch);
      const api = clientWith({ fetch: page });
      const username = await newUser();
      await api.login({ username, password: PASSWORD });
      expect(clientWith({ fetch: page }).session).toBe(api.session);
      expect([...cookies.keys()]).toEqual([expect.stringMatching(/refresh$/)]);
      later(6 * MINUTES);
      await Promise.all([api.orders.list(), api.orders.list()]);
      expect(out.count('/refresh/')).toBe(1);

      const reloaded = clientWith({ fetch: browserFetch(() => base, cookies) });
      expect(await reloaded.session.start()).toMatchObject({ status: 'signedIn', user: { username } });
      await reloaded.logout();
      expect(cookies.size).toBe(0);
      expect(await clientWith({ fetch: browserFetch(() => base, cookies) }).session.start()).toEqual({
        status: 'signedOut',
        reason: 'none',
      });
    });

    it('ends everywhere at once', async () => {
      const { api, storage } = await signedIn();
      await api.accounts.logoutAll();
      expect(api.session.state).toEqual({ status: 'signedOut', reason: 'signedOut' });
      expect(await storage.get()).toBeNull();
    });
  });

  it('signs up by a code, and gets back in by another', async () => {
    const api = clientWith({ transport: memoryStorage() });
    const email = 'mia@example.com';
    const codeTo = async (count: number): Promise<string> => {
      let text = '';
      await expect
        .poll(async () => {
          const mails = await fetch(`${base}/mailbox/?to=${email}`, { headers: { accept: 'application/json' } });
          text = await mails.text();
          return text.match(/\b\d{6}\b/g)?.length ?? 0;
        })
        .toBeGreaterThanOrEqual(count);
      return text.match(/\b\d{6}\b/)?.[0] ?? '';
    };
    const { flow, resendIn } = await api.accounts.register({ email, password: 'correct horse battery' });
    expect(resendIn).toBeGreaterThan(0);
    await expect(api.accounts.verify({ flow, code: '000000' })).rejects.toBeInstanceOf(NotAuthenticated);
    const user = await api.accounts.verify({ flow, code: await codeTo(1) });
    expect(user.email).toBe(email);
    expect(api.session.state).toEqual({ status: 'signedIn', user });
    await api.logout();
    await expect(api.login({ email, password: 'correct horse battery' })).resolves.toMatchObject({ email });
  });
});
