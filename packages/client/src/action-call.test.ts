/** Calls of actions: which method they find, and what of their parameters goes where. */
import { createApp, Response } from 'fretwork';
import { DefaultRouter, path, route, urlpatterns } from 'fretwork/routers';
import { s, serializer } from 'fretwork/serializers';
import { defineSettings } from 'fretwork/settings';
import { action, ViewSet } from 'fretwork/views';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createActionCall } from './action-call.ts';
import { createAddresses } from './address.ts';
import type { AuthorizedExchange } from './authorized.ts';
import { createClient } from './client.ts';
import { NotAuthenticated, UsageError } from './errors.ts';

interface Answering {
  readonly methods: readonly string[];
  /** Whether a page may read `Allow`. */
  readonly saysAllow?: boolean;
  readonly refusal?: number;
}

function actionOf({ methods, saysAllow = true, refusal }: Answering, name = 'publish') {
  const sent: AuthorizedExchange[] = [];
  const api = {
    addresses: createAddresses({ baseURL: 'https://shop.example' }),
    call: () => Promise.reject(new UsageError('not used')),
    send: async (exchange: AuthorizedExchange) => {
      sent.push(exchange);
      const isKnown = methods.includes(exchange.method);
      const headers = new Headers(saysAllow ? { allow: methods.join(', ') } : {});
      return { status: refusal ?? (isKnown ? 200 : 405), headers, data: { by: exchange.method } };
    },
  };
  return {
    call: createActionCall('books', name, api, Date.now),
    sent,
    methods: () => sent.map(({ method }) => method),
  };
}

describe('the method', () => {
  it.each([true, false])('is found out once; with `Allow`: %s', async (saysAllow) => {
    const { call, methods } = actionOf({ methods: ['POST'], saysAllow });
    expect(await call(1)).toEqual({ by: 'POST' });
    expect(await call(2)).toEqual({ by: 'POST' });
    expect(methods()).toEqual(['GET', 'POST', 'POST']);
  });

  it('is one that reads a body where there is one', async () => {
    const { call, methods } = actionOf({ methods: ['GET', 'PUT', 'DELETE'] });
    expect(await call(1, { a: 1 })).toEqual({ by: 'PUT' });
    expect(await call(1)).toEqual({ by: 'GET' });
    expect(methods()).toEqual(['POST', 'PUT', 'GET']);
  });

  it('does not come out of a refusal', async () => {
    const { call, methods } = actionOf({ methods: ['POST'], refusal: 401 });
    await expect(call(1)).rejects.toBeInstanceOf(NotAuthenticated);
    await expect(call(1, {})).rejects.toBeInstanceOf(NotAuthenticated);
    expect(methods()).toEqual(['GET', 'GET']);
  });

  it('is none where the server allows none', async () => {
    const { call, methods } = actionOf({ methods: [] });
    await expect(call(1)).rejects.toMatchObject({ status: 405 });
    expect(methods()).toEqual(['GET']);
    const hidden = actionOf({ methods: [], saysAllow: false });
    await expect(hidden.call(1)).rejects.toMatchObject({ status: 405 });
    expect(hidden.methods()).toEqual(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
  });
});

describe('parameters', () => {
  const { signal } = new AbortController();
  const options = { signal, query: { days: 7 } };

  it.each<[unknown[], string, unknown]>([
    [[], 'books/publish/', undefined],
    [[1], 'books/1/publish/', undefined],
    [['a/b'], 'books/a%2Fb/publish/', undefined],
    [[1, { text: 'x' }], 'books/1/publish/', { text: 'x' }],
    [[{ text: 'x' }], 'books/publish/', { text: 'x' }],
    [[1, options], 'books/1/publish/?days=7', undefined],
    [[options], 'books/publish/?days=7', undefined],
    [[1, { text: 'x' }, options], 'books/1/publish/?days=7', { text: 'x' }],
    [[1, undefined, options], 'books/1/publish/?days=7', undefined],
    [[1, { query: 'le guin' }], 'books/1/publish/', { query: 'le guin' }],
    [[1, { signal: 'green' }], 'books/1/publish/', { signal: 'green' }],
    [[1, { query: {}, text: 'x' }], 'books/1/publish/', { query: {}, text: 'x' }],
    [[1, { query: {} }, {}], 'books/1/publish/', { query: {} }],
    [[1, [1, 2]], 'books/1/publish/', [1, 2]],
  ])('%o', async (parameters, path, body) => {
    const { call, sent } = actionOf({ methods: ['GET', 'POST'] });
    await call(...parameters);
    expect(sent[0]).toMatchObject({ url: `https://shop.example/api/${path}`, body });
    expect(sent[0]?.signal).toBe(parameters.includes(options) ? signal : undefined);
  });

  it('make no address that leads elsewhere', async () => {
    const { call, sent } = actionOf({ methods: ['GET'] });
    await expect(call('..')).rejects.toBeInstanceOf(UsageError);
    expect(sent).toEqual([]);
    const nested = actionOf({ methods: ['GET'] }, 'a/b-c');
    await nested.call(1);
    expect(nested.sent[0]?.url).toBe('https://shop.example/api/books/1/a/b-c/');
  });
});

describe('a real app', () => {
  const Price = serializer({ price: s.char() });
  const ran: string[] = [];
  const answer = (name: string) => async () => {
    ran.push(name);
    return new Response({ name });
  };
  class Books extends ViewSet {
    recent = action({ detail: false }, async (_view, { queryString }) => new Response({ queryString }));
    publish = action({ detail: true, methods: ['post'] }, answer('publish'));
    putAside = action({ detail: true, methods: ['put'], urlPath: 'put-aside' }, answer('putAside'));
    reprice = action({ detail: true, methods: ['patch'], serializerClass: Price }, async (_view, request) => {
      ran.push('reprice');
      return new Response({ price: ((await request.data) as { price: string }).price });
    });
    clear = action({ detail: false, methods: ['delete'] }, answer('clear'));
  }
  const app = createApp({
    settings: defineSettings({
      secretKey: 'x'.repeat(50),
      allowedHosts: ['shop.example'],
      defaultPermissionClasses: [],
    }),
    urls: urlpatterns(path('api/', new DefaultRouter({ books: route(Books, { basename: 'book' }) }))),
  });
  const api = createClient<typeof app>({
    baseURL: 'https://shop.example',
    fetch: (input, init) => app.fetch(new Request(String(input), init)),
  });

  it('is called as its types say, each action once', async () => {
    expect(await api.books.recent({ query: { days: 7 } })).toEqual({ queryString: 'days=7' });
    expect(await api.books.publish(1)).toEqual({ name: 'publish' });
    expect(await api.books['put-aside'](1)).toEqual({ name: 'putAside' });
    expect(await api.books.clear()).toEqual({ name: 'clear' });
    const { price } = await api.books.reprice(1, { price: '2.00' });
    expect(price).toBe('2.00');
    expectTypeOf(price).toEqualTypeOf<string>();
    expect(ran).toEqual(['publish', 'putAside', 'clear', 'reprice']);
  });
});
