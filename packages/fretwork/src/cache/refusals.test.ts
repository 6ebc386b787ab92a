/** What a process remembers of refusals: no longer than a second, and never instead of another answer. */
import { expect, it } from 'vitest';
import { Refusals } from './refusals.ts';

it.each([
  ['the same budget', 'key', 3, 60_000, 5000, 25],
  ['just before the second is over', 'key', 3, 60_000, 5999, 24.001],
  ['after a second', 'key', 3, 60_000, 6000, undefined],
  ['before it was heard of', 'key', 3, 60_000, 4999, undefined],
  ['another key', 'other', 3, 60_000, 5000, undefined],
  ['another limit', 'key', 4, 60_000, 5000, undefined],
  ['another period', 'key', 3, 1000, 5000, undefined],
])('stands for %s', (_, key, limit, periodMs, nowMs, waitSeconds) => {
  const refusals = new Refusals();
  const first = refusals.note('key', { limit: 3, periodMs: 60_000, atMs: 5000, freeAtMs: 30_000 });
  expect(first).toEqual({ allowed: false, waitSeconds: 25, remaining: 0 });
  expect(refusals.find(key, limit, periodMs, nowMs)?.waitSeconds).toBe(waitSeconds);
});

it('ends when one is free, or all are given back', () => {
  const refusals = new Refusals();
  const note = () => refusals.note('key', { limit: 3, periodMs: 60_000, atMs: 5000, freeAtMs: 5100 });
  const stands = (nowMs: number) => refusals.find('key', 3, 60_000, nowMs) !== undefined;
  note();
  expect([stands(5099), stands(5100)]).toEqual([true, false]);
  refusals.forget('key');
  expect(stands(5000)).toBe(false);
  note();
  refusals.clear();
  expect(stands(5000)).toBe(false);
});
