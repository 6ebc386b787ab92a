/** Logouts while tokens are being exchanged, on both databases: nothing that was logged out lives on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountApp, createAccountApp, NEW_PASSWORD, PASSWORD } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';

const ROUNDS = 15;

describe.each(testDatabases)('a logout at the same moment as a refresh on $name', (kind) => {
  let own: AccountApp;
  beforeAll(async () => {
    own = await createAccountApp(kind, { jwt: { refreshReuseGrace: 0 } });
    await own.join({ email: 'ada@example.org', password: PASSWORD });
  });
  afterAll(() => own.drop());

  const logIn = async (password = PASSWORD) => (await own.post('login', { email: 'ada@example.org', password })).data;
  const isDead = async (refresh: string | undefined) =>
    refresh === undefined || (await own.post('refresh', { refresh })).status === 401;

  it.each([
    ['logout', (refresh: string) => own.post('logout', { refresh })],
    ['logout-all', (_: string, access: string) => own.withToken(access).post('/api/accounts/logout-all/')],
  ])('%s leaves no token alive', async (_, logOut) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { access, refresh } = await logIn();
      const [left, exchanged] = await Promise.all([
        logOut(refresh, access),
        own.post('refresh', { refresh }),
        own.post('refresh', { refresh }),
      ]);
      expect(left.status).toBe(204);
      expect([200, 401]).toContain(exchanged.status);
      expect(await isDead(refresh)).toBe(true);
      expect(await isDead(exchanged.data.refresh)).toBe(true);
    }
    expect(await own.models.RefreshFamily.objects.filter({ revokedAt: { isnull: true } }).count()).toBe(
      _ === 'logout-all' ? 0 : 1, // the sign-up's own
    );
  });

  it('a new password leaves no login alive that was begun with the old one at the same moment', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const email = `bea-${round}@example.org`;
      const { client, data } = await own.join({ email, password: PASSWORD });
      const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
      const logins = Array.from({ length: 6 }, () => own.post('login', { email, password: PASSWORD }));
      const [changed, ...answers] = await Promise.all([
        client.post('/api/accounts/password/change/', change),
        ...logins,
      ]);
      expect(changed?.status).toBe(204);
      for (const { status, data: tokens } of answers) {
        expect([200, 401]).toContain(status);
        expect(await isDead(tokens.refresh)).toBe(true);
      }
      expect((await own.post('refresh', { refresh: data.refresh })).status).toBe(200); // its own goes on
    }
  });
});
