/** The cache in memory: its bounds. What every cache does is in `cache.test.ts`. */
import { expect, it } from 'vitest';
import { MemoryCache } from './memory-cache.ts';

const ENTRY = 17; // what a budget with one moment takes

it('forgets what was not used for longest once it is full', async () => {
  const cache = new MemoryCache({ capacity: 3 * ENTRY });
  for (const key of ['a', 'b', 'c']) await cache.take(key, 1, 60);
  expect((await cache.take('a', 1, 60)).allowed).toBe(false); // used again: b is the oldest now
  await cache.take('d', 1, 60);
  const allowed = [];
  for (const key of ['a', 'c', 'd', 'b']) allowed.push((await cache.take(key, 1, 60)).allowed);
  expect(allowed).toEqual([false, false, false, true]);
});

it('takes a look at a budget for a use of it, and keeps nothing for one that is whole', async () => {
  const cache = new MemoryCache({ capacity: 2 * ENTRY });
  for (const key of ['a', 'b']) await cache.take(key, 1, 60);
  for (const key of ['x', 'y', 'z', 'a']) await cache.peek(key, 1, 60);
  await cache.take('c', 1, 60);
  const allowed = [];
  for (const key of ['a', 'c', 'b']) allowed.push((await cache.peek(key, 1, 60)).allowed);
  expect(allowed).toEqual([false, false, true]);
});

it('counts moments and the length of values', async () => {
  const cache = new MemoryCache({ capacity: 100 });
  await cache.set('small', 1, 60);
  await cache.set('large', 'x'.repeat(8 * 70), 60);
  expect([await cache.get('small'), await cache.get('large')]).toEqual([undefined, 'x'.repeat(8 * 70)]);
  for (let count = 0; count < 60; count += 1) await cache.take('busy', 100, 60);
  expect(await cache.get('large')).toBeUndefined();
  expect((await cache.take('busy', 60, 60)).allowed).toBe(false);
});

it('keeps one entry, however large, and its size is right again when it is gone', async () => {
  const cache = new MemoryCache({ capacity: 50 });
  for (let count = 0; count < 200; count += 1) await cache.take('busy', 1000, 60);
  expect((await cache.take('busy', 200, 60)).allowed).toBe(false);
  await cache.restore('busy');
  await cache.set('a', 1, 60);
  await cache.set('b', 2, 60);
  expect([await cache.get('a'), await cache.get('b')]).toEqual([1, 2]);
});

it('forgets moments that are over, however many there were', async () => {
  const cache = new MemoryCache({ capacity: 200 });
  await cache.set('kept', 1, 10_000);
  for (let second = 0; second < 5000; second += 1) {
    const { allowed, remaining } = await cache.take('steady', 10, 10, new Date(second * 1000));
    expect([allowed, remaining]).toEqual([true, Math.max(0, 9 - second)]);
  }
  expect(await cache.get('kept')).toBe(1);
});

it('gives values of its own, which nobody can change behind its back', async () => {
  const cache = new MemoryCache();
  const list = [1];
  await cache.set('list', list, 60);
  list.push(2);
  expect(await cache.get('list')).toEqual([1]);
});
