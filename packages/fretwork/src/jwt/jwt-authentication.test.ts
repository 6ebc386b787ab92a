/** Authentication by token: what headers and tokens become, in status, body and challenge. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import type { RequestUser } from '../http/user.ts';
import { IsAuthenticated } from '../permissions/permissions.ts';
import type { JwtSettings } from '../settings/jwt-settings.ts';
import { defineSettings } from '../settings/settings.ts';
import { memoryTokenStore } from '../testing/memory-token-store.ts';
import { APIView } from '../views/api-view.ts';
import { BoundView } from '../views/bound-view.ts';
import { createJwtContext, type JwtApp, type UserAdapter } from './context.ts';
import { JWTAuthentication, JWTStatelessUserAuthentication } from './jwt-authentication.ts';
import { RefreshToken, SlidingToken } from './revocable-tokens.ts';
import { AccessToken } from './tokens.ts';

const STORE = await memoryTokenStore();

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';
const NOW = new Date('2026-01-02T03:04:05Z');

const user = (id: number, changes: object = {}) => ({
  id,
  username: `user${id}`,
  password: 'old',
  isAuthenticated: true,
  isActive: true,
  isStaff: false,
  isSuperuser: false,
  ...changes,
});
const USERS: readonly RequestUser[] = [user(1), user(2, { isActive: false })];

const users: UserAdapter = {
  usernameField: 'username',
  findByField: async (field, id) => USERS.find((one) => String(Reflect.get(one, field)) === id) ?? null,
  authenticate: async () => null,
  updateLastLogin: async () => {},
};

function appWith(settings: JwtSettings = {}, adapter: UserAdapter | undefined = users): JwtApp {
  const now = () => NOW;
  const jwt = createJwtContext({
    settings,
    secretKey: SECRET_KEY,
    store: STORE,
    users: adapter,
    now,
  });
  const base: Partial<AppContext> = {
    settings: defineSettings({ secretKey: SECRET_KEY }),
    responseHeaders: {},
    logger: { error() {}, warn() {}, info() {} },
  };
  return { ...(base as AppContext), jwt };
}

class WhoAmI extends APIView {
  override authenticationClasses = [JWTAuthentication];
  override permissionClasses = [IsAuthenticated];
  override get() {
    const { auth, user: who } = this.request;
    return { id: who.id, username: who.username, isStaff: who.isStaff, claims: (auth as AccessToken).payload };
  }
}
class Stateless extends WhoAmI {
  override authenticationClasses = [JWTStatelessUserAuthentication];
}

async function ask(app: JwtApp, headers: Record<string, string>, view: typeof WhoAmI = WhoAmI) {
  const response = await new BoundView(view).handle(new Request('http://testserver/', { headers }), { app });
  return { status: response.status, challenge: response.headers.get('www-authenticate'), body: await response.json() };
}

const app = appWith();
const { jwt } = app as Required<JwtApp>;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const refusal = (detail: string, code: string) => ({
  status: 401,
  challenge: 'Bearer realm="api"',
  body: { detail, code },
});

describe('JWTAuthentication', () => {
  it('knows the user of an access token', async () => {
    const token = await AccessToken.forUser({ id: 1 }, jwt);
    const answer = await ask(app, bearer(await token.encode()));
    expect(answer).toMatchObject({ status: 200, challenge: null, body: { id: 1, username: 'user1' } });
    expect(answer.body.claims).toEqual({ ...token.payload });
  });

  it('reads a whole number as the user, as older versions wrote it', async () => {
    const token = new AccessToken(jwt);
    token.set('user_id', 1);
    expect(await ask(app, bearer(await token.encode()))).toMatchObject({ status: 200 });
  });

  it.each([
    ['no header', {}],
    ['an empty header', { authorization: '' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['another case', { authorization: 'bearer abc' }],
    ['a scheme that begins alike', { authorization: 'Bearerer abc' }],
  ])('leaves %s to other classes', async (_, headers) => {
    expect(await ask(app, headers as Record<string, string>)).toEqual({
      status: 401,
      challenge: 'Bearer realm="api"',
      body: { detail: 'Authentication credentials were not provided.' },
    });
  });

  it.each(['Bearer', 'Bearer a b', 'Bearer  a  b'])('refuses the header %j', async (authorization) => {
    expect(await ask(app, { authorization })).toEqual(
      refusal('Authorization header must contain two space-delimited values', 'bad_authorization_header'),
    );
  });

  it.each<[string, () => Promise<string>, string]>([
    ['garbage', async () => 'garbage', 'Token is invalid'],
    ['a refresh token', async () => (await RefreshToken.forUser({ id: 1 }, jwt)).encode(), 'Token has wrong type'],
    ['a token that expired', () => jwt.backend.encode({ exp: 1 }), 'Token is expired'],
    ['a token without claims', () => jwt.backend.encode({}), "Token has no 'exp' claim"],
  ])('refuses %s, and says so for each class of tokens', async (_, make, message) => {
    const answer = await ask(app, bearer(await make()));
    expect(answer.status).toBe(401);
    expect(answer.challenge).toBe('Bearer realm="api"');
    expect(answer.body).toEqual({
      detail: 'Given token not valid for any token type',
      code: 'token_not_valid',
      messages: [{ token_class: 'AccessToken', token_type: 'access', message }],
    });
  });

  it('tries every class of tokens that the settings list', async () => {
    const both = appWith({ authTokenClasses: [AccessToken, SlidingToken] });
    const sliding = await SlidingToken.forUser({ id: 1 }, both.jwt ?? jwt);
    expect(await ask(both, bearer(await sliding.encode()))).toMatchObject({ status: 200, body: { id: 1 } });
    const { body } = await ask(both, bearer('garbage'));
    expect(body.messages.map((one: { token_class: string }) => one.token_class)).toEqual([
      'AccessToken',
      'SlidingToken',
    ]);
  });

  it.each<[string, unknown, string, string]>([
    ['nobody', undefined, 'Token contained no recognizable user identification', 'token_not_valid'],
    ['a list', ['1'], 'Token contained no recognizable user identification', 'token_not_valid'],
    ['null', null, 'Token contained no recognizable user identification', 'token_not_valid'],
    ['somebody who is gone', '999', 'User not found', 'user_not_found'],
    ['__proto__', '__proto__', 'User not found', 'user_not_found'],
    ['somebody inactive', '2', 'User is inactive', 'user_inactive'],
  ])('refuses a token that names %s', async (_, userId, detail, code) => {
    const token = new AccessToken(jwt);
    token.set('user_id', userId);
    expect(await ask(app, bearer(await token.encode()))).toEqual(refusal(detail, code));
  });

  it('lets inactive users in where the settings say so', async () => {
    const lenient = appWith({ checkUserIsActive: false });
    const token = await AccessToken.forUser({ id: 2 }, jwt);
    expect(await ask(lenient, bearer(await token.encode()))).toMatchObject({ status: 200 });
  });

  it('refuses tokens from before a change of password, where the settings ask', async () => {
    const strict = appWith({ checkRevokeToken: true });
    const old = await AccessToken.forUser(user(1), strict.jwt ?? jwt);
    expect(await ask(strict, bearer(await old.encode()))).toMatchObject({ status: 200 });
    const older = await AccessToken.forUser(user(1, { password: 'older' }), strict.jwt ?? jwt);
    const changed = refusal("The user's password has been changed.", 'password_changed');
    expect(await ask(strict, bearer(await older.encode()))).toEqual(changed);
    const without = await AccessToken.forUser(user(1), jwt);
    expect(await ask(strict, bearer(await without.encode()))).toEqual(changed);
  });

  it('reads the header and the word of the settings', async () => {
    const other = appWith({ authHeaderName: 'X-Access-Token', authHeaderTypes: ['JWT', 'Bearer'] });
    const token = await (await AccessToken.forUser({ id: 1 }, jwt)).encode();
    expect(await ask(other, { 'x-access-token': `JWT ${token}` })).toMatchObject({ status: 200 });
    expect(await ask(other, bearer(token))).toMatchObject({ status: 401, challenge: 'JWT realm="api"' });
  });

  it('says what is missing in an app without tokens or users', async () => {
    const authentication = new JWTAuthentication();
    const bare = { app: { ...app, jwt: undefined } };
    expect(() => authentication.authenticate(bare as never)).toThrow(ImproperlyConfigured);
    const context = createJwtContext({ settings: { rotateRefreshTokens: false }, secretKey: SECRET_KEY });
    const token = await AccessToken.forUser({ id: 1 }, context);
    await expect(authentication.getUser(token, context)).rejects.toThrow(/accountModels/);
  });
});

describe('JWTStatelessUserAuthentication', () => {
  it('makes a user of the claims, and asks nobody', async () => {
    const token = await AccessToken.forUser({ id: 999 }, jwt);
    expect(await ask(app, bearer(await token.encode()), Stateless)).toMatchObject({
      status: 200,
      body: { id: '999', username: '', isStaff: false },
    });
    token.set('username', 'made-up');
    token.set('is_staff', true);
    expect((await ask(app, bearer(await token.encode()), Stateless)).body).toMatchObject({
      username: 'made-up',
      isStaff: true,
    });
    token.set('is_staff', 'yes');
    expect((await ask(app, bearer(await token.encode()), Stateless)).body).toMatchObject({ isStaff: false });
  });

  it('refuses a token that names nobody', async () => {
    const answer = await ask(app, bearer(await new AccessToken(jwt).encode()), Stateless);
    expect(answer).toEqual(refusal('Token contained no recognizable user identification', 'token_not_valid'));
  });

  it('refuses a class of users that is none', async () => {
    const odd = appWith({ tokenUserClass: Date as never });
    const token = await AccessToken.forUser({ id: 1 }, jwt);
    expect(await ask(odd, bearer(await token.encode()), Stateless)).toMatchObject({ status: 500 });
  });
});
