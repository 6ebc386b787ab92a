/** SessionAuthentication: whom it knows, and what it asks of writes. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured, PermissionDenied } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import { Request, type Session } from '../http/request.ts';
import { AnonymousUser, type RequestUser } from '../http/user.ts';
import { defineSettings } from '../settings/settings.ts';
import { SessionAuthentication } from './session-authentication.ts';

const SECRET = 'abcdefghijklmnopqrstuvwxyzABCDEF';
const settings = defineSettings({ secretKey: 'a secret of good length' });
const alice: RequestUser = { ...new AnonymousUser(), id: 1, username: 'alice', isActive: true, isAuthenticated: true };

function requestOf(user: RequestUser | null, method: string, headers: Record<string, string> = {}, sessions = true) {
  const session = { getUser: async () => user } as Session;
  const app = { settings, ...(sessions && { sessions: { open: async () => session } }) } as AppContext;
  return new Request(new globalThis.Request('http://test/', { method, headers }), { app });
}

const TOKEN = { cookie: `csrftoken=${SECRET}`, 'x-csrftoken': SECRET };

describe('SessionAuthentication', () => {
  it.each<[string, RequestUser | null, string, Record<string, string>, unknown]>([
    ['knows the user of the session', alice, 'GET', {}, [alice, null]],
    ['takes a write with the token', alice, 'POST', TOKEN, [alice, null]],
    ['knows nobody without one', null, 'GET', {}, null],
    ['knows nobody who is inactive', { ...alice, isActive: false }, 'GET', {}, null],
    ['asks nobody for a token who is not logged in', null, 'POST', { origin: 'https://evil.test' }, null],
    ['asks nobody for a token who is inactive', { ...alice, isActive: false }, 'POST', {}, null],
  ])('%s', async (_, user, method, headers, expected) => {
    expect(await new SessionAuthentication().authenticate(requestOf(user, method, headers))).toEqual(expected);
  });

  it.each<[Record<string, string>, string]>([
    [{}, 'CSRF Failed: CSRF cookie not set.'],
    [{ cookie: TOKEN.cookie }, 'CSRF Failed: CSRF token missing.'],
    [
      { ...TOKEN, origin: 'https://evil.test' },
      'CSRF Failed: Origin checking failed - https://evil.test does not match any trusted origins.',
    ],
  ])('refuses a write with %j: %s', async (headers, message) => {
    const attempt = new SessionAuthentication().authenticate(requestOf(alice, 'POST', headers));
    await expect(attempt).rejects.toThrow(PermissionDenied);
    await expect(attempt).rejects.toThrow(message);
  });

  it('has no challenge, and needs sessions', async () => {
    const request = requestOf(alice, 'GET', {}, false);
    expect(new SessionAuthentication().authenticateHeader(request)).toBeNull();
    await expect(new SessionAuthentication().authenticate(request)).rejects.toThrow(ImproperlyConfigured);
  });
});
