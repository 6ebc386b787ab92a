/** The session over its whole life, with a clock of its own and tabs that share it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser, type FakeTab } from '../tests/fake-browser.ts';
import { FakeServer } from '../tests/fake-server.ts';
import { type ClientCalls, type ClientOptions, createClientIn } from './client.ts';
import { NetworkError, NotAuthenticated, ServerError, SessionChanged } from './errors.ts';
import { memoryStorage } from './token-storage.ts';

type AnyClient = ClientCalls<unknown, object>;

let server: FakeServer;
let browser: FakeBrowser;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  browser = new FakeBrowser();
});
afterEach(() => {
  vi.useRealTimers();
});

const open = (options: ClientOptions = {}, tab: FakeTab = browser.tab()): AnyClient =>
  createClientIn(tab, { baseURL: 'https://shop.example', fetch: server.fetch, retries: 0, ...options });

/** Lets a promise come to its end, with whatever time it takes. */
async function settled<T>(promise: Promise<T>, milliseconds = 2_000): Promise<PromiseSettledResult<T>> {
  const [outcome] = await Promise.all([Promise.allSettled([promise]), vi.advanceTimersByTimeAsync(milliseconds)]);
  return outcome[0];
}
const done = async <T>(promise: Promise<T>, milliseconds?: number): Promise<T> => {
  const outcome = await settled(promise, milliseconds);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
};

const logIn = (client: AnyClient, username = 'mia') => done(client.login({ username, password: 'right' }));
const ask = (client: AnyClient, path = 'api/thing/') => client.request('GET', path);
const mia = { status: 'signedIn', user: { id: 1, username: 'mia' } };
const SECOND = 1_000;
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** A tab whose siblings are closed: the browser's cookies and notes are there, and nobody to ask. */
const aloneIn = (one: FakeBrowser): FakeTab => ({ ...one.tab(), openChannel: () => undefined });

describe('who is signed in', () => {
  it('is found out by the cookie, once, however often it is asked', async () => {
    await logIn(open());
    server.requests.length = 0;
    const client = open({}, aloneIn(browser));
    const states = await done(Promise.all([client.session.start(), client.session.start(), client.session.start()]));
    expect(states).toEqual([mia, mia, mia]);
    expect(server.requests.map(({ path }) => path)).toEqual(['/api/accounts/refresh/', '/api/accounts/me/']);
    expect(client.session.state).toBe(states[0]);
  });

  it('is asked of nobody where nobody ever signed in', async () => {
    const client = open();
    expect(await done(client.session.start())).toEqual({ status: 'signedOut', reason: 'none' });
    expect(await done(ask(client))).toMatchObject({ user: null });
    expect(server.count('/refresh/')).toBe(0);
  });

  it('is not known while the server is away, and found out when it is back', async () => {
    await logIn(open());
    const client = open({}, aloneIn(browser));
    server.isDown = true;
    expect(await done(client.session.start())).toEqual({ status: 'unknown' });
    await expect(done(ask(client))).rejects.toBeInstanceOf(NetworkError);
    server.isDown = false;
    await vi.advanceTimersByTimeAsync(90 * SECOND);
    expect(client.session.state).toEqual(mia);
  });

  it('is told to listeners, and to nobody who stopped listening', async () => {
    const client = open();
    const heard: string[] = [];
    const listener = (): number => heard.push(client.session.state.status);
    const stop = client.session.subscribe(listener);
    await logIn(client);
    stop();
    await done(client.logout());
    expect(heard).toEqual(['signedIn']);
  });

  it('has expired where there was a session, and was none where there was not', async () => {
    await logIn(open());
    server.endLogins();
    const client = open({}, aloneIn(browser));
    expect(await done(client.session.start())).toEqual({ status: 'signedOut', reason: 'expired' });
    expect(await done(open({}, aloneIn(browser)).session.start())).toEqual({
      status: 'signedOut',
      reason: 'none',
    });
  });

  it('waits for requests that come before it is known', async () => {
    await logIn(open());
    const client = open({}, aloneIn(browser));
    const answers = await done(Promise.all([ask(client), client.session.start(), ask(client)]));
    expect(answers).toMatchObject([{ user: 'mia' }, mia, { user: 'mia' }]);
    expect(server.count('/refresh/')).toBe(1);
  });
});

describe('refreshing', () => {
  it('comes before the token expires while it is used, and then is no request’s business', async () => {
    const client = open();
    await logIn(client);
    await vi.advanceTimersByTimeAsync(269 * SECOND);
    expect(server.count('/refresh/')).toBe(1); // thirty seconds before the end
    await done(ask(client));
    expect(server.count('/refresh/')).toBe(1);
  });

  it('leaves a token alone that nobody used, until somebody does', async () => {
    const client = open();
    await logIn(client);
    await vi.advanceTimersByTimeAsync(3_600 * SECOND);
    expect(server.count('/refresh/')).toBe(1); // `me/` had used the first one
    await done(Promise.all([ask(client), ask(client)]));
    expect(server.count('/refresh/')).toBe(2);
  });

  it('leaves a hidden page alone, until it is seen', async () => {
    const tab = browser.tab();
    const client = open({}, tab);
    await logIn(client);
    tab.show(false);
    await vi.advanceTimersByTimeAsync(3_600 * SECOND);
    expect(server.count('/refresh/')).toBe(0);
    tab.show(true);
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(server.count('/refresh/')).toBe(1);
  });

  it('is one for a timer and a refusal at the same moment', async () => {
    const client = open();
    await logIn(client);
    await vi.advanceTimersByTimeAsync(266 * SECOND);
    server.requests.length = 0;
    server.spoilTokens();
    server.latencyMilliseconds = 3 * SECOND; // the refusal arrives while the timer's refresh is under way
    const answer = done(ask(client), 30 * SECOND);
    expect(await answer).toMatchObject({ user: 'mia' });
    expect(server.count('/refresh/')).toBe(1);
  });

  it('does not turn in circles with tokens of one second', async () => {
    server.lifetimeSeconds = 1;
    const client = open();
    await logIn(client);
    await vi.advanceTimersByTimeAsync(600 * SECOND);
    expect(server.count('/refresh/')).toBeLessThanOrEqual(1);
    expect(await done(ask(client))).toMatchObject({ user: 'mia' });
  });

  it('does not turn in circles with tokens that are too old when they come', async () => {
    server.lifetimeSeconds = 0;
    const client = open();
    const outcome = await settled(client.login({ username: 'mia', password: 'right' }), 10 * SECOND);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { status: 401 } });
    expect(server.requests.length).toBeLessThan(8);
  });

  it.each([-3_600, 3_600])('counts by the server’s clock, which is %d seconds ahead', async (seconds) => {
    server.aheadMilliseconds = seconds * SECOND;
    const client = open();
    await logIn(client);
    await done(ask(client));
    expect(server.count('/refresh/')).toBe(0);
    await vi.advanceTimersByTimeAsync(320 * SECOND);
    await done(ask(client));
    expect(server.requests.at(-1)).toMatchObject({ path: '/api/thing/' });
    expect(client.session.state).toEqual(mia);
  });

  it.each([500, 502, 503, 429, 403, 404])('keeps the session when the answer is %d', async (status) => {
    const client = open();
    await logIn(client);
    server.spoilTokens();
    server.override = ({ path }) => (path.endsWith('/refresh/') ? Response.json({}, { status }) : undefined);
    await expect(done(ask(client))).rejects.toMatchObject({ status });
    expect(client.session.state).toEqual(mia);
    server.override = undefined;
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect(await done(ask(client))).toMatchObject({ user: 'mia' });
  });

  it('keeps the session when a hotel’s page answers', async () => {
    const client = open();
    await logIn(client);
    server.spoilTokens();
    server.override = ({ path }) => (path.endsWith('/refresh/') ? new Response('<h1>Welcome</h1>') : undefined);
    await expect(done(ask(client))).rejects.toBeInstanceOf(NetworkError);
    expect(client.session.state).toEqual(mia);
  });

  it('waits longer after every failure', async () => {
    const tab = browser.tab();
    const client = open({}, tab);
    await logIn(client);
    await vi.advanceTimersByTimeAsync(250 * SECOND);
    server.isDown = true;
    await vi.advanceTimersByTimeAsync(1_000 * SECOND);
    const tries = server.count('/refresh/');
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(30);
    server.isDown = false;
    tab.wake();
    await vi.advanceTimersByTimeAsync(100);
    expect(server.count('/refresh/')).toBe(tries + 1);
    expect(client.session.state).toEqual(mia);
  });

  it('is for the others also when the request that began it is aborted', async () => {
    const client = open();
    await logIn(client);
    server.spoilTokens();
    const controller = new AbortController();
    const given = client.request('GET', 'api/one/', { signal: controller.signal });
    const other = ask(client, 'api/two/');
    const both = Promise.allSettled([given, other]);
    await vi.advanceTimersByTimeAsync(15);
    controller.abort(new DOMException('enough', 'AbortError'));
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(await both).toMatchObject([
      { status: 'rejected', reason: { name: 'AbortError' } },
      { status: 'fulfilled', value: { user: 'mia' } },
    ]);
    expect(server.count('/refresh/')).toBe(1);
  });
});

describe('tabs', () => {
  it('share a login', async () => {
    const [one, two] = [open(), open()];
    await done(two.session.start());
    await logIn(one);
    expect(two.session.state).toEqual(mia);
    expect(await done(ask(two))).toMatchObject({ user: 'mia' });
    expect(server.count('/refresh/')).toBe(0);
  });

  it('share a start', async () => {
    await logIn(open());
    const two = open();
    expect(await done(two.session.start())).toEqual(mia);
    expect(server.count('/refresh/')).toBe(0);
    expect(server.count('/me/')).toBe(1);
  });

  it.each([true, false])('share one refresh; with Web Locks: %s', async (hasLocks) => {
    browser = new FakeBrowser({ hasLocks });
    const clients = [open(), open(), open(), open()];
    await done(Promise.all(clients.map(({ session }) => session.start())));
    await logIn(clients[0] as AnyClient);
    server.spoilTokens();
    server.latencyMilliseconds = 50;
    // Without locks a server with grace is needed for what is at the very same moment: here one is first.
    const all = clients.map(async (client, index) => {
      if (!hasLocks) await new Promise((resolve) => setTimeout(resolve, index * 200));
      return ask(client);
    });
    const answers = await done(Promise.all(all), 5 * SECOND);
    expect(answers).toMatchObject([{ user: 'mia' }, { user: 'mia' }, { user: 'mia' }, { user: 'mia' }]);
    expect(server.count('/refresh/')).toBe(1);
    for (const { session } of clients) expect(session.state).toEqual(mia);
  });

  it('take their turn when the one that refreshes was closed', async () => {
    const [one, two] = [open(), open()];
    await done(two.session.start());
    await logIn(one);
    server.spoilTokens();
    server.latencyMilliseconds = 100;
    const closed = new AbortController();
    server.override = async ({ path }) => {
      if (!path.endsWith('/refresh/') || closed.signal.aborted) return undefined;
      closed.abort();
      throw new TypeError('closed');
    };
    const both = Promise.allSettled([ask(one), ask(two)]);
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect(await both).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: { user: 'mia' } }]);
  });

  it('sign out together, and forget what is under way', async () => {
    const [one, two] = [open(), open()];
    await done(two.session.start());
    await logIn(one);
    server.latencyMilliseconds = 500;
    const late = Promise.allSettled([ask(two)]);
    await vi.advanceTimersByTimeAsync(10);
    void one.logout();
    await vi.advanceTimersByTimeAsync(10);
    expect(two.session.state).toEqual({ status: 'signedOut', reason: 'signedOut' });
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    expect(await late).toMatchObject([{ status: 'rejected', reason: expect.any(SessionChanged) }]);
    expect(server.cookie).toBeUndefined();
  });

  it('hear that somebody else has signed in', async () => {
    const [one, two] = [open(), open()];
    await logIn(one);
    await done(two.session.start());
    server.latencyMilliseconds = 100;
    server.override = ({ path }) => (path === '/api/slow/' ? pause(SECOND).then(() => undefined) : undefined);
    const late = Promise.allSettled([ask(one, 'api/slow/')]);
    await logIn(two, 'noah');
    expect(await late).toMatchObject([{ status: 'rejected', reason: expect.any(SessionChanged) }]);
    expect(one.session.state).toMatchObject({ user: { username: 'noah' } });
    expect(await done(ask(one))).toMatchObject({ user: 'noah' });
  });

  it('believe no news of a session that was ended here', async () => {
    const [one, two] = [open(), open()];
    await logIn(one);
    await done(two.session.start());
    server.spoilTokens();
    await done(Promise.all([ask(two), vi.advanceTimersByTimeAsync(0)]));
    const channel = browser.tab().openChannel('fretwork:https://shop.example/api/accounts/');
    const news: unknown[] = [];
    channel?.addEventListener('message', ({ data }) => news.push(data));
    channel?.postMessage({ kind: 'ask' });
    await vi.advanceTimersByTimeAsync(10);
    const token = news.find((one) => (one as { readonly kind: string }).kind === 'token');
    expect(token).toMatchObject({ user: mia.user, isLogin: false });
    await done(one.logout());
    channel?.postMessage(token); // late
    await vi.advanceTimersByTimeAsync(10);
    expect(one.session.state).toEqual({ status: 'signedOut', reason: 'signedOut' });
    expect(await done(ask(one))).toMatchObject({ user: null });
  });

  it('do not share a storage of one tab', async () => {
    const [one, two] = [open({ transport: memoryStorage() }), open({ transport: memoryStorage() })];
    await logIn(one);
    await logIn(two, 'noah');
    expect(one.session.state).toEqual(mia);
    await done(two.logout());
    expect(one.session.state).toEqual(mia);
  });
});

describe('signing out', () => {
  it('is seen at once, and told to the server when it can be reached, by another page if need be', async () => {
    const client = open();
    await logIn(client);
    const { cookie } = server;
    server.isDown = true;
    await done(client.logout());
    expect(client.session.state).toEqual({ status: 'signedOut', reason: 'signedOut' });
    expect(server.isGood(cookie)).toBe(true);
    server.isDown = false;
    const reopened = open({}, aloneIn(browser));
    expect(await done(reopened.session.start())).toEqual({ status: 'signedOut', reason: 'none' });
    expect(server.isGood(cookie)).toBe(false);
    expect(server.count('/refresh/')).toBe(0);
  });

  it('wins over a login that is under way', async () => {
    const client = open();
    const login = Promise.allSettled([client.login({ username: 'mia', password: 'right' })]);
    await vi.advanceTimersByTimeAsync(5);
    await done(client.logout());
    expect(await login).toMatchObject([{ status: 'rejected', reason: expect.any(SessionChanged) }]);
    expect(client.session.state).toEqual({ status: 'signedOut', reason: 'signedOut' });
    expect(server.isGood(server.cookie)).toBe(false);
  });

  it('drops a refresh that is under way, and its token', async () => {
    const storage = memoryStorage();
    const client = open({ transport: storage });
    await logIn(client);
    server.spoilTokens();
    const late = Promise.allSettled([ask(client)]);
    await vi.advanceTimersByTimeAsync(15); // refused, refreshing
    expect(server.count('/refresh/')).toBe(1);
    await done(client.logout());
    expect(await late).toMatchObject([{ status: 'rejected', reason: expect.any(NotAuthenticated) }]);
    expect(await storage.get()).toBeNull();
    expect(client.session.state).toEqual({ status: 'signedOut', reason: 'signedOut' });
    expect(await done(ask(client))).toMatchObject({ user: null });
  });

  it('follows a second refusal', async () => {
    const client = open();
    await logIn(client);
    server.override = ({ path }) => (path === '/api/thing/' ? Response.json({}, { status: 401 }) : undefined);
    await expect(done(ask(client))).rejects.toBeInstanceOf(NotAuthenticated);
    expect(server.count('/thing/')).toBe(2);
    expect(client.session.state).toEqual({ status: 'signedOut', reason: 'expired' });
  });
});

describe('signing in', () => {
  it('says what is wrong, and changes nothing', async () => {
    const client = open();
    await logIn(client);
    const outcome = await settled(client.login({ username: 'noah', password: 'wrong' }));
    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(NotAuthenticated) });
    expect(client.session.state).toEqual(mia);
    expect(server.count('/refresh/')).toBe(0);
  });

  it('is done when only the user could not be asked for', async () => {
    const client = open();
    server.override = ({ path }) => (path.endsWith('/me/') ? Response.json({}, { status: 500 }) : undefined);
    expect(await settled(client.login({ username: 'mia', password: 'right' }))).toMatchObject({
      reason: expect.any(ServerError),
    });
    expect(client.session.state).toEqual({ status: 'unknown' });
    server.override = undefined;
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect(client.session.state).toEqual(mia);
    await vi.advanceTimersByTimeAsync(270 * SECOND);
    expect(server.count('/refresh/')).toBe(1); // the timer goes on
  });

  it('while the start is under way leaves the timer of the login alone', async () => {
    const first = browser.tab();
    await logIn(open({}, first));
    first.show(false);
    const client = open({}, aloneIn(browser));
    server.latencyMilliseconds = 100;
    let asked = 0;
    server.override = ({ path }) =>
      path.endsWith('/me/') && ++asked === 1 ? pause(400).then(() => undefined) : undefined;
    const started = client.session.start();
    await vi.advanceTimersByTimeAsync(150); // refreshed, asking who it is, which takes longer than the login
    const [state] = await done(Promise.all([started, client.login({ username: 'noah', password: 'right' })]));
    expect(['unknown', 'signedIn']).toContain(state.status);
    expect(client.session.state).toMatchObject({ user: { username: 'noah' } });
    server.requests.length = 0;
    await done(ask(client));
    await vi.advanceTimersByTimeAsync(275 * SECOND);
    expect(server.count('/refresh/')).toBe(1);
  });
});
