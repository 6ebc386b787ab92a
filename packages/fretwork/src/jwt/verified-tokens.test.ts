/** The cache of verified tokens: its bounds, and that it forgets. */
import { describe, expect, it } from 'vitest';
import { VerifiedTokens } from './verified-tokens.ts';

describe('VerifiedTokens', () => {
  const claims = Object.freeze({ user_id: '1' });

  it.each([
    ['before it expires', 1_000, 1_099, claims],
    ['when it expires', 1_000, 1_100, undefined],
  ])('finds a token %s', (_, setAt, getAt, expected) => {
    const verified = new VerifiedTokens(10, 50_000);
    verified.set('token', claims, 1_100, setAt);
    expect(verified.get('token', getAt)).toBe(expected);
    expect(verified.get('Token', getAt)).toBeUndefined();
  });

  it('verifies again after its longest age', () => {
    const verified = new VerifiedTokens(10, 30);
    verified.set('token', claims, Number.POSITIVE_INFINITY, 1_000);
    expect(verified.get('token', 1_029)).toBe(claims);
    expect(verified.get('token', 1_030)).toBeUndefined();
  });

  it('keeps no more than its capacity, the newest', () => {
    const verified = new VerifiedTokens(2);
    for (const token of ['a', 'b', 'c']) verified.set(token, claims, 2_000, 1_000);
    expect(['a', 'b', 'c'].map((token) => verified.get(token, 1_000) === claims)).toEqual([false, true, true]);
    expect(verified.size).toBe(2);
  });

  it('keeps nothing with a capacity of nothing', () => {
    const verified = new VerifiedTokens(0);
    verified.set('a', claims, 2_000, 1_000);
    expect(verified.get('a', 1_000)).toBeUndefined();
  });
});
