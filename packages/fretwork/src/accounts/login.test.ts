/** authenticate, login and logout by themselves; `sessions.test.ts` has them in an app. */
import { describe, expect, it, vi } from 'vitest';
import { ImproperlyConfigured, PermissionDenied } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import { Request, type Session } from '../http/request.ts';
import { AnonymousUser, type RequestUser } from '../http/user.ts';
import { defineSettings } from '../settings/settings.ts';
import { authenticate, login, logout } from './login.ts';

const alice: RequestUser = { ...new AnonymousUser(), id: 1, username: 'alice', isActive: true, isAuthenticated: true };
const settings = defineSettings({ secretKey: 'a secret of good length' });

function requestOf(headers: Record<string, string> = {}, app: Partial<AppContext> = {}) {
  const session = { logIn: vi.fn(async () => {}), flush: vi.fn(async () => {}) };
  const sessions = { open: async () => session as unknown as Session };
  const raw = new globalThis.Request('http://test/', { method: 'POST', headers });
  return { session, request: new Request(raw, { app: { settings, sessions, ...app } as AppContext }) };
}

describe('authenticate', () => {
  const users = [alice, { ...alice, username: 'ghost', isActive: false }];
  const check = vi.fn(
    async ({ username, password }: { username: string; password: string }) =>
      users.find((user) => user.username === username && password === 'good') ?? null,
  );

  it.each<[unknown, unknown, string | undefined]>([
    ['alice', 'good', 'alice'],
    ['alice', 'bad', undefined],
    ['ghost', 'good', undefined],
    ['nobody', 'good', undefined],
  ])('of %j and %j is %s', async (username, password, expected) => {
    const { request } = requestOf({}, { authenticate: check });
    expect((await authenticate(request, { username, password }))?.username).toBe(expected);
  });

  it.each([
    [undefined, 'x'],
    ['x', undefined],
    [null, null],
    [['alice'], 'good'],
    [{ toString: () => 'alice' }, 'good'],
    [1, 2],
  ])('of %j and %j is nobody, without asking', async (username, password) => {
    check.mockClear();
    expect(await authenticate(requestOf({}, { authenticate: check }).request, { username, password })).toBeNull();
    expect(check).not.toHaveBeenCalled();
  });

  it('needs users', async () => {
    await expect(authenticate(requestOf().request, {})).rejects.toThrow(ImproperlyConfigured);
  });
});

describe('login and logout', () => {
  it('make the request and the session those of the user, and of nobody', async () => {
    const { request, session } = requestOf();
    await login(request, alice);
    expect(session.logIn).toHaveBeenCalledExactlyOnceWith(alice);
    expect([request.user, request.csrfSecret]).toEqual([alice, expect.stringMatching(/^[a-zA-Z0-9]{32}$/)]);
    request.auth = 'something';
    await logout(request);
    expect(session.flush).toHaveBeenCalledOnce();
    expect([request.user, request.auth]).toEqual([new AnonymousUser(), null]);
  });

  it('leaves everything as it is where another site asks for it', async () => {
    const { request, session } = requestOf({ origin: 'https://evil.test' });
    await expect(login(request, alice)).rejects.toThrow(PermissionDenied);
    expect(session.logIn).not.toHaveBeenCalled();
    expect([request.user.isAuthenticated, request.csrfSecret]).toEqual([false, undefined]);
  });

  it.each([{}, new AnonymousUser(), { ...alice, isAuthenticated: 'yes' }])(
    'login takes %o for no user',
    async (user) => {
      const { request, session } = requestOf();
      await expect(login(request, user)).rejects.toThrow(ImproperlyConfigured);
      expect(session.logIn).not.toHaveBeenCalled();
    },
  );

  it('need sessions', async () => {
    const { request } = requestOf({}, { sessions: undefined });
    await expect(login(request, alice)).rejects.toThrow('...sessionModels');
    await expect(logout(request)).rejects.toThrow(ImproperlyConfigured);
  });
});
