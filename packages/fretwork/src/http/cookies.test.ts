/** The app's own cookies: names, attributes, and what caches are told. */
import { describe, expect, it } from 'vitest';
import { defineSettings, type SettingsInput } from '../settings/settings.ts';
import type { AppContext } from './app-context.ts';
import { readCookie, varyOnCookie, writeCookie } from './cookies.ts';
import { Request } from './request.ts';

const settingsOf = (settings: Partial<SettingsInput> = {}) =>
  defineSettings({ secretKey: 'a secret of good length', ...settings });

describe('cookies of the app', () => {
  it.each<[Partial<SettingsInput>, string, boolean]>([
    [{}, 'sessionid=v; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax', true],
    [{}, 'sessionid=v; Max-Age=60; Path=/; Secure; SameSite=Lax', false],
    [{ debug: true }, 'sessionid=v; Max-Age=60; Path=/; HttpOnly; SameSite=Lax', true],
    [{ debug: true, cookieHostPrefix: true }, 'sessionid=v; Max-Age=60; Path=/; HttpOnly; SameSite=Lax', true],
    [{ cookieSecure: false }, 'sessionid=v; Max-Age=60; Path=/; HttpOnly; SameSite=Lax', true],
    [
      { cookieHostPrefix: true, sessionCookieName: 'sid' },
      '__Host-sid=v; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax',
      true,
    ],
  ])('with %j are %s', (input, line, httpOnly) => {
    const headers = new Headers();
    const settings = settingsOf(input);
    writeCookie(headers, settings, 'sessionCookieName', 'v', { maxAgeSeconds: 60, httpOnly });
    expect(headers.getSetCookie()).toEqual([line]);
    const app = { settings } as AppContext;
    const raw = new globalThis.Request('http://test/', { headers: { cookie: line.split(';')[0] ?? '' } });
    expect(readCookie(new Request(raw, { app }), 'sessionCookieName')).toBe('v');
  });

  it('with the prefix do not read what a subdomain may have set', () => {
    const raw = new globalThis.Request('http://test/', { headers: { cookie: 'sessionid=planted' } });
    const app = { settings: settingsOf({ cookieHostPrefix: true }) } as AppContext;
    expect(readCookie(new Request(raw, { app }), 'sessionCookieName')).toBeUndefined();
  });

  it.each([
    [null, 'Cookie'],
    ['Accept', 'Accept, Cookie'],
    ['accept, COOKIE', 'accept, COOKIE'],
    ['*', '*'],
  ])('make %j of Vary %j', (before, after) => {
    const headers = new Headers(before === null ? {} : { vary: before });
    varyOnCookie(headers);
    expect(headers.get('vary')).toBe(after);
  });
});
