/** Cohort: who goes on when, with whom, and in whose context. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Cohort } from './cohort.ts';

describe('Cohort', () => {
  it('lets those who joined in one turn go on side by side, in their order', async () => {
    const cohort = new Cohort();
    const steps: string[] = [];
    const member = async (name: string) => {
      await cohort.join();
      for (const step of [1, 2, 3]) {
        steps.push(`${name}${step}`);
        await null;
      }
    };
    const members = ['a', 'b', 'c'].map(member);
    await null;
    expect(steps).toEqual([]); // whatever else is ready in this turn may still join
    await Promise.all(members);
    expect(steps).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3']);
  });

  it('keeps nobody until a later turn', async () => {
    const cohort = new Cohort();
    const steps: string[] = [];
    const member = cohort.join().then(() => steps.push('member'));
    await turn();
    steps.push('next turn');
    await member;
    expect(steps).toEqual(['member', 'next turn']);
  });

  it('lets 32 go on at a time, and loses nobody', async () => {
    const cohort = new Cohort();
    const done: number[] = [];
    const members = Array.from({ length: 100 }, (_, index) => cohort.join().then(() => done.push(index)));
    const counts: number[] = [];
    while (done.length < 100) {
      await turn();
      counts.push(done.length);
    }
    await Promise.all(members);
    expect(counts).toEqual([32, 64, 96, 100]);
    expect(done).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('puts those who join while others go on behind those who wait already', async () => {
    const cohort = new Cohort();
    const done: string[] = [];
    const first = Array.from({ length: 33 }, async (_, index) => {
      await cohort.join();
      done.push(`first ${index}`);
      if (index > 0) return;
      await cohort.join();
      done.push('again');
    });
    await Promise.all(first);
    expect(done.slice(-2)).toEqual(['first 32', 'again']);
  });

  it('goes on in the context of whoever joined', async () => {
    const cohort = new Cohort();
    const storage = new AsyncLocalStorage<string>();
    const names = ['a', 'b'].map((name) =>
      storage.run(name, async () => {
        await cohort.join();
        return storage.getStore();
      }),
    );
    expect(await Promise.all(names)).toEqual(['a', 'b']);
  });
});
