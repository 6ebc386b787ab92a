/** The token store of the database, statement by statement; `rotation.race.test.ts` is about many callers at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImproperlyConfigured, IntegrityError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { NO_CLIENT } from './client-facts.ts';
import { familyIdOf } from './family-id.ts';
import { jwtModels } from './models.ts';
import { type PresentedRecord, type RotationRules, TokenStore } from './token-store.ts';

const NOW = new Date('2026-01-02T03:04:05Z');
const HOUR = 3_600;
const PHONE = { ...NO_CLIENT, clientId: 'phone' };
const WEB = { ...NO_CLIENT, clientId: 'web' };
const models = defineModels(jwtModels);
const { RefreshFamily } = models;
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

/** A token whose claims name no login, as Django makes them. */
const record = (jti: string, expiresAt = later(10 * HOUR), createdAt = NOW): PresentedRecord => ({
  jti,
  userId: '1',
  createdAt,
  expiresAt,
  familyId: familyIdOf(jti),
  namesFamily: false,
});

describe.each(testDatabases)('TokenStore on $name', ({ create }) => {
  const store = new TokenStore(models);
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());

  const rowOf = (id: string) => RefreshFamily.objects.get({ id });
  const exchange = (from: PresentedRecord, to: string, at = NOW, rules: Partial<RotationRules> = {}) =>
    store.rotate(from, record(to, new Date(at.getTime() + 10 * HOUR * 1000), at), {
      graceSeconds: 0,
      familySeconds: 24 * HOUR,
      retire: true,
      client: NO_CLIENT,
      ...rules,
    });

  /** A login that begins with a token, and what its other tokens are to the store. */
  async function aLogin(
    jti: string,
    { familySeconds = 24 * HOUR, client = NO_CLIENT, userId = '1' as string | null } = {},
  ) {
    const first = { ...record(jti), userId };
    await store.openFamily(first, familySeconds, client);
    const id = first.familyId;
    const token = (name: string): PresentedRecord => ({ ...record(name), userId, familyId: id, namesFamily: true });
    const rotate = (from: string, to: string, at = NOW, rules: Partial<RotationRules> = {}) =>
      exchange(token(from), to, at, rules);
    const isBlacklisted = (name: string, at = NOW) => store.isBlacklisted(token(name), at);
    return { id, token, rotate, isBlacklisted, row: () => rowOf(id) };
  }

  it('exchanges a token, and knows the newest and its parent alone', async () => {
    const { rotate, isBlacklisted, row, id } = await aLogin('a');
    expect(await row()).toMatchObject({ jti: 'a', parentJti: null, rotatedAt: null, tokenExpiresAt: later(10 * HOUR) });
    expect(await rotate('a', 'b')).toMatchObject({ outcome: 'rotated', familyId: id, successor: { jti: 'b' } });
    expect(await rotate('b', 'c', later(60))).toMatchObject({ outcome: 'rotated', successor: { jti: 'c' } });
    const newest = { jti: 'c', parentJti: 'b', rotatedAt: later(60), tokenExpiresAt: later(60 + 10 * HOUR) };
    expect(await row()).toMatchObject({ ...newest, lastUsedAt: later(60), createdAt: NOW });
    expect(await Promise.all(['a', 'b', 'c'].map((jti) => isBlacklisted(jti)))).toEqual([true, true, false]);
  });

  it('exchanges in one UPDATE and nothing else, outside of any transaction', async () => {
    const { rotate } = await aLogin('one update');
    const { result, queries } = await opened.database.captureQueries(() => rotate('one update', 'next'));
    expect(result).toMatchObject({ outcome: 'rotated' });
    expect(queries.map(({ sql }) => sql.split(' ', 2).join(' '))).toEqual(['UPDATE "jwt_refresh_family"']);
  });

  it('hands the newest token out again only while it is the newest, by the statement that takes note of it', async () => {
    const { rotate } = await aLogin('repeated');
    await rotate('repeated', 'newest');
    const again = () => rotate('repeated', 'other', later(1), { graceSeconds: 10 });
    const { result, queries } = await opened.database.captureQueries(again);
    expect(result).toMatchObject({ outcome: 'repeated', successor: { jti: 'newest' } });
    const [update = '', ...others] = queries.map(({ sql }) => sql).toReversed();
    expect(update).toMatch(/^UPDATE "jwt_refresh_family" .* SET "last_used_at" = \S+ WHERE .*"jti" = /);
    expect(others.map((sql) => sql.slice(0, 6))).toEqual(['SELECT', 'SELECT', 'UPDATE']);
  });

  it('begins a login with a token that names none, once', async () => {
    const first = await exchange(record('x'), 'y');
    expect(first).toMatchObject({ outcome: 'rotated', familyId: familyIdOf('x'), successor: { jti: 'y' } });
    expect(await store.isBlacklisted(record('x'), NOW)).toBe(true);
    expect(await store.isBlacklisted(record('never seen'), NOW)).toBe(false);
    expect(await exchange(record('x'), 'z')).toMatchObject({ outcome: 'reused', family: { id: familyIdOf('x') } });
    await expect(store.openFamily(record('x'), HOUR)).rejects.toThrow(IntegrityError);
  });

  it('refuses a token that names a login which is not there, and begins none', async () => {
    const gone = { ...record('gone'), familyId: '00000000-0000-4000-8000-000000000000', namesFamily: true };
    expect(await store.isBlacklisted(gone, NOW)).toBe(true);
    expect(await exchange(gone, 'next')).toEqual({ outcome: 'revoked' });
    expect(await exchange(gone, 'next', NOW, { retire: false })).toEqual({ outcome: 'revoked' });
    expect([await store.revoke(gone, NOW, HOUR), await store.touch(gone, NOW)]).toEqual([false, false]);
    expect(await RefreshFamily.objects.filter({ id: gone.familyId }).exists()).toBe(false);
  });

  it.each([
    ['another user', '2'],
    ['nobody', null],
  ])('leaves a login alone that a token of %s names, whatever its id', async (name, userId) => {
    const { token, rotate, row } = await aLogin(`own ${name}`);
    for (const retire of [true, false]) {
      const before = await row();
      const stranger = { ...token(before.jti ?? 'any'), userId };
      expect(await store.isBlacklisted(stranger, NOW)).toBe(true);
      expect(await exchange(stranger, 'theirs', later(60), { retire })).toEqual({ outcome: 'revoked' });
      expect(await store.revoke(stranger, later(60), HOUR)).toBe(false);
      expect(await store.touch(stranger, later(60))).toBe(false);
      expect(await exchange({ ...stranger, namesFamily: false }, 'theirs', later(60))).toEqual({ outcome: 'revoked' });
      expect(await row()).toEqual(before);
      await rotate(before.jti ?? 'any', 'second', NOW, { retire: false }); // from now on every token of the login is good
    }
  });

  it('ends a family whose spent token comes back, its newest token included, and says so once', async () => {
    const { rotate, isBlacklisted, row } = await aLogin('r1');
    await rotate('r1', 'r2');
    await rotate('r2', 'r3');
    expect(await rotate('r1', 'r4')).toMatchObject({ outcome: 'reused', family: { userId: '1' } });
    expect(await isBlacklisted('r3')).toBe(true);
    expect(await rotate('r3', 'r5')).toEqual({ outcome: 'revoked' });
    expect(await rotate('r1', 'r6')).toEqual({ outcome: 'revoked' });
    expect(await row()).toMatchObject({ revokedFor: 'reuse', revokedAt: NOW, jti: 'r3', parentJti: 'r2' });
  });

  it('lets no successor outlive the family, and no token be exchanged after its end', async () => {
    const { rotate, isBlacklisted, row } = await aLogin('e1', { familySeconds: 12 * HOUR });
    const rotation = await rotate('e1', 'e2', later(9 * HOUR));
    expect(rotation).toMatchObject({ outcome: 'rotated', successor: { expiresAt: later(12 * HOUR) } });
    expect((await row()).tokenExpiresAt).toEqual(later(12 * HOUR));
    expect(await rotate('e2', 'e3', later(12 * HOUR))).toEqual({ outcome: 'expired' });
    expect(await isBlacklisted('e2', later(12 * HOUR))).toBe(true);
  });

  it('gives a token of another client to nobody, and leaves the login as it was', async () => {
    const { rotate, token, row } = await aLogin('c1', { client: PHONE });
    for (const client of [NO_CLIENT, WEB]) {
      expect(await rotate('c1', 'c2', later(60), { client })).toEqual({ outcome: 'foreign' });
      expect(await rotate('spent', 'c2', later(60), { client })).toEqual({ outcome: 'foreign' });
      expect(await store.touch(token('c1'), later(60), client)).toBe(false);
    }
    expect(await row()).toMatchObject({ jti: 'c1', lastUsedAt: NOW, revokedAt: null });
    expect(await store.touch(token('c1'), later(60), PHONE)).toBe(true);
    expect((await row()).lastUsedAt).toEqual(later(60));
    expect(await rotate('c1', 'c2', NOW, { client: PHONE })).toMatchObject({ outcome: 'rotated' });
    await store.revokeFamily(token('c1').familyId, 'revoked', NOW);
    expect(await rotate('c2', 'c3', NOW, { client: PHONE })).toEqual({ outcome: 'revoked' });
    expect(await store.touch(token('c2'), NOW, PHONE)).toBe(false);
  });

  it('keeps every token good where none is to be retired, and one alone from then on where they are', async () => {
    const { rotate, isBlacklisted, row } = await aLogin('k1');
    const keep = { retire: false };
    for (const to of ['k2', 'k3']) expect(await rotate('k1', to, NOW, keep)).toMatchObject({ outcome: 'rotated' });
    expect(await Promise.all(['k1', 'k2', 'k3'].map((jti) => isBlacklisted(jti)))).toEqual([false, false, false]);
    expect(await row()).toMatchObject({ jti: '', parentJti: null });
    expect(await rotate('k2', 'k4')).toMatchObject({ outcome: 'rotated' });
    expect(await Promise.all(['k1', 'k3', 'k4'].map((jti) => isBlacklisted(jti)))).toEqual([true, true, false]);
    expect(await rotate('k2', 'k5', later(1), { graceSeconds: 10 })).toMatchObject({
      outcome: 'repeated',
      successor: { jti: 'k4' },
    });
    expect(await rotate('k3', 'k5', later(1), { graceSeconds: 10 })).toMatchObject({ outcome: 'reused' });
    expect(await isBlacklisted('k4')).toBe(true);
  });

  it('knows no good token in a row from before it knew any', async () => {
    const { rotate, token, isBlacklisted } = await aLogin('n1');
    await RefreshFamily.objects.filter({ id: token('n1').familyId }).update({ jti: null });
    expect(await isBlacklisted('n1')).toBe(true);
    for (const rules of [{}, { retire: false }, { graceSeconds: 10 }]) {
      expect(await rotate('n1', 'n2', NOW, rules)).toEqual({ outcome: 'revoked' });
    }
  });

  it('revokes by any token of a family, and no other family', async () => {
    const { rotate, token, isBlacklisted } = await aLogin('l1');
    const other = await aLogin('m1');
    await rotate('l1', 'l2');
    expect(await store.revoke(token('l1'), NOW, HOUR)).toBe(false);
    expect(await isBlacklisted('l2')).toBe(true);
    for (const jti of ['unknown 1', 'unknown 2']) {
      expect(await store.revoke(record(jti), NOW, HOUR)).toBe(true);
      expect(await store.revoke(record(jti), NOW, HOUR)).toBe(false);
      expect(await store.isBlacklisted(record(jti), NOW)).toBe(true);
      expect(await exchange(record(jti), 'next')).toEqual({ outcome: 'revoked' });
    }
    expect(await other.isBlacklisted('m1')).toBe(false);
  });

  it('ends families by id and by user, and lists those that can go on', async () => {
    const open = async (jti: string, userId: string, at = NOW) => {
      const first = { ...record(jti, later(10 * HOUR), at), userId };
      await store.openFamily(first, 24 * HOUR, { userAgent: `Browser ${jti}`, address: '192.0.2.1', clientId: null });
      return first.familyId;
    };
    const [one, two, three, other] = [
      await open('u1', '7'),
      await open('u2', '7', later(1)),
      await open('u3', '7', later(2)),
      await open('o1', '8'),
    ];
    const listed = async () => (await store.listFamilies('7', later(3))).map(({ id }) => id);
    expect(await listed()).toEqual([three, two, one]);
    expect((await store.listFamilies('7', NOW))[0]).toMatchObject({ userAgent: 'Browser u3', address: '192.0.2.1' });
    expect(await store.revokeFamily(one, 'revoked', NOW, '8')).toBe(false);
    expect(await store.revokeFamily(one, 'revoked', NOW, '7')).toBe(true);
    expect(await store.revokeFamily(one, 'revoked', NOW)).toBe(false);
    expect(await store.revokeFamilies('7', 'password', NOW, three)).toBe(1);
    expect(await listed()).toEqual([three]);
    expect([await store.isLive(three, NOW), await store.isLive(two, NOW)]).toEqual([true, false]);
    expect(await store.isLive(other, later(24 * HOUR))).toBe(false);
    expect(await store.listFamilies('7', later(10 * HOUR))).toEqual([]); // its last token has expired
  });

  it.each(["'; DROP TABLE jwt_refresh_family; --", '', '\0', 'x'.repeat(100_000), '__proto__'])(
    'knows no family by the name of %j',
    async (id) => {
      expect(await store.isLive(id, NOW)).toBe(false);
      expect(await store.revokeFamily(id, 'revoked', NOW)).toBe(false);
    },
  );

  it('forgets what has expired, and no login of which a token may come back', async () => {
    await RefreshFamily.objects.delete();
    const ended = await aLogin('f1', { familySeconds: 12 * HOUR });
    await store.revokeFamily(ended.id, 'revoked', NOW);
    // Made elsewhere, it may live longer than logins do here; the login lasts as long.
    const long = record('f2', later(100 * HOUR));
    await exchange(long, 'f3', NOW, { familySeconds: HOUR });
    expect(await store.flushExpired(later(12 * HOUR))).toBe(0);
    expect(await ended.rotate('f1', 'f4', later(11 * HOUR))).toEqual({ outcome: 'revoked' });
    expect(await store.flushExpired(later(12 * HOUR + 1))).toBe(1);
    expect(await exchange(long, 'f5', later(99 * HOUR))).toMatchObject({ outcome: 'reused' });
    expect(await store.flushExpired(later(100 * HOUR))).toBe(0);
    expect(await store.flushExpired(later(100 * HOUR + 1))).toBe(1);
    expect(await RefreshFamily.objects.count()).toBe(0);
  });
});

it('wants the models of jwtModels', () => {
  const odd = defineModels({ RefreshFamily: { id: f.uuid({ primaryKey: true }) } });
  expect(() => new TokenStore(odd)).toThrow(ImproperlyConfigured);
  expect(() => new TokenStore(odd)).toThrow(/model RefreshFamily with its field 'userId'.*jwtModels/);
  expect(() => new TokenStore({})).toThrow(/model RefreshFamily.*jwtModels/);
});
