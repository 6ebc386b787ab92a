/** Many callers with one refresh token, on both databases: one wins, and a logout leaves nothing alive. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { transaction } from '../databases/transaction.ts';
import { TokenError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { createJwtContext, type JwtContext } from './context.ts';
import { jwtModels } from './models.ts';
import { revokeRefreshToken, rotateRefreshToken } from './rotation.ts';
import { ModelTokenStore } from './token-store.ts';
import { RefreshToken } from './tokens.ts';

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';

describe.each(testDatabases)('rotation on $name', ({ create }) => {
  const models = defineModels(jwtModels);
  const { OutstandingToken } = models;
  let opened: TestDatabase;
  let jwt: JwtContext;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    jwt = createJwtContext({ settings: {}, secretKey: SECRET_KEY, models });
  });
  afterAll(() => opened.drop());

  /** A token that names nobody, so that no user is looked up. */
  async function aLogin(): Promise<string> {
    const token = new RefreshToken(jwt);
    await token.outstand();
    return token.encode();
  }
  const familyOf = async (text: string) => {
    const jti = String((await jwt.backend.decode(text)).jti);
    return (await OutstandingToken.objects.get({ jti })).family;
  };
  const known = async (text: string) => OutstandingToken.objects.filter({ family: await familyOf(text) }).count();
  const live = async (text: string) =>
    OutstandingToken.objects.filter({ family: await familyOf(text), blacklistedAt: { isnull: true } }).count();

  const outcomes = async (tasks: readonly Promise<unknown>[]) => {
    const settled = await Promise.allSettled(tasks);
    const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    return { won: settled.length - reasons.length, reasons };
  };
  const blacklisted = (error: unknown) => error instanceof TokenError && error.message === 'Token is blacklisted';

  it('lets exactly one of 100 callers exchange a token', async () => {
    const text = await aLogin();
    const { won, reasons } = await outcomes(Array.from({ length: 100 }, () => rotateRefreshToken(text, jwt)));
    expect(won).toBe(1);
    expect(reasons.every(blacklisted)).toBe(true);
    expect(await known(text)).toBe(2);
    expect(await live(text)).toBe(1);
  });

  it('lets exactly one of 100 callers exchange a token that the table does not know', async () => {
    const text = await new RefreshToken(jwt).encode();
    const { won, reasons } = await outcomes(Array.from({ length: 100 }, () => rotateRefreshToken(text, jwt)));
    expect(won).toBe(1);
    expect(reasons.every(blacklisted)).toBe(true);
    expect(await live(text)).toBe(1);
  });

  it('lets exactly one of 30 callers revoke a token', async () => {
    const text = await aLogin();
    const { won, reasons } = await outcomes(Array.from({ length: 30 }, () => revokeRefreshToken(text, jwt)));
    expect(won).toBe(1);
    expect(reasons.every(blacklisted)).toBe(true);
    expect(await live(text)).toBe(0);
  });

  it('leaves no token alive where a logout meets exchanges, whoever is first', async () => {
    for (let round = 0; round < 15; round += 1) {
      const text = await aLogin();
      const exchangeUntilRefused = async () => {
        let { refresh = '' } = await rotateRefreshToken(text, jwt);
        for (;;) refresh = (await rotateRefreshToken(refresh, jwt)).refresh ?? '';
      };
      const logout = async () => {
        await new Promise((resolve) => setTimeout(resolve, round));
        await revokeRefreshToken(text, jwt);
      };
      const { reasons } = await outcomes([...Array.from({ length: 4 }, exchangeUntilRefused), logout()]);
      expect(reasons.every(blacklisted)).toBe(true);
      expect(await live(text)).toBe(0);
    }
  });

  it('keeps the old token where the transaction around the exchange fails', async () => {
    const text = await aLogin();
    const failing = transaction(async () => {
      await rotateRefreshToken(text, jwt);
      throw new TokenError('something else went wrong');
    });
    await expect(failing).rejects.toThrow('something else went wrong');
    await expect(rotateRefreshToken(text, jwt)).resolves.toMatchObject({ refresh: expect.any(String) });
  });

  it('keeps identifiers and times, and no token', async () => {
    const token = new RefreshToken(jwt);
    token.set('user_id', '7');
    await token.outstand();
    const row = await OutstandingToken.objects.get({ jti: String(token.get('jti')) });
    expect(row.toJSON()).toMatchObject({
      userId: '7',
      blacklistedAt: null,
      family: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(row.expiresAt.getTime() / 1000).toBe(token.get('exp'));
    expect(JSON.stringify(row)).not.toContain((await token.encode()).slice(-20));
  });

  it('forgets tokens that have expired', async () => {
    const now = new Date('2020-01-01');
    const past = createJwtContext({ settings: {}, secretKey: SECRET_KEY, models, now: () => now });
    await new RefreshToken(past).outstand();
    const before = await OutstandingToken.objects.count();
    expect(await new ModelTokenStore(OutstandingToken).flushExpired()).toBe(1);
    expect(await OutstandingToken.objects.count()).toBe(before - 1);
  });
});

describe('rotation by two servers', () => {
  it.each(testDatabases)('has one winner on $name', async ({ create }) => {
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
      const settled = await Promise.allSettled(tries);
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
      expect(new Set(reasons)).toEqual(new Set(['TokenError: Token is blacklisted']));
    }
    if (second !== opened.database) await second.close();
    await opened.drop();
  });
});
