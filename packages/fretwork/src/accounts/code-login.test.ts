/** Logging in by a code: only where it is on, only who may log in, and it proves the address. */
import { describe, expect, it } from 'vitest';
import { createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { sqliteMemory } from '../testing/databases.ts';
import { createUser } from './create-user.ts';

const EMAIL = 'ada@example.org';

describe('a login by code', () => {
  it('is off where nobody turns it on', async () => {
    const own = await createAccountApp(sqliteMemory);
    expect((await own.post('login/code', { email: EMAIL })).status).toBe(404);
    const answer = { flow: crypto.randomUUID(), code: '000000' };
    expect((await own.post('login/code/confirm', answer)).status).toBe(404);
    await own.drop();
  });

  it('lets its owner in and proves the address', async () => {
    const own = await createAccountApp(sqliteMemory, { accounts: { loginByCode: true } });
    await createUser(own.models.User, { username: 'ada', email: EMAIL });
    const { status, data } = await own.post('login/code/confirm', await own.begin('login/code', { email: EMAIL }));
    expect(status).toBe(200);
    expect((await own.withToken(data.access).get('/api/accounts/me/')).data.username).toBe('ada');
    expect((await own.models.EmailAddress.objects.get({ address: EMAIL })).verifiedAt).toEqual(own.clock.now);
    await own.drop();
  });

  it('is for nobody inactive, and for nobody whom the rule of tokens refuses', async () => {
    const jwt = { userAuthenticationRule: (user: { isActive: boolean } | null) => user?.isActive === true && isOpen };
    const own = await createAccountApp(sqliteMemory, { jwt, accounts: { loginByCode: true } });
    let isOpen = true;
    await own.join({ email: EMAIL, password: PASSWORD });
    isOpen = false;
    const refused = await own.begin('login/code', { email: EMAIL });
    expect((await own.post('login/code/confirm', refused)).status).toBe(401);
    isOpen = true;
    await own.models.User.objects.update({ isActive: false });
    expect((await own.post('login/code/confirm', refused)).status).toBe(401);
    await own.models.User.objects.update({ isActive: true });
    expect((await own.post('login/code/confirm', refused)).status).toBe(200);
    await own.drop();
  });
});
