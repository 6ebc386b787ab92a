/** Answers that take the same time whatever they took: for work whose cost would tell what was found. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/**
 * Does some work and waits until a whole number of ticks has passed since it began, so that differences below a tick
 * cannot be measured from outside. Waiting costs no processor, but for the last millisecond, in which it lets others go first.
 *
 * @param tickMs Milliseconds; longer than the work differs. 0 for no waiting.
 */
export async function inEvenTime<T>(tickMs: number, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    if (tickMs > 0) await waitUntil(start + Math.ceil((performance.now() - start) / tickMs) * tickMs);
  }
}

// A timer alone would be late by as many microseconds as the work took beyond a whole millisecond.
async function waitUntil(end: number): Promise<void> {
  const whole = Math.floor(end - performance.now()) - 1;
  if (whole > 0) await sleep(whole);
  while (performance.now() < end) await nextTurn();
}
