/** A value now or later: what pure fields return at once and fields that ask the database return as a promise. */

/** A value, or a promise of it. Callers wait only where there is something to wait for. */
export type MaybePromise<T> = T | Promise<T>;

/** Whether there is something to wait for. */
export const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

/**
 * Goes on with a value, at once if it is there.
 *
 * @param value The value or a promise of it.
 * @param next What to do with it.
 */
export function whenReady<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return isPromise(value) ? (value as Promise<T>).then(next) : next(value as T);
}

/**
 * Waits for the promises among some values; returns the values at once where there are none.
 *
 * @param values Values and promises of values.
 */
export function allReady<T>(values: readonly MaybePromise<T>[]): MaybePromise<T[]> {
  return values.some(isPromise) ? Promise.all(values) : (values as T[]);
}

/** How one attempt ended. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/**
 * Runs something that may throw or reject, and returns how it ended.
 *
 * Attaches to a promise at once, so that no rejection is ever unhandled.
 */
export function attempt<T>(run: () => MaybePromise<T>): MaybePromise<Outcome<T>> {
  try {
    const value = run();
    if (!isPromise(value)) return { ok: true, value: value as T };
    return (value as Promise<T>).then(
      (result): Outcome<T> => ({ ok: true, value: result }),
      (error: unknown): Outcome<T> => ({ ok: false, error }),
    );
  } catch (error) {
    return { ok: false, error };
  }
}
