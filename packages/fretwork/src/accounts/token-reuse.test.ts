/** Who is told that a spent token came back. */
import { describe, expect, it } from 'vitest';
import { createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { sqliteMemory } from '../testing/databases.ts';

describe('a spent token that comes back', () => {
  it('is told to its owner once, and then to the setting', async () => {
    const events: unknown[] = [];
    const jwt = { refreshReuseGrace: 0, onRefreshTokenReused: (event: object) => void events.push(event) };
    const own = await createAccountApp(sqliteMemory, { jwt });
    const { data } = await own.join({ email: 'ada@example.org', password: PASSWORD });
    await own.post('refresh', { refresh: data.refresh });
    for (let index = 0; index < 3; index += 1) await own.post('refresh', { refresh: data.refresh });
    const told = (await own.mails()).filter(({ subject }) => subject === 'One of your logins was ended');
    expect(told.map(({ to }) => to)).toEqual([[{ name: '', address: 'ada@example.org' }]]);
    expect(events).toHaveLength(1);
    await own.drop();
  });

  it('is told to nobody where there is no address', async () => {
    const own = await createAccountApp(sqliteMemory, { jwt: { refreshReuseGrace: 0 } });
    const { data } = await own.join({ email: 'ada@example.org', password: PASSWORD });
    await own.models.EmailAddress.objects.delete();
    await own.post('refresh', { refresh: data.refresh });
    expect((await own.post('refresh', { refresh: data.refresh })).status).toBe(401);
    expect(await own.mails()).toHaveLength(1); // the code of the sign-up
    await own.drop();
  });
});
