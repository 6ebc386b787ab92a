/** One refresh, login or logout at a time, over all tabs of a browser. */
import type { Locks } from './environment.ts';

/** Runs a task when no other one runs; the task hears whether it had to wait. */
export type Exclusive = <T>(task: (waited: boolean) => Promise<T>) => Promise<T>;

/**
 * Makes the lock of a session.
 *
 * Without Web Locks (old browsers, pages over plain HTTP) it holds in this tab alone; two tabs that refresh at the same moment
 * then rely on the server's `refreshReuseGrace`.
 *
 * @param name What tabs of one session call it.
 * @see W3C "Web Locks API"
 */
export function createRefreshLock(name: string, locks: Locks | undefined): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  return async (task) => {
    const before = last;
    const hadToWait = count > 0;
    count += 1;
    const run = before.then(() => acrossTabs(name, locks, hadToWait, task));
    last = run.then(noop, noop);
    try {
      return await run;
    } finally {
      count -= 1;
    }
  };
}

const noop = (): void => undefined;
const TAKEN = Symbol('taken');

async function acrossTabs<T>(
  name: string,
  locks: Locks | undefined,
  hadToWait: boolean,
  task: (waited: boolean) => Promise<T>,
): Promise<T> {
  if (locks === undefined) return task(hadToWait);
  let hasBegun = false;
  const begin = (waited: boolean): Promise<T> => {
    hasBegun = true;
    return task(waited);
  };
  try {
    const outcome = await locks.request<T | typeof TAKEN>(name, { ifAvailable: true }, async (lock) =>
      lock === null ? TAKEN : begin(hadToWait),
    );
    return outcome === TAKEN ? await locks.request(name, {}, () => begin(true)) : (outcome as T);
  } catch (error) {
    // A page that may not have locks (in a sandbox, or on its way out) does without.
    if (hasBegun) throw error;
    return task(hadToWait);
  }
}
