/** Budgets of codes and logins: by address, client and all together, whoever asks and however they spell it. */
import { afterEach, describe, expect, it } from 'vitest';
import type { AccountsSettings } from '../settings/accounts-settings.ts';
import { type AccountApp, createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { sqliteMemory, testDatabases } from '../testing/databases.ts';

const EMAIL = 'ada@example.org';

describe.each([...testDatabases])('budgets on $name', (kind) => {
  let own: AccountApp;
  const open = async (accounts: AccountsSettings): Promise<AccountApp> => {
    own = await createAccountApp(kind, { accounts });
    return own;
  };
  afterEach(() => own.drop());

  const register = (email = EMAIL, from?: string) =>
    own.client(from).post('/api/accounts/register/', { email, password: PASSWORD });
  const statusOf = async (email?: string, from?: string) => (await register(email, from)).status;

  it('lets one code go to an address in a minute, however it is spelt', async () => {
    await open({ codeCooldown: '60s' });
    expect(await statusOf()).toBe(202);
    const spellings = [
      'ADA@example.org',
      ' ada@EXAMPLE.org ',
      'ada+shop@example.org',
      'ada@example.org.',
      'ａda@example.org',
    ];
    for (const spelling of spellings) expect([spelling, await statusOf(spelling)]).toEqual([spelling, 429]);
    expect(await statusOf('bea@example.org')).toBe(202);
    own.advance(59);
    const early = await register();
    expect(early.status).toBe(429);
    expect(early.headers.get('retry-after')).toBe('1');
    own.advance(1);
    expect(await statusOf()).toBe(202);
    expect(await own.mails()).toHaveLength(3);
  });

  it('ends the pause with a code that came back, and leaves the budgets as they are', async () => {
    await open({ codeCooldown: '60s', codesPerAddress: ['2/hour'] });
    await own.join({ email: EMAIL, password: PASSWORD });
    expect([await statusOf(), await statusOf()]).toEqual([202, 429]);
    own.advance(60);
    expect(await statusOf()).toBe(429);
  });

  it('lets one of a hundred requests at the same moment through', async () => {
    await open({ codeCooldown: '60s' });
    const statuses = await Promise.all(Array.from({ length: 100 }, () => statusOf()));
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(await own.mails()).toHaveLength(1);
  });

  it('sends five in an hour and ten in a day to an address, whatever they are for, and a resend is one of them', async () => {
    await open({ codesPerAddress: ['5/hour', '10/day'] });
    const { data } = await register();
    expect((await own.post('resend', { flow: data.flow })).status).toBe(202);
    expect((await own.post('password/reset', { email: EMAIL })).status).toBe(202);
    expect(await statusOf()).toBe(202);
    expect((await own.post('resend', { flow: data.flow })).status).toBe(202);
    expect(await statusOf()).toBe(429);
    expect((await own.post('resend', { flow: data.flow })).status).toBe(429);
    expect((await own.post('password/reset', { email: EMAIL })).status).toBe(429);
    own.advance(3_600);
    for (let index = 0; index < 5; index += 1) expect(await statusOf()).toBe(202);
    own.advance(3_600);
    expect(await statusOf()).toBe(429);
    expect(await own.mails()).toHaveLength(10);
  });

  it('gives a client so many codes, an IPv6 network as one client', async () => {
    await open({ codesPerNetwork: ['3/hour'] });
    const from = (host: string) => statusOf(`${crypto.randomUUID()}@example.org`, `2001:db8:1:2::${host}`);
    expect([await from('1'), await from('2'), await from('ffff'), await from('3')]).toEqual([202, 202, 202, 429]);
    expect(await statusOf('other@example.org', '2001:db8:1:3::1')).toBe(202);
    expect((await own.client('2001:db8:1:2::9').post('/api/accounts/resend/', { flow: FLOW })).status).toBe(429);
  });

  it('sends so many in all', async () => {
    await open({ codesInAll: ['2/hour'] });
    expect([await statusOf('a@example.org'), await statusOf('b@example.org', '198.51.100.1')]).toEqual([202, 202]);
    expect(await statusOf('c@example.org', '198.51.100.2')).toBe(429);
  });

  it('does not take a code from all for an address that has none left', async () => {
    await open({ codeCooldown: '60s', codesInAll: ['2/hour'] });
    for (let index = 0; index < 5; index += 1) await register();
    expect(await statusOf('b@example.org')).toBe(202);
  });

  it('costs nothing where what was sent is no sign-up', async () => {
    await open({ codesPerNetwork: ['1/hour'] });
    expect((await own.post('register', { email: 'nobody', password: PASSWORD })).status).toBe(400);
    expect((await own.post('register', { email: EMAIL, password: '12345678' })).status).toBe(400);
    expect((await own.post('register', { email: EMAIL })).status).toBe(400);
    expect(await statusOf()).toBe(202);
  });

  it('counts tries of codes by client, also of flows that there are not', async () => {
    await open({ guessesPerNetwork: ['3/hour'] });
    const guess = (from?: string) => own.client(from).post('/api/accounts/verify/', { flow: FLOW, code: '000000' });
    const statuses = [await guess(), await guess(), await guess(), await guess()].map(({ status }) => status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect((await guess('198.51.100.1')).status).toBe(401);
  });

  it('counts wrong passwords by name and client, and a right one begins anew', async () => {
    await open({ loginsPerNameAndNetwork: ['3/hour'] });
    await own.join({ email: EMAIL, password: PASSWORD });
    const login = async (password: string, email = EMAIL, from?: string) =>
      (await own.client(from).post('/api/accounts/login/', { email, password })).status;
    expect([await login('x'), await login('x'), await login(PASSWORD)]).toEqual([401, 401, 200]);
    expect([await login('x'), await login('x', 'ADA@example.org'), await login('x', 'ada+1@example.org')]).toEqual([
      401, 401, 401,
    ]);
    expect(await login(PASSWORD)).toBe(429);
    // Whoever locks a name here does not keep its owner out elsewhere.
    expect(await login(PASSWORD, EMAIL, '198.51.100.1')).toBe(200);
    // Somebody who is logged in shows the password under a budget of their own.
    expect(await login('x', 'bea@example.org')).toBe(401);
  });

  it('counts passwords of one name from everywhere, and of one client for all names', async () => {
    await open({ loginsPerName: ['2/hour'], loginsPerNetwork: ['3/hour'] });
    const login = async (username: string, from: string) =>
      (await own.client(from).post('/api/accounts/login/', { username, password: 'x' })).status;
    expect([await login('ada', '192.0.2.1'), await login('ada', '192.0.2.2'), await login('ada', '192.0.2.3')]).toEqual(
      [401, 401, 429],
    );
    expect([await login('b', '192.0.2.9'), await login('c', '192.0.2.9'), await login('d', '192.0.2.9')]).toEqual([
      401, 401, 401,
    ]);
    expect(await login('e', '192.0.2.9')).toBe(429);
  });

  it('counts the password that is shown again before something changes', async () => {
    await open({ loginsPerName: ['2/hour'] });
    const { client } = await own.join({ email: EMAIL, password: PASSWORD });
    const change = async (currentPassword: string) =>
      (await client.post('/api/accounts/password/change/', { currentPassword, newPassword: 'staple 77 staple' }))
        .status;
    expect([await change('x'), await change('x'), await change(PASSWORD)]).toEqual([401, 401, 429]);
  });
});

describe('what hooks are told', () => {
  it('asks for a captcha before anything that costs, and tells of limits', async () => {
    const events: string[] = [];
    const own = await createAccountApp(sqliteMemory, {
      accounts: {
        codeCooldown: '60s',
        isHuman: ({ captcha, purpose, remoteAddress }) => captcha === `${purpose} ${remoteAddress}`,
        onEvent: (event) => {
          events.push(Object.values(event).join(' '));
        },
      },
    });
    const input = { email: EMAIL, password: PASSWORD };
    expect((await own.post('register', input)).status).toBe(403);
    expect((await own.post('register', { ...input, captcha: 'signUp 203.0.113.7' })).status).toBe(202);
    expect((await own.post('register', { ...input, captcha: 'signUp 203.0.113.7' })).status).toBe(429);
    expect(events).toEqual(['codeSent signUp', 'limitReached codeCooldown']);
    await own.drop();
  });

  it('goes on where a hook fails', async () => {
    const own = await createAccountApp(sqliteMemory, {
      accounts: { onEvent: () => Promise.reject(new TypeError('on purpose')) },
    });
    expect((await own.post('register', { email: EMAIL, password: PASSWORD })).status).toBe(202);
    await own.drop();
  });
});

const FLOW = '6f2d3a52-7a41-4d2e-9a3f-0d8f4f7f9b10';
