/** What an app's tokens share, and what is said where something is missing. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { memoryTokenStore } from '../testing/memory-token-store.ts';
import { createJwtContext, type JwtContext, jwtOf, usersOf } from './context.ts';
import { jwtModels } from './models.ts';
import { TokenStore } from './token-store.ts';

const STORE = await memoryTokenStore();

const secretKey = 'a-secret-key-of-at-least-thirty-two-bytes';
const bare = () => createJwtContext({ settings: { rotateRefreshTokens: false }, secretKey });

describe('createJwtContext', () => {
  it('keeps tokens in the models where jwtModels are among them, and otherwise nowhere', () => {
    expect(createJwtContext({ settings: undefined, secretKey, models: defineModels(jwtModels) }).store).toBeInstanceOf(
      TokenStore,
    );
    expect(bare().store).toBeNull();
    expect(createJwtContext({ settings: {}, secretKey, store: STORE }).store).toBe(STORE);
  });

  it('says at the start what would fail later', () => {
    expect(() => createJwtContext({ settings: {}, secretKey })).toThrow(/`jwt\.rotateRefreshTokens`.*jwtModels/);
    expect(() => createJwtContext({ settings: {}, secretKey: 'short', models: defineModels(jwtModels) })).toThrow(
      /`secretKey`/,
    );
    const odd = defineModels({ RefreshFamily: { jti: f.text() } });
    expect(() => createJwtContext({ settings: {}, secretKey, models: odd })).toThrow(ImproperlyConfigured);
  });

  it('makes contexts that know nothing of each other', async () => {
    const [one, two] = [
      bare(),
      createJwtContext({ settings: { rotateRefreshTokens: false }, secretKey: secretKey.toUpperCase() }),
    ];
    const token = await one.backend.encode({ user_id: '1' });
    await expect(one.backend.decode(token)).resolves.toEqual({ user_id: '1' });
    await expect(two.backend.decode(token)).rejects.toThrow('Token is invalid');
  });
});

describe('what an app lacks', () => {
  it('is named', () => {
    const app = {} as AppContext;
    expect(() => jwtOf({ app })).toThrow(/need the app to have `jwt`/);
    expect(() => usersOf(bare())).toThrow(/accountModels.*JWTStatelessUserAuthentication/);
    const jwt = bare();
    expect(jwtOf({ app: { ...app, jwt } as AppContext })).toBe(jwt);
    expectTypeOf(jwtOf).returns.toEqualTypeOf<JwtContext>();
  });
});
