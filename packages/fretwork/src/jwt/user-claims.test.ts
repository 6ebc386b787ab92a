/** Claims that follow their user: anew at each refresh, none left behind, and none instead of the token's own. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RequestUser } from '../http/user.ts';
import { type AccountApp, createAccountApp, PASSWORD } from '../testing/account-app.ts';
import type { APIResponse } from '../testing/api-client.ts';
import { testDatabases } from '../testing/databases.ts';
import { type JwtContext, jwtOf } from './context.ts';
import { openFamily } from './families.ts';
import { RefreshToken, SlidingToken } from './revocable-tokens.ts';
import {
  TokenObtainPairSerializer,
  TokenObtainSlidingSerializer,
  TokenRefreshSlidingSerializer,
} from './serializers.ts';
import { AccessToken, type Token } from './tokens.ts';
import { addUserClaims, CLAIM_NAMES, renewUserClaims } from './user-claims.ts';

const ADA = { email: 'ada@example.org', password: PASSWORD };

const CREDENTIALS = { username: ADA.email, password: PASSWORD };
const [PAIR, SLIDING, FUNCTION] = ['/api/token/', '/api/sliding/', 'openFamily()'] as const;
const DOORS = ['/api/accounts/login/', PAIR, SLIDING, FUNCTION];

/** What a token says of its user, beyond who it is. */
const said = (token: Token): Given =>
  Object.fromEntries(Object.entries(token.payload).filter(([name]) => ['roles', 'shop'].includes(name)));

type Given = Readonly<Record<string, unknown>>;

describe.each(testDatabases)('claims of a user on $name', (database) => {
  let own: AccountApp;
  let claims: Given | Error = {};
  beforeAll(async () => {
    own = await createAccountApp(database, {
      accounts: {
        claims: async () => {
          if (claims instanceof Error) throw claims;
          return claims;
        },
      },
    });
    await own.join(ADA);
  });
  afterAll(() => own.drop());

  const logIn = async (first: Given): Promise<string> => {
    claims = first;
    return (await own.post('login', ADA)).data.refresh;
  };
  const refreshed = async (refresh: string) => {
    const { status, data } = await own.post('refresh', { refresh });
    expect(status).toBe(200);
    const access = await AccessToken.parse(data.access, jwtOf(own));
    return { access, refresh: data.refresh as string };
  };

  it('are as they are now, and what is left out is gone, refresh after refresh', async () => {
    let token = await logIn({ roles: ['owner'], shop: 7 });
    for (const next of [{ roles: [] }, {}, { shop: 8 }, { roles: ['clerk'], shop: 9 }]) {
      claims = next;
      const { access, refresh } = await refreshed(token);
      const { roles, shop } = access.payload;
      expect(JSON.parse(JSON.stringify({ roles, shop }))).toEqual(next);
      expect(access.has(CLAIM_NAMES)).toBe(false);
      token = refresh;
    }
  });

  it('replace none of the token’s own, then or later', async () => {
    const mine = { user_id: '999', exp: 9_999_999_999, iat: 1, jti: 'x', sid: 'y', token_type: 'refresh' };
    const text = await logIn({ ...mine, [CLAIM_NAMES]: ['exp', 'user_id'] });
    const before = await RefreshToken.parse(text, jwtOf(own));
    claims = { ...mine, [CLAIM_NAMES]: ['exp', 'user_id'], roles: [] };
    const { access, refresh } = await refreshed(text);
    const after = await RefreshToken.parse(refresh, jwtOf(own));
    for (const token of [access, after]) {
      const { user_id, sid, exp, jti } = token.payload;
      expect({ user_id, sid }).toEqual({ user_id: before.get('user_id'), sid: before.get('sid') });
      expect(Number(exp)).toBeLessThan(9_999_999_999);
      expect(jti).toMatch(/^[0-9a-f]{32}$/);
    }
    expect(access.tokenType).toBe('access');
    expect(after.get(CLAIM_NAMES)).toEqual(['roles']);
  });

  it('are asked for again within the grace, for the same token', async () => {
    const token = await logIn({ roles: ['owner'] });
    const first = await refreshed(token);
    claims = { roles: [] };
    const second = await refreshed(token);
    const idOf = async (text: string) => (await RefreshToken.parse(text, jwtOf(own))).get('jti');
    expect(await idOf(second.refresh)).toBe(await idOf(first.refresh));
    expect([first.access.get('roles'), second.access.get('roles')]).toEqual([['owner'], []]);
  });

  it('that cannot be had cost nobody the login', async () => {
    const token = await logIn({ roles: ['owner'] });
    claims = new TypeError('the directory is away');
    const logged = vi.spyOn(own.app.logger, 'error').mockReturnValue(undefined);
    expect((await own.post('refresh', { refresh: token })).status).toBe(500);
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
    claims = { roles: ['clerk'] };
    expect((await refreshed(token)).access.get('roles')).toEqual(['clerk']);
  });

  it('leave alone what a token was made with elsewhere', async () => {
    const user = await own.models.User.objects.get({ email: ADA.email });
    const token = await RefreshToken.forUser(user, jwtOf(own));
    token.set('tenant', 'north');
    claims = { tenant: 'south', roles: ['owner'] };
    const { access } = await refreshed(await token.encode());
    expect([access.get('tenant'), access.has('roles')]).toEqual(['north', false]);
  });

  it.each(DOORS)('are those of any login where it began at %s', async (door) => {
    claims = { roles: ['owner'], shop: 7 };
    let { text, opened } = await begun(door);
    for (const next of [{ roles: ['clerk'], shop: 8 }, { roles: [] }, {}]) {
      expect(said(opened)).toEqual(JSON.parse(JSON.stringify(claims)));
      claims = next;
      ({ text, opened } = await goneOn(door, text));
    }
    expect(said(opened)).toEqual({});
  });

  it.each(DOORS)('replace none of the token’s own where it began at %s', async (door) => {
    claims = {
      user_id: '999',
      exp: 9_999_999_999,
      token_type: 'refresh',
      refresh_exp: 9_999_999_999,
      roles: ['owner'],
    };
    const { text, opened } = await begun(door);
    for (const token of [opened, (await goneOn(door, text)).opened]) {
      expect(token.get('user_id')).not.toBe('999');
      expect(token.tokenType).toBe(door === SLIDING ? 'sliding' : 'access');
      expect(Number(token.get('exp'))).toBeLessThan(9_999_999_999);
      if (door === SLIDING) expect(Number(token.get('refresh_exp'))).toBeLessThan(9_999_999_999);
      expect(token.get('roles')).toEqual(['owner']);
    }
  });

  it.each(DOORS)('that cannot be had leave no login behind at %s', async (door) => {
    const before = await own.models.RefreshFamily.objects.count();
    claims = new TypeError('the directory is away');
    const logged = vi.spyOn(own.app.logger, 'error').mockReturnValue(undefined);
    await expect(begun(door)).rejects.toThrow();
    logged.mockRestore();
    expect(await own.models.RefreshFamily.objects.count()).toBe(before);
  });

  it.each([TokenObtainPairSerializer, TokenObtainSlidingSerializer])(
    'leave alone what getToken of %o says, then and later',
    async (Base) => {
      class OwnSerializer extends Base {
        override async getToken(user: RequestUser, jwt: JwtContext): Promise<Token> {
          const token = await super.getToken(user, jwt);
          token.set('roles', ['mine']);
          return token;
        }
      }
      claims = { roles: ['owner'], shop: 7 };
      const serializer = new OwnSerializer({ data: CREDENTIALS, context: { jwt: jwtOf(own) } });
      await serializer.isValid({ raiseException: true });
      const { refresh, access, token } = serializer.validatedData as Record<string, string>;
      const door = token === undefined ? PAIR : SLIDING;
      const opened = await opening(door, access ?? token ?? '');
      expect(said(opened)).toEqual({ roles: ['mine'], shop: 7 });
      claims = { roles: ['clerk'], shop: 8 };
      expect(said((await goneOn(door, refresh ?? token ?? '')).opened)).toEqual({ roles: ['mine'], shop: 8 });
    },
  );

  const opening = (door: string, text: string): Promise<Token> =>
    door === SLIDING ? SlidingToken.parse(text, jwtOf(own)) : AccessToken.parse(text, jwtOf(own));
  const read = async (door: string, { status, data }: APIResponse) => {
    expect(status).toBe(200);
    return { text: String(data.refresh ?? data.token), opened: await opening(door, data.access ?? data.token) };
  };
  const begun = async (door: string) => {
    if (door !== FUNCTION) return read(door, await own.client().post(door, CREDENTIALS));
    const user = await jwtOf(own).users?.findByField('email', ADA.email);
    const { refresh, access } = await openFamily(user as RequestUser, jwtOf(own));
    return { text: refresh, opened: await opening(door, access) };
  };
  const goneOn = async (door: string, text: string) => {
    if (door !== SLIDING) return read(door, await own.post('refresh', { refresh: text }));
    const serializer = new TokenRefreshSlidingSerializer({ data: { token: text }, context: { jwt: jwtOf(own) } });
    await serializer.isValid({ raiseException: true });
    return read(door, { status: 200, data: serializer.validatedData } as APIResponse);
  };

  it('are no more where the setting has gone', async () => {
    const jwt = { ...jwtOf(own), claimsOf: null };
    const user = await jwt.users?.findByField('email', ADA.email);
    if (!user) return expect.unreachable();
    const token = await RefreshToken.parse(await logIn({ roles: ['owner'] }), jwt);
    await renewUserClaims(token, user, jwt);
    expect(token.has('roles')).toBe(false);
    const bare = await RefreshToken.forUser(user, jwt);
    await addUserClaims(bare, user, jwt);
    expect(bare.has(CLAIM_NAMES)).toBe(false);
  });
});
