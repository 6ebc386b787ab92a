/** The whole life of an account, on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountApp, createAccountApp, NEW_PASSWORD, PASSWORD } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';

describe.each(testDatabases)('account endpoints on $name', (kind) => {
  let own: AccountApp;
  beforeAll(async () => {
    own = await createAccountApp(kind, { accounts: { loginByCode: true } });
  });
  afterAll(() => own.drop());

  it('sign up, log in, refresh, replay, reset and log out', async () => {
    const { begin, client, post, withToken, mails } = own;
    const email = 'Ada@Example.org';

    const started = await post('register', { email, password: PASSWORD });
    expect(started.status).toBe(202);
    expect(started.data).toEqual({ flow: expect.any(String), expiresIn: 600, resendIn: 0 });
    expect(started.headers.get('cache-control')).toBe('no-store');
    const [mail] = await mails();
    expect(mail?.to).toEqual([{ name: '', address: 'Ada@example.org' }]);
    const [code] = await own.codes();
    const { flow } = started.data;

    const verified = await post('verify', { flow, code });
    expect(verified.status).toBe(200);
    expect(verified.data).toEqual({ access: expect.any(String), refresh: expect.any(String) });
    const me = await withToken(verified.data.access).get('/api/accounts/me/');
    expect(me.data).toMatchObject({ email: 'Ada@example.org', username: expect.stringMatching(/^user-[\da-f]{12}$/) });

    const login = await post('login', { email: 'ADA@example.org', password: PASSWORD });
    expect(login.status).toBe(200);
    const byName = await post('login', { username: me.data.username, password: PASSWORD });
    expect(byName.status).toBe(200);
    const sessions = await withToken(login.data.access).get('/api/accounts/sessions/');
    expect(sessions.data).toHaveLength(3);
    expect(sessions.data.filter(({ isCurrent }: { isCurrent: boolean }) => isCurrent)).toHaveLength(1);

    const rotated = await post('refresh', { refresh: login.data.refresh });
    expect(rotated.status).toBe(200);
    own.advance(60);
    const replayed = await post('refresh', { refresh: login.data.refresh });
    expect(replayed.status).toBe(401);
    expect((await post('refresh', { refresh: rotated.data.refresh })).status).toBe(401);
    expect((await mails())[0]?.subject).toBe('One of your logins was ended');
    expect((await withToken(verified.data.access).get('/api/accounts/sessions/')).data).toHaveLength(2);

    const reset = await begin('password/reset', { email });
    expect((await post('password/reset/confirm', { ...reset, newPassword: NEW_PASSWORD })).status).toBe(204);
    expect((await post('refresh', { refresh: verified.data.refresh })).status).toBe(401);
    expect((await post('login', { email, password: PASSWORD })).status).toBe(401);
    const again = await post('login', { email, password: NEW_PASSWORD });
    expect(again.status).toBe(200);

    expect((await withToken(again.data.access).post('/api/accounts/logout-all/')).status).toBe(204);
    expect((await post('refresh', { refresh: again.data.refresh })).status).toBe(401);
    expect((await client().get('/api/accounts/me/')).status).toBe(401);
  });
});
