/** Connection: notices that the server is away, and that it is back. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection } from './connection.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Connection', () => {
  it('looks, ever less often, until somebody answers', async () => {
    const probe = vi
      .fn(async () => true)
      .mockRejectedValueOnce(new TypeError('Failed to fetch'))
      .mockResolvedValueOnce(false);
    const connection = new Connection({ probe });
    const seen: boolean[] = [];
    connection.subscribe(() => seen.push(connection.isAway()));
    connection.lost();
    connection.lost();
    await vi.advanceTimersByTimeAsync(1500);
    await vi.advanceTimersByTimeAsync(2400);
    expect([probe.mock.calls.length, seen]).toEqual([2, [true]]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([probe.mock.calls.length, seen]).toEqual([3, [true, false]]);
  });

  it('is back as soon as anything was answered', async () => {
    const probe = vi.fn(async () => false);
    const connection = new Connection({ probe });
    connection.lost();
    connection.found();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([connection.isAway(), probe.mock.calls.length]).toEqual([false, 0]);
  });

  it('looks at once when it is asked to, and tells nobody who has left', async () => {
    const connection = new Connection({ probe: async () => true });
    const listener = vi.fn();
    connection.subscribe(listener)();
    connection.lost();
    await connection.look();
    expect([connection.isAway(), listener.mock.calls.length]).toEqual([false, 0]);
  });

  it('waits with what needs the server, and does it again', async () => {
    const probe = vi
      .fn(async () => true)
      .mockResolvedValueOnce(false)
      .mockResolvedValueOnce(false);
    const connection = new Connection({ probe });
    const action = vi.fn(async () => 'done').mockRejectedValueOnce(new TypeError('Failed to fetch'));
    const attempt = connection.attempt(action);
    await vi.advanceTimersByTimeAsync(1500);
    expect([connection.isAway(), action.mock.calls.length]).toEqual([true, 1]);
    await vi.advanceTimersByTimeAsync(5000);
    expect([await attempt, connection.isAway(), action.mock.calls.length]).toEqual(['done', false, 2]);
  });

  it('does not wait for a server that is there', async () => {
    const connection = new Connection({ probe: async () => true });
    const gone = new TypeError('Failed to fetch dynamically imported module');
    await expect(connection.attempt(() => Promise.reject(gone))).rejects.toBe(gone);
    expect(connection.isAway()).toBe(false);
  });
});
