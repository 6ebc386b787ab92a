/** The store in memory is the real one, and each is its own. */
import { expect, it } from 'vitest';
import { memoryTokenStore } from './memory-token-store.ts';

it('keeps tokens apart from those of another store', async () => {
  const now = new Date();
  const record = { jti: 'a', userId: null, createdAt: now, expiresAt: new Date(now.getTime() + 60_000) };
  const [one, other] = [await memoryTokenStore(), await memoryTokenStore()];
  await one.openFamily(record, 60);
  expect(await one.revoke(record, now, 60)).toBe(true);
  expect([await one.isBlacklisted('a', now), await other.isBlacklisted('a', now)]).toEqual([true, false]);
});
