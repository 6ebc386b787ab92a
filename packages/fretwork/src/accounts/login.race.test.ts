/** A login at the same moment as a new password, at every door and on both databases: none with the old one is left. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { jwtOf } from '../jwt/context.ts';
import { SlidingToken } from '../jwt/revocable-tokens.ts';
import { type AccountApp, createAccountApp, NEW_PASSWORD, PASSWORD } from '../testing/account-app.ts';
import type { APIResponse } from '../testing/api-client.ts';
import { testDatabases } from '../testing/databases.ts';

const ADA = { email: 'ada@example.org', password: PASSWORD };
const DOORS = ['/api/accounts/login/', '/api/token/', '/api/sliding/', '/api/auth-token/'];

describe.each(testDatabases)('a login and a new password on $name', (kind) => {
  let own: AccountApp;
  afterEach(async () => {
    vi.restoreAllMocks();
    await own.drop();
  });

  const open = async () => {
    own = await createAccountApp(kind);
    const { client } = await own.join(ADA);
    return {
      logIn: (door: string) => own.client().post(door, { username: ADA.email, password: PASSWORD }),
      change: async (): Promise<void> => {
        const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
        expect((await client.post('/api/accounts/password/change/', change)).status).toBe(204);
      },
    };
  };

  it.each(DOORS)('%s refuses who was checked before the change', async (door) => {
    const { change, logIn } = await open();
    const { accounts } = own.app;
    if (accounts === undefined) return expect.unreachable();
    const check = accounts.checkPassword.bind(accounts);
    vi.spyOn(accounts, 'checkPassword').mockImplementationOnce(async (user, password) => {
      const isRight = await check(user, password);
      await change();
      return isRight;
    });
    const answer = await logIn(door);
    expect(answer.status).toBe(door === '/api/auth-token/' ? 400 : 401);
    expect(await isAlive(answer)).toBe(false);
  });

  it.each(DOORS)('%s has the change wait for a login that is under way, and end it', async (door) => {
    const { change, logIn } = await open();
    const [entered, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const pause = async (): Promise<void> => {
      entered.resolve();
      await goOn.promise;
    };
    pauseBeforeLogin(pause);
    const login = logIn(door);
    await entered.promise;
    let isOver = false;
    const reached = isWriting();
    const changed = change().finally(() => {
      isOver = true;
    });
    await reached;
    while (!isOver && !(await isWaiting()));
    goOn.resolve();
    const answer = await login;
    await changed;
    expect(answer.status).toBe(200);
    expect(await isAlive(answer)).toBe(false);
  });

  // Where a login is written, once its user was looked at for the last time.
  function pauseBeforeLogin(pause: () => Promise<void>): void {
    const { authTokens } = own.app;
    const { store } = jwtOf(own);
    if (authTokens === undefined || store === null) throw new TypeError('The fixture has both.');
    const [issue, openFamily] = [authTokens.issue.bind(authTokens), store.openFamily.bind(store)];
    vi.spyOn(authTokens, 'issue').mockImplementationOnce(async (user) => {
      await pause();
      return issue(user);
    });
    vi.spyOn(store, 'openFamily').mockImplementationOnce(async (...login) => {
      await pause();
      return openFamily(...login);
    });
  }

  /** Resolves when the new password is about to be written. */
  function isWriting(): Promise<void> {
    const { accounts } = own.app;
    if (accounts === undefined) return expect.unreachable();
    const write = accounts.setEncodedPassword.bind(accounts);
    return new Promise((resolve) => {
      vi.spyOn(accounts, 'setEncodedPassword').mockImplementationOnce((...password) => {
        const written = write(...password);
        resolve();
        return written;
      });
    });
  }

  // SQLite has one writer at a time, whose turn comes in the order of asking; PostgreSQL says who waits for a lock.
  async function isWaiting(): Promise<boolean> {
    if (own.database.dialect.name === 'sqlite') return true;
    const { rows } = await own.database.query(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return Number(rows[0]?.[0]) > 0;
  }

  async function isAlive({ data }: APIResponse): Promise<boolean> {
    const { refresh, token } = data as { readonly refresh?: string; readonly token?: string };
    if (refresh !== undefined) return (await own.post('refresh', { refresh })).status === 200;
    if (token === undefined) return false;
    if (!token.includes('.')) return (await own.app.authTokens?.find(token)) !== null;
    return SlidingToken.parse(token, jwtOf(own)).then(
      () => true,
      () => false,
    );
  }
});
