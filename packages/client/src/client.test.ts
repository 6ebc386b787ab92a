/** The client: what it is made of, and what it does before anybody calls it. */
import { afterEach, expect, it, vi } from 'vitest';
import { FakeServer } from '../tests/fake-server.ts';
import { type Client, createClient } from './client.ts';
import { UsageError } from './errors.ts';
import { memoryStorage } from './token-storage.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

type Loose = Client<unknown> & Readonly<Record<string, unknown>>;
const clientOf = (server: FakeServer, baseURL = 'https://shop.example') =>
  createClient<unknown>({ baseURL, fetch: server.fetch, transport: memoryStorage(), retries: 0 }) as Loose;

it('fetches nothing until it is called, and needs no page to be made', async () => {
  const fetch = vi.fn();
  vi.stubGlobal('fetch', fetch);
  const api = createClient<unknown>();
  expect(api.session.state).toEqual({ status: 'unknown' });
  expect(fetch).not.toHaveBeenCalled();
  await expect(api.request('GET', 'x')).rejects.toBeInstanceOf(UsageError);
  expect(() => createClient<unknown>({ baseURL: 'https://a:b@shop.example' })).toThrow(UsageError);
});

it('takes the platform’s fetch when it calls it', async () => {
  const api = createClient<unknown>({ baseURL: 'https://shop.example' });
  vi.stubGlobal('fetch', async () => Response.json({ late: true }));
  expect(await api.request('GET', 'x')).toEqual({ late: true });
});

it('has every resource, one object each; those with its own names under `resources`', async () => {
  const server = new FakeServer();
  const api = clientOf(server);
  expect(api.books).toBe(api.books);
  expect(api.books).toMatchObject({ path: 'books' });
  const { accounts, books } = api.resources as Loose;
  expect(accounts).toMatchObject({ path: 'accounts' });
  expect(books).toBe(api.books);
  expect(api.accounts).not.toBe(accounts);
  expect(await (api as unknown as Promise<unknown>)).toBe(api); // no `then`
});

it('asks any address of the app, and none elsewhere', async () => {
  const server = new FakeServer();
  const api = clientOf(server, 'https://shop.example/shop');
  await api.login({ username: 'mia', password: 'right' }).catch(() => undefined);
  server.requests.length = 0;
  expect(await api.request('post', 'hello/', { body: { a: 1 }, query: { b: 2 } })).toMatchObject({
    path: '/shop/hello/',
  });
  expect(server.requests).toMatchObject([{ method: 'POST', query: '?b=2', body: { a: 1 } }]);
  for (const path of ['https://evil.example/', '//evil.example', '../api/', '/../x']) {
    await expect(api.request('GET', path)).rejects.toBeInstanceOf(UsageError);
  }
  expect(server.requests).toHaveLength(1);
});
