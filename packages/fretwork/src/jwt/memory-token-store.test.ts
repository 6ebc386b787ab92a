/** The token store in memory keeps the promises of every token store. */
import { describe, expect, it } from 'vitest';
import { MemoryTokenStore } from './memory-token-store.ts';

const record = (jti: string, expiresAt = new Date('2030-01-01')) => ({
  jti,
  userId: '1',
  createdAt: new Date('2026-01-01'),
  expiresAt,
});

describe('MemoryTokenStore', () => {
  it('exchanges a token once, known or not', async () => {
    const store = new MemoryTokenStore();
    await store.outstand(record('a'));
    expect([await store.rotate(record('a'), record('b')), await store.rotate(record('a'), record('c'))]).toEqual([
      true,
      false,
    ]);
    expect([await store.rotate(record('x'), record('y')), await store.rotate(record('x'), record('z'))]).toEqual([
      true,
      false,
    ]);
    expect(await Promise.all(['a', 'b', 'c', 'nosuch'].map((jti) => store.isBlacklisted(jti)))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('revokes what followed a token, and nothing else', async () => {
    const store = new MemoryTokenStore();
    await store.outstand(record('a'));
    await store.outstand(record('other'));
    await store.rotate(record('a'), record('b'));
    expect(await store.blacklist(record('a'))).toBe(false);
    expect(await store.isBlacklisted('b')).toBe(true);
    expect(await store.isBlacklisted('other')).toBe(false);
    expect(await store.blacklist(record('other'))).toBe(true);
  });

  it('forgets what has expired', async () => {
    const store = new MemoryTokenStore(() => new Date('2027-01-01'));
    await store.outstand(record('a', new Date('2026-06-01')));
    await store.outstand(record('b'));
    expect([await store.flushExpired(), await store.flushExpired()]).toEqual([1, 0]);
  });
});
