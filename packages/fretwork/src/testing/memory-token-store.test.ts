/** The store in memory is the real one, and each is its own. */
import { expect, it } from 'vitest';
import { familyIdOf } from '../jwt/family-id.ts';
import { memoryTokenStore } from './memory-token-store.ts';

it('keeps tokens apart from those of another store', async () => {
  const now = new Date();
  const expiresAt = new Date(now.getTime() + 60_000);
  const record = { jti: 'a', userId: null, createdAt: now, expiresAt, familyId: familyIdOf('a'), namesFamily: true };
  const [one, other] = [await memoryTokenStore(), await memoryTokenStore()];
  await one.openFamily(record, 60);
  expect(await one.revoke(record, now, 60)).toBe(true);
  const unnamed = { ...record, namesFamily: false };
  expect([await one.isBlacklisted(unnamed, now), await other.isBlacklisted(unnamed, now)]).toEqual([true, false]);
});
