/** Logins as account endpoints use them; `refresh.reuse.test.ts` is about stolen tokens and lists of logins. */
import { decodeJwt } from 'jose';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured, InvalidToken, ServiceUnavailable } from '../errors.ts';
import type { JwtSettings } from '../settings/jwt-settings.ts';
import { memoryTokenStore } from '../testing/memory-token-store.ts';
import { createJwtContext } from './context.ts';
import { listFamilies, openFamily, type RotatedFamily, revokeAllFamilies, revokeFamily, rotate } from './families.ts';
import type { RefreshFamily } from './models.ts';

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';
const NOW = new Date('2026-01-02T03:04:05Z');
const ALICE = {
  ...{
    id: 1,
    uuid: 'a11ce',
    username: 'alice',
    isActive: true,
    isAuthenticated: true,
    isStaff: false,
    isSuperuser: false,
  },
};

async function aServer(settings: JwtSettings = {}, find = async () => ALICE as typeof ALICE | null) {
  const users = {
    usernameField: 'username',
    findByField: find,
    authenticate: async () => null,
    updateLastLogin: async () => {},
  };
  const store = await memoryTokenStore();
  return createJwtContext({ settings, secretKey: SECRET_KEY, store, users, now: () => NOW });
}

describe('openFamily and rotate', () => {
  it('say which login it is, and when the refresh token expires', async () => {
    const jwt = await aServer();
    const opened = await openFamily(ALICE, jwt);
    expect(decodeJwt(opened.access)).toMatchObject({ user_id: '1', token_type: 'access', sid: opened.familyId });
    expect(decodeJwt(opened.refresh)).toMatchObject({ token_type: 'refresh', sid: opened.familyId });
    for (const { refresh, refreshExpiresAt } of [opened, await rotate(opened.refresh, jwt)]) {
      expect(refreshExpiresAt).toEqual(new Date(NOW.getTime() + 86_400_000));
      expect(decodeJwt(String(refresh)).exp).toBe(Number(refreshExpiresAt) / 1000);
    }
    expectTypeOf(rotate).returns.resolves.toEqualTypeOf<RotatedFamily>();
  });

  it('work without a claim for the login', async () => {
    const jwt = await aServer({ familyClaim: null });
    const { access, refresh, familyId } = await openFamily(ALICE, jwt);
    expect(decodeJwt(access)).not.toHaveProperty('sid');
    await rotate(refresh, jwt);
    expect((await listFamilies(ALICE, jwt)).map(({ id }) => id)).toEqual([familyId]);
  });

  it('give access alone where tokens do not rotate, until the login is ended', async () => {
    const jwt = await aServer({ rotateRefreshTokens: false });
    const { refresh, familyId } = await openFamily(ALICE, jwt);
    for (let i = 0; i < 2; i += 1) expect(Object.keys(await rotate(refresh, jwt))).toEqual(['access']);
    await revokeFamily(familyId, jwt);
    await expect(rotate(refresh, jwt)).rejects.toThrow(InvalidToken);
  });

  it('know a user by the field of the settings', async () => {
    const jwt = await aServer({ userIdField: 'uuid' });
    await openFamily(ALICE, jwt);
    expect(await listFamilies({ ...ALICE, id: 99 }, jwt)).toMatchObject([{ userId: 'a11ce' }]);
    expect(await revokeAllFamilies(ALICE, jwt)).toBe(1);
    expectTypeOf(listFamilies).returns.resolves.toEqualTypeOf<RefreshFamily[]>();
  });

  it('refuse a user who is gone or inactive like a bad token, and leave failures of ours as they are', async () => {
    let find: () => Promise<typeof ALICE | null> = async () => ALICE;
    const jwt = await aServer({}, () => find());
    const { refresh } = await openFamily(ALICE, jwt);
    const refused = (await rotate('garbage', jwt).catch((error: unknown) => error)) as InvalidToken;
    for (const user of [null, { ...ALICE, isActive: false }]) {
      find = async () => user;
      const error = (await rotate(refresh, jwt).catch((reason: unknown) => reason)) as InvalidToken;
      expect([error.status, error.messages]).toEqual([refused.status, refused.messages]);
      expect(error.cause).toBeInstanceOf(Error);
    }
    find = () => Promise.reject(new ServiceUnavailable());
    await expect(rotate(refresh, jwt)).rejects.toThrow(ServiceUnavailable);
  });

  it('need a place for logins', async () => {
    const jwt = createJwtContext({ settings: { rotateRefreshTokens: false }, secretKey: SECRET_KEY });
    await expect(openFamily(ALICE, jwt)).rejects.toThrow(ImproperlyConfigured);
    expect(() => revokeFamily('x', jwt)).toThrow(/jwtModels/);
  });
});
