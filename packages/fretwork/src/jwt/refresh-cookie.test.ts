/** How the cookie of the refresh token is set and cleared; `cookie.csrf.test.ts` is about who may use it. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { AppContext } from '../http/app-context.ts';
import { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import type { RefreshCookieSettings } from '../settings/refresh-settings.ts';
import { defineSettings, type SettingsInput } from '../settings/settings.ts';
import { createJwtContext } from './context.ts';
import {
  answerTokens,
  clearRefreshCookie,
  type RefreshTransport,
  refreshCookieName,
  setRefreshCookie,
} from './refresh-cookie.ts';

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';
const NOW = new Date('2026-01-02T03:04:05Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

function aRequest(refreshCookie: RefreshCookieSettings = {}, settings: Partial<SettingsInput> = {}) {
  const jwt = createJwtContext({
    settings: { rotateRefreshTokens: false, refreshCookie },
    secretKey: SECRET_KEY,
    now: () => NOW,
  });
  const app = { settings: defineSettings({ secretKey: SECRET_KEY, ...settings }), jwt } as unknown as AppContext;
  return new Request(new globalThis.Request('https://shop.example/'), { app });
}
const cookieOf = (request: Request, expiresAt = later(60)) => {
  const response = new Response();
  setRefreshCookie(request, response, 'TOKEN', expiresAt);
  return response.cookies;
};

describe('the cookie', () => {
  it.each<[string, RefreshCookieSettings, Partial<SettingsInput>, string]>([
    ['by default', {}, {}, '__Host-refresh=TOKEN; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Strict'],
    [
      'with a path',
      { path: '/api/refresh/', sameSite: 'Lax' },
      {},
      '__Secure-refresh=TOKEN; Max-Age=60; Path=/api/refresh/; HttpOnly; Secure; SameSite=Lax',
    ],
    ['on a developer’s machine', {}, { debug: true }, 'refresh=TOKEN; Max-Age=60; Path=/; HttpOnly; SameSite=Strict'],
    [
      'with a name',
      { name: 'r.t' },
      { debug: true, cookieSecure: true },
      '__Host-r.t=TOKEN; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Strict',
    ],
  ])('%s', (_, cookie, settings, expected) => {
    expect(cookieOf(aRequest(cookie, settings))).toEqual([expected]);
  });

  it('lasts as long as its token, and no longer than browsers keep one', () => {
    expect(cookieOf(aRequest(), later(-5))[0]).toContain('Max-Age=0;');
    expect(cookieOf(aRequest(), later(86_400 * 4_000))[0]).toContain(`Max-Age=${400 * 86_400};`);
  });

  it('is cleared under the name and path that it was set with', () => {
    const request = aRequest({ path: '/auth' });
    const response = new Response();
    clearRefreshCookie(request, response);
    expect(response.cookies).toEqual(['__Secure-refresh=; Max-Age=0; Path=/auth; HttpOnly; Secure; SameSite=Strict']);
    expect(refreshCookieName(request)).toBe('__Secure-refresh');
  });
});

describe('answerTokens', () => {
  const tokens = { access: 'ACCESS', refresh: 'REFRESH', refreshExpiresAt: later(60) };

  it('puts the refresh token into the body or into the cookie, never both', () => {
    const [body, cookie] = (['body', 'cookie'] as const).map((transport) =>
      answerTokens(aRequest(), tokens, transport),
    );
    expect([body?.data, body?.cookies]).toEqual([{ access: 'ACCESS', refresh: 'REFRESH' }, []]);
    expect(cookie?.data).toEqual({ access: 'ACCESS' });
    expect(cookie?.cookies).toEqual([expect.stringMatching(/^__Host-refresh=REFRESH;.*HttpOnly/)]);
    for (const response of [body, cookie]) expect(response?.headers['cache-control']).toBe('no-store');
  });

  it('leaves the cookie alone where tokens do not rotate', () => {
    const { data, cookies } = answerTokens(aRequest(), { access: 'ACCESS' }, 'cookie');
    expect([data, cookies]).toEqual([{ access: 'ACCESS' }, []]);
    expectTypeOf<RefreshTransport>().toEqualTypeOf<'body' | 'cookie'>();
  });
});
