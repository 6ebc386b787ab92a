/** A forgotten password: what a reset ends, whom it tells, and who cannot have one; on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountApp, createAccountApp, NEW_PASSWORD, PASSWORD } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';
import { createUser } from './create-user.ts';

describe.each(testDatabases)('a password reset on $name', (kind) => {
  let own: AccountApp;
  beforeAll(async () => {
    own = await createAccountApp(kind);
  });
  afterAll(() => own.drop());

  const reset = async (email: string, newPassword = NEW_PASSWORD) => {
    const flow = await own.begin('password/reset', { email });
    return own.post('password/reset/confirm', { ...flow, newPassword });
  };

  it('ends every login, session and token of the user, and nobody else’s', async () => {
    const { Session, Token, User } = own.models;
    const victim = await own.join({ email: 'victim@example.org', password: PASSWORD });
    const thief = await own.post('login', { email: 'victim@example.org', password: PASSWORD });
    const other = await own.join({ email: 'other@example.org', password: PASSWORD });
    const user = await User.objects.get({ email: 'victim@example.org' });
    await own.app.authTokens?.issue(user);
    await Session.objects.create({ ...A_SESSION, userId: String(user.id) });

    expect((await reset('victim@example.org')).status).toBe(204);
    for (const { refresh } of [victim.data, thief.data]) {
      expect((await own.post('refresh', { refresh })).status).toBe(401);
    }
    expect((await own.post('refresh', { refresh: other.data.refresh })).status).toBe(200);
    expect(await Session.objects.filter({ userId: String(user.id) }).count()).toBe(0);
    expect(await Token.objects.filter({ userId: String(user.id) }).count()).toBe(0);
    expect((await own.post('login', { email: 'victim@example.org', password: PASSWORD })).status).toBe(401);
    expect((await own.post('login', { email: 'victim@example.org', password: NEW_PASSWORD })).status).toBe(200);
    expect((await own.mails()).find(({ subject }) => subject === 'Your password was changed')?.to).toEqual([
      { name: '', address: 'victim@example.org' },
    ]);
  });

  it('mails the owner’s own spelling, not the one that was typed', async () => {
    await own.join({ email: 'Mia@example.org', password: PASSWORD });
    await own.post('password/reset', { email: 'ＭＩＡ+thief@EXAMPLE.org' });
    expect((await own.mails())[0]).toMatchObject({
      to: [{ address: 'Mia@example.org' }],
      subject: 'Your code for a new password',
    });
  });

  it('is for users who were made by code too, and proves their address', async () => {
    const { EmailAddress, User } = own.models;
    await createUser(User, { username: 'staff', email: 'Staff@Example.org' });
    expect((await EmailAddress.objects.get({ address: 'staff@example.org' })).verifiedAt).toBeNull();
    expect((await reset('staff@example.org')).status).toBe(204);
    expect((await EmailAddress.objects.get({ address: 'staff@example.org' })).verifiedAt).toEqual(own.clock.now);
    expect((await own.post('login', { username: 'staff', password: NEW_PASSWORD })).status).toBe(200);
  });

  it('is not for somebody inactive, nor for somebody who is gone', async () => {
    const { User } = own.models;
    await own.join({ email: 'out@example.org', password: PASSWORD });
    const flow = await own.begin('password/reset', { email: 'out@example.org' });
    await User.objects.filter({ email: 'out@example.org' }).update({ isActive: false });
    expect((await own.post('password/reset/confirm', { ...flow, newPassword: NEW_PASSWORD })).status).toBe(401);
    await User.objects.filter({ email: 'out@example.org' }).delete();
    expect((await own.post('password/reset/confirm', { ...flow, newPassword: NEW_PASSWORD })).status).toBe(401);
  });

  it.each(['short', '12345678', 'password1', ''])(
    'refuses the password %j, and tries no code for it',
    async (newPassword) => {
      await own.post('password/reset', { email: 'victim@example.org' });
      const answer = await own.post('password/reset/confirm', { flow: crypto.randomUUID(), code: '1', newPassword });
      expect(answer.status).toBe(400);
      expect(answer.data.newPassword).toEqual(expect.arrayContaining([expect.any(String)]));
    },
  );

  it('takes a password of any script and of blanks', async () => {
    await own.join({ email: 'unicode@example.org', password: PASSWORD });
    const password = ' \u{1F511} pässwörd 密码 ';
    expect((await reset('unicode@example.org', password)).status).toBe(204);
    expect((await own.post('login', { email: 'unicode@example.org', password })).status).toBe(200);
    expect((await own.post('login', { email: 'unicode@example.org', password: password.trim() })).status).toBe(401);
  });
});

const NOW = new Date('2026-03-01T12:00:00Z');
const A_SESSION = { keyHash: 'x'.repeat(64), authHash: 'y', data: {}, createdAt: NOW, usedAt: NOW };
