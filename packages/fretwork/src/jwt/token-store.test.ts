/** The token store of the database, statement by statement; `rotation.race.test.ts` is about many callers at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transaction } from '../databases/transaction.ts';
import { ImproperlyConfigured } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { NO_CLIENT } from './client-facts.ts';
import { jwtModels } from './models.ts';
import { type RotationRules, TokenStore } from './token-store.ts';

const NOW = new Date('2026-01-02T03:04:05Z');
const HOUR = 3_600;
const models = defineModels(jwtModels);
const { OutstandingToken, RefreshFamily } = models;
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

const record = (jti: string, expiresAt = later(10 * HOUR), createdAt = NOW) => ({
  jti,
  userId: '1',
  createdAt,
  expiresAt,
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

  const rowOf = (jti: string) => OutstandingToken.objects.get({ jti });
  const familyOf = async (jti: string) => String((await rowOf(jti)).familyId);
  const rotate = (from: string, to: string, at = NOW, rules: Partial<RotationRules> = {}) =>
    transaction(() =>
      store.rotate(record(from), record(to, new Date(at.getTime() + 10 * HOUR * 1000), at), {
        graceSeconds: 0,
        familySeconds: 24 * HOUR,
        retire: true,
        client: NO_CLIENT,
        ...rules,
      }),
    );

  it('exchanges a token, known or not, and keeps its family together', async () => {
    await store.openFamily(record('a'), 24 * HOUR);
    expect(await rotate('a', 'b')).toMatchObject({ outcome: 'rotated', successor: { jti: 'b' } });
    expect(await rotate('x', 'y')).toMatchObject({ outcome: 'rotated', successor: { jti: 'y' } });
    const spent = await Promise.all(['a', 'b', 'x', 'y'].map((jti) => store.isBlacklisted(jti, NOW)));
    expect(spent).toEqual([true, false, true, false]);
    expect((await rowOf('a')).blacklistedAt?.getTime()).toBe(NOW.getTime());
    expect([(await rowOf('a')).parent, (await rowOf('b')).parent]).toEqual([null, 'a']);
    expect(await familyOf('b')).toBe(await familyOf('a'));
    expect(await familyOf('x')).not.toBe(await familyOf('a'));
  });

  describe('with the login that the claims name', () => {
    const within = (from: string, familyId: string, to: string, rules: Partial<RotationRules> = {}) =>
      transaction(() =>
        store.rotate({ ...record(from), familyId }, record(to), {
          graceSeconds: 0,
          familySeconds: 24 * HOUR,
          retire: true,
          client: NO_CLIENT,
          ...rules,
        }),
      );

    it('reads nothing', async () => {
      const id = await store.openFamily(record('q1'), 24 * HOUR);
      const { result, queries } = await opened.database.captureQueries(() => within('q1', id, 'q2'));
      expect(result).toMatchObject({ outcome: 'rotated', familyId: id, successor: { jti: 'q2' } });
      expect(queries.map(({ sql }) => sql.slice(0, 6))).toEqual(['UPDATE', 'UPDATE', 'INSERT']);
      expect(await rowOf('q2')).toMatchObject({ familyId: id, parent: 'q1', blacklistedAt: null });
      expect(await within('q1', id, 'q3')).toMatchObject({ outcome: 'reused' });
      expect(await within('q2', id, 'q4')).toEqual({ outcome: 'revoked' });
    });

    it.each<[string, () => Promise<string> | string]>([
      ['another login', () => store.openFamily(record(`other-${Math.random()}`), 24 * HOUR)],
      ['no login', () => '00000000-0000-4000-8000-000000000000'],
      ['text', () => "' OR 1=1 --"],
      ['nothing', () => ''],
    ])('stays in its own, where they name %s', async (name, claimed) => {
      const own = await store.openFamily(record(`${name} 1`), 24 * HOUR);
      const rotation = await within(`${name} 1`, await claimed(), `${name} 2`);
      expect(rotation).toMatchObject({ outcome: 'rotated', familyId: own });
      expect(await familyOf(`${name} 2`)).toBe(own);
    });

    it('leaves a token of another client, and of a login that was ended, as it was', async () => {
      const id = await store.openFamily(record('w1'), 24 * HOUR, { ...NO_CLIENT, clientId: 'phone' });
      expect(await within('w1', id, 'w2')).toEqual({ outcome: 'foreign' });
      expect(await within('w1', id, 'w2', { client: { ...NO_CLIENT, clientId: 'web' } })).toEqual({
        outcome: 'foreign',
      });
      expect((await rowOf('w1')).blacklistedAt).toBeNull();
      await store.revokeFamily(id, 'revoked', NOW);
      const phone = { ...NO_CLIENT, clientId: 'phone' };
      expect(await within('w1', id, 'w2', { client: phone })).toEqual({ outcome: 'revoked' });
    });
  });

  it('ends a family whose spent token comes back, its newest token included, and says so once', async () => {
    await store.openFamily(record('r1'), 24 * HOUR);
    await rotate('r1', 'r2');
    await rotate('r2', 'r3');
    expect(await rotate('r1', 'r4')).toMatchObject({ outcome: 'reused', family: { userId: '1' } });
    expect(await store.isBlacklisted('r3', NOW)).toBe(true);
    expect(await rotate('r3', 'r5')).toEqual({ outcome: 'revoked' });
    expect(await rotate('r1', 'r6')).toEqual({ outcome: 'revoked' });
    const family = await RefreshFamily.objects.get({ id: await familyOf('r1') });
    expect([family.revokedFor, family.revokedAt?.getTime()]).toEqual(['reuse', NOW.getTime()]);
    expect(await OutstandingToken.objects.filter({ jti: { in: ['r4', 'r5', 'r6'] } }).exists()).toBe(false);
  });

  it('lets no successor outlive the family, and no token be exchanged after its end', async () => {
    await store.openFamily(record('e1'), 12 * HOUR);
    const rotation = await rotate('e1', 'e2', later(9 * HOUR));
    expect(rotation).toMatchObject({ outcome: 'rotated', successor: { expiresAt: later(12 * HOUR) } });
    expect(await rotate('e2', 'e3', later(12 * HOUR))).toEqual({ outcome: 'expired' });
    expect(await store.isBlacklisted('e2', later(12 * HOUR))).toBe(true);
  });

  it('gives a token of another client to nobody, and leaves it good', async () => {
    const phone = { ...NO_CLIENT, clientId: 'phone' };
    await store.openFamily(record('c1'), 24 * HOUR, phone);
    expect(await rotate('c1', 'c2')).toEqual({ outcome: 'foreign' });
    expect(await rotate('c1', 'c2', NOW, { client: { ...NO_CLIENT, clientId: 'web' } })).toEqual({
      outcome: 'foreign',
    });
    expect(await rotate('c1', 'c2', NOW, { client: phone })).toMatchObject({ outcome: 'rotated' });
  });

  it('keeps the old token good where it is not to be retired', async () => {
    await store.openFamily(record('k1'), 24 * HOUR);
    for (const to of ['k2', 'k3']) {
      expect(await rotate('k1', to, NOW, { retire: false })).toMatchObject({ outcome: 'rotated' });
    }
    expect(await store.isBlacklisted('k1', NOW)).toBe(false);
    expect(await familyOf('k3')).toBe(await familyOf('k1'));
  });

  it('revokes by any token of a family, and no other family', async () => {
    await store.openFamily(record('l1'), 24 * HOUR);
    await rotate('l1', 'l2');
    expect(await store.revoke(record('l1'), NOW, HOUR)).toBe(false);
    expect(await store.isBlacklisted('l2', NOW)).toBe(true);
    expect(await store.revoke(record('y'), NOW, HOUR)).toBe(true);
    expect(await store.revoke(record('y'), NOW, HOUR)).toBe(false);
    expect(await store.revoke(record('new'), NOW, HOUR)).toBe(true);
    expect(await store.isBlacklisted('new', NOW)).toBe(true);
    expect(await store.isBlacklisted('b', NOW)).toBe(false);
  });

  it('ends families by id and by user, and lists those that can go on', async () => {
    const open = (jti: string, userId: string, at = NOW) =>
      store.openFamily({ ...record(jti, later(10 * HOUR), at), userId }, 24 * HOUR, {
        userAgent: `Browser ${jti}`,
        address: '192.0.2.1',
        clientId: null,
      });
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

  it('forgets what has expired, and neither a token nor a family before the other', async () => {
    await OutstandingToken.objects.delete();
    await RefreshFamily.objects.delete();
    await store.openFamily(record('f1', later(HOUR)), 2 * HOUR);
    // A token of another issuer's making may outlive the family that it began here.
    await rotate('f2', 'f3', NOW, { familySeconds: HOUR });
    await OutstandingToken.objects.filter({ jti: 'f2' }).update({ expiresAt: later(1_000 * HOUR) });
    const left = async () => [await OutstandingToken.objects.count(), await RefreshFamily.objects.count()];
    expect(await left()).toEqual([3, 2]);
    expect(await store.flushExpired(later(HOUR))).toBe(0);
    expect(await store.flushExpired(later(HOUR + 1))).toBe(2); // f1, f3
    expect(await left()).toEqual([1, 2]);
    expect(await store.flushExpired(later(3 * HOUR))).toBe(1); // the family of f1
    expect(await rotate('f2', 'f4', later(4 * HOUR))).toEqual({ outcome: 'expired' });
    expect(await store.flushExpired(later(2_000 * HOUR))).toBe(2);
    expect(await left()).toEqual([0, 0]);
  });
});

it('wants the models of jwtModels', () => {
  const { OutstandingToken: token } = jwtModels;
  const odd = defineModels({ RefreshFamily: { id: f.uuid({ primaryKey: true }) }, OutstandingToken: token });
  expect(() => new TokenStore(odd)).toThrow(ImproperlyConfigured);
  expect(() => new TokenStore(odd)).toThrow(/model RefreshFamily with its field 'userId'.*jwtModels/);
  expect(() => new TokenStore({})).toThrow(/model RefreshFamily.*jwtModels/);
});
