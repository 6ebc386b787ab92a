/** The rank sum tells samples apart that differ. */
import { describe, expect, it } from 'vitest';
import { rankSumScore } from './rank-sum.ts';

describe('rankSumScore', () => {
  it('tells times apart that differ by a tenth', () => {
    const times = Array.from({ length: 300 }, (_, index) => 1 + (index % 50) / 100);
    expect(Math.abs(rankSumScore(times, times))).toBeLessThan(1);
    expect(
      Math.abs(
        rankSumScore(
          times,
          times.map((time) => time + 0.1),
        ),
      ),
    ).toBeGreaterThan(4);
  });
});
