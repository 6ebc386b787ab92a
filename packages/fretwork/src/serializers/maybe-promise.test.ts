import { describe, expect, it } from 'vitest';
import { allReady, attempt, isPromise, whenReady } from './maybe-promise.ts';

describe('MaybePromise', () => {
  it('goes on at once with what is there', () => {
    expect(whenReady(1, (value) => value + 1)).toBe(2);
    expect(allReady([1, 2])).toEqual([1, 2]);
    expect(isPromise(whenReady(Promise.resolve(1), (value) => value + 1))).toBe(true);
  });

  it('waits for what is not', async () => {
    expect(await whenReady(Promise.resolve(1), (value) => value + 1)).toBe(2);
    expect(await allReady([1, Promise.resolve(2)])).toEqual([1, 2]);
  });

  it('returns errors, thrown or rejected', async () => {
    const error = new TypeError('no');
    const thrower = () => {
      throw error;
    };
    expect(attempt(thrower)).toEqual({ ok: false, error });
    expect(await attempt(() => Promise.reject(error))).toEqual({ ok: false, error });
    expect(attempt(() => 1)).toEqual({ ok: true, value: 1 });
  });
});
