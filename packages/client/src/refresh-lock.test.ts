/** One at a time, in a tab and over tabs. */
import { expect, it } from 'vitest';
import { FakeBrowser } from '../tests/fake-browser.ts';
import { createRefreshLock } from './refresh-lock.ts';

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

it.each([true, false])('lets one in at a time; with Web Locks: %s', async (hasLocks) => {
  const { locks } = new FakeBrowser({ hasLocks }).tab();
  const exclusive = createRefreshLock('name', locks);
  let inside = 0;
  const waits = await Promise.all(
    [1, 2, 3].map((number) =>
      exclusive(async (waited) => {
        inside += 1;
        expect(inside).toBe(1);
        await turn();
        inside -= 1;
        return [number, waited];
      }),
    ),
  );
  expect(waits).toEqual([
    [1, false],
    [2, true],
    [3, true],
  ]);
  expect(await exclusive(async (waited) => waited)).toBe(false);
});

it('lets one tab in at a time, and tells the others that they waited', async () => {
  const browser = new FakeBrowser();
  const tabs = [0, 1, 2].map(() => createRefreshLock('name', browser.tab().locks));
  let inside = 0;
  const waits = await Promise.all(
    tabs.map((exclusive) =>
      exclusive(async (waited) => {
        inside += 1;
        expect(inside).toBe(1);
        await turn();
        inside -= 1;
        return waited;
      }),
    ),
  );
  expect(waits).toEqual([false, true, true]);
});

it('goes on after a failure, which is the failed one’s alone', async () => {
  const { locks } = new FakeBrowser().tab();
  for (const one of [locks, undefined]) {
    const exclusive = createRefreshLock('name', one);
    const failing = exclusive(() => Promise.reject(new TypeError('no')));
    const next = exclusive(async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  }
});

it('knows the platform’s own locks', async () => {
  const exclusive = createRefreshLock('fretwork-test', navigator.locks as never);
  expect(await Promise.all([exclusive(async () => 1), exclusive(async () => 2)])).toEqual([1, 2]);
});

it('does without locks where a page may not have them, and runs a task once', async () => {
  const denied = { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) };
  const exclusive = createRefreshLock('name', denied);
  expect(await exclusive(async () => 'done')).toBe('done');
  let runs = 0;
  const failing = createRefreshLock(
    'name',
    new FakeBrowser().tab().locks,
  )(async () => {
    runs += 1;
    throw new DOMException('mine', 'SecurityError');
  });
  await expect(failing).rejects.toThrow('mine');
  expect(runs).toBe(1);
});
