/** The refresh token in a cookie: which requests it counts for, and that other sites' do not. */
import { describe, expect, it } from 'vitest';
import { PermissionDenied, ValidationError } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import { DefaultContentNegotiation } from '../http/negotiation.ts';
import { JSONParser } from '../http/parsers.ts';
import { Request } from '../http/request.ts';
import { defineSettings, type SettingsInput } from '../settings/settings.ts';
import { createJwtContext } from './context.ts';
import { readRefreshToken, requireOwnPage } from './refresh-cookie.ts';

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';
const jwt = createJwtContext({ settings: { rotateRefreshTokens: false }, secretKey: SECRET_KEY });

function aRequest(headers: Record<string, string>, body: unknown = {}, settings: Partial<SettingsInput> = {}) {
  const app = { settings: defineSettings({ secretKey: SECRET_KEY, ...settings }), jwt } as unknown as AppContext;
  const raw = new globalThis.Request('https://shop.example/api/refresh/', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const request = new Request(raw, { app });
  request.readWith({ parsers: [new JSONParser()], negotiator: new DefaultContentNegotiation() });
  return request;
}
const COOKIE = { cookie: '__Host-refresh=from-cookie' };
const OWN = { origin: 'https://shop.example' };

describe('a refresh token in the cookie', () => {
  it.each<[string, Record<string, string>]>([
    ['of the own origin', OWN],
    ['of the own origin, by a browser of today', { ...OWN, 'sec-fetch-site': 'same-origin' }],
    ['that the browser calls same-origin', { 'sec-fetch-site': 'same-origin' }],
    ['of the user alone', { 'sec-fetch-site': 'none' }],
  ])('counts in a request %s', async (_, headers) => {
    expect(await readRefreshToken(aRequest({ ...COOKIE, ...headers }))).toEqual({
      text: 'from-cookie',
      transport: 'cookie',
    });
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example' }],
    ['another site that hides', { origin: 'null' }],
    ['another site, by the browser', { 'sec-fetch-site': 'cross-site' }],
    ['a sister domain', { 'sec-fetch-site': 'same-site' }],
    ['a sister domain, by its origin', { origin: 'https://blog.shop.example' }],
    ['the same host over HTTP', { origin: 'http://shop.example' }],
    ['another port', { origin: 'https://shop.example:8443' }],
    ['a name that begins like the own one', { origin: 'https://shop.example.evil.example' }],
    ['nobody knows where', {}],
    ['nobody knows where, with a referrer alone', { referer: 'https://shop.example/' }],
  ])('does not count in a request of %s', async (_, headers) => {
    await expect(readRefreshToken(aRequest({ ...COOKIE, ...headers }))).rejects.toThrow(PermissionDenied);
    await expect(readRefreshToken(aRequest({ ...COOKIE, ...headers }))).rejects.toThrow(/^CSRF Failed: /);
  });

  it('counts for the origins that the settings trust', () => {
    const trusted = { csrfTrustedOrigins: ['https://app.example'] };
    const headers = { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' };
    expect(() => requireOwnPage(aRequest(headers, {}, trusted))).not.toThrow();
    expect(() => requireOwnPage(aRequest(headers))).toThrow(PermissionDenied);
  });
});

describe('a refresh token in the body', () => {
  it.each<Record<string, string>>([{}, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'needs no proof, because nothing sends it by itself: %j',
    async (headers) => {
      const request = aRequest(headers, { refresh: 'from-body' });
      expect(await readRefreshToken(request)).toEqual({ text: 'from-body', transport: 'body' });
    },
  );

  it('and one in the cookie are one too many, whichever is good', async () => {
    for (const refresh of ['from-body', 'from-cookie', 7, [], {}]) {
      await expect(readRefreshToken(aRequest({ ...COOKIE, ...OWN }, { refresh }))).rejects.toThrow(ValidationError);
    }
  });

  it.each([{}, { refresh: '' }, { refresh: null }, [], 'text', 7, null])('may be missing: %j', async (body) => {
    expect(await readRefreshToken(aRequest(OWN, body))).toBeNull();
    expect(await readRefreshToken(aRequest({ ...OWN, ...COOKIE }, body))).toMatchObject({ transport: 'cookie' });
  });

  it('is no token where it is no text', async () => {
    expect(await readRefreshToken(aRequest({}, { refresh: 7 }))).toEqual({ text: '-', transport: 'body' });
    expect(await readRefreshToken(aRequest({}, JSON.parse('{"__proto__": {"refresh": "x"}}')))).toBeNull();
  });

  it('may not come under another name of the cookie', async () => {
    for (const cookie of ['refresh=x', '__Secure-refresh=x', '__host-refresh=x', '__Host-refresh=']) {
      expect(await readRefreshToken(aRequest({ cookie, ...OWN }))).toBeNull();
    }
  });
});
