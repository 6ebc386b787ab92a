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
import { createJwtContext, type JwtContext } from './context.ts';
import { revokeAllFamilies, revokeFamily } from './families.ts';
import { jwtModels } from './models.ts';
import { revokeRefreshToken, rotateRefreshToken } from './rotation.ts';
import { RefreshToken } from './tokens.ts';

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';

describe.each(testDatabases)('rotation on $name', ({ create }) => {
  const models = defineModels(jwtModels);
  const { OutstandingToken, RefreshFamily } = models;
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
  const familyOf = async (text: string) => String((await OutstandingToken.objects.get({ jti: jtiOf(text) })).familyId);
  const known = async (text: string) => OutstandingToken.objects.filter({ familyId: await familyOf(text) }).count();
  /** Tokens of the login that would still get tokens. */
  const live = async (text: string) => {
    const familyId = await familyOf(text);
    return OutstandingToken.objects
      .filter({ familyId, blacklistedAt: { isnull: true }, family: { revokedAt: { isnull: true } } })
      .count();
  };
  const eventsOf = async (text: string) => {
    const id = await familyOf(text);
    return events.filter(({ familyId }) => familyId === id);
  };

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
    expect([await known(text), await live(text), (await eventsOf(text)).length]).toEqual([2, 1, 0]);
  });

  it.each([
    ['a token', () => aLogin(strict)],
    ['a token that the tables do not know', () => new RefreshToken(strict).encode()],
  ])('lets exactly one of 100 callers with %s win without a grace, and takes the rest for reuse', async (_, login) => {
    const text = await login();
    const { won, reasons } = await hundred(() => rotateRefreshToken(text, strict));
    expect(won).toBe(1);
    expect(reasons.every(blacklisted)).toBe(true);
    expect(reasons.filter((reason) => reason instanceof RefreshTokenReused)).toHaveLength(1);
    expect([await known(text), await live(text), (await eventsOf(text)).length]).toEqual([2, 0, 1]);
  });

  it('lets exactly one of 30 callers revoke a token', async () => {
    const text = await aLogin();
    const { won, reasons } = await outcomes(Array.from({ length: 30 }, () => revokeRefreshToken(text, lenient)));
    expect(won).toBe(1);
    expect(reasons.every(blacklisted)).toBe(true);
    expect(await live(text)).toBe(0);
  });

  it.each([
    ['a logout by the first token', (text: string) => revokeRefreshToken(text, lenient)],
    ['the end of the login', async (text: string) => revokeFamily(await familyOf(text), lenient)],
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
    const texts = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const token = new RefreshToken(lenient);
        await lenient.store?.openFamily({ ...token.record, userId: '77' }, 3_600);
        return token.encode();
      }),
    );
    const endAll = () => revokeAllFamilies({ id: 77 }, lenient);
    const { values } = await outcomes<unknown>([
      ...texts.map((text) => rotateRefreshToken(text, lenient)),
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
    expect([await known(text), await live(text)]).toEqual([1, 1]);
    await expect(rotateRefreshToken(text, lenient)).resolves.toMatchObject({ refresh: expect.any(String) });
  });

  it('keeps identifiers and times, and no token', async () => {
    const token = new RefreshToken(lenient);
    token.set('user_id', '7');
    await token.outstand();
    const text = await token.encode();
    const row = await OutstandingToken.objects.get({ jti: jtiOf(text) });
    const family = await RefreshFamily.objects.get({ id: await familyOf(text) });
    expect(row).toMatchObject({ userId: '7', blacklistedAt: null, parent: null });
    expect(row.expiresAt.getTime() / 1000).toBe(token.get('exp'));
    expect(token.get('sid')).toBe(family.id);
    expect(JSON.stringify([row, family])).not.toContain(text.slice(-20));
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
