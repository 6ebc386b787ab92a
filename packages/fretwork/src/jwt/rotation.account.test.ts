/** Exchanges and the user of the token: one statement asks for both, where the user need only be active. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Accounts } from '../accounts/accounts.ts';
import { createUser } from '../accounts/create-user.ts';
import { AuthenticationFailed } from '../errors.ts';
import type { JwtSettings } from '../settings/jwt-settings.ts';
import { type AccountApp, createAccountApp } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';
import { memoryTokenStore } from '../testing/memory-token-store.ts';
import type { JwtContext } from './context.ts';
import { RefreshToken } from './revocable-tokens.ts';
import { rotateRefreshToken } from './rotation.ts';
import { TokenStore } from './token-store.ts';

const verb = ({ sql }: { readonly sql: string }): string => /^\w+/.exec(sql)?.[0] ?? '';

describe.each(testDatabases)('a rotation and its user on $name', (kind) => {
  let shop: AccountApp;
  beforeAll(async () => {
    shop = await createAccountApp(kind);
  });
  afterAll(() => shop.drop());

  let number = 0;
  async function aUser() {
    number += 1;
    return createUser(shop.models.User, { username: `user${number}`, password: 'only for this test' });
  }
  const jwtWith = (parts: Partial<JwtContext>): JwtContext => ({ ...(shop.app.jwt as JwtContext), ...parts });
  const tokenOf = async (user: object, jwt = jwtWith({})): Promise<string> =>
    (await RefreshToken.forUser(user as never, jwt)).encode();
  const familyOf = (user: { readonly id: unknown }) =>
    shop.models.RefreshFamily.objects.filter({ userId: String(user.id) }).get();
  const refusal = async (refresh: string, jwt = jwtWith({})): Promise<unknown> =>
    rotateRefreshToken(refresh, jwt).then(
      () => 'none',
      (error: unknown) => (error instanceof AuthenticationFailed ? error.codes : error),
    );

  it('takes one UPDATE', async () => {
    const refresh = await tokenOf(await aUser());
    const { result, queries } = await shop.database.captureQueries(() => rotateRefreshToken(refresh, jwtWith({})));
    expect(Object.keys(result)).toEqual(['access', 'refresh']);
    expect(queries.map(verb)).toEqual(['UPDATE']);
  });

  it('spends nothing of somebody who is not active, and goes on once they are', async () => {
    const user = await aUser();
    const refresh = await tokenOf(user);
    const before = await familyOf(user);
    const active = (isActive: boolean) => shop.models.User.objects.filter({ id: user.id }).update({ isActive });
    await active(false);
    expect(await refusal(refresh)).toBe('no_active_account');
    expect(await familyOf(user)).toEqual(before);
    await active(true);
    expect(await refusal(refresh)).toBe('none');
  });

  it('refuses whose user is gone, and what can be no user', async () => {
    const user = await aUser();
    const refresh = await tokenOf(user);
    await shop.models.User.objects.filter({ id: user.id }).delete();
    expect(await refusal(refresh)).toBe('no_active_account');
    for (const id of ['abc', '01', '9'.repeat(40)]) {
      expect(await refusal(await tokenOf({ id, isActive: true })), id).toBe('no_active_account');
    }
  });

  it('ends the login of a token that comes back, as ever', async () => {
    const user = await aUser();
    const refresh = await tokenOf(user, jwtWith({}));
    const { refresh: second = '' } = await rotateRefreshToken(refresh, jwtWith({}));
    await rotateRefreshToken(second, jwtWith({}));
    await expect(rotateRefreshToken(refresh, jwtWith({}))).rejects.toThrow();
    expect(await familyOf(user)).toMatchObject({ revokedFor: 'reuse' });
  });

  it.each<[string, JwtSettings]>([
    ['a rule of one’s own', { userAuthenticationRule: (user) => user?.isActive === true }],
    ['passwords that end logins', { checkRevokeToken: true }],
  ])('asks the user first for %s', async (_what, settings) => {
    const strict = await createAccountApp(kind, { jwt: settings });
    const user = await strict.app.accounts?.createUser({ username: 'alice', password: 'only for this test' });
    const refresh = await (await RefreshToken.forUser(user as never, strict.app.jwt as JwtContext)).encode();
    const { queries } = await strict.database.captureQueries(() =>
      rotateRefreshToken(refresh, strict.app.jwt as JwtContext),
    );
    expect(queries.map(verb)).toEqual(['SELECT', 'UPDATE']);
    await strict.drop();
  });

  it('asks the user first where the token has claims of theirs', async () => {
    const claimsOf = vi.fn(() => ({ role: 'clerk' }));
    const jwt = jwtWith({ claimsOf });
    const refresh = await RefreshToken.forUser((await aUser()) as never, jwt);
    refresh.set('user_claims', ['role']);
    await rotateRefreshToken(await refresh.encode(), jwt);
    expect(claimsOf).toHaveBeenCalledTimes(1);
  });

  it('asks accounts that find users in their own way', async () => {
    class Tenants extends Accounts {
      override async findByField(): Promise<null> {
        return null;
      }
    }
    const users = new Tenants(shop.models.User as never);
    const refresh = await tokenOf(await aUser());
    expect(await refusal(refresh, jwtWith({ users }))).toBe('no_active_account');
    expect(await refusal(refresh)).toBe('none');
  });

  it('asks the user first where the field is another’s too', async () => {
    const shared = await createAccountApp(kind, { jwt: { userIdField: 'email' } });
    const { User } = shared.models;
    const email = 'x@example.org';
    const gone = await User.objects.create({ username: 'gone', email, password: '!', isActive: false });
    await User.objects.create({ username: 'other', email, password: '!' });
    const jwt = shared.app.jwt as JwtContext;
    const refresh = await (await RefreshToken.forUser(gone as never, jwt)).encode();
    await expect(rotateRefreshToken(refresh, jwt)).rejects.toThrow();
    await shared.drop();
  });

  it('asks users who know in their own way whether they are active, or are elsewhere', async () => {
    const refresh = await tokenOf(await aUser());
    const { prototype } = shop.models.User as unknown as { readonly prototype: object };
    const active = { configurable: true, get: () => false, set: () => undefined };
    Object.defineProperty(prototype, 'isActive', active);
    expect(await refusal(refresh)).toBe('no_active_account');
    Reflect.deleteProperty(prototype, 'isActive');
    class Elsewhere extends Accounts {
      override activeByField = () => shop.models.User.objects.using('other');
    }
    const { queries } = await shop.database.captureQueries(() =>
      rotateRefreshToken(refresh, jwtWith({ users: new Elsewhere(shop.models.User as never) })),
    );
    expect(queries.map(verb)).toEqual(['SELECT', 'UPDATE']);
  });

  it('asks a store that rotates in its own way', async () => {
    const rotate = vi.fn(TokenStore.prototype.rotate);
    class Store extends TokenStore {
      override rotate = rotate;
    }
    const refresh = await tokenOf(await aUser());
    expect(await refusal(refresh, jwtWith({ store: new Store(shop.models as never) }))).toBe('none');
    expect(rotate).toHaveBeenCalledTimes(1);
  });

  it('asks users who are not where logins are', async () => {
    const jwt = jwtWith({ store: await memoryTokenStore() });
    const refresh = await tokenOf(await aUser(), jwt);
    const { queries } = await shop.database.captureQueries(() => rotateRefreshToken(refresh, jwt));
    expect(queries.map(verb)).toEqual(['SELECT']);
  });
});
