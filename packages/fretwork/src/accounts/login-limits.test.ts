/** The limits of logins: the same budget at every door, and none where the settings say so. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { MemoryCache } from '../cache/memory-cache.ts';
import { OperationalError } from '../errors.ts';
import { type Logger, stderrLogger } from '../http/logger.ts';
import { TokenObtainPairView } from '../jwt/views.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { type AccountsSettings, resolveAccountsSettings } from '../settings/accounts-settings.ts';
import { defineSettings } from '../settings/settings.ts';
import { type AccountApp, createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { APIClient } from '../testing/api-client.ts';
import { sqliteMemory, testDatabases } from '../testing/databases.ts';
import { AccountLimits, type Budgets } from './account-limits.ts';
import { canonicalAddress } from './canonical-address.ts';
import { createUser } from './create-user.ts';
import { LoginLimits } from './login-limits.ts';
import { accountModels } from './models.ts';
import { md5Hasher } from './password-hashers.ts';
import { Passwords } from './passwords.ts';

const DOORS = ['/api/accounts/login/', '/api/token/', '/api/sliding/', '/api/auth-token/', '/api/session/'];
const EMAIL = 'ada@example.org';
const ELSEWHERE = '198.51.100.1';
const SPELLINGS = [
  'ada@exam\u00adple.org',
  'ada@ex\u00ad\u00adample.org',
  'ada@example.org.',
  EMAIL,
  'ADA+shop@Example.org',
  'ada@example\u3002org',
  'ada@ｅｘａｍｐｌｅ.org',
  'ａda@example.org',
];

describe.each([...testDatabases])('the doors of logins on $name', (kind) => {
  let own: AccountApp;
  afterEach(() => own.drop());

  const open = async (accounts: AccountsSettings): Promise<void> => {
    own = await createAccountApp(kind, { accounts });
    await own.join({ email: EMAIL, password: PASSWORD });
  };
  const logIn = (door: string, password: string, from?: string, username = EMAIL) =>
    own.client(from).post(door, { username, password });

  it.each(DOORS)('%s takes from the budget of all, and says when there is one again', async (door) => {
    await open({ loginsPerNameAndNetwork: ['3/hour'] });
    const failed = [];
    for (const other of [door, '/api/accounts/login/', door]) failed.push((await logIn(other, 'x')).status);
    expect(failed).not.toContain(429);
    const refused = await logIn(door, PASSWORD);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3600']);
    for (const other of DOORS) expect([other, (await logIn(other, PASSWORD)).status]).toEqual([other, 429]);
    expect((await logIn(door, PASSWORD, '198.51.100.1')).status).toBe(200);
  });

  it.each([...DOORS, 'basic'])('%s has one budget for an address, however it is spelt', async (door) => {
    await open({ loginsPerNameAndNetwork: ['3/hour'], loginsPerName: ['3/hour'] });
    const guess = async (password: string, name: string) => {
      if (door !== 'basic') return (await logIn(door, password, ELSEWHERE, name)).status;
      const client = own.client(ELSEWHERE);
      client.credentials({ authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` });
      return (await client.get('/api/basic/')).status;
    };
    for (const name of SPELLINGS.slice(0, 3)) expect([name, await guess('x', name)]).not.toEqual([name, 429]);
    for (const name of SPELLINGS) expect([name, await guess(PASSWORD, name)]).toEqual([name, 429]);
    expect(await guess('x', 'ada')).not.toBe(429); // a name is no address
  });

  it.each(DOORS)('%s begins anew with a right password', async (door) => {
    await open({ loginsPerNameAndNetwork: ['2/hour'] });
    for (let round = 0; round < 3; round += 1) {
      expect((await logIn(door, 'x')).status).not.toBe(429);
      expect((await logIn(door, PASSWORD)).status).toBe(200);
    }
  });

  it.each(DOORS)('%s counts one client whatever the name', async (door) => {
    await open({ loginsPerNetwork: ['2/hour'] });
    const statuses = [];
    for (const name of ['a', 'b', 'c']) statuses.push((await logIn(door, 'x', '192.0.2.9', name)).status);
    expect(statuses.indexOf(429)).toBe(2);
  });
});

describe('an app without accounts by e-mail', () => {
  const models = defineModels(accountModels);
  const passwords = new Passwords({ hashers: [md5Hasher()] });
  const urls = urlpatterns(path('token/', TokenObtainPairView));
  const ALICE = { username: 'alice', password: 'wonderland-42' };

  const silent: Logger = { ...stderrLogger, error: () => undefined, warn: () => undefined };

  async function statusesOf(accounts: AccountsSettings, cache = new MemoryCache()): Promise<number[]> {
    const { database, drop } = await sqliteMemory.create();
    await createTables(database, models);
    const jwt = { rotateRefreshTokens: false, blacklistAfterRotation: false };
    const settings = defineSettings({ secretKey: 'a-secret-key-of-at-least-thirty-two-bytes', accounts, jwt });
    const app = createApp({
      settings,
      models,
      urls,
      passwords,
      cache,
      logger: silent,
      databases: { default: database },
    });
    await createUser(models.User, ALICE, { passwords });
    const client = new APIClient(app);
    const statuses = [];
    for (let index = 0; index < 7; index += 1) {
      statuses.push((await client.post('/token/', { ...ALICE, password: 'x' })).status);
    }
    await drop();
    return statuses;
  }

  it('has the limits too', async () => {
    expect(await statusesOf({})).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it('has none where the settings name none', async () => {
    const none = { loginsPerNameAndNetwork: [], loginsPerName: [], loginsPerNetwork: [] };
    expect(await statusesOf(none)).toEqual([401, 401, 401, 401, 401, 401, 401]);
  });

  it('lets nobody try while the cache is away', async () => {
    const cache = new MemoryCache();
    cache.take = () => Promise.reject(new OperationalError('The cache is away.'));
    expect(await statusesOf({}, cache)).toEqual(Array(7).fill(503));
  });
});

describe('what the budget of a name goes by', () => {
  const budgetOf = async (name: string): Promise<unknown> => {
    const budgets = new RecordedBudgets();
    const settings = resolveAccountsSettings({ loginsPerNameAndNetwork: [], loginsPerNetwork: [] });
    const limits = new AccountLimits({ settings, budgets, onReached: () => undefined });
    await new LoginLimits({ limits, emit: () => undefined }).guard(
      { remoteAddress: ELSEWHERE },
      name,
      async () => null,
    );
    return budgets.keys;
  };

  it.each([true, false])('is one for texts that are one address, foldSubaddresses: %s', async (foldSubaddresses) => {
    await fc.assert(
      fc.asyncProperty(respeltAddress, respeltAddress, async (one, other) => {
        const [a, b] = [one, other].map((text) => addressOf(text, foldSubaddresses));
        if (a !== null && a === b) expect(await budgetOf(one)).toEqual(await budgetOf(other));
      }),
      { numRuns: 500 },
    );
  });

  it('is another for another address, and for a name', async () => {
    const names = [EMAIL, 'bea@example.org', 'ada@example.com', 'ada', 'ada@', 'user 1', 'ada@localhost'];
    const keys = await Promise.all(names.map(budgetOf));
    expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(names.length);
  });
});

class RecordedBudgets implements Budgets {
  readonly keys: string[] = [];
  readonly peek = async () => ({ allowed: true, waitSeconds: 0, remaining: 1 });
  readonly restore = async () => undefined;

  async take(key: string) {
    this.keys.push(key);
    return { allowed: true, waitSeconds: 0, remaining: 1 };
  }
}

function addressOf(text: string, foldSubaddresses: boolean): string | null {
  try {
    return canonicalAddress(text, { foldSubaddresses });
  } catch {
    return null;
  }
}

// Two addresses in all the ways of writing them, and some that are none.
const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts);
const respeltAddress = fc
  .tuple(
    oneOf('', ' ', '\n', '\u3000'),
    oneOf('ada', 'ADA', 'ａda', 'jose\u0301', 'josé', 'a b'),
    oneOf('', '+', '+shop', '+a+b', '+Shop'),
    oneOf('@', '＠'),
    oneOf(
      'b\u00fccher',
      'bu\u0308cher',
      'xn--bcher-kva',
      'XN--BCHER-KVA',
      'b\u00ad\u00fccher',
      'BÜ\u200bCHER',
      'ｂücher',
    ),
    oneOf('.', '\u3002', '\uff0e', '\uff61', '\u00ad.'),
    oneOf('example', 'EXAMPLE', 'exam\u00adple', 'ｅxample', 'exam\u2060ple'),
    oneOf('', '.', '\u3002', ' ', '.\t'),
  )
  .map((parts) => parts.join(''));
