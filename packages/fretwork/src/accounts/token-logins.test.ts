/** Logins for tokens: who is refused at the last moment, and which login a request belongs to. */
import { describe, expect, it } from 'vitest';
import { AuthenticationFailed } from '../errors.ts';
import { Request } from '../http/request.ts';
import { createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { sqliteMemory } from '../testing/databases.ts';
import { loginIdOf, openLogin } from './token-logins.ts';

describe('openLogin', () => {
  it('refuses who has another password by now, is inactive, or is gone', async () => {
    const own = await createAccountApp(sqliteMemory);
    await own.join({ email: 'ada@example.org', password: PASSWORD });
    const request = new Request(new globalThis.Request('http://testserver/'), { app: own.app });
    const user = await own.models.User.objects.get({ email: 'ada@example.org' });
    const open = () => openLogin(request, user as never);
    expect(await open()).toMatchObject({ access: expect.any(String), refreshExpiresAt: expect.any(Date) });
    const families = await own.models.RefreshFamily.objects.count();
    const changes = [{ isActive: false }, { isActive: true, password: 'other' }];
    for (const change of changes) {
      await own.models.User.objects.update(change);
      await expect(open()).rejects.toThrow(AuthenticationFailed);
    }
    await own.models.User.objects.delete();
    await expect(open()).rejects.toThrow(AuthenticationFailed);
    expect(await own.models.RefreshFamily.objects.count()).toBe(families);
    await own.drop();
  });
});

describe('loginIdOf', () => {
  it.each([
    [null, undefined],
    [{}, undefined],
    ['text', undefined],
    [{ family: 7 }, undefined],
    [{ family: 'f' }, 'f'],
  ])('of %j is %j', (auth, expected) => {
    expect(loginIdOf({ auth } as Request)).toBe(expected);
  });
});
