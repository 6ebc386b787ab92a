/** Guesses of one name at the same moment: as many as the budget has left, in their order, and nobody waits for ever. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Throttled } from '../errors.ts';
import { GuessLines } from './guess-lines.ts';

const burst = <T>(count: number, make: (index: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: count }, (_, index) => make(index)));

class Budget {
  readonly lines = new GuessLines();
  readonly made: number[] = [];
  underWay = 0;
  most = 0;
  left: number;

  constructor(left: number) {
    this.left = left;
  }

  takeOne(): void {
    this.left -= 1;
  }

  /** @param end What becomes of the guess. */
  guess(index: number, end: () => void, subject = 'ada'): Promise<void> {
    const left = async () => {
      await sleep(Math.random());
      if (this.left === 0) throw new Throttled(60);
      return this.left;
    };
    return this.lines.run(subject, left, async () => {
      this.made.push(index);
      this.underWay += 1;
      this.most = Math.max(this.most, this.underWay);
      await sleep(8 + 4 * Math.random());
      this.underWay -= 1;
      end();
    });
  }
}

describe('GuessLines', () => {
  it.each([1, 2, 5])('makes %i wrong guesses where so many are left, the first ones', async (left) => {
    const budget = new Budget(left);
    const results = await burst(60, (index) => budget.guess(index, () => budget.takeOne()));
    expect(budget.made).toEqual(Array.from({ length: left }, (_, index) => index));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(60 - left);
    expect(budget.lines.size).toBe(0);
  });

  it.each([1, 3])('makes all right ones, %i at a time', async (left) => {
    const budget = new Budget(left);
    const results = await burst(40, (index) => budget.guess(index, () => undefined));
    expect(results.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect([budget.made.length, budget.most, budget.lines.size]).toEqual([40, left, 0]);
  });

  it('has no name wait for another', async () => {
    const budget = new Budget(1);
    await burst(6, (index) => budget.guess(index, () => undefined, `name ${index}`));
    expect(budget.most).toBeGreaterThan(1);
  });

  it('goes on after guesses that end with an error', async () => {
    const budget = new Budget(1);
    const fail = () => {
      throw new TypeError('on purpose');
    };
    const results = await burst(10, (index) => budget.guess(index, index % 2 ? () => undefined : fail));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(budget.lines.size).toBe(0);
  });

  it('has no bound where the budget has none', async () => {
    const budget = new Budget(Number.POSITIVE_INFINITY);
    await burst(20, (index) => budget.guess(index, () => undefined));
    expect([budget.made.length, budget.lines.size]).toEqual([20, 0]);
  });
});
