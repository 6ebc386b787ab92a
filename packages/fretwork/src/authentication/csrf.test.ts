/** CSRF protection, case by case, in Django's words. */
import { describe, expect, it } from 'vitest';
import { ParseError } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import { DefaultContentNegotiation } from '../http/negotiation.ts';
import { FormParser, JSONParser, MultiPartParser } from '../http/parsers.ts';
import { Request } from '../http/request.ts';
import { defineSettings, type SettingsInput } from '../settings/settings.ts';
import { findCsrfFailure, findOriginFailure, getCsrfToken, rotateCsrfToken } from './csrf.ts';

const SECRET = 'abcdefghijklmnopqrstuvwxyzABCDEF';
const OTHER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef';
const HEADER = "the 'X-Csrftoken' HTTP header";

interface Sent {
  readonly method?: string;
  readonly url?: string;
  readonly cookie?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly settings?: Partial<SettingsInput>;
}

function requestOf({
  method = 'POST',
  url = 'http://shop.test/',
  cookie = SECRET,
  headers,
  body,
  settings,
}: Sent = {}) {
  const app = { settings: defineSettings({ secretKey: 'a secret of good length', ...settings }) } as AppContext;
  const all = { ...(cookie !== null && { cookie: `a=b; csrftoken=${cookie}` }), ...headers };
  const request = new Request(new globalThis.Request(url, { method, headers: all, body: body ?? null }), { app });
  const parsers = [new JSONParser(), new FormParser(), new MultiPartParser()];
  request.readWith({ parsers, negotiator: new DefaultContentNegotiation() });
  return request;
}

const failure = (sent: Sent) => findCsrfFailure(requestOf(sent));
const withToken = (token: string) => ({ 'x-csrftoken': token });
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** A masked token of a secret, as a page gets it. */
const masked = (secret = SECRET) => getCsrfToken(requestOf({ cookie: secret }));

describe('the token', () => {
  it.each<[string, Sent, string | null]>([
    ['the secret itself', { headers: withToken(SECRET) }, null],
    ['a masked token', { headers: withToken(masked()) }, null],
    ['a masked token, and a cookie of old Django', { cookie: masked(), headers: withToken(masked()) }, null],
    ['no cookie', { cookie: null, headers: withToken(SECRET) }, 'CSRF cookie not set.'],
    ['no token', {}, 'CSRF token missing.'],
    ['an empty token', { headers: withToken('') }, `CSRF token from ${HEADER} has incorrect length.`],
    ['a short token', { headers: withToken('abc') }, `CSRF token from ${HEADER} has incorrect length.`],
    ['a long token', { headers: withToken('a'.repeat(9_000)) }, `CSRF token from ${HEADER} has incorrect length.`],
    ['strange letters', { headers: withToken('-'.repeat(32)) }, `CSRF token from ${HEADER} has invalid characters.`],
    ['the token of another', { headers: withToken(masked(OTHER)) }, `CSRF token from ${HEADER} incorrect.`],
    ['the secret of another', { headers: withToken(OTHER) }, `CSRF token from ${HEADER} incorrect.`],
    ['one letter more', { headers: withToken(`${SECRET}a`) }, `CSRF token from ${HEADER} has incorrect length.`],
    ['a short cookie', { cookie: 'abc', headers: withToken('abc') }, 'CSRF cookie has incorrect length.'],
    ['an empty cookie', { cookie: '', headers: withToken('') }, 'CSRF cookie has incorrect length.'],
    ['a strange cookie', { cookie: '!'.repeat(32), headers: withToken(SECRET) }, 'CSRF cookie has invalid characters.'],
    ['a form', { headers: form, body: `csrfmiddlewaretoken=${SECRET}` }, null],
    [
      'a form with a wrong one',
      { headers: form, body: `csrfmiddlewaretoken=${OTHER}` },
      'CSRF token from POST incorrect.',
    ],
    [
      'a form with a wrong one, and a good header', // as Django: the field decides
      { headers: { ...form, ...withToken(SECRET) }, body: `csrfmiddlewaretoken=${OTHER}` },
      'CSRF token from POST incorrect.',
    ],
    ['a form without', { headers: { ...form, ...withToken(SECRET) }, body: 'a=b' }, null],
    [
      'a form that is PUT',
      { method: 'PUT', headers: form, body: `csrfmiddlewaretoken=${SECRET}` },
      'CSRF token missing.',
    ],
    [
      'JSON with the field',
      { headers: { 'content-type': 'application/json' }, body: `{"csrfmiddlewaretoken":"${SECRET}"}` },
      'CSRF token missing.',
    ],
    [
      'another name of the cookie',
      { settings: { csrfCookieName: 'xsrf' }, headers: withToken(SECRET) },
      'CSRF cookie not set.',
    ],
  ])('%s', async (_, sent, expected) => {
    expect(await failure(sent)).toBe(expected);
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('is not asked for by %s', async (method) => {
    expect(await failure({ method, cookie: null, headers: { origin: 'https://evil.test' } })).toBeNull();
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'post', 'PROPFIND'])('is asked for by %s', async (method) => {
    expect(await failure({ method })).toBe('CSRF token missing.');
  });

  it('leaves the form for the handler, and its errors to whoever answers them', async () => {
    const request = requestOf({ headers: form, body: `csrfmiddlewaretoken=${SECRET}&name=x` });
    expect(await findCsrfFailure(request)).toBeNull();
    expect(JSON.stringify(await request.data)).toContain('"name":"x"');
    const broken = { 'content-type': 'multipart/form-data' };
    await expect(failure({ headers: broken, body: 'x' })).rejects.toBeInstanceOf(ParseError);
  });
});

const BAD_ORIGIN = (origin: string) => `Origin checking failed - ${origin} does not match any trusted origins.`;
const trusting = (...csrfTrustedOrigins: string[]) => ({ settings: { csrfTrustedOrigins } });

describe('the origin', () => {
  it.each<[Sent['headers'] & object, Sent, string | null]>([
    [{ origin: 'http://shop.test' }, {}, null],
    [{ origin: 'https://shop.test' }, {}, BAD_ORIGIN('https://shop.test')],
    [{ origin: 'http://shop.test:81' }, {}, BAD_ORIGIN('http://shop.test:81')],
    [{ origin: 'http://shop.test:81' }, { url: 'http://shop.test:81/' }, null],
    [{ origin: 'http://shop.test.evil.test' }, {}, BAD_ORIGIN('http://shop.test.evil.test')],
    [{ origin: 'null' }, {}, BAD_ORIGIN('null')],
    [{ origin: '' }, {}, BAD_ORIGIN('')],
    [{ origin: 'https://app.test' }, trusting('https://app.test'), null],
    [{ origin: 'http://app.test' }, trusting('https://app.test'), BAD_ORIGIN('http://app.test')],
    [{ origin: 'https://a.app.test' }, trusting('https://*.app.test'), null],
    [{ origin: 'https://a.b.app.test' }, trusting('https://*.app.test'), null],
    [{ origin: 'https://app.test' }, trusting('https://*.app.test'), null],
    [{ origin: 'https://evilapp.test' }, trusting('https://*.app.test'), BAD_ORIGIN('https://evilapp.test')],
    [{ origin: 'http://a.app.test' }, trusting('https://*.app.test'), BAD_ORIGIN('http://a.app.test')],
    [{ origin: 'https://*.app.test' }, trusting('https://*.other.test'), BAD_ORIGIN('https://*.app.test')],
    [{ 'sec-fetch-site': 'cross-site' }, {}, 'Origin checking failed - the request is cross-site.'],
    [{ 'sec-fetch-site': 'same-site' }, {}, 'Origin checking failed - the request is same-site.'],
    [{ 'sec-fetch-site': 'same-origin' }, {}, null],
    [{ 'sec-fetch-site': 'none' }, {}, null],
    [
      { origin: 'http://shop.test', 'sec-fetch-site': 'cross-site' },
      {},
      'Origin checking failed - the request is cross-site.',
    ],
    [{ origin: 'https://evil.test', 'sec-fetch-site': 'same-origin' }, {}, BAD_ORIGIN('https://evil.test')],
    [{ origin: 'https://app.test', 'sec-fetch-site': 'cross-site' }, trusting('https://app.test'), null],
  ])('%j with %j', async (headers, sent, expected) => {
    const all = { ...sent, headers: { ...headers, ...withToken(SECRET) } };
    expect(await failure(all)).toBe(expected);
    expect(findOriginFailure(requestOf(all))).toBe(expected);
  });

  const BAD_REFERER = (referer: string) => `Referer checking failed - ${referer} does not match any trusted origins.`;
  const MALFORMED = 'Referer checking failed - Referer is malformed.';

  it.each<[string | null, Sent, string | null]>([
    [null, {}, null], // anybody on the way could write it over plain HTTP, so it is not asked for
    [null, { url: 'https://shop.test/' }, 'Referer checking failed - no Referer.'],
    ['https://shop.test/page?x=1', { url: 'https://shop.test/' }, null],
    ['https://shop.test:444/', { url: 'https://shop.test/' }, BAD_REFERER('https://shop.test:444/')],
    ['https://evil.test/shop.test', { url: 'https://shop.test/' }, BAD_REFERER('https://evil.test/shop.test')],
    [
      'http://shop.test/',
      { url: 'https://shop.test/' },
      'Referer checking failed - Referer is insecure while host is secure.',
    ],
    ['', { url: 'https://shop.test/' }, MALFORMED],
    ['shop.test', { url: 'https://shop.test/' }, MALFORMED],
    ['https:///', { url: 'https://shop.test/' }, MALFORMED],
    ['https://shop.test@evil.test/', { url: 'https://shop.test/' }, MALFORMED],
    ['https://a.app.test/', { url: 'https://shop.test/', ...trusting('https://*.app.test') }, null],
    ['https://evil.test/', { url: 'https://shop.test/', headers: { origin: 'https://shop.test' } }, null],
  ])('refers to %j, with %j', async (referer, sent, expected) => {
    const headers = { ...sent.headers, ...(referer !== null && { referer }), ...withToken(SECRET) };
    expect(await failure({ ...sent, headers })).toBe(expected);
  });
});

describe('getCsrfToken', () => {
  const answer = async (request: Request) => (await request.finish(new globalThis.Response())).headers;

  it('gives another text each time, all of them for the secret of the cookie', async () => {
    const request = requestOf();
    const tokens = Array.from({ length: 20 }, () => getCsrfToken(request));
    expect(new Set(tokens).size).toBe(20);
    for (const token of tokens) {
      expect(token).toMatch(/^[a-zA-Z0-9]{64}$/);
      expect(token).not.toContain(SECRET);
      expect(await failure({ headers: withToken(token) })).toBeNull();
    }
    const headers = await answer(request);
    expect(headers.getSetCookie()).toEqual([`csrftoken=${SECRET}; Max-Age=31449600; Path=/; Secure; SameSite=Lax`]);
    expect(headers.get('vary')).toBe('Cookie');
  });

  it.each([null, '', 'short', '!'.repeat(32)])('makes a secret where the cookie is %j', async (cookie) => {
    const request = requestOf({ cookie });
    const token = getCsrfToken(request);
    const [line = ''] = (await answer(request)).getSetCookie();
    const secret = /^csrftoken=([a-zA-Z0-9]{32});/.exec(line)?.[1] ?? '';
    expect(await failure({ cookie: secret, headers: withToken(token) })).toBeNull();
  });

  it('makes another secret when it is rotated, and sets one cookie', async () => {
    const request = requestOf();
    const before = getCsrfToken(request);
    rotateCsrfToken(request);
    const after = getCsrfToken(request);
    const lines = (await answer(request)).getSetCookie();
    expect(lines).toHaveLength(1);
    const cookie = lines[0]?.slice('csrftoken='.length, 'csrftoken='.length + 32) ?? '';
    expect(await failure({ cookie, headers: withToken(after) })).toBeNull();
    expect(await failure({ cookie, headers: withToken(before) })).toBe(`CSRF token from ${HEADER} incorrect.`);
  });

  it('uses every letter alike', () => {
    const counts = new Map<string, number>();
    for (let round = 0; round < 300; round += 1) {
      for (const letter of getCsrfToken(requestOf({ cookie: null }))) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(62);
    for (const count of counts.values()) expect(Math.abs(count - (300 * 64) / 62)).toBeLessThan(140); // eight sigma
  });
});
