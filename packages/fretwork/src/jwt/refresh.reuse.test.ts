/** A spent refresh token comes back: the login ends, somebody is told, and the thief learns nothing. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { InvalidToken, RefreshTokenReused } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import type { JwtSettings } from '../settings/jwt-settings.ts';
import type { RefreshTokenReuse } from '../settings/refresh-settings.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { createJwtContext } from './context.ts';
import { listFamilies, logOutFamily, openFamily, revokeAllFamilies, revokeFamily, rotate } from './families.ts';
import { jwtModels } from './models.ts';
import { RefreshToken, UntypedToken } from './revocable-tokens.ts';
import { rotateRefreshToken } from './rotation.ts';
import { AccessToken } from './tokens.ts';

const START = new Date('2026-01-02T03:04:05Z');
const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';
const LAPTOP = { userAgent: 'Firefox on a laptop', address: '192.0.2.1', clientId: null };
const THIEF = { userAgent: 'curl/8', address: '198.51.100.66', clientId: null };
const models = defineModels(jwtModels);
const user = (id: number) => ({
  ...{ id, username: `user-${id}`, isActive: true, isAuthenticated: true, isStaff: false, isSuperuser: false },
});

function aServer(settings: JwtSettings = {}) {
  const events: RefreshTokenReuse[] = [];
  const clock = { now: START };
  const jwt = createJwtContext({
    settings: { onRefreshTokenReused: (event) => void events.push(event), ...settings },
    secretKey: SECRET_KEY,
    models,
    users: {
      usernameField: 'username',
      findByField: async (_, id) => user(Number(id)),
      authenticate: async () => null,
      updateLastLogin: async () => {},
    },
    now: () => clock.now,
  });
  const wait = (seconds: number) => {
    clock.now = new Date(clock.now.getTime() + seconds * 1000);
  };
  return { jwt, events, wait };
}

describe.each(testDatabases)('reuse on $name', ({ create }) => {
  let opened: TestDatabase;
  let nextUser = 100;
  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());
  const somebody = () => user(nextUser++);

  it('ends the login with all its descendants, and no other login', async () => {
    const { jwt, wait } = aServer();
    const owner = somebody();
    const laptop = await openFamily(owner, jwt, LAPTOP);
    const phone = await openFamily(owner, jwt);
    const second = await rotate(laptop.refresh, jwt, LAPTOP);
    wait(60);
    const third = await rotate(String(second.refresh), jwt, LAPTOP);
    await expect(rotateRefreshToken(laptop.refresh, jwt)).rejects.toThrow(RefreshTokenReused);
    for (const { refresh } of [laptop, second, third]) {
      await expect(rotate(String(refresh), jwt)).rejects.toThrow(InvalidToken);
      await expect(UntypedToken.parse(String(refresh), jwt)).rejects.toThrow('Token is blacklisted');
    }
    expect((await listFamilies(owner, jwt)).map(({ id }) => id)).toEqual([phone.familyId]);
    await expect(rotate(phone.refresh, jwt)).resolves.toBeDefined();
  });

  it.each<[string, JwtSettings]>([
    ['that name their login', {}],
    ['that do not', { familyClaim: null }],
  ])('knows a spent token of any depth, among tokens %s', async (_, settings) => {
    const { jwt, events } = aServer({ ...settings, refreshReuseGrace: 0 });
    for (let depth = 0; depth < 10; depth += 1) {
      const owner = somebody();
      const { refresh, familyId } = await openFamily(owner, jwt);
      const texts = [refresh];
      for (let i = 0; i < 10; i += 1) texts.push((await rotate(texts[i] ?? '', jwt)).refresh ?? '');
      expect(texts.every((text) => /^[\da-f]{32}$/.test(String(decodeJwt(text).jti)))).toBe(true);
      expect(new Set(texts.map((text) => decodeJwt(text).jti)).size).toBe(11);
      expect((await listFamilies(owner, jwt)).map(({ id }) => id)).toEqual([familyId]);
      await expect(rotateRefreshToken(texts[depth] ?? '', jwt)).rejects.toThrow(RefreshTokenReused);
      await expect(rotateRefreshToken(texts[10] ?? '', jwt)).rejects.toThrow('Token is blacklisted');
      expect([await listFamilies(owner, jwt), events.length]).toEqual([[], depth + 1]);
    }
  });

  it.each<[string, JwtSettings]>([
    ['names its login', {}],
    ['does not', { familyClaim: null }],
  ])('is looked for by the statement that exchanges, of a token that %s', async (_, settings) => {
    const { jwt } = aServer(settings);
    const { refresh } = await openFamily(somebody(), jwt);
    const { queries } = await opened.database.captureQueries(() => rotateRefreshToken(refresh, jwt));
    expect(queries.map(({ sql }) => sql.split(' ', 2).join(' '))).toEqual(['UPDATE "jwt_refresh_family"']);
  });

  it('is known though it has no claim, where the setting has a name for the claim by now', async () => {
    const { jwt, wait } = aServer({ familyClaim: null });
    const owner = somebody();
    const { refresh } = await openFamily(owner, jwt);
    const { refresh: second = '' } = await rotate(refresh, jwt);
    const { jwt: named } = aServer();
    const { refresh: third = '' } = await rotate(second, named);
    expect(decodeJwt(third)).toHaveProperty('sid');
    wait(60);
    await expect(rotateRefreshToken(refresh, named)).rejects.toThrow(RefreshTokenReused);
    await expect(rotate(third, named)).rejects.toThrow(InvalidToken);
  });

  it('begins no login anew with a token whose login was deleted', async () => {
    const { jwt } = aServer();
    const owner = somebody();
    const { refresh, familyId } = await openFamily(owner, jwt);
    await models.RefreshFamily.objects.filter({ id: familyId }).delete();
    await expect(rotateRefreshToken(refresh, jwt)).rejects.toThrow('Token is blacklisted');
    await expect(UntypedToken.parse(refresh, jwt)).rejects.toThrow('Token is blacklisted');
    expect(await logOutFamily(refresh, jwt)).toBe(false);
    expect(await listFamilies(owner, jwt)).toEqual([]);
  });

  it('does nothing to the login of somebody else that a token names', async () => {
    const { jwt, events } = aServer();
    const owner = somebody();
    const { refresh, familyId } = await openFamily(owner, jwt);
    const before = await models.RefreshFamily.objects.get({ id: familyId });
    for (const jti of [decodeJwt(refresh).jti, 'spent']) {
      const odd = new RefreshToken(jwt, { ...decodeJwt(refresh), jti, user_id: String(somebody().id) });
      const text = await odd.encode();
      await expect(rotateRefreshToken(text, jwt)).rejects.toThrow('Token is blacklisted');
      await expect(UntypedToken.parse(text, jwt)).rejects.toThrow('Token is blacklisted');
      expect(await logOutFamily(text, jwt)).toBe(false);
    }
    expect(await models.RefreshFamily.objects.get({ id: familyId })).toEqual(before);
    expect(events).toEqual([]);
    await expect(rotate(refresh, jwt)).resolves.toBeDefined();
  });

  it('tells of it once, with what helps the owner and without a token', async () => {
    const { jwt, events, wait } = aServer();
    const owner = somebody();
    const { refresh, familyId } = await openFamily(owner, jwt, LAPTOP);
    await rotate(refresh, jwt, THIEF);
    wait(60);
    for (let i = 0; i < 3; i += 1) await expect(rotate(refresh, jwt, LAPTOP)).rejects.toThrow(InvalidToken);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ familyId, userId: String(owner.id), presentedBy: LAPTOP });
    expect(events[0]?.login).toMatchObject({ userAgent: LAPTOP.userAgent, createdAt: START, clientId: null });
    expect(JSON.stringify(events)).not.toContain(refresh.split('.')[2]);
    const family = await models.RefreshFamily.objects.get({ id: familyId });
    expect(family).toMatchObject({ revokedFor: 'reuse', revokedAt: new Date(START.getTime() + 60_000) });
    expectTypeOf(events).items.toEqualTypeOf<RefreshTokenReuse>();
  });

  it('has ended the login before anybody is told, and whatever the hook does', async () => {
    const seen: boolean[] = [];
    const { jwt, wait } = aServer({
      onRefreshTokenReused: async ({ familyId }) => {
        seen.push((await jwt.store?.isLive(familyId, jwt.now())) === true);
        throw new InvalidToken('the mail server is away');
      },
    });
    const { refresh } = await openFamily(somebody(), jwt);
    const { refresh: newest = '' } = await rotate(refresh, jwt);
    wait(60);
    await expect(rotateRefreshToken(refresh, jwt)).rejects.toThrow();
    expect(seen).toEqual([false]);
    await expect(rotateRefreshToken(newest, jwt)).rejects.toThrow('Token is blacklisted');
  });

  it('calls the app before the setting', async () => {
    const calls: string[] = [];
    const settings = { refreshReuseGrace: 0, onRefreshTokenReused: () => void calls.push('setting') };
    const onRefreshTokenReused = () => void calls.push('app');
    const jwt = createJwtContext({ settings, secretKey: SECRET_KEY, models, onRefreshTokenReused });
    const token = new RefreshToken(jwt);
    await token.outstand();
    await rotateRefreshToken(await token.encode(), jwt);
    await expect(rotateRefreshToken(await token.encode(), jwt)).rejects.toThrow(RefreshTokenReused);
    expect(calls).toEqual(['app', 'setting']);
  });

  it('refuses every bad token with one status and one body', async () => {
    const { jwt, wait } = aServer({ familyLifetime: '2d' });
    const owner = somebody();
    const [spent, ended, old] = [
      await openFamily(owner, jwt),
      await openFamily(owner, jwt),
      await openFamily(owner, jwt),
    ];
    await rotate(spent.refresh, jwt);
    wait(60);
    await revokeFamily(ended.familyId, jwt, { user: owner });
    const answers: unknown[] = [];
    const bound = await openFamily(owner, jwt, { ...LAPTOP, clientId: 'web' });
    for (const text of [spent.refresh, ended.refresh, bound.refresh, bound.access, 'garbage', '', '\0', 'a.b.c']) {
      answers.push(await rotate(text, jwt).catch((error: InvalidToken) => [error.status, error.messages]));
    }
    wait(86_400);
    answers.push(await rotate(old.refresh, jwt).catch((error: InvalidToken) => [error.status, error.messages]));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify([401, { detail: 'Token is invalid or expired', code: 'token_not_valid' }])]),
    );
  });

  it('logs out with any token of a login, and says nothing of what there was', async () => {
    const { jwt } = aServer();
    const { refresh } = await openFamily(somebody(), jwt);
    const { refresh: newest = '' } = await rotate(refresh, jwt);
    expect(await logOutFamily(refresh, jwt)).toBe(false); // it was spent; the login is ended all the same
    await expect(rotate(newest, jwt)).rejects.toThrow(InvalidToken);
    expect(await logOutFamily('garbage', jwt)).toBe(false);
    const other = await openFamily(somebody(), jwt);
    expect([await logOutFamily(other.refresh, jwt), await logOutFamily(other.refresh, jwt)]).toEqual([true, false]);
  });

  it('lists logins with their devices and ends them one by one, or all but one', async () => {
    const { jwt, wait } = aServer();
    const owner = somebody();
    const logins = [await openFamily(owner, jwt, LAPTOP), await openFamily(owner, jwt), await openFamily(owner, jwt)];
    wait(5);
    await rotate(logins[0]?.refresh ?? '', jwt, { ...LAPTOP, address: '192.0.2.99' });
    const [latest, ...others] = await listFamilies(owner, jwt);
    expect(latest).toMatchObject({ userAgent: LAPTOP.userAgent, address: '192.0.2.99', lastUsedAt: jwt.now() });
    expect(others).toHaveLength(2);
    const id = logins[1]?.familyId ?? '';
    expect(await revokeFamily(id, jwt, { user: somebody() })).toBe(false);
    expect(await revokeFamily(id, jwt, { user: owner })).toBe(true);
    expect(await revokeAllFamilies(owner, jwt, { except: latest?.id, reason: 'password' })).toBe(1);
    expect(await listFamilies(owner, jwt)).toHaveLength(1);
  });

  it('ends access tokens with their login where checkFamily is on, for authentication and verification alike', async () => {
    for (const checkFamily of [true, false]) {
      const { jwt } = aServer({ checkFamily });
      const { access, familyId } = await openFamily(somebody(), jwt);
      await expect(AccessToken.parse(access, jwt)).resolves.toBeDefined();
      await revokeFamily(familyId, jwt);
      for (const Class of [AccessToken, UntypedToken]) {
        const parsed = Class.parse(access, jwt);
        await (checkFamily
          ? expect(parsed).rejects.toThrow('Token is blacklisted')
          : expect(parsed).resolves.toBeDefined());
      }
      const unnamed = new AccessToken(jwt); // as Django makes them
      await expect(AccessToken.parse(await unnamed.encode(), jwt)).resolves.toBeDefined();
      unnamed.set('sid', 'nonsense');
      const parsed = AccessToken.parse(await unnamed.encode(), jwt);
      await (checkFamily
        ? expect(parsed).rejects.toThrow('Token is blacklisted')
        : expect(parsed).resolves.toBeDefined());
    }
  });
});
