/** What is one's own: the account itself, and where one is logged in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountApp, createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';

describe.each(testDatabases)('one’s own on $name', (kind) => {
  let own: AccountApp;
  beforeAll(async () => {
    own = await createAccountApp(kind);
  });
  afterAll(() => own.drop());

  const ME = '/api/accounts/me/';

  it('is shown and changed, as far as it may be', async () => {
    const { client } = await own.join({ email: 'ada@example.org', password: PASSWORD });
    const patch = { username: 'ada', firstName: 'Ada', email: 'x@example.org', isStaff: true, password: 'x', id: 99 };
    const { status, data } = await client.patch(ME, patch);
    expect(status).toBe(200);
    expect(data).toMatchObject({ username: 'ada', firstName: 'Ada', email: 'ada@example.org', isStaff: false });
    expect((await client.get(ME)).data).toEqual(data);
    expect(Object.keys(data)).not.toContain('password');
    expect((await own.post('login', { username: 'ada', password: PASSWORD })).status).toBe(200);
  });

  it('has a name that nobody else has', async () => {
    await own.join({ email: 'first@example.org', password: PASSWORD });
    const { client } = await own.join({ email: 'second@example.org', password: PASSWORD });
    const { username } = await own.models.User.objects.get({ email: 'first@example.org' });
    const { status, data } = await client.patch(ME, { username });
    expect(status).toBe(400);
    expect(Object.keys(data)).toEqual(['username']);
  });

  it('lists logins with their devices, and ends one', async () => {
    const { client, data } = await own.join({ email: 'bea@example.org', password: PASSWORD });
    const phone = own.client('198.51.100.5');
    phone.credentials({ 'user-agent': 'Phone\u0007 <script>' });
    const login = await phone.post('/api/accounts/login/', { email: 'bea@example.org', password: PASSWORD });
    const sessions = (await client.get('/api/accounts/sessions/')).data;
    expect(sessions).toHaveLength(2);
    const other = sessions.find(({ isCurrent }: { isCurrent: boolean }) => !isCurrent);
    expect(other).toMatchObject({ device: expect.stringMatching(/^Phone/), address: '198.51.100.5' });
    expect((await client.delete(`/api/accounts/sessions/${other.id}/`)).status).toBe(204);
    expect((await client.delete(`/api/accounts/sessions/${other.id}/`)).status).toBe(404);
    expect((await own.post('refresh', { refresh: login.data.refresh })).status).toBe(401);
    expect((await own.post('refresh', { refresh: data.refresh })).status).toBe(200);
  });

  it('is not somebody else’s', async () => {
    const eve = await own.join({ email: 'eve@example.org', password: PASSWORD });
    const { client, data } = await own.join({ email: 'carol@example.org', password: PASSWORD });
    const [{ id }] = (await client.get('/api/accounts/sessions/')).data;
    expect((await eve.client.delete(`/api/accounts/sessions/${id}/`)).status).toBe(404);
    expect((await eve.client.get('/api/accounts/sessions/')).data).toHaveLength(1);
    expect((await own.post('refresh', { refresh: data.refresh })).status).toBe(200);
  });

  it.each(['me', 'sessions'])('%s is for nobody who is not logged in', async (address) => {
    expect((await own.client().get(`/api/accounts/${address}/`)).status).toBe(401);
  });
});
