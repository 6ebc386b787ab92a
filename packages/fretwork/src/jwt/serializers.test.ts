/** The token serializers outside of views; `views.test.ts` has their answers. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured, TokenError } from '../errors.ts';
import { CharField } from '../serializers/fields/char-field.ts';
import { defineSerializer } from '../serializers/serializer-definition.ts';
import { memoryTokenStore } from '../testing/memory-token-store.ts';
import { createJwtContext } from './context.ts';
import { RefreshToken } from './revocable-tokens.ts';
import {
  TokenObtainPairSerializer,
  TokenObtainSerializer,
  TokenRefreshSerializer,
  TokenVerifySerializer,
} from './serializers.ts';

const STORE = await memoryTokenStore();

const secretKey = 'a-secret-key-of-at-least-thirty-two-bytes';
const alice = { id: 1, username: 'alice', isAuthenticated: true, isActive: true, isStaff: false, isSuperuser: false };
const aContext = (usernameField = 'username') => ({
  jwt: createJwtContext({
    settings: {},
    secretKey,
    store: STORE,
    users: {
      usernameField,
      findByField: async () => alice,
      authenticate: async ({ password }) => (password === 'right' ? alice : null),
      updateLastLogin: async () => {},
    },
  }),
});

describe('the token serializers', () => {
  it('take their context from `context.jwt` where there is no request', async () => {
    const context = aContext();
    const login = new TokenObtainPairSerializer({ data: { username: 'alice', password: 'right' }, context });
    expect(await login.isValid()).toBe(true);
    const { refresh = '' } = login.validatedData;
    const refreshed = new TokenRefreshSerializer({ data: { refresh }, context });
    expect(await refreshed.isValid()).toBe(true);
    expect(Object.keys(refreshed.validatedData)).toEqual(['access', 'refresh']);
  });

  it('say where their context is to come from', async () => {
    const verify = new TokenVerifySerializer({ data: { token: 'x' } });
    await expect(verify.isValid()).rejects.toThrow(ImproperlyConfigured);
  });

  it('throw what is wrong with a token, for the view to answer', async () => {
    const verify = new TokenVerifySerializer({ data: { token: 'x' }, context: aContext() });
    await expect(verify.isValid()).rejects.toThrow(new TokenError('Token is invalid'));
  });

  it('ask for the field that users log in with', () => {
    const fields = (usernameField: string) =>
      Object.keys(new TokenObtainPairSerializer({ context: aContext(usernameField) }).definition.fields);
    expect(fields('username')).toEqual(['username', 'password']);
    expect(fields('email')).toEqual(['email', 'password']);
  });

  it('may ask for more', async () => {
    class WithCode extends TokenObtainPairSerializer {
      static override readonly definition = defineSerializer({
        username: new CharField(),
        password: new CharField(),
        code: new CharField(),
      });
    }
    const login = new WithCode({ data: { username: 'alice', password: 'right' }, context: aContext() });
    expect(await login.isValid()).toBe(false);
    expect(login.errors).toEqual({ code: ['This field is required.'] });
  });

  it('make no token by themselves where nobody says which', async () => {
    const login = new TokenObtainSerializer({ data: { username: 'alice', password: 'right' }, context: aContext() });
    await expect(login.isValid()).rejects.toThrow(TokenError);
  });

  it('read tokens of a class of one’s own', async () => {
    class InviteToken extends RefreshToken {
      static override readonly tokenType = 'invite';
    }
    class InviteSerializer extends TokenRefreshSerializer {
      override readonly tokenClass = InviteToken;
    }
    const context = aContext();
    const refresh = await (await InviteToken.forUser(alice, context.jwt)).encode();
    expect(await new InviteSerializer({ data: { refresh }, context }).isValid()).toBe(true);
    await expect(new TokenRefreshSerializer({ data: { refresh }, context }).isValid()).rejects.toThrow(
      'Token has wrong type',
    );
  });
});
