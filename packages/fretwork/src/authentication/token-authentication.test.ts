/** TokenAuthentication: headers of every shape, in DRF's words. */
import { describe, expect, it } from 'vitest';
import { AuthenticationFailed, ImproperlyConfigured } from '../errors.ts';
import { Request } from '../http/request.ts';
import { AnonymousUser, type RequestUser } from '../http/user.ts';
import { defineSettings } from '../settings/settings.ts';
import { type AuthTokenApp, TokenAuthentication } from './token-authentication.ts';

const bob: RequestUser = { ...new AnonymousUser(), id: 2, username: 'bob', isActive: true, isAuthenticated: true };
const ghost: RequestUser = { ...bob, id: 4, username: 'ghost', isActive: false };
const users = new Map([
  ['b0b0', bob],
  ['dead', ghost],
  ['☃', bob],
]);
const createdAt = new Date();
const app = {
  settings: defineSettings({ secretKey: 'a secret of good length' }),
  authTokens: {
    find: async (key: string) => {
      const user = users.get(key);
      return user === undefined ? null : { key, user, createdAt };
    },
  },
} as unknown as AuthTokenApp;

class KeyAuthentication extends TokenAuthentication {
  override readonly keyword = 'Key';
}

const requestOf = (authorization: string | null, of = app) =>
  new Request(new globalThis.Request('http://test/', { headers: authorization === null ? {} : { authorization } }), {
    app: of,
  });

describe('TokenAuthentication', () => {
  it.each([
    ['Token b0b0'],
    ['token b0b0'],
    ['TOKEN \t b0b0'],
    [`Token ${Buffer.from('☃').toString('latin1')}`], // headers are bytes
  ])('takes %j', async (header) => {
    const result = await new TokenAuthentication().authenticate(requestOf(header));
    expect(result?.[0]).toBe(bob);
    expect(result?.[1]).toMatchObject({ user: bob, createdAt });
  });

  it.each([null, '', 'Basic b0b0', 'Tokenb0b0', 'Bearer', 'Key b0b0'])('leaves %j to others', async (header) => {
    expect(await new TokenAuthentication().authenticate(requestOf(header))).toBeNull();
  });

  it.each([
    ['Token', 'Invalid token header. No credentials provided.'],
    ['Token a b', 'Invalid token header. Token string should not contain spaces.'],
    ['Token \xff', 'Invalid token header. Token string should not contain invalid characters.'],
    ['Token ffff', 'Invalid token.'],
    ['Token __proto__', 'Invalid token.'],
    [`Token ${'f'.repeat(10_000)}`, 'Invalid token.'],
    ['Token dead', 'User inactive or deleted.'],
  ])('refuses %j: %s', async (header, message) => {
    const attempt = new TokenAuthentication().authenticate(requestOf(header));
    await expect(attempt).rejects.toThrow(AuthenticationFailed);
    await expect(attempt).rejects.toThrow(message);
  });

  it('may have another keyword, which is also its challenge', async () => {
    const authentication = new KeyAuthentication();
    expect((await authentication.authenticate(requestOf('Key b0b0')))?.[0]).toBe(bob);
    expect(await authentication.authenticate(requestOf('Token b0b0'))).toBeNull();
    expect(authentication.authenticateHeader(requestOf(null))).toBe('Key');
    expect(new TokenAuthentication().authenticateHeader(requestOf(null))).toBe('Token');
  });

  it('needs tokens', async () => {
    const bare = { settings: app.settings } as AuthTokenApp;
    const attempt = new TokenAuthentication().authenticate(requestOf('Token b0b0', bare));
    await expect(attempt).rejects.toThrow(ImproperlyConfigured);
    await expect(attempt).rejects.toThrow('...tokenModels');
  });
});
