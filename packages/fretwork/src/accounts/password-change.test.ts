/** A new password for somebody who knows the old one; on both databases. */
import { describe, expect, it } from 'vitest';
import { createAccountApp, NEW_PASSWORD, PASSWORD } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';

const ADA = { email: 'ada@example.org', password: PASSWORD };
const CHANGE = '/api/accounts/password/change/';

describe.each(testDatabases)('a change of password on $name', (kind) => {
  it('ends every other login, goes on with this one, and tells by mail', async () => {
    const own = await createAccountApp(kind);
    const { client, data } = await own.join(ADA);
    const other = (await own.post('login', ADA)).data;
    const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    expect((await client.post(CHANGE, { ...change, currentPassword: 'x' })).status).toBe(401);
    expect((await client.post(CHANGE, { ...change, newPassword: 'short' })).status).toBe(400);
    expect((await client.post(CHANGE, { ...change, newPassword: ADA.email })).status).toBe(400);
    expect((await client.post(CHANGE, change)).status).toBe(204);
    expect((await own.post('refresh', { refresh: other.refresh })).status).toBe(401);
    expect((await own.post('refresh', { refresh: data.refresh })).status).toBe(200);
    expect((await own.post('login', ADA)).status).toBe(401);
    expect((await own.post('login', { ...ADA, password: NEW_PASSWORD })).status).toBe(200);
    expect((await own.mails())[0]).toMatchObject({
      subject: 'Your password was changed',
      to: [{ address: ADA.email }],
    });
    await own.drop();
  });

  it('is for nobody who has no password to show', async () => {
    const own = await createAccountApp(kind, { accounts: { signUpPassword: 'never' } });
    const { client } = await own.join(ADA);
    for (const currentPassword of [PASSWORD, '!', ' ']) {
      expect((await client.post(CHANGE, { currentPassword, newPassword: NEW_PASSWORD })).status).toBe(401);
    }
    await own.drop();
  });
});
