/** Tokens: one per user, given again, found by their hash, worth nothing in a copy of the database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ImproperlyConfigured, IntegrityError } from '../errors.ts';
import type { RequestUser } from '../http/user.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { Accounts } from './accounts.ts';
import { AuthTokens } from './auth-tokens.ts';
import { type TokenModel, tokenModels } from './models.ts';

const models = defineModels({
  ...tokenModels,
  User: {
    id: f.uuid({ primaryKey: true }),
    username: f.char({ maxLength: 50 }),
    password: f.char({ maxLength: 128, secret: true }),
  },
});
const { Token, User } = models;
const NOW = new Date('2026-01-02T03:04:05Z');

/** A key as DRF makes them, and its SHA-256. */
const BOBS_KEY = 'b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0';
const BOBS_HASH = 'fbdcef4ab06bf0924a68590c0190a4d3e0384bb47a5cf7f092ce4e8c5bc4a5a1';

describe.each(testDatabases)('AuthTokens on $name', ({ create }) => {
  let opened: TestDatabase;
  let alice: RequestUser;
  let bob: RequestUser;
  const users = new Accounts(User);
  const tokensWith = (secretKey: string) =>
    new AuthTokens({ model: Token as unknown as TokenModel, users, secretKey, now: () => NOW });
  const tokens = tokensWith('a secret of good length');

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    const make = async (username: string) =>
      (await User.objects.create({ id: crypto.randomUUID(), username, password: '!' })) as unknown as RequestUser;
    [alice, bob] = [await make('alice'), await make('bob')];
  });
  beforeEach(() => Token.objects.delete());
  afterAll(() => opened.drop());

  it('issues a token as long as those of DRF, and gives it again', async () => {
    const token = await tokens.issue(alice);
    expect(token).toEqual({ key: expect.stringMatching(/^[0-9a-f]{40}$/), createdAt: NOW });
    expect((await tokens.issue(alice)).key).toBe(token.key);
    expect((await tokens.issue(bob)).key).not.toBe(token.key);
    expect(await Token.objects.count()).toBe(2);
  });

  it('finds a token and its user', async () => {
    const { key } = await tokens.issue(alice);
    expect(await tokens.find(key)).toMatchObject({ key, user: { id: alice.id, isActive: true }, createdAt: NOW });
    for (const other of ['', key.toUpperCase(), key.slice(1), `${key} `, '\0', '\ud800', "' OR '1'='1", '__proto__'])
      expect(await tokens.find(other)).toBeNull();
  });

  it('takes over keys of DRF, which stay good beside a new one', async () => {
    const createdAt = new Date('2020-02-29T00:00:00Z');
    await tokens.adopt(bob, BOBS_KEY, { createdAt });
    expect(await tokens.find(BOBS_KEY)).toMatchObject({ user: { id: bob.id }, createdAt });
    const { key } = await tokens.issue(bob);
    expect(key).not.toBe(BOBS_KEY); // its text is nowhere, so it cannot be given again
    expect([await tokens.find(BOBS_KEY), await tokens.find(key)]).not.toContain(null);
    await expect(tokens.adopt(alice, BOBS_KEY)).rejects.toThrow(IntegrityError);
  });

  it('gives a key of DRF again where it was taken over to be', async () => {
    await tokens.adopt(bob, BOBS_KEY, { recoverable: true });
    expect((await tokens.issue(bob)).key).toBe(BOBS_KEY);
    const rows = await Token.objects.values();
    expect(JSON.stringify(rows)).not.toContain(BOBS_KEY);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(BOBS_KEY).toString('hex'));
    expect((await tokensWith('another secret, as long').issue(bob)).key).not.toBe(BOBS_KEY);
    await expect(tokens.adopt(bob, 'x'.repeat(65), { recoverable: true })).rejects.toThrow(ImproperlyConfigured);
  });

  it('keeps hashes alone: a copy of the database lets nobody in', async () => {
    await tokens.adopt(bob, BOBS_KEY);
    const { key } = await tokens.issue(alice);
    const rows = await Token.objects.values();
    const stolen = JSON.stringify(rows);
    expect(stolen).not.toContain(key);
    expect(stolen).not.toContain(BOBS_KEY);
    for (const value of rows.flatMap((row) => Object.values(row))) expect(await tokens.find(String(value))).toBeNull();
    // Without the app's secret the salt makes another key.
    expect((await tokensWith('another secret, as long').issue(alice)).key).not.toBe(key);
    expect(JSON.stringify(await Token.objects.all())).not.toMatch(/keyHash|salt|sealed/);
  });

  it('keeps tokens good when the secret of the app is changed', async () => {
    const { key } = await tokens.issue(alice);
    const renewed = tokensWith('another secret, as long');
    const second = await renewed.issue(alice);
    expect((await renewed.find(key))?.user.id).toBe(alice.id);
    expect((await renewed.issue(alice)).key).toBe(second.key);
  });

  it('takes all tokens of a user away, and none of another', async () => {
    const [{ key }, other] = [await tokens.issue(alice), await tokens.issue(bob)];
    await tokens.adopt(alice, 'another-key-of-alice');
    expect(await tokens.revokeAll(alice)).toBe(2);
    expect([await tokens.find(key), await tokens.find('another-key-of-alice')]).toEqual([null, null]);
    expect(await tokens.find(other.key)).not.toBeNull();
  });

  it('knows nobody by the token of somebody who is gone', async () => {
    const gone = await User.objects.create({ id: crypto.randomUUID(), username: 'gone', password: '!' });
    const { key } = await tokens.issue(gone);
    await gone.delete();
    expect(await tokens.find(key)).toBeNull();
  });

  it('keeps SHA-256, so that tokens can be taken over in SQL', async () => {
    await tokens.adopt(bob, BOBS_KEY);
    expect(await Token.objects.valuesList('keyHash', { flat: true })).toEqual([BOBS_HASH]);
  });
});
