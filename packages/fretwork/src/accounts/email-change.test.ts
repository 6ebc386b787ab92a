/** Another address: who may ask, what it takes, whom it tells; on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountApp, createAccountApp, PASSWORD } from '../testing/account-app.ts';
import type { APIClient } from '../testing/api-client.ts';
import { testDatabases } from '../testing/databases.ts';

describe.each(testDatabases)('a change of address on $name', (kind) => {
  let own: AccountApp;
  beforeAll(async () => {
    own = await createAccountApp(kind);
  });
  afterAll(() => own.drop());

  const ask = async (client: APIClient, email: string, password = PASSWORD) => {
    const { status, data } = await client.post('/api/accounts/email/change/', { email, password });
    const [code = ''] = await own.codes();
    return { status, answer: { flow: data.flow, code } };
  };
  const confirm = async (client: APIClient, answer: object) =>
    (await client.post('/api/accounts/email/change/confirm/', answer)).status;

  it('moves the account, and tells the old address', async () => {
    const { client } = await own.join({ email: 'old@example.org', password: PASSWORD });
    const { status, answer } = await ask(client, 'New@example.org');
    expect(status).toBe(202);
    expect((await own.mails())[0]?.to).toEqual([{ name: '', address: 'New@example.org' }]);
    expect(await confirm(client, answer)).toBe(204);
    expect((await own.mails())[0]).toMatchObject({
      subject: 'Your address was changed',
      to: [{ address: 'old@example.org' }],
    });
    expect((await own.post('login', { email: 'new@example.org', password: PASSWORD })).status).toBe(200);
    expect((await own.post('login', { email: 'old@example.org', password: PASSWORD })).status).toBe(401);
    expect(await own.models.User.objects.filter({ email: 'New@example.org' }).count()).toBe(1);
    // The old one is free for somebody else.
    await own.join({ email: 'old@example.org', password: PASSWORD });
  });

  it('needs the password', async () => {
    const { client } = await own.join({ email: 'ada@example.org', password: PASSWORD });
    expect((await ask(client, 'thief@example.org', 'x')).status).toBe(401);
    expect((await own.client().post('/api/accounts/email/change/', {})).status).toBe(401);
  });

  it('is confirmed by whoever asked, and by nobody else', async () => {
    const { client } = await own.join({ email: 'bea@example.org', password: PASSWORD });
    const eve = await own.join({ email: 'eve@example.org', password: PASSWORD });
    const { answer } = await ask(client, 'bea-new@example.org');
    expect(await confirm(eve.client, answer)).toBe(401);
    expect(await confirm(own.client(), answer)).toBe(401);
    expect(await confirm(client, answer)).toBe(204);
    expect(await confirm(client, answer)).toBe(401);
  });

  it('takes another spelling of one’s own address', async () => {
    const { client } = await own.join({ email: 'case@example.org', password: PASSWORD });
    const { answer } = await ask(client, 'Case+shop@example.org');
    expect(await confirm(client, answer)).toBe(204);
    await own.post('password/reset', { email: 'case@example.org' });
    expect((await own.mails())[0]?.to).toEqual([{ name: '', address: 'Case+shop@example.org' }]);
  });

  it('takes no address that was taken since', async () => {
    const first = await own.join({ email: 'first@example.org', password: PASSWORD });
    const second = await own.join({ email: 'second@example.org', password: PASSWORD });
    const one = await ask(first.client, 'wanted@example.org');
    const other = await ask(second.client, 'wanted@example.org');
    const statuses = await Promise.all([confirm(first.client, one.answer), confirm(second.client, other.answer)]);
    expect(statuses.toSorted()).toEqual([204, 401]);
    expect(await own.models.EmailAddress.objects.filter({ address: 'wanted@example.org' }).count()).toBe(1);
    expect(await own.models.User.objects.filter({ email: 'wanted@example.org' }).count()).toBe(1);
  });
});
