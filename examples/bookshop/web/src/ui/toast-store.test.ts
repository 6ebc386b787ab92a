/** Toasts: the newest one, for a while. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { toast, toastStore } from './toast-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('shows the newest toast for its whole time, and tells whoever looks', () => {
  const seen: (string | undefined)[] = [];
  const stop = toastStore.subscribe(() => seen.push(toastStore.read()?.text));
  toast('Saved.');
  vi.advanceTimersByTime(4000);
  toast('Sent.');
  vi.advanceTimersByTime(4000); // the time of the first one is over
  expect(toastStore.read()?.text).toBe('Sent.');
  vi.advanceTimersByTime(1000);
  stop();
  toast('Unseen.');
  expect(seen).toEqual(['Saved.', 'Sent.', undefined]);
});
