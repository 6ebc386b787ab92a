/** When to refresh unasked. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AccessToken } from './access-token.ts';
import { errorOf, NetworkError } from './errors.ts';
import { RefreshSchedule } from './refresh-schedule.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const token = (seconds: number): AccessToken => ({
  text: 'x',
  login: undefined,
  lifetimeMilliseconds: seconds * 1000,
  expiresAt: Date.now() + seconds * 1000,
});
const timesWithin = async (seconds: number, act: (schedule: RefreshSchedule, task: () => void) => void) => {
  const task = vi.fn();
  const schedule = new RefreshSchedule(Date.now);
  act(schedule, task);
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return task.mock.calls.length;
};

it.each([
  [300, 269, 0],
  [300, 270, 1],
  [20, 14, 0],
  [20, 15, 1],
  [1, 0.99, 0],
  [1, 1, 1],
  [0, 0.99, 0],
  [0, 1, 1],
  [30 * 86_400, 86_400, 0],
])('a token of %d seconds is due within %d: %d', async (lifetime, within, times) => {
  expect(await timesWithin(within, (schedule, task) => schedule.succeeded(token(lifetime), task))).toBe(times);
});

it('sets no timer for a token that does not say when it expires', async () => {
  const act = (schedule: RefreshSchedule, task: () => void): void => {
    schedule.succeeded(token(10), task);
    schedule.succeeded(token(Number.POSITIVE_INFINITY), task);
  };
  expect(await timesWithin(1e6, act)).toBe(0);
});

it('does not try again at once, says what failed, and forgives', () => {
  const schedule = new RefreshSchedule(Date.now);
  const error = new NetworkError('Away.');
  schedule.failed(error, () => undefined);
  expect(() => schedule.assertMayTry()).toThrow(error);
  vi.advanceTimersByTime(1_000);
  expect(() => schedule.assertMayTry()).not.toThrow();
  schedule.failed(new NetworkError('Away.'), () => undefined);
  schedule.forgive();
  expect(() => schedule.assertMayTry()).not.toThrow();
});

it('waits longer after each failure, a minute or so at most', () => {
  const schedule = new RefreshSchedule(Date.now);
  const pauses = Array.from({ length: 12 }, () => {
    const started = Date.now();
    let called = 0;
    schedule.failed(new NetworkError('Away.'), () => {
      called = Date.now();
    });
    vi.advanceTimersToNextTimer();
    return called - started;
  });
  for (const [index, pause] of pauses.entries()) {
    const least = Math.min(60_000, 1_000 * 2 ** index);
    expect(pause).toBeGreaterThanOrEqual(least);
    expect(pause).toBeLessThanOrEqual(least * 1.25 + 1);
  }
});

it('counts one failure once, however many hear of it', async () => {
  const error = new NetworkError('Away.');
  const act = (schedule: RefreshSchedule, task: () => void): void => {
    for (let n = 0; n < 10; n += 1) schedule.failed(error, task);
  };
  expect(await timesWithin(1.3, act)).toBe(1);
});

it('waits as long as the server asks', async () => {
  const throttled = () => errorOf({ status: 429, data: {}, headers: new Headers({ 'retry-after': '20' }) }, Date.now());
  expect(await timesWithin(19.9, (schedule, task) => schedule.failed(throttled(), task))).toBe(0);
  expect(await timesWithin(20, (schedule, task) => schedule.failed(throttled(), task))).toBe(1);
});

it('stops', async () => {
  const act = (schedule: RefreshSchedule, task: () => void): void => {
    schedule.succeeded(token(10), task);
    schedule.stop();
  };
  expect(await timesWithin(100, act)).toBe(0);
});
