/** What tabs say to each other. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeBrowser } from '../tests/fake-browser.ts';
import type { AccessToken } from './access-token.ts';
import { createTabs, type TabNews } from './tabs.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const token: AccessToken = { text: 'x', login: 'a', lifetimeMilliseconds: 1, expiresAt: 2 };

it('is heard by the others, not by oneself', async () => {
  const browser = new FakeBrowser();
  const [heard, own]: TabNews[][] = [[], []];
  const one = createTabs(browser.tab().openChannel('a'), (news) => own?.push(news));
  createTabs(browser.tab().openChannel('a'), (news) => heard?.push(news));
  createTabs(browser.tab().openChannel('b'), (news) => own?.push(news));
  one.tell({ kind: 'token', token, isLogin: true, user: { id: 1 } });
  one.tell({ kind: 'end', reason: 'signedOut', login: 'a' });
  await vi.advanceTimersByTimeAsync(10);
  expect(heard).toEqual([
    { kind: 'token', token, isLogin: true, user: { id: 1 } },
    { kind: 'end', reason: 'signedOut', login: 'a' },
  ]);
  expect(own).toEqual([]);
});

it('waits for a token that it asks for, and no longer than it said', async () => {
  const browser = new FakeBrowser();
  const one = createTabs(browser.tab().openChannel('a'), () => undefined);
  const two = createTabs(browser.tab().openChannel('a'), (news) => {
    if (news.kind === 'ask') two.tell({ kind: 'token', token, isLogin: false });
  });
  const answered = vi.fn();
  void one.ask(1_000).then(answered);
  await vi.advanceTimersByTimeAsync(10);
  expect(answered).toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
  const alone = createTabs(browser.tab().openChannel('nobody'), () => undefined);
  const given = vi.fn();
  void alone.ask(1_000).then(given);
  await vi.advanceTimersByTimeAsync(999);
  expect(given).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(given).toHaveBeenCalled();
});

it('is nothing where there are no tabs', async () => {
  const none = createTabs(undefined, () => undefined);
  none.tell({ kind: 'ask' });
  await none.ask(1_000_000);
});

it.each([null, 'text', 5, {}, { kind: 'other' }, { kind: 'token' }, { kind: 'token', token: 'x' }])(
  'does not listen to %j',
  async (message) => {
    const browser = new FakeBrowser();
    const heard: TabNews[] = [];
    createTabs(browser.tab().openChannel('a'), (news) => heard.push(news));
    browser.tab().openChannel('a')?.postMessage(message);
    await vi.advanceTimersByTimeAsync(10);
    expect(heard).toEqual([]);
  },
);
