/** The token store of the database, statement by statement; `rotation.race.test.ts` is about many callers at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { jwtModels } from './models.ts';
import { ModelTokenStore } from './token-store.ts';

const NOW = new Date('2026-01-02T03:04:05Z');
const models = defineModels(jwtModels);
const { OutstandingToken } = models;

const record = (jti: string, expiresAt = new Date('2030-01-01T00:00:00Z')) => ({
  jti,
  userId: '1',
  createdAt: NOW,
  expiresAt,
});

describe.each(testDatabases)('ModelTokenStore on $name', ({ create }) => {
  const store = new ModelTokenStore(OutstandingToken, () => NOW);
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());

  const rowOf = (jti: string) => OutstandingToken.objects.get({ jti });

  it('exchanges a token once, known or not', async () => {
    await store.outstand(record('a'));
    expect(await store.rotate(record('a'), record('b'))).toBe(true);
    expect(await store.rotate(record('a'), record('c'))).toBe(false);
    expect(await store.rotate(record('x'), record('y'))).toBe(true);
    expect(await store.rotate(record('x'), record('z'))).toBe(false);
    const retired = await Promise.all(['a', 'b', 'c', 'x', 'y', 'z'].map((jti) => store.isBlacklisted(jti)));
    expect(retired).toEqual([true, false, false, true, false, false]);
    expect((await rowOf('a')).blacklistedAt?.getTime()).toBe(NOW.getTime());
  });

  it('keeps a login together, and logins apart', async () => {
    const [a, b, x, y] = await Promise.all(['a', 'b', 'x', 'y'].map(rowOf));
    expect(a?.family).toBe(b?.family);
    expect(x?.family).toBe(y?.family);
    expect(a?.family).not.toBe(x?.family);
  });

  it('revokes what followed a token, and nothing else', async () => {
    expect(await store.blacklist(record('a'))).toBe(false);
    expect(await store.isBlacklisted('b')).toBe(true);
    expect(await store.isBlacklisted('y')).toBe(false);
    expect(await store.blacklist(record('y'))).toBe(true);
    expect(await store.blacklist(record('new'))).toBe(true);
    expect(await store.isBlacklisted('new')).toBe(true);
  });

  it('forgets what has expired', async () => {
    await store.outstand(record('old', new Date('2026-01-01T00:00:00Z')));
    expect([await store.flushExpired(), await store.flushExpired()]).toEqual([1, 0]);
  });
});

it('wants the model of jwtModels', () => {
  const { Odd } = defineModels({ Odd: { jti: f.text() } });
  expect(() => new ModelTokenStore(Odd)).toThrow(ImproperlyConfigured);
  expect(() => new ModelTokenStore(Odd)).toThrow(/Odd has no field 'userId'.*jwtModels/);
});
