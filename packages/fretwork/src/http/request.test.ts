/** Requests as views see them. */
import { describe, expect, it, vi } from 'vitest';
import { ImproperlyConfigured, UnsupportedMediaType } from '../errors.ts';
import { QueryDict } from '../serializers/query-dict.ts';
import { defineSettings } from '../settings/settings.ts';
import type { AppContext } from './app-context.ts';
import { DefaultContentNegotiation } from './negotiation.ts';
import { JSONParser } from './parsers.ts';
import { Request, type Session } from './request.ts';

const app = {
  settings: defineSettings({ secretKey: 'a secret of good length' }),
  reverse: (name: string) => `/${name}/`,
} as unknown as AppContext;
const make = (url: string, init: RequestInit = {}) => {
  const request = new Request(new globalThis.Request(url, init), { app, params: { pk: 1 } });
  request.readWith({ parsers: [new JSONParser()], negotiator: new DefaultContentNegotiation() });
  return request;
};
const post = (body: string, type: string) =>
  make('http://test/', { method: 'POST', body, headers: { 'content-type': type } });

describe('Request', () => {
  it('reads what the web request says', () => {
    const request = make('http://test:81/a/?x=1&x=2#frag', { headers: { cookie: 'a=1; b=%20' } });
    expect(request.queryParams.getAll('x')).toEqual(['1', '2']);
    expect([request.queryString, request.method, request.params.pk]).toEqual(['x=1&x=2', 'GET', 1]);
    expect(request.cookies).toMatchObject({ a: '1', b: ' ' });
    expect(request.buildAbsoluteUri()).toBe('http://test:81/a/?x=1&x=2');
    expect(request.reverse('books')).toBe('http://test:81/books/');
  });

  it.each<[readonly string[]]>([
    [[]],
    [['Accept', 'a/b']],
    [['ACCEPT', 'a/b', 'Host', 'x', 'accept', 'c/d']],
    [['Accepts', 'a/b', 'Host', 'accept']],
    [['accept', '']],
    [['Accept', 'caf\u00e9']],
    [['Cookie', 'a=1', 'Accept', 'x', 'cookie', 'b=2; c=3']],
  ])('finds headers among %j as `Headers` does', (rawHeaders) => {
    const pairs = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
    const raw = new globalThis.Request('http://test/', { headers: pairs as [string, string][] });
    for (const name of ['accept', 'cookie', 'host', 'none']) {
      const expected = raw.headers.get(name);
      expect(new Request(raw, { app }).header(name)).toBe(expected);
      expect(new Request(raw, { app, rawHeaders }).header(name)).toBe(expected);
      expect(new Request(raw, { app, rawHeaders }).withMethod('POST').header(name)).toBe(expected);
    }
  });

  it('is anonymous until somebody says otherwise', () => {
    const request = make('http://test/');
    expect([request.user.isAuthenticated, request.auth, request.successfulAuthenticator]).toEqual([false, null, null]);
  });

  it('parses its body once', async () => {
    const request = post('{"a": 1}', 'application/json');
    expect(request.data).toBe(request.data);
    expect(await request.data).toEqual({ a: 1 });
    const broken = post('{', 'application/json');
    await expect(broken.data).rejects.toThrow('JSON parse error');
    await expect(broken.data).rejects.toThrow('JSON parse error');
  });

  it('is empty where nothing was sent', async () => {
    expect(await make('http://test/').data).toEqual({});
    expect(await make('http://test/', { headers: { 'content-type': 'multipart/form-data' } }).data).toBeInstanceOf(
      QueryDict,
    );
    const empty = new ReadableStream({ start: (controller) => controller.close() });
    const unsized = { method: 'POST', body: empty, duplex: 'half', headers: { 'content-type': 'application/json' } };
    expect(await make('http://test/', unsized as RequestInit).data).toEqual({});
    await expect(post('a=1', 'application/x-www-form-urlencoded').data).rejects.toBeInstanceOf(UnsupportedMediaType);
    await expect(post('x', '').data).rejects.toThrow(/^Unsupported media type "/);
  });

  it('can be asked what another method would do', () => {
    const request = make('http://test/');
    request.auth = 'token';
    const twin = request.withMethod('POST');
    expect([twin.method, twin.auth, request.method]).toEqual(['POST', 'token', 'GET']);
  });

  it('opens its session once, and only when it is asked for', async () => {
    const open = vi.fn(async () => ({ userId: '7' }) as Session);
    const raw = new globalThis.Request('http://test/');
    const request = new Request(raw, { app: { ...app, sessions: { open } } });
    expect(open).not.toHaveBeenCalled();
    expect((await request.session).userId).toBe('7');
    expect(request.session).toBe(request.session);
    expect(await request.withMethod('POST').session).toBe(await request.session);
    expect(open).toHaveBeenCalledExactlyOnceWith(request);
    await expect(make('http://test/').session).rejects.toThrow(ImproperlyConfigured);
  });

  it('has done to the answer what was asked for, in turn, also by its twin', async () => {
    const request = make('http://test/');
    const frozen = globalThis.Response.redirect('http://test/elsewhere'); // its headers cannot be changed
    expect(request.finish(frozen)).toBe(frozen);
    const twin = request.withMethod('POST');
    request.beforeResponse(({ headers }) => headers.append('x-order', 'one'));
    twin.beforeResponse(async ({ headers }) => headers.append('x-order', 'two'));
    const answer = await request.finish(frozen);
    expect([answer.status, answer.headers.get('x-order')]).toEqual([302, 'one, two']);
    expect(answer.headers.get('location')).toBe('http://test/elsewhere');
    request.beforeResponse(() => Promise.reject(new ImproperlyConfigured('x')));
    await expect(request.finish(frozen)).rejects.toThrow(ImproperlyConfigured);
  });
});
