/** Guessing passwords by HTTP Basic: within the limits of logins, while a right password costs and forgives nothing; on both databases. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { emailAccountsOf } from '../accounts/email-accounts.ts';
import { OperationalError } from '../errors.ts';
import type { AccountsSettings } from '../settings/accounts-settings.ts';
import { type AccountApp, createAccountApp, NEW_PASSWORD, PASSWORD } from '../testing/account-app.ts';
import type { APIResponse } from '../testing/api-client.ts';
import { assertNumQueries } from '../testing/assert-num-queries.ts';
import { testDatabases } from '../testing/databases.ts';

const ADA = 'ada@example.org';
const ELSEWHERE = '198.51.100.1';

describe.each(testDatabases)('guessing by Basic on $name', (kind) => {
  let own: AccountApp;
  afterEach(async () => {
    vi.restoreAllMocks();
    await own.drop();
  });

  const open = async (accounts: AccountsSettings): Promise<void> => {
    own = await createAccountApp(kind, { accounts });
    await own.join({ email: ADA, password: PASSWORD });
  };
  const ask = (password: string, from?: string, name = ADA): Promise<APIResponse> => {
    const client = own.client(from);
    client.credentials({ authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` });
    return client.get('/api/basic/');
  };
  const statusesOf = async (asked: readonly Promise<APIResponse>[]) =>
    (await Promise.all(asked)).map(({ status }) => status);
  const times = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const oneByOne = async (count: number, make: (index: number) => Promise<APIResponse>): Promise<number[]> => {
    const statuses = [];
    for (let index = 0; index < count; index += 1) statuses.push((await make(index)).status);
    return statuses;
  };

  it('ends with 429 and a time, and so does the right password then, here and not elsewhere', async () => {
    await open({ loginsPerNameAndNetwork: ['3/hour'] });
    expect(await oneByOne(4, () => ask('x'))).toEqual([401, 401, 401, 429]);
    const { status, data, headers } = await ask(PASSWORD);
    expect([status, headers.get('retry-after')]).toEqual([429, '3600']);
    expect(data).toEqual({ detail: 'Request was throttled. Expected available in 3600 seconds.' });
    expect((await ask(PASSWORD, ELSEWHERE)).status).toBe(200);
    own.advance(3600);
    expect((await ask(PASSWORD)).status).toBe(200);
  });

  it('takes from the budget of all doors, and gives to it', async () => {
    const logIn = (password: string) => own.client().post('/api/token/', { username: ADA, password });
    await open({ loginsPerNameAndNetwork: ['4/hour'] });
    expect(await oneByOne(2, () => logIn('x'))).toEqual([401, 401]);
    expect(await oneByOne(2, () => ask('x'))).toEqual([401, 401]);
    expect([(await logIn(PASSWORD)).status, (await ask(PASSWORD)).status]).toEqual([429, 429]);
  });

  it.each<[string, AccountsSettings, (index: number) => Promise<APIResponse>]>([
    ['one client whatever the name', { loginsPerNetwork: ['3/hour'] }, (index) => ask('x', ELSEWHERE, `name-${index}`)],
    ['one name whoever asks', { loginsPerName: ['3/hour'] }, (index) => ask('x', `198.51.100.${index}`)],
    ['one name however it is spelt', { loginsPerName: ['3/hour'] }, (index) => ask('x', ELSEWHERE, SPELLINGS[index])],
  ])('is counted for %s', async (_what, accounts, guess) => {
    await open(accounts);
    expect(await oneByOne(4, guess)).toEqual([401, 401, 401, 429]);
  });

  it('is answered alike for names that nobody has', async () => {
    await open({ loginsPerNameAndNetwork: ['3/hour'] });
    const answersFor = async (name: string) => {
      const answers = [];
      for (let index = 0; index < 5; index += 1) {
        const { status, data, headers } = await ask('x', ELSEWHERE, name);
        answers.push({ status, data, headers: [...headers].filter(([header]) => header !== 'date') });
      }
      return answers;
    };
    expect(await answersFor('nobody@example.org')).toEqual(await answersFor(ADA));
  });

  it('gains nothing by coming all at once, not even with the right one among them', async () => {
    await open({ loginsPerNameAndNetwork: ['5/hour'] });
    const verify = vi.spyOn(emailAccountsOf(own).accounts.passwords, 'verify');
    const statuses = await statusesOf([...times(30, (index) => ask(`guess-${index}`)), ask(PASSWORD)]);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(26);
    expect(statuses.at(-1)).toBe(429);
    expect(verify).toHaveBeenCalledTimes(5);
  });

  it('checks nothing once the budget is used up', async () => {
    await open({ loginsPerNameAndNetwork: ['1/hour'] });
    await ask('x');
    const verify = vi.spyOn(emailAccountsOf(own).accounts.passwords, 'verify');
    for (const password of ['x', PASSWORD]) {
      expect((await assertNumQueries(0, () => ask(password))).status).toBe(429);
    }
    expect(verify).not.toHaveBeenCalled();
  });

  it('is no reason to refuse right passwords, however many come, one by one and all at once', async () => {
    const narrow = ['1/hour'] as const;
    await open({ loginsPerNameAndNetwork: narrow, loginsPerName: narrow, loginsPerNetwork: narrow });
    own.advance(3600);
    expect(new Set(await oneByOne(20, () => ask(PASSWORD)))).toEqual(new Set([200]));
    expect(new Set(await statusesOf(times(40, () => ask(PASSWORD))))).toEqual(new Set([200]));
    expect((await ask('x')).status).toBe(401); // none of them was counted
    expect((await ask(PASSWORD)).status).toBe(429);
  });

  it('is not forgiven for right passwords that come in between', async () => {
    await open({ loginsPerNameAndNetwork: ['3/hour'], loginsPerName: ['3/hour'] });
    for (let round = 0; round < 3; round += 1) {
      expect((await ask('x')).status).toBe(401);
      if (round < 2) expect((await ask(PASSWORD)).status).toBe(200);
    }
    expect((await ask('x')).status).toBe(429);
    expect((await ask('x', ELSEWHERE)).status).toBe(429);
  });

  it('counts no header that holds no credentials', async () => {
    await open({ loginsPerNetwork: ['1/hour'] });
    const client = own.client(ELSEWHERE);
    for (const authorization of ['Basic', 'Basic %%%%', 'Basic a b']) {
      client.credentials({ authorization });
      expect((await client.get('/api/basic/')).status).toBe(401);
    }
    expect((await ask(PASSWORD, ELSEWHERE)).status).toBe(200);
  });

  it('is for nobody while the cache is away', async () => {
    await open({});
    const away = () => Promise.reject(new OperationalError('The cache is away.'));
    vi.spyOn(own.app.cache, 'peek').mockImplementation(away);
    vi.spyOn(own.app.logger, 'warn').mockReturnValue(undefined);
    expect((await ask(PASSWORD)).status).toBe(503);
  });

  it('has no limits where the settings name none', async () => {
    await open({ loginsPerNameAndNetwork: [], loginsPerName: [], loginsPerNetwork: [] });
    expect(new Set(await oneByOne(12, () => ask(NEW_PASSWORD)))).toEqual(new Set([401]));
  });
});

const SPELLINGS = ['ada@example.org', 'ADA@example.org', ' ada@example.org', 'ada+x@example.org'];
