/** Codes that come back twice, late, elsewhere or for something else, on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthenticationFailed } from '../errors.ts';
import { type AccountApp, createAccountApp, NEW_PASSWORD, PASSWORD } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';

describe.each(testDatabases)('codes that are replayed on $name', (kind) => {
  let own: AccountApp;
  beforeAll(async () => {
    own = await createAccountApp(kind, { accounts: { loginByCode: true } });
    await own.join({ email: 'ada@example.org', password: PASSWORD });
  });
  afterAll(() => own.drop());

  it('are good once', async () => {
    const answer = await own.begin('password/reset', { email: 'ada@example.org' });
    const confirm = { ...answer, newPassword: NEW_PASSWORD };
    expect((await own.post('password/reset/confirm', confirm)).status).toBe(204);
    expect((await own.post('password/reset/confirm', confirm)).status).toBe(401);
  });

  it('are no codes of another purpose, even with their own flow', async () => {
    const reset = await own.begin('password/reset', { email: 'ada@example.org' });
    expect((await own.post('login/code/confirm', reset)).status).toBe(401);
    expect((await own.post('verify', reset)).status).toBe(401);
    const login = await own.begin('login/code', { email: 'ada@example.org' });
    expect((await own.post('password/reset/confirm', { ...login, newPassword: NEW_PASSWORD })).status).toBe(401);
    expect((await own.post('login/code/confirm', login)).status).toBe(200);
  });

  it('are no codes of another flow', async () => {
    const first = await own.begin('register', { email: 'bea@example.org', password: PASSWORD });
    const second = await own.begin('register', { email: 'bea@example.org', password: NEW_PASSWORD });
    expect((await own.post('verify', { flow: first.flow, code: second.code })).status).toBe(
      first.code === second.code ? 200 : 401,
    );
    expect((await own.post('verify', second)).status).toBe(200);
    // What waits with the flow decides, so that nobody gets into an account with a password that they planted.
    expect((await own.post('login', { email: 'bea@example.org', password: NEW_PASSWORD })).status).toBe(200);
    expect((await own.post('login', { email: 'bea@example.org', password: PASSWORD })).status).toBe(401);
  });

  it('are void once another one was sent', async () => {
    const first = await own.begin('password/reset', { email: 'ada@example.org' });
    await own.post('resend', { flow: first.flow });
    const [code = ''] = await own.codes();
    if (code === first.code) return; // one in a million
    const confirm = { flow: first.flow, newPassword: PASSWORD };
    expect((await own.post('password/reset/confirm', { ...confirm, code: first.code })).status).toBe(401);
    expect((await own.post('password/reset/confirm', { ...confirm, code })).status).toBe(204);
  });

  it('are void once another flow of the address came to its end', async () => {
    const first = await own.begin('password/reset', { email: 'ada@example.org' });
    const second = await own.begin('password/reset', { email: 'ada@example.org' });
    expect((await own.post('password/reset/confirm', { ...second, newPassword: NEW_PASSWORD })).status).toBe(204);
    expect((await own.post('password/reset/confirm', { ...first, newPassword: PASSWORD })).status).toBe(401);
  });

  it('are void for an address that its account has left', async () => {
    const { client } = await own.join({ email: 'old@example.org', password: PASSWORD });
    const reset = await own.begin('password/reset', { email: 'old@example.org' });
    const { data } = await client.post('/api/accounts/email/change/', { email: 'new@example.org', password: PASSWORD });
    const [code = ''] = await own.codes();
    const changed = await client.post('/api/accounts/email/change/confirm/', { flow: data.flow, code });
    expect(changed.status).toBe(204);
    expect((await own.post('password/reset/confirm', { ...reset, newPassword: NEW_PASSWORD })).status).toBe(401);
  });

  it('are kept as a hash that is nothing without the key of the server', async () => {
    const { flow, code } = await own.begin('password/reset', { email: 'ada@example.org' });
    const row = await own.models.EmailCode.objects.get({ id: flow });
    expect(row.codeHash).toMatch(/^[\da-f]{64}$/);
    expect(JSON.stringify({ ...row, id: '' })).not.toContain(code);
    const other = await createAccountApp(kind, { secretKey: 'another-key-of-at-least-thirty-two-bytes' });
    try {
      await other.models.EmailCode.objects.create(columnsOf(row));
      const check = other.app.emailAccounts?.codes.check({ purpose: 'passwordReset', flow, code }, NOBODY);
      await expect(check).rejects.toThrow(AuthenticationFailed);
    } finally {
      await other.drop();
    }
  });

  it('do nothing where what they are for fails', async () => {
    const answer = await own.begin('register', { email: 'fails@example.org', password: PASSWORD });
    const { codes } = own.app.emailAccounts ?? {};
    const row = await codes?.check({ ...answer, purpose: 'signUp' }, NOBODY);
    const failing = row && codes?.spend(row, async () => Promise.reject(new TypeError('on purpose')));
    await expect(failing).rejects.toThrow('on purpose');
    expect((await own.post('verify', answer)).status).toBe(200);
  });
});

const NOBODY = { remoteAddress: undefined };

const columnsOf = (row: object): never =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as never;
