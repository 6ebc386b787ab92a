/** Resources at run time. */
import { expect, it } from 'vitest';
import { createAddresses } from './address.ts';
import type { AuthorizedExchange } from './authorized.ts';
import { UsageError } from './errors.ts';
import { createResource } from './resource.ts';

type Calls = Readonly<Record<string, (...parameters: unknown[]) => Promise<unknown> & AsyncGenerator>>;

function resource(path = 'books') {
  const sent: AuthorizedExchange[] = [];
  const call = async (exchange: AuthorizedExchange): Promise<unknown> => {
    sent.push(exchange);
    return { next: sent.length < 2 ? '?page=2' : null, results: [sent.length] };
  };
  const send = async (exchange: AuthorizedExchange) => ({
    status: 200,
    headers: new Headers(),
    data: await call(exchange),
  });
  const addresses = createAddresses({ baseURL: 'https://shop.example' });
  const calls = createResource(path, { addresses, call, send }, Date.now) as Calls;
  return { calls, sent };
}
const { signal } = new AbortController();

it.each<[string, unknown[], object]>([
  ['list', [], { method: 'GET', url: '' }],
  ['list', [{ page: 2 }, { signal }], { method: 'GET', url: '?page=2', signal }],
  ['retrieve', [1, { signal }], { method: 'GET', url: '1/', signal }],
  ['create', [{ a: 1 }, { signal }], { method: 'POST', url: '', body: { a: 1 }, signal }],
  ['update', ['x y', { a: 1 }, { signal }], { method: 'PUT', url: 'x%20y/', body: { a: 1 }, signal }],
  ['partialUpdate', [1, { a: 1 }, { signal }], { method: 'PATCH', url: '1/', body: { a: 1 }, signal }],
  ['destroy', [1, { signal }], { method: 'DELETE', url: '1/', signal }],
  ['rating', [1, { signal }], { method: 'GET', url: '1/rating/', signal }],
])('%s(%o)', async (name, parameters, { url, ...expected }: { url?: string }) => {
  const { calls, sent } = resource();
  await calls[name]?.(...parameters);
  expect(sent).toMatchObject([{ ...expected, url: `https://shop.example/api/books/${url}` }]);
});

it('follows pages', async () => {
  const { calls, sent } = resource();
  expect(await Array.fromAsync(calls.all?.({ search: 'x' }, { signal }) ?? [])).toEqual([1, 2]);
  expect(sent.map(({ url }) => new URL(url).search)).toEqual(['?search=x', '?page=2']);
  expect(sent.every((one) => one.signal === signal)).toBe(true);
  const again = resource();
  expect(await Array.fromAsync(again.calls.pages?.() ?? [])).toHaveLength(2);
});

it('rejects what makes no address, rather than throwing it', async () => {
  const { calls, sent } = resource();
  for (const name of ['retrieve', 'destroy', 'update', 'rating']) {
    await expect(calls[name]?.('..')).rejects.toBeInstanceOf(UsageError);
  }
  expect(sent).toEqual([]);
});

it('is an object like any other to whoever looks at it', async () => {
  const { calls } = resource();
  expect(calls.rating).toBe(calls.rating);
  expect(await (calls as unknown as Promise<unknown>)).toBe(calls); // no `then`
  expect(calls.path).toBe('books');
  expect(String(calls)).toBe('[object Object]');
  expect(JSON.stringify(calls)).toBe('{"path":"books"}');
  expect((calls as never)[Symbol.iterator]).toBeUndefined();
});
