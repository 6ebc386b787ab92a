/** Whether the time of a refused login tells who has an account; at every door, on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountApp, createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { APIClient } from '../testing/api-client.ts';
import { sqliteMemory, testDatabases } from '../testing/databases.ts';
import { rankSumScore } from '../testing/rank-sum.ts';
import { type PasswordHasher, pbkdf2Hasher } from './password-hashers.ts';

const KNOWN = 'known@example.org';
const INACTIVE = 'inactive@example.org';
const WRONG = 'wrong battery 99';
const ROUNDS = 110;
const WARMING_UP = 10;
const KINDS = ['unknown', 'known', 'inactive'] as const;

// Cheap beside a real one, so that it hides less of what is done around it.
const hasher = pbkdf2Hasher('sha256', 10_000);

async function createTimedApp(kind: typeof sqliteMemory, own: PasswordHasher): Promise<AccountApp> {
  const app = await createAccountApp(kind, {}, own);
  for (const email of [KNOWN, INACTIVE]) await app.join({ email, password: PASSWORD });
  await app.models.User.objects.filter({ email: INACTIVE }).update({ isActive: false });
  return app;
}

/** How far the times of refusals are from those of a name that nobody has, in standard deviations. */
async function distances({ app }: AccountApp, address: string, field: string) {
  const client = new APIClient(app);
  const attempts = {
    unknown: { [field]: 'unknown@example.org', password: WRONG },
    known: { [field]: KNOWN, password: WRONG },
    inactive: { [field]: INACTIVE, password: PASSWORD },
  };
  const times: Record<(typeof KINDS)[number], number[]> = { unknown: [], known: [], inactive: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    // In turns that change, so that whatever else happens on the machine happens to all.
    for (const turn of KINDS.keys()) {
      const one = KINDS[(round + turn) % KINDS.length] ?? 'unknown';
      const start = performance.now();
      const { status } = await client.post(address, attempts[one]);
      if (round >= WARMING_UP) times[one].push(performance.now() - start);
      expect([400, 401]).toContain(status);
    }
  }
  const from = (other: readonly number[]) => Math.abs(rankSumScore(other, times.unknown));
  return { known: from(times.known), inactive: from(times.inactive) };
}

describe.each(testDatabases)('the time of a refused login on $name', (kind) => {
  let own: AccountApp;
  beforeAll(async () => {
    own = await createTimedApp(kind, hasher);
  });
  afterAll(() => own.drop());

  it.each([
    ['/api/accounts/login/', 'email'],
    ['/api/token/', 'username'],
    ['/api/auth-token/', 'username'],
    ['/api/session/', 'username'],
  ])(
    'tells nothing at %s, as far as a hundred times of each tell',
    // A difference shows every time; what else the machine does at the moment does not.
    { retry: 3, timeout: 60_000 },
    async (address, field) => {
      const { known, inactive } = await distances(own, address, field);
      expect(Math.max(known, inactive)).toBeLessThan(4);
    },
  );
});

it('would tell if nothing were hashed for a name that nobody has', { timeout: 60_000 }, async () => {
  let isFree = false;
  const encode = async (password: string) => (isFree ? '' : hasher.encode(password));
  const own = await createTimedApp(sqliteMemory, { ...hasher, encode });
  isFree = true;
  const { known, inactive } = await distances(own, '/api/token/', 'username');
  await own.drop();
  expect(Math.min(known, inactive)).toBeGreaterThan(4);
});
