/** Asking for codes: mails, flows, and a mail that fails with everything else. */
import { describe, expect, it } from 'vitest';
import { createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { sqliteMemory } from '../testing/databases.ts';
import { requestCode, resendCode } from './code-requests.ts';

const EMAIL = 'Ada@example.org';

describe('requestCode', () => {
  it('works without a request, under the same limits', async () => {
    const own = await createAccountApp(sqliteMemory, { accounts: { codeCooldown: '60s' } });
    const caller = { app: own.app, remoteAddress: undefined };
    const { flow, resendIn } = await requestCode(caller, { purpose: 'signUp', email: EMAIL });
    expect(resendIn).toBe(60);
    await expect(requestCode(caller, { purpose: 'signUp', email: EMAIL })).rejects.toMatchObject({ status: 429 });
    await expect(resendCode(caller, { flow })).rejects.toMatchObject({ status: 429 });
    own.advance(60);
    expect(await resendCode(caller, { flow })).toMatchObject({ flow });
    await own.drop();
  });

  it('mails nothing after its code has expired', async () => {
    const own = await createAccountApp(sqliteMemory, { accounts: { codeLifetime: '90s' } });
    await own.post('register', { email: EMAIL, password: PASSWORD });
    const [mail] = await own.mails();
    expect(mail?.expiresAt).toEqual(new Date(own.clock.now.getTime() + 90_000));
    expect(mail?.text).toContain('2 minutes');
    await own.drop();
  });

  it('begins nothing where the mail cannot be written', async () => {
    const own = await createAccountApp(sqliteMemory);
    await own.database.query('DROP TABLE mail_outgoing', [], { prepare: false });
    const answer = await own.post('register', { email: EMAIL, password: PASSWORD });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.data)).not.toContain('mail');
    expect(await own.models.EmailCode.objects.count()).toBe(0);
    await own.drop();
  });

  it('keeps no password but its hash with a flow', async () => {
    const own = await createAccountApp(sqliteMemory);
    await own.post('register', { email: EMAIL, password: PASSWORD });
    const { data } = await own.models.EmailCode.objects.get({});
    expect(data).toEqual({ password: expect.stringMatching(/^md5\$/) });
    await own.drop();
  });
});
