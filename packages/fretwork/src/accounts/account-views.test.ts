/** The views of an account's life: transports, CSRF, claims, last logins, and switches. */
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { SettingsInput } from '../settings/settings.ts';
import { type AccountApp, createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { APIClient } from '../testing/api-client.ts';
import { sqliteMemory } from '../testing/databases.ts';

const ADA = { email: 'ada@example.org', password: PASSWORD };
const OWN_PAGE = { origin: 'https://shop.example' };

async function using(settings: Partial<SettingsInput>, work: (own: AccountApp) => Promise<void>): Promise<void> {
  const own = await createAccountApp(sqliteMemory, settings);
  try {
    await own.join(ADA);
    await work(own);
  } finally {
    await own.drop();
  }
}
const browser = (own: AccountApp, headers: Record<string, string> = OWN_PAGE): APIClient =>
  new APIClient(own.app, { origin: 'https://shop.example', headers });

describe('a refresh token', () => {
  it('travels in a cookie where the client asks for it, and nowhere else', () =>
    using({}, async (own) => {
      const client = browser(own);
      const login = await client.post('/api/accounts/login/', { ...ADA, transport: 'cookie' });
      expect(login.data).toEqual({ access: expect.any(String) });
      const [cookie = ''] = login.headers.getSetCookie();
      expect(cookie).toMatch(/^__Host-refresh=ey[^;]+; Max-Age=86400; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
      const rotated = await client.post('/api/accounts/refresh/', {});
      expect(rotated.data).toEqual({ access: expect.any(String) });
      expect(rotated.headers.getSetCookie()).toHaveLength(1);
      const out = await client.post('/api/accounts/logout/', {});
      expect(out.status).toBe(204);
      expect(out.headers.getSetCookie()[0]).toMatch(/^__Host-refresh=; Max-Age=0/);
      expect((await client.post('/api/accounts/refresh/', {})).status).toBe(401);
    }));

  it('is ambiguous in both', () =>
    using({}, async (own) => {
      const client = browser(own);
      await client.post('/api/accounts/login/', { ...ADA, transport: 'cookie' });
      const { refresh } = (await own.post('login', ADA)).data;
      expect((await client.post('/api/accounts/refresh/', { refresh })).status).toBe(400);
      expect((await own.post('refresh', { refresh })).status).toBe(200);
    }));

  it.each([{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])(
    'in a cookie is for no page of %j, to get or to use',
    (headers) =>
      using({}, async (own) => {
        const login = await browser(own, headers as never).post('/api/accounts/login/', {
          ...ADA,
          transport: 'cookie',
        });
        expect(login.status).toBe(403);
        expect(login.headers.getSetCookie()).toEqual([]);
        const client = browser(own);
        await client.post('/api/accounts/login/', { ...ADA, transport: 'cookie' });
        client.credentials(headers as never);
        expect((await client.post('/api/accounts/refresh/', {})).status).toBe(403);
        expect((await client.post('/api/accounts/logout/', {})).status).toBe(403);
        client.credentials(OWN_PAGE);
        expect((await client.post('/api/accounts/refresh/', {})).status).toBe(200);
      }),
  );

  it('in the body is for any page: nothing sends it by itself', () =>
    using({}, async (own) => {
      const { refresh } = (await own.post('login', ADA)).data;
      const elsewhere = browser(own, { origin: 'https://app.example' });
      expect((await elsewhere.post('/api/accounts/refresh/', { refresh })).status).toBe(200);
    }));

  it('is ended by a logout, whatever it is', () =>
    using({}, async (own) => {
      const { refresh } = (await own.post('login', ADA)).data;
      for (const token of [refresh, refresh, 'x', undefined]) {
        expect((await own.post('logout', { refresh: token })).status).toBe(204);
      }
      expect((await own.post('refresh', { refresh })).status).toBe(401);
    }));
});

describe('a login', () => {
  it('has the claims of the settings, which replace none of its own', () =>
    using({ accounts: { claims: () => ({ roles: ['owner'], user_id: '999', exp: 1, jti: 'x' }) } }, async (own) => {
      const { access, refresh } = (await own.post('login', ADA)).data;
      const user = await own.models.User.objects.get({ email: ADA.email });
      for (const token of [access, refresh, (await own.post('refresh', { refresh })).data.access]) {
        expect(decodeJwt(token)).toMatchObject({ roles: ['owner'], user_id: String(user.id) });
        expect(decodeJwt(token).jti).not.toBe('x');
        expect(decodeJwt(token).exp).toBeGreaterThan(1);
      }
    }));

  it.each<[Partial<SettingsInput>, boolean]>([
    [{}, false],
    [{ jwt: { updateLastLogin: true } }, true],
    [{ accounts: { updateLastLogin: true } }, true],
    [{ jwt: { updateLastLogin: true }, accounts: { updateLastLogin: false } }, false],
  ])('writes the last login under %j: %s', (settings, writes) =>
    using(settings, async (own) => {
      const { lastLogin } = await own.models.User.objects.get({ email: ADA.email });
      expect(lastLogin).toEqual(writes ? own.clock.now : null);
    }),
  );

  it('needs an address or a name, not both, not neither', () =>
    using({}, async (own) => {
      for (const names of [{}, { email: ADA.email, username: 'ada' }]) {
        const { status, data } = await own.post('login', { ...names, password: PASSWORD });
        expect({ status, data }).toEqual({
          status: 400,
          data: { non_field_errors: ['Must include either "email" or "username".'] },
        });
      }
    }));

  it('tells the hooks of tokens', async () => {
    const seen: unknown[] = [];
    const jwt = {
      onLoginSuccess: () => void seen.push('in'),
      onLoginFailed: (credentials: unknown) => void seen.push(credentials),
    };
    await using({ jwt }, async (own) => {
      await own.post('login', { ...ADA, password: 'x' });
      await own.post('login', ADA);
    });
    expect(seen).toEqual([{ username: ADA.email }, 'in']);
  });
});

describe('a sign-up', () => {
  it('may be closed', async () => {
    const own = await createAccountApp(sqliteMemory, { accounts: { signUp: false } });
    expect((await own.post('register', ADA)).status).toBe(404);
    await own.drop();
  });

  it.each([
    ['required', {}, 400],
    ['required', { password: PASSWORD }, 202],
    ['optional', {}, 202],
    ['optional', { password: PASSWORD }, 202],
    ['optional', { password: '12345678' }, 400],
    ['never', {}, 202],
    ['never', { password: '1' }, 202],
  ] as const)('with a password that is %s and %j answers %i', async (signUpPassword, password, status) => {
    const own = await createAccountApp(sqliteMemory, { accounts: { signUpPassword } });
    expect((await own.post('register', { email: ADA.email, ...password })).status).toBe(status);
    await own.drop();
  });

  it('leaves who has no password none to guess', async () => {
    const own = await createAccountApp(sqliteMemory, { accounts: { signUpPassword: 'never', newUser: () => NAMED } });
    await own.post('verify', await own.begin('register', { email: ADA.email, password: PASSWORD }));
    const { password, username } = await own.models.User.objects.get({ email: ADA.email });
    expect({ password, username }).toEqual({ password: expect.stringMatching(/^!/), username: 'ada' });
    expect((await own.post('login', { username: 'ada', password })).status).toBe(401);
    expect((await own.post('login', ADA)).status).toBe(401);
    await own.drop();
  });

  it('refuses a password that is the address', () =>
    using({}, async (own) => {
      const { status, data } = await own.post('register', { email: 'mia.miller@example.org', password: 'mia.miller' });
      expect(status).toBe(400);
      expect(data.password).toHaveLength(1);
    }));
});

const NAMED = { username: 'ada' };
