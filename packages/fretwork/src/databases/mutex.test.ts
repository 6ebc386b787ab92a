import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Mutex } from './mutex.ts';

describe('Mutex', () => {
  it('gives turns in the order of asking, one at a time', async () => {
    const mutex = new Mutex();
    const order: string[] = [];
    const work = async (name: string) => {
      const release = await mutex.acquire();
      order.push(`${name} in`);
      await sleep(1);
      order.push(`${name} out`);
      release();
    };
    await Promise.all(['a', 'b', 'c'].map(work));
    expect(order).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  });

  it('lets nobody overtake those who wait', async () => {
    const mutex = new Mutex();
    const release = await mutex.acquire();
    const second = mutex.acquire();
    release();
    expect([mutex.isHeld, mutex.tryAcquire()]).toEqual([true, undefined]);
    (await second)();
    expect(mutex.isHeld).toBe(false);
    expect(mutex.tryAcquire()).toBeTypeOf('function');
  });

  it('is released once by each holder, even if told twice', async () => {
    const mutex = new Mutex();
    const first = await mutex.acquire();
    first();
    await mutex.acquire();
    first();
    expect(mutex.tryAcquire()).toBeUndefined();
  });

  it('ends a wait with the given error, and gives the turn to the next', async () => {
    const mutex = new Mutex();
    const release = await mutex.acquire();
    const impatient = mutex.acquire(5, () => new RangeError('too long'));
    const patient = mutex.acquire();
    await expect(impatient).rejects.toThrow('too long');
    release();
    await expect(patient).resolves.toBeTypeOf('function');
  });

  it('goes on waiting where there is no error to end it', async () => {
    const mutex = new Mutex();
    const release = await mutex.acquire();
    let asked = 0;
    const waiting = mutex.acquire(2, () => {
      asked += 1;
      return undefined;
    });
    await sleep(20);
    expect(asked).toBeGreaterThan(1);
    release();
    await waiting;
    const before = asked;
    await sleep(10);
    expect(asked).toBe(before);
  });
});
