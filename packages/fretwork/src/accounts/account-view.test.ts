/** What all account endpoints have in common: JSON alone, no cache, and one answer for what fails. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountApp, createAccountApp, NEW_PASSWORD, PASSWORD } from '../testing/account-app.ts';
import { sqliteMemory } from '../testing/databases.ts';

const FLOW = '6f2d3a52-7a41-4d2e-9a3f-0d8f4f7f9b10';
const ANSWER = { detail: 'Incorrect authentication credentials.', code: 'authentication_failed' };

describe('account endpoints', () => {
  let own: AccountApp;
  let access: string;
  beforeAll(async () => {
    own = await createAccountApp(sqliteMemory, { accounts: { loginByCode: true } });
    const { data } = await own.join({ email: 'ada@example.org', password: PASSWORD });
    access = data.access;
    await own.join({ email: 'out@example.org', password: PASSWORD });
    await own.models.User.objects.filter({ email: 'out@example.org' }).update({ isActive: false });
  });
  afterAll(() => own.drop());

  const forged = () => `${access.slice(0, -2)}${access.endsWith('AA') ? 'BB' : 'AA'}`;

  it.each<[string, string, object]>([
    ['a wrong password', 'login', { email: 'ada@example.org', password: 'x' }],
    ['a user whom nobody knows', 'login', { email: 'nobody@example.org', password: PASSWORD }],
    ['a name whom nobody has', 'login', { username: 'nobody', password: PASSWORD }],
    ['what is no address', 'login', { email: '@@', password: PASSWORD }],
    ['somebody inactive', 'login', { email: 'out@example.org', password: PASSWORD }],
    ['a flow that there is not', 'verify', { flow: FLOW, code: '000000' }],
    ['a flow that there is not', 'resend', { flow: FLOW }],
    ['a flow that there is not', 'login/code/confirm', { flow: FLOW, code: '000000' }],
    ['a flow that there is not', 'password/reset/confirm', { flow: FLOW, code: '0', newPassword: NEW_PASSWORD }],
    ['no token', 'refresh', {}],
    ['what is no token', 'refresh', { refresh: 'x' }],
    ['a token of another kind', 'refresh', { refresh: 'access' }],
  ])('answer %s at %s alike', async (_, address, data) => {
    const sent = 'refresh' in data && data.refresh === 'access' ? { refresh: access } : data;
    const { status, data: body, headers } = await own.post(address, sent);
    expect({ status, body }).toEqual({ status: 401, body: ANSWER });
    expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('answer bad access tokens alike too, and say so where there is none', async () => {
    const gone = await own.join({ email: 'gone@example.org', password: PASSWORD });
    await own.models.User.objects.filter({ email: 'gone@example.org' }).delete();
    for (const token of [forged(), 'x', 'a.b.c', gone.data.access, gone.data.refresh]) {
      const { status, data } = await own.withToken(token).get('/api/accounts/me/');
      expect({ status, data }).toEqual({ status: 401, data: ANSWER });
    }
    const { status, data } = await own.client().get('/api/accounts/me/');
    expect({ status, data }).toEqual({
      status: 401,
      data: { detail: 'Authentication credentials were not provided.' },
    });
  });

  const POSTS = addresses();

  it.each(POSTS)('%s reads JSON alone, and nothing from GET', async (address) => {
    const client = own.withToken(access);
    for (const format of ['form', 'multipart'] as const) {
      const { status } = await client.post(`/api/accounts/${address}/`, { email: 'x@example.org' }, { format });
      expect(status).toBe(415);
    }
    const plain = { headers: { 'content-type': 'text/plain' } };
    expect((await client.post(`/api/accounts/${address}/`, '{"email":"x@example.org"}', plain)).status).toBe(415);
    expect((await client.get(`/api/accounts/${address}/`)).status).toBe(405);
  });

  it.each(POSTS)('%s bears any JSON', async (address) => {
    const bodies = ['null', '[]', '"x"', '7', '{"__proto__":{"email":"x"}}', '{"email":{"x":1},"flow":[],"code":{}}'];
    const odd = ['\\u0000', '\\ud800', 'x'.repeat(100_000)].map(
      (text) => `{"email":"${text}","username":"${text}","password":"${text}","flow":"${text}","code":"${text}"}`,
    );
    for (const body of [...bodies, ...odd]) {
      const headers = { 'content-type': 'application/json' };
      const { status } = await own.withToken(access).post(`/api/accounts/${address}/`, body, { headers });
      expect([400, 401]).toContain(status);
    }
  });
});

function addresses(): readonly string[] {
  return [
    ...['register', 'verify', 'resend', 'login', 'login/code', 'login/code/confirm', 'refresh'],
    ...['password/change', 'password/reset', 'password/reset/confirm', 'email/change', 'email/change/confirm'],
  ];
}
