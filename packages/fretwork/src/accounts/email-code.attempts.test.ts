/** Guessing a code, on both databases: five tries, whoever guesses, however many at the same moment. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountApp, createAccountApp, NEW_PASSWORD, PASSWORD } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';

const GUESSES = 1_000;

describe.each(testDatabases)('guesses of a code on $name', (kind) => {
  let own: AccountApp;
  beforeAll(async () => {
    own = await createAccountApp(kind);
  });
  afterAll(() => own.drop());

  const wrong = (code: string, by = 1): string => String((Number(code) + by) % 1_000_000).padStart(6, '0');
  const attemptsOf = async (flow: string): Promise<number> =>
    (await own.models.EmailCode.objects.get({ id: flow })).attempts;

  it(`counts no more than five of ${GUESSES} at the same moment, and the right code comes too late`, async () => {
    const { flow, code } = await own.begin('register', { email: 'crowd@example.org', password: PASSWORD });
    const compared: boolean[] = [];
    const { codes, limits } = own.app.emailAccounts ?? {};
    const take = limits?.take.bind(limits);
    // Taken only by guesses that go on to be compared.
    if (limits && take) {
      limits.take = async (name, ...subject) => {
        if (name === 'guessesPerAddress') compared.push(true);
        return take(name, ...subject);
      };
    }
    const client = { remoteAddress: '203.0.113.9' };
    const guesses = Array.from({ length: GUESSES }, (_, index) =>
      codes?.check({ purpose: 'signUp', flow, code: wrong(code, index + 1) }, client),
    );
    const outcomes = await Promise.allSettled(guesses);
    if (limits && take) limits.take = take;
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect(compared).toHaveLength(5);
    expect(await attemptsOf(flow)).toBe(5);
    expect((await own.post('verify', { flow, code })).status).toBe(401);
  });

  it.each([1, 2, 3, 4])('takes the right code after %i wrong ones', async (mistakes) => {
    const { flow, code } = await own.begin('register', { email: `slow-${mistakes}@example.org`, password: PASSWORD });
    for (let index = 1; index <= mistakes; index += 1) {
      expect((await own.post('verify', { flow, code: wrong(code, index) })).status).toBe(401);
    }
    expect((await own.post('verify', { flow, code })).status).toBe(200);
  });

  it('takes the right code from one of a hundred who have it', async () => {
    const answer = await own.begin('register', { email: 'double@example.org', password: PASSWORD });
    const answers = await Promise.all(Array.from({ length: 100 }, () => own.post('verify', answer)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(99);
    expect(await own.models.User.objects.filter({ email: 'double@example.org' }).count()).toBe(1);
  });

  it('is void ten minutes later, to the second', async () => {
    const late = await own.begin('register', { email: 'late@example.org', password: PASSWORD });
    own.advance(600);
    expect((await own.post('verify', late)).status).toBe(401);
    const early = await own.begin('register', { email: 'early@example.org', password: PASSWORD });
    own.advance(599);
    expect((await own.post('verify', early)).status).toBe(200);
  });

  it('gives another code its own tries, and the address none', async () => {
    const limited = await createAccountApp(kind, { accounts: { guessesPerAddress: ['7/day'] } });
    try {
      const { flow, code } = await limited.begin('register', { email: 'again@example.org', password: PASSWORD });
      for (let index = 1; index <= 5; index += 1) await limited.post('verify', { flow, code: wrong(code, index) });
      expect((await limited.post('resend', { flow })).status).toBe(202);
      const [second = ''] = await limited.codes();
      const statuses = [];
      for (let index = 1; index <= 3; index += 1) {
        statuses.push((await limited.post('verify', { flow, code: wrong(second, index) })).status);
      }
      expect(statuses).toEqual([401, 401, 429]);
      // The right one is as good as wrong now; the next day begins anew.
      expect((await limited.post('verify', { flow, code: second })).status).toBe(429);
      limited.advance(86_400);
      const fresh = await limited.begin('register', { email: 'again@example.org', password: PASSWORD });
      expect((await limited.post('verify', fresh)).status).toBe(200);
    } finally {
      await limited.drop();
    }
  });

  it('counts the tries of a reset that is refused for its password, and keeps the code', async () => {
    await own.join({ email: 'reset@example.org', password: PASSWORD });
    const { flow, code } = await own.begin('password/reset', { email: 'reset@example.org' });
    const tooAlike = await own.post('password/reset/confirm', { flow, code, newPassword: 'reset@example.org' });
    expect(tooAlike.status).toBe(400);
    expect(await attemptsOf(flow)).toBe(1);
    expect((await own.post('password/reset/confirm', { flow, code, newPassword: NEW_PASSWORD })).status).toBe(204);
  });
});
