/** The token views: bodies, statuses and codes, as Simple JWT answers; and one answer for every failed login. */
import { decodeJwt } from 'jose';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { AppContext, Credentials } from '../http/app-context.ts';
import type { RequestUser } from '../http/user.ts';
import type { JwtSettings } from '../settings/jwt-settings.ts';
import { defineSettings } from '../settings/settings.ts';
import { memoryTokenStore } from '../testing/memory-token-store.ts';
import { BoundView } from '../views/bound-view.ts';
import { createJwtContext, type JwtApp, type JwtContext, type UserAdapter } from './context.ts';
import { RefreshToken } from './revocable-tokens.ts';
import { rotateRefreshToken } from './rotation.ts';
import { TokenObtainPairSerializer } from './serializers.ts';
import { AccessToken, Token } from './tokens.ts';
import {
  TokenBlacklistView,
  TokenObtainPairView,
  TokenObtainSlidingView,
  TokenRefreshSlidingView,
  TokenRefreshView,
  TokenVerifyView,
  type TokenViewBase,
} from './views.ts';

const STORE = await memoryTokenStore();

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';
const NOW = new Date('2026-01-02T03:04:05Z');
const SECONDS = NOW.getTime() / 1000;

interface Member extends RequestUser {
  readonly password: string;
  lastLogin: Date | null;
}
const member = (id: number, username: string, password: string, isActive = true): Member => ({
  ...{ id, username, password, isActive, isAuthenticated: true, isStaff: false, isSuperuser: false, lastLogin: null },
});

/** An app with two users, its clock, and its log of logins. */
function aTokenApp(settings: JwtSettings = {}, usernameField = 'username') {
  const members = [member(1, 'alice', 'wonderland-42'), member(4, 'ghost', 'boo-boo-77', false)];
  const clock = { now: NOW };
  const now = () => clock.now;
  const users: UserAdapter = {
    usernameField,
    findByField: async (field, id) => members.find((one) => String(Reflect.get(one, field)) === id) ?? null,
    authenticate: async ({ username, password }: Credentials) =>
      members.find((one) => one.username === username && one.password === password) ?? null,
    updateLastLogin: async (user, at) => void Reflect.set(user, 'lastLogin', at),
  };
  const jwt = createJwtContext({ settings, secretKey: SECRET_KEY, store: STORE, users, now });
  const base: Partial<AppContext> = {
    settings: defineSettings({ secretKey: SECRET_KEY }),
    responseHeaders: {},
    logger: { error() {}, warn() {}, info() {} },
  };
  const app: JwtApp = { ...(base as AppContext), jwt };
  async function post(view: new () => TokenViewBase, data: unknown, method = 'POST') {
    const body = method === 'POST' ? JSON.stringify(data) : null;
    const raw = new Request('http://testserver/', { method, body, headers: { 'content-type': 'application/json' } });
    const response = await new BoundView(view).handle(raw, { app });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  }
  const login = async () => (await post(TokenObtainPairView, { username: 'alice', password: 'wonderland-42' })).body;
  return { jwt, members, clock, post, login };
}

const BAD = { detail: 'No active account found with the given credentials' };

describe('TokenObtainPairView', () => {
  it('answers a good login with two tokens, not to be cached', async () => {
    const { post } = aTokenApp();
    const { status, body, headers } = await post(TokenObtainPairView, { username: 'alice', password: 'wonderland-42' });
    expect(status).toBe(200);
    expect(Object.keys(body).toSorted()).toEqual(['access', 'refresh']);
    expect(decodeJwt(body.access)).toMatchObject({ user_id: '1', token_type: 'access', exp: SECONDS + 300 });
    expect(decodeJwt(body.refresh)).toMatchObject({ user_id: '1', token_type: 'refresh', exp: SECONDS + 86_400 });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('allow')).toBe('POST, OPTIONS');
  });

  it.each([
    ['a wrong password', { username: 'alice', password: 'bad' }],
    ['an unknown user', { username: 'who', password: 'x' }],
    ['an inactive user', { username: 'ghost', password: 'boo-boo-77' }],
    ['a password with a space before it', { username: 'alice', password: ' wonderland-42' }],
  ])('answers %s with 401 and one text', async (_, credentials) => {
    const { post } = aTokenApp();
    const { status, body, headers } = await post(TokenObtainPairView, credentials);
    expect({ status, body }).toEqual({ status: 401, body: BAD });
    expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
  });

  it.each([
    [{}, { username: ['This field is required.'], password: ['This field is required.'] }],
    [
      { username: '', password: '' },
      { username: ['This field may not be blank.'], password: ['This field may not be blank.'] },
    ],
    [{ username: 'alice', password: null }, { password: ['This field may not be null.'] }],
    [{ username: ['alice'], password: 'x' }, { username: ['Not a valid string.'] }],
  ])('answers %j with 400', async (data, body) => {
    expect(await aTokenApp().post(TokenObtainPairView, data)).toMatchObject({ status: 400, body });
  });

  it('answers POST alone', async () => {
    const { post } = aTokenApp();
    expect(await post(TokenObtainPairView, null, 'GET')).toMatchObject({
      status: 405,
      body: { detail: 'Method "GET" not allowed.' },
    });
    expect(await post(TokenObtainPairView, null, 'OPTIONS')).toMatchObject({
      status: 200,
      body: {
        name: 'Token Obtain Pair',
        description:
          'Takes a set of user credentials and returns an access and refresh JSON web\ntoken pair to prove the authentication of those credentials.',
      },
    });
  });

  it('logs in with another field, and calls the hooks without the password', async () => {
    const calls: unknown[] = [];
    const { post, members } = aTokenApp(
      {
        updateLastLogin: true,
        onLoginSuccess: (user: Member) => void calls.push(user.username),
        onLoginFailed: (credentials) => void calls.push(credentials),
      },
      'email',
    );
    expect(await post(TokenObtainPairView, { email: 'alice', password: 'bad' })).toMatchObject({ status: 401 });
    expect(await post(TokenObtainPairView, { email: 'alice', password: 'wonderland-42' })).toMatchObject({
      status: 200,
    });
    expect(await post(TokenObtainPairView, {})).toMatchObject({
      status: 400,
      body: { email: ['This field is required.'] },
    });
    expect(calls).toEqual([{ email: 'alice' }, 'alice']);
    expect(members[0]?.lastLogin).toEqual(NOW);
  });

  it('puts claims of one’s own into both tokens', async () => {
    class WithName extends TokenObtainPairSerializer {
      override async getToken(user: RequestUser, jwt: JwtContext) {
        const token = await super.getToken(user, jwt);
        token.set('name', user.username);
        return token;
      }
    }
    const { access, refresh } = await aTokenApp({ tokenObtainSerializer: WithName }).login();
    expect([decodeJwt(access).name, decodeJwt(refresh).name]).toEqual(['alice', 'alice']);
    class Other extends TokenObtainPairView {
      override serializerClass = WithName;
    }
    const { body } = await aTokenApp().post(Other, { username: 'alice', password: 'wonderland-42' });
    expect(decodeJwt(body.access).name).toBe('alice');
    expectTypeOf(WithName).toExtend<NonNullable<JwtSettings['tokenObtainSerializer']>>();
  });
});

describe('TokenRefreshView', () => {
  it('exchanges a refresh token once', async () => {
    const { post, login } = aTokenApp({ refreshReuseGrace: 0 });
    const { refresh } = await login();
    const { status, body } = await post(TokenRefreshView, { refresh });
    expect(status).toBe(200);
    expect(decodeJwt(body.access)).toMatchObject({ user_id: '1', token_type: 'access' });
    expect(decodeJwt(body.refresh).jti).not.toBe(decodeJwt(refresh).jti);
    const again = await post(TokenRefreshView, { refresh });
    expect(again).toMatchObject({ status: 401, body: { detail: 'Token is blacklisted', code: 'token_not_valid' } });
    expect(again.headers.get('www-authenticate')).toBe('Bearer realm="api"');
  });

  it('gives access alone where tokens do not rotate, again and again', async () => {
    const { post, login } = aTokenApp({ rotateRefreshTokens: false });
    const { refresh } = await login();
    for (let i = 0; i < 2; i += 1) {
      expect(await post(TokenRefreshView, { refresh })).toMatchObject({
        status: 200,
        body: { access: expect.any(String) },
      });
    }
    expect(Object.keys((await post(TokenRefreshView, { refresh })).body)).toEqual(['access']);
  });

  it('leaves the old token good where it is not to be retired', async () => {
    const { post, login } = aTokenApp({ blacklistAfterRotation: false });
    const { refresh } = await login();
    const first = await post(TokenRefreshView, { refresh });
    const second = await post(TokenRefreshView, { refresh });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.body.refresh).not.toBe(second.body.refresh);
  });

  it.each([
    ['nothing', {}, 400, { refresh: ['This field is required.'] }],
    ['an empty text', { refresh: '' }, 400, { refresh: ['This field may not be blank.'] }],
    ['garbage', { refresh: 'garbage' }, 401, { detail: 'Token is invalid', code: 'token_not_valid' }],
    ['a number', { refresh: 7 }, 401, { detail: 'Token is invalid', code: 'token_not_valid' }],
  ])('refuses %s', async (_, data, status, body) => {
    expect(await aTokenApp().post(TokenRefreshView, data)).toMatchObject({ status, body });
  });

  it('refuses access tokens and expired ones, and gives nothing to whom it would not let in', async () => {
    const { post, jwt, members, login, clock } = aTokenApp();
    const { access, refresh } = await login();
    expect(await post(TokenRefreshView, { refresh: access })).toMatchObject({
      status: 401,
      body: { detail: 'Token has wrong type' },
    });
    const none = { status: 401, body: { detail: 'No active account found for the given token.' } };
    for (const id of [4, 999]) {
      const token = await (await RefreshToken.forUser({ id }, jwt)).encode();
      const answer = await post(TokenRefreshView, { refresh: token });
      expect(answer).toMatchObject(none);
      expect(answer.body.code).toBeUndefined();
    }
    members.length = 0;
    expect(await post(TokenRefreshView, { refresh })).toMatchObject(none);
    clock.now = new Date(NOW.getTime() + 86_400_000);
    expect(await post(TokenRefreshView, { refresh })).toMatchObject({
      status: 401,
      body: { detail: 'Token is expired' },
    });
  });

  it('says that a token was revoked before it says that its user is gone', async () => {
    const { post, members, login } = aTokenApp();
    const { refresh } = await login();
    await post(TokenBlacklistView, { refresh });
    members.length = 0;
    expect(await post(TokenRefreshView, { refresh })).toMatchObject({ body: { detail: 'Token is blacklisted' } });
  });

  it('repeats the successor of a token that was exchanged a moment ago, and ends its login later', async () => {
    const { post, clock, login } = aTokenApp();
    const { refresh } = await login();
    const { body: first } = await post(TokenRefreshView, { refresh });
    expect((await post(TokenRefreshView, { refresh })).body.refresh).toBe(first.refresh);
    clock.now = new Date(NOW.getTime() + 11_000);
    const blacklisted = { status: 401, body: { detail: 'Token is blacklisted', code: 'token_not_valid' } };
    expect(await post(TokenRefreshView, { refresh })).toMatchObject(blacklisted);
    expect(await post(TokenRefreshView, { refresh: first.refresh })).toMatchObject(blacklisted);
  });

  it('copies claims to the access token, of a token that names nobody too', async () => {
    const { post, jwt } = aTokenApp();
    const token = new RefreshToken(jwt);
    token.set('role', 'editor');
    const { status, body } = await post(TokenRefreshView, { refresh: await token.encode() });
    expect(status).toBe(200);
    expect(Object.keys(decodeJwt(body.access)).toSorted()).toEqual(['exp', 'iat', 'jti', 'role', 'sid', 'token_type']);
  });

  it('revokes a token from before a change of password', async () => {
    const { post, jwt } = aTokenApp({ checkRevokeToken: true });
    const old = await (await RefreshToken.forUser({ id: 1, password: 'older' }, jwt)).encode();
    expect(await post(TokenRefreshView, { refresh: old })).toMatchObject({
      status: 401,
      body: { detail: "The user's password has been changed." },
    });
    expect(await post(TokenRefreshView, { refresh: old })).toMatchObject({ body: { detail: 'Token is blacklisted' } });
    const good = await (await RefreshToken.forUser({ id: 1, password: 'wonderland-42' }, jwt)).encode();
    expect(await post(TokenRefreshView, { refresh: good })).toMatchObject({ status: 200 });
  });
});

describe('TokenVerifyView', () => {
  it('says yes to what authentication takes, and no to the rest', async () => {
    const { post, login } = aTokenApp();
    const { access, refresh } = await login();
    expect(await post(TokenVerifyView, { token: access })).toMatchObject({ status: 200, body: {} });
    expect(await post(TokenVerifyView, { token: refresh })).toMatchObject({ status: 200, body: {} });
    expect(await post(TokenVerifyView, { token: 'bad' })).toMatchObject({
      status: 401,
      body: { detail: 'Token is invalid', code: 'token_not_valid' },
    });
    expect(await post(TokenVerifyView, {})).toMatchObject({
      status: 400,
      body: { token: ['This field is required.'] },
    });
    await post(TokenBlacklistView, { refresh });
    expect(await post(TokenVerifyView, { token: refresh })).toMatchObject({
      status: 401,
      body: { detail: 'Token is blacklisted' },
    });
  });
});

describe('TokenVerifyView with types of one’s own', () => {
  class TicketToken extends Token {
    static override readonly tokenType = 'ticket';
    static override readonly lifetimeSeconds = () => 60;
  }
  class DeviceToken extends RefreshToken {
    static override readonly tokenType = 'device';
    protected override readonly accessTokenClass = TicketToken;
  }

  it('says yes where they are good, and no where they are spent or expired', async () => {
    const { post, jwt, clock } = aTokenApp();
    const device = await DeviceToken.forUser({ id: 1 }, jwt);
    const [text, ticket] = [await device.encode(), await device.accessToken.encode()];
    const statusOf = async (token: string) => (await post(TokenVerifyView, { token })).status;
    expect([await statusOf(ticket), await statusOf(text)]).toEqual([200, 200]);
    await rotateRefreshToken(text, jwt, DeviceToken);
    expect([await statusOf(ticket), await statusOf(text)]).toEqual([200, 401]);
    clock.now = new Date(NOW.getTime() + 60_000);
    expect(await statusOf(ticket)).toBe(401);
  });
});

describe('TokenVerifyView after a rotation', () => {
  it('says yes to access tokens of before and after, to the new refresh token, and no to the spent one', async () => {
    const { post, login } = aTokenApp();
    const { access, refresh } = await login();
    const { body } = await post(TokenRefreshView, { refresh });
    for (const token of [access, body.access, body.refresh]) {
      expect(await post(TokenVerifyView, { token })).toMatchObject({ status: 200, body: {} });
    }
    expect(await post(TokenVerifyView, { token: refresh })).toMatchObject({
      status: 401,
      body: { detail: 'Token is blacklisted' },
    });
  });
});

describe('TokenBlacklistView', () => {
  it('ends a login, and no other', async () => {
    const { post, login } = aTokenApp();
    const [one, two] = [await login(), await login()];
    expect(await post(TokenBlacklistView, { refresh: one.refresh })).toMatchObject({ status: 200, body: {} });
    const blacklisted = { status: 401, body: { detail: 'Token is blacklisted', code: 'token_not_valid' } };
    expect(await post(TokenRefreshView, { refresh: one.refresh })).toMatchObject(blacklisted);
    expect(await post(TokenBlacklistView, { refresh: one.refresh })).toMatchObject(blacklisted);
    expect(await post(TokenRefreshView, { refresh: two.refresh })).toMatchObject({ status: 200 });
  });

  it('ends it also by a token that was exchanged meanwhile', async () => {
    const { post, login } = aTokenApp();
    const { refresh } = await login();
    const { body: next } = await post(TokenRefreshView, { refresh });
    expect(await post(TokenBlacklistView, { refresh })).toMatchObject({ status: 401 });
    expect(await post(TokenRefreshView, { refresh: next.refresh })).toMatchObject({ status: 401 });
  });

  it('refuses access tokens', async () => {
    const { post, login } = aTokenApp();
    const { access } = await login();
    expect(await post(TokenBlacklistView, { refresh: access })).toMatchObject({
      status: 401,
      body: { detail: 'Token has wrong type' },
    });
  });
});

describe('the sliding views', () => {
  it('give a token, and longer life to it until its refresh period ends', async () => {
    const { post, clock, jwt } = aTokenApp({ slidingTokenLifetime: '5m', slidingTokenRefreshLifetime: '8m' });
    const { body } = await post(TokenObtainSlidingView, { username: 'alice', password: 'wonderland-42' });
    expect(decodeJwt(body.token)).toMatchObject({
      token_type: 'sliding',
      exp: SECONDS + 300,
      refresh_exp: SECONDS + 480,
    });
    clock.now = new Date(NOW.getTime() + 240_000);
    const renewed = await post(TokenRefreshSlidingView, { token: body.token });
    expect(decodeJwt(renewed.body.token)).toMatchObject({
      exp: SECONDS + 540,
      refresh_exp: SECONDS + 480,
      iat: SECONDS + 240,
    });
    clock.now = new Date(NOW.getTime() + 480_000);
    expect(await post(TokenRefreshSlidingView, { token: renewed.body.token })).toMatchObject({
      status: 401,
      body: { detail: "Token 'refresh_exp' claim has expired", code: 'token_not_valid' },
    });
    const access = await (await AccessToken.forUser({ id: 1 }, jwt)).encode();
    expect(await post(TokenRefreshSlidingView, { token: access })).toMatchObject({
      body: { detail: 'Token has wrong type' },
    });
  });
});
