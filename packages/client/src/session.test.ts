/** A state that can be watched. */
import { expect, it, vi } from 'vitest';
import { WatchedState } from './session.ts';

it('is one object until there is news, and cannot be changed', () => {
  const state = new WatchedState<{ id: number }>();
  const listener = vi.fn();
  state.watch(listener);
  expect(state.current).toEqual({ status: 'unknown' });
  state.set({ status: 'signedIn', user: { id: 1 } });
  const { current } = state;
  state.set({ status: 'signedIn', user: { id: 1 } });
  expect(state.current).toBe(current);
  expect(Object.isFrozen(current)).toBe(true);
  state.set({ status: 'signedIn', user: { id: 2 } });
  expect(listener).toHaveBeenCalledTimes(2);
});

it('calls a listener as often as it was passed, until each is ended', () => {
  const state = new WatchedState<number>();
  const listener = vi.fn();
  const ends = [state.watch(listener), state.watch(listener)];
  state.set({ status: 'signedIn', user: 1 });
  expect(listener).toHaveBeenCalledTimes(2);
  ends[0]?.();
  ends[0]?.();
  state.set({ status: 'signedIn', user: 2 });
  expect(listener).toHaveBeenCalledTimes(3);
});

it('lets listeners leave while they are called', () => {
  const state = new WatchedState<number>();
  const second = vi.fn();
  const end = state.watch(() => end());
  state.watch(second);
  state.set({ status: 'signedOut', reason: 'none' });
  expect(second).toHaveBeenCalledTimes(1);
});
