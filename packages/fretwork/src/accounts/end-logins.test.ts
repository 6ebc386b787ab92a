/** Ending logins: all of a user, all but one, and nobody else's. */
import { describe, expect, it } from 'vitest';
import { createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { sqliteMemory } from '../testing/databases.ts';
import { endLogins } from './end-logins.ts';

describe('endLogins', () => {
  it('ends all logins of a user but the one that is left out', async () => {
    const own = await createAccountApp(sqliteMemory);
    const ada = { email: 'ada@example.org', password: PASSWORD };
    const first = (await own.join(ada)).data;
    const second = (await own.post('login', ada)).data;
    const other = (await own.join({ ...ada, email: 'bea@example.org' })).data;
    const user = await own.models.User.objects.get({ email: ada.email });
    const [kept] = (await own.withToken(first.access).get('/api/accounts/sessions/')).data.filter(
      ({ isCurrent }: { isCurrent: boolean }) => isCurrent,
    );
    const caller = { app: own.app, remoteAddress: undefined };
    await endLogins(caller, user as never, { reason: 'revoked', except: kept.id });
    const statusOf = async (refresh: string) => (await own.post('refresh', { refresh })).status;
    expect([await statusOf(first.refresh), await statusOf(second.refresh)]).toEqual([200, 401]);
    await endLogins(caller, user as never, { reason: 'revoked' });
    expect([await statusOf(first.refresh), await statusOf(other.refresh)]).toEqual([401, 200]);
    await own.drop();
  });
});
