/** Many callers with one refresh token, on both databases: one successor, and a logout leaves nothing alive. */
import { setImmediate } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { transaction } from '../databases/transaction.ts';
import { RefreshTokenReused, TokenError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import type { RefreshTokenReuse } from '../settings/refresh-settings.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { createJwtContext, type JwtContext, type UserAdapter } from './context.ts';
import { revokeAllFamilies, revokeFamily } from './families.ts';
import { jwtModels } from './models.ts';
import { RefreshToken } from './revocable-tokens.ts';
import { revokeRefreshToken, rotateRefreshToken } from './rotation.ts';

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';

describe.each(testDatabases)('rotation on $name', ({ create }) => {
  const models = defineModels(jwtModels);
  const { RefreshFamily } = models;
  const events: RefreshTokenReuse[] = [];
  let opened: TestDatabase;
  let lenient: JwtContext;
  let strict: JwtContext;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    const onRefreshTokenReused = (event: RefreshTokenReuse) => void events.push(event);
    const contextWith = (refreshReuseGrace: number) =>
      createJwtContext({ settings: { refreshReuseGrace, onRefreshTokenReused }, secretKey: SECRET_KEY, models });
    lenient = contextWith(10);
    strict = contextWith(0);
  });
  afterAll(() => opened.drop());

  /** A token that names nobody, so that no user is looked up. */
  async function aLogin(jwt = lenient): Promise<string> {
    const token = new RefreshToken(jwt);
    await token.outstand();
    return token.encode();
  }
  const jtiOf = (text: string) => String(decodeJwt(text).jti);
  const familyOf = (text: string) => new RefreshToken(lenient, decodeJwt(text)).presented.familyId;
  const rowOf = (text: string) => RefreshFamily.objects.get({ id: familyOf(text) });
  /** How many tokens of the login would still get tokens. */
  const live = async (text: string) => ((await rowOf(text)).revokedAt === null ? 1 : 0);
  const eventsOf = (text: string) => events.filter(({ familyId }) => familyId === familyOf(text));

  const outcomes = async <T>(tasks: readonly Promise<T>[]) => {
    const settled = await Promise.allSettled(tasks);
    const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    const values = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    return { values, won: values.length, reasons };
  };
  const blacklisted = (error: unknown) => error instanceof TokenError && error.message === 'Token is blacklisted';
  const hundred = <T>(work: () => Promise<T>) => outcomes(Array.from({ length: 100 }, work));

  it.each([
    ['a token', () => aLogin()],
    ['a token that the tables do not know', () => new RefreshToken(lenient).encode()],
  ])('gives 100 callers with %s the same successor within the grace', async (_, login) => {
    const text = await login();
    const { values, won } = await hundred(() => rotateRefreshToken(text, lenient));
    expect(won).toBe(100);
    expect(new Set(values.map(({ refresh }) => refresh)).size).toBe(1);
    expect(new Set(values.map(({ access }) => jtiOf(access))).size).toBe(100);
    const newest = jtiOf(values[0]?.refresh ?? '');
    expect(await rowOf(text)).toMatchObject({ jti: newest, parentJti: jtiOf(text), revokedAt: null });
    expect(eventsOf(text)).toHaveLength(0);
  });

  it.each([
    ['a token', () => aLogin(strict)],
    ['a token that the tables do not know', () => new RefreshToken(strict).encode()],
  ])('lets exactly one of 100 callers with %s win without a grace, and takes the rest for reuse', async (_, login) => {
    const text = await login();
    const { values, won, reasons } = await hundred(() => rotateRefreshToken(text, strict));
    expect(won).toBe(1);
    expect(reasons.every(blacklisted)).toBe(true);
    expect(reasons.filter((reason) => reason instanceof RefreshTokenReused)).toHaveLength(1);
    const newest = jtiOf(values[0]?.refresh ?? '');
    expect(await rowOf(text)).toMatchObject({ jti: newest, parentJti: jtiOf(text), revokedFor: 'reuse' });
    expect(eventsOf(text)).toHaveLength(1);
  });

  it('lets exactly one of 30 callers revoke a token', async () => {
    const text = await aLogin();
    const { won, reasons } = await outcomes(Array.from({ length: 30 }, () => revokeRefreshToken(text, lenient)));
    expect(won).toBe(1);
    expect(reasons.every(blacklisted)).toBe(true);
    expect(await live(text)).toBe(0);
  });

  it.each<[string, (text: string) => Promise<unknown>]>([
    ['a logout by the first token', (text: string) => revokeRefreshToken(text, lenient)],
    ['the end of the login', (text: string) => revokeFamily(familyOf(text), lenient)],
  ])('leaves no token alive where %s meets exchanges, whoever is first', async (_, end) => {
    for (let round = 0; round < 12; round += 1) {
      const text = await aLogin();
      const exchangeUntilRefused = async () => {
        let { refresh = '' } = await rotateRefreshToken(text, lenient);
        for (;;) {
          await setImmediate(); // on SQLite nothing else would let a timer have its turn
          refresh = (await rotateRefreshToken(refresh, lenient)).refresh ?? '';
        }
      };
      const endSoon = async () => {
        await new Promise((resolve) => setTimeout(resolve, round));
        await end(text).catch((error: unknown) => expect(error).toSatisfy(blacklisted));
      };
      const { reasons } = await outcomes([...Array.from({ length: 4 }, exchangeUntilRefused), endSoon()]);
      expect(reasons.every(blacklisted)).toBe(true);
      expect(await live(text)).toBe(0);
    }
  });

  it('ends all logins of a user from two sides at once, while they are used', async () => {
    const user = { id: 77, username: 'u', isActive: true, isAuthenticated: true, isStaff: false, isSuperuser: false };
    const users: UserAdapter = {
      usernameField: 'username',
      findByField: async () => user,
      authenticate: async () => null,
      updateLastLogin: async () => {},
    };
    const jwt = { ...lenient, users };
    const texts = await Promise.all(
      Array.from({ length: 20 }, async () => (await RefreshToken.forUser(user, jwt)).encode()),
    );
    const endAll = () => revokeAllFamilies(user, jwt);
    const { values } = await outcomes<unknown>([
      ...texts.map((text) => rotateRefreshToken(text, jwt)),
      endAll(),
      endAll(),
    ]);
    const ended = values.filter((value) => typeof value === 'number');
    expect(ended).toHaveLength(2);
    expect(ended.reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(await Promise.all(texts.map(live))).toEqual(texts.map(() => 0));
  });

  it('keeps the old token where signing the new one fails, or the transaction around the exchange', async () => {
    const text = await aLogin();
    class Unsignable extends RefreshToken {
      override encode(): Promise<string> {
        return Promise.reject(new TokenError('no key'));
      }
    }
    await expect(rotateRefreshToken(text, lenient, Unsignable)).rejects.toThrow('no key');
    const failing = transaction(async () => {
      await rotateRefreshToken(text, lenient);
      throw new TokenError('something else went wrong');
    });
    await expect(failing).rejects.toThrow('something else went wrong');
    expect(await rowOf(text)).toMatchObject({ jti: jtiOf(text), parentJti: null, revokedAt: null });
    await expect(rotateRefreshToken(text, lenient)).resolves.toMatchObject({ refresh: expect.any(String) });
  });

  it('keeps identifiers and times, and no token', async () => {
    const token = new RefreshToken(lenient);
    token.set('user_id', '7');
    await token.outstand();
    const text = await token.encode();
    const family = await rowOf(text);
    expect(family).toMatchObject({ id: token.get('sid'), userId: '7', jti: token.get('jti'), parentJti: null });
    expect(family.tokenExpiresAt.getTime() / 1000).toBe(token.get('exp'));
    expect(JSON.stringify(family)).not.toContain(text.slice(-20));
  });
});

describe('rotation by two servers', () => {
  it.each(testDatabases)('has one successor on $name', async ({ create }) => {
    const opened = await create();
    const second =
      opened.url.endsWith(':memory:') || opened.url === 'pglite:' ? opened.database : openDatabase({ url: opened.url });
    const servers = [opened.database, second].map((database) => {
      const models = defineModels(jwtModels);
      bindDatabases(models, { default: database });
      return { models, jwt: createJwtContext({ settings: {}, secretKey: SECRET_KEY, models }) };
    });
    await createTables(opened.database, servers[0]?.models ?? {});
    for (let round = 0; round < 5; round += 1) {
      const [first] = servers;
      const token = new RefreshToken(first?.jwt as JwtContext);
      await token.outstand();
      const text = await token.encode();
      const tries = Array.from({ length: 20 }, (_, i) => rotateRefreshToken(text, servers[i % 2]?.jwt as JwtContext));
      expect(new Set((await Promise.all(tries)).map(({ refresh }) => refresh)).size).toBe(1);
    }
    if (second !== opened.database) await second.close();
    await opened.drop();
  });
});
