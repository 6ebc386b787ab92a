/** Answers that take the same time whatever they took. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inEvenTime } from './even-time.ts';

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work().catch(() => undefined);
  return performance.now() - start;
};

describe('inEvenTime', () => {
  it.each([0, 3, 7])('takes a tick for work of %i ms, done or failed', async (cost) => {
    expect(await timed(() => inEvenTime(40, () => sleep(cost)))).toBeGreaterThanOrEqual(40);
    const failing = async () => {
      await sleep(cost);
      return Promise.reject(new TypeError('on purpose'));
    };
    expect(await timed(() => inEvenTime(40, failing))).toBeGreaterThanOrEqual(40);
  });

  it('takes two for work of more than one', async () => {
    expect(await timed(() => inEvenTime(20, () => sleep(25)))).toBeGreaterThanOrEqual(40);
  });

  it('gives back what came of the work, at once where no tick is said', async () => {
    expect(await inEvenTime(10, async () => 7)).toBe(7);
    await expect(inEvenTime(10, () => Promise.reject(new TypeError('on purpose')))).rejects.toThrow('on purpose');
    expect(await inEvenTime(0, async () => 7)).toBe(7);
  });
});
