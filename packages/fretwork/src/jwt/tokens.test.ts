/** Tokens: their claims, what they refuse and in which words. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ExpiredTokenError, ImproperlyConfigured, TokenError } from '../errors.ts';
import type { JwtSettings } from '../settings/jwt-settings.ts';
import { memoryTokenStore } from '../testing/memory-token-store.ts';
import { createJwtContext } from './context.ts';
import { RefreshToken, SlidingToken } from './revocable-tokens.ts';
import { AccessToken, passwordFingerprint, Token } from './tokens.ts';

const STORE = await memoryTokenStore();

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';
const NOW = new Date('2026-01-02T03:04:05.678Z');
const NOW_SECONDS = Math.floor(NOW.getTime() / 1000);

const contextWith = (settings: JwtSettings = {}, now = () => NOW) =>
  createJwtContext({ settings, secretKey: SECRET_KEY, store: STORE, now });

const jwt = contextWith();
const USER = { id: 7, password: 'argon2$…', isActive: true };
const sign = (claims: object) => jwt.backend.encode({ ...claims });

describe('a new token', () => {
  it.each([
    [AccessToken, 'access', 300],
    [RefreshToken, 'refresh', 86_400],
    [SlidingToken, 'sliding', 300],
  ])('%o has type, times and id', (Class, tokenType, lifetime) => {
    expect(new Class(jwt).payload).toMatchObject({
      token_type: tokenType,
      exp: NOW_SECONDS + lifetime,
      iat: NOW_SECONDS,
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('has the claims of Simple JWT, the user as text, and its login', async () => {
    const refresh = await RefreshToken.forUser(USER, jwt);
    expect(Object.keys(refresh.payload).toSorted()).toEqual(['exp', 'iat', 'jti', 'sid', 'token_type', 'user_id']);
    expect(refresh.accessToken.get('sid')).toBe(refresh.get('sid'));
    const bare = await RefreshToken.forUser(USER, contextWith({ familyClaim: null }));
    expect(Object.keys(bare.payload).toSorted()).toEqual(['exp', 'iat', 'jti', 'token_type', 'user_id']);
    expect(refresh.get('user_id')).toBe('7');
    const sliding = await SlidingToken.forUser(USER, jwt);
    expect(sliding.get('refresh_exp')).toBe(NOW_SECONDS + 86_400);
  });

  it('has an id of its own', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => new AccessToken(jwt).get('jti'))).size).toBe(1_000);
  });

  it('names its user by the field and the claim of the settings', async () => {
    const other = contextWith({ userIdField: 'uuid', userIdClaim: 'sub' });
    const token = await AccessToken.forUser({ uuid: '0b5c…' }, other);
    expect(token.get('sub')).toBe('0b5c…');
    await expect(AccessToken.forUser(USER, other)).rejects.toThrow(/`jwt\.userIdField`.*'uuid'/);
    await expect(AccessToken.forUser({ id: null }, jwt)).rejects.toThrow(ImproperlyConfigured);
  });

  it('has a fingerprint of the password where the settings ask', async () => {
    const token = await AccessToken.forUser(USER, contextWith({ checkRevokeToken: true }));
    expect(token.get('hash_password')).toBe(passwordFingerprint('argon2$…'));
    expect(passwordFingerprint('argon2$…')).toMatch(/^[0-9a-f]{32}$/);
    expect(passwordFingerprint('a')).not.toBe(passwordFingerprint('b'));
  });

  it('cannot be made without a type', () => {
    expect(() => new Token(jwt)).toThrow(new TokenError('Cannot create token with no type or lifetime'));
  });
});

describe('a token that is read', () => {
  const GOOD = { token_type: 'access', exp: NOW_SECONDS + 60, iat: NOW_SECONDS, jti: 'a', user_id: '1' };

  it.each<[string, object, string]>([
    ['no exp', { exp: undefined }, "Token has no 'exp' claim"],
    ['an exp that has passed', { exp: NOW_SECONDS }, 'Token is expired'],
    ['no id', { jti: undefined }, 'Token has no id'],
    ['no type', { token_type: undefined }, 'Token has no type'],
    ['another type', { token_type: 'refresh' }, 'Token has wrong type'],
    ['a type of another case', { token_type: 'Access' }, 'Token has wrong type'],
    ['a type that is null', { token_type: null }, 'Token has wrong type'],
    ['a type in a list', { token_type: ['access'] }, 'Token has wrong type'],
    ['nothing', { exp: undefined, jti: undefined, token_type: undefined }, "Token has no 'exp' claim"],
  ])('is refused with %s', async (_, changes, message) => {
    await expect(AccessToken.parse(await sign({ ...GOOD, ...changes }), jwt)).rejects.toThrow(
      expect.objectContaining({ message }),
    );
  });

  it('comes back with its claims, and claims can be added', async () => {
    const token = await AccessToken.parse(await sign(GOOD), jwt);
    expect(token.payload).toEqual(GOOD);
    token.set('role', 'editor');
    expect([token.get('role'), token.has('role'), token.has('toString')]).toEqual(['editor', true, false]);
    token.delete('role');
    expect(token.has('role')).toBe(false);
    expectTypeOf(token).toEqualTypeOf<AccessToken>();
  });

  it('is a copy: changing it changes nobody else reading the same text', async () => {
    const text = await sign({ ...GOOD, roles: ['a'] });
    const token = await AccessToken.parse(text, jwt);
    token.set('user_id', '2');
    expect(() => (token.get('roles') as string[]).push('admin')).toThrow(TypeError);
    expect((await AccessToken.parse(text, jwt)).payload).toEqual({ ...GOOD, roles: ['a'] });
  });

  it('expires by the clock that was passed', async () => {
    let now = NOW;
    const moving = contextWith({}, () => now);
    const text = await new AccessToken(moving).encode();
    await expect(AccessToken.parse(text, moving)).resolves.toBeInstanceOf(AccessToken);
    now = new Date(NOW.getTime() + 299_000);
    await expect(AccessToken.parse(text, moving)).resolves.toBeInstanceOf(AccessToken);
    now = new Date(NOW.getTime() + 300_000);
    await expect(AccessToken.parse(text, moving)).rejects.toThrow(ExpiredTokenError);
  });

  it('checks other times', async () => {
    const sliding = new SlidingToken(jwt);
    expect(() => sliding.checkExp('refresh_exp')).not.toThrow();
    sliding.set('refresh_exp', NOW_SECONDS);
    expect(() => sliding.checkExp('refresh_exp')).toThrow(new TokenError("Token 'refresh_exp' claim has expired"));
    sliding.set('refresh_exp', 'never');
    expect(() => sliding.checkExp('refresh_exp')).toThrow("Token 'refresh_exp' claim has expired");
  });
});

describe('a class of tokens of one’s own', () => {
  class EditorToken extends AccessToken {
    static override lifetimeSeconds(): number {
      return 10;
    }

    override async verify(): Promise<void> {
      await super.verify();
      if (this.get('role') !== 'editor') throw new TokenError('Token is not for editing');
    }
  }

  it('has its own lifetime and its own checks', async () => {
    const token = await EditorToken.forUser(USER, jwt);
    expectTypeOf(token).toEqualTypeOf<EditorToken>();
    expect(token.get('exp')).toBe(NOW_SECONDS + 10);
    await expect(EditorToken.parse(await token.encode(), jwt)).rejects.toThrow('Token is not for editing');
    token.set('role', 'editor');
    expect(await EditorToken.parse(await token.encode(), jwt)).toBeInstanceOf(EditorToken);
  });
});
