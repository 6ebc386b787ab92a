/** Passwords at the login: which names are one, and that every refusal costs the same. */
import { describe, expect, it, vi } from 'vitest';
import { createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { sqliteMemory } from '../testing/databases.ts';
import { createUser } from './create-user.ts';

describe('a login with a password', () => {
  it('takes an address before a name that looks like one', async () => {
    const own = await createAccountApp(sqliteMemory);
    await createUser(
      own.models.User,
      { username: 'ada@example.org', password: 'the name of eve 77' },
      own.app.accounts,
    );
    await own.join({ email: 'ada@example.org', password: PASSWORD });
    expect((await own.post('login', { username: 'ada@example.org', password: PASSWORD })).status).toBe(200);
    expect((await own.post('login', { username: 'ada@example.org', password: 'the name of eve 77' })).status).toBe(401);
    await own.drop();
  });

  it('takes a name that looks like an address where the address is nobody’s', async () => {
    const own = await createAccountApp(sqliteMemory);
    await createUser(own.models.User, { username: 'bea@example.org', password: PASSWORD }, own.app.accounts);
    expect((await own.post('login', { email: 'bea@example.org', password: PASSWORD })).status).toBe(200);
    await own.drop();
  });

  it('hashes once, whoever is asked for', async () => {
    const own = await createAccountApp(sqliteMemory);
    await own.join({ email: 'ada@example.org', password: PASSWORD });
    const passwords = own.app.accounts?.passwords;
    const verify = passwords && vi.spyOn(passwords, 'verify');
    const names = ['ada@example.org', 'nobody@example.org', 'nobody', '\0', 'x'.repeat(1_000)];
    for (const [index, email] of names.entries()) {
      expect((await own.post('login', { email, password: 'x' })).status).toBe(email === '\0' ? 400 : 401);
      if (email !== '\0') expect(verify).toHaveBeenCalledTimes(index > 3 ? index : index + 1);
    }
    await own.drop();
  });
});
