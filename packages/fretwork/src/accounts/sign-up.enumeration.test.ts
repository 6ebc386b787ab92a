/** Whether an answer tells who has an account, by status, body, headers, queries, mails or time; on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureQueries } from '../databases/query-log.ts';
import { type AccountApp, createAccountApp, NEW_PASSWORD, PASSWORD } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';
import { rankSumScore } from '../testing/rank-sum.ts';

const KNOWN = 'known@example.org';
const INACTIVE = 'inactive@example.org';

describe.each(testDatabases)('nobody learns who has an account on $name:', (kind) => {
  let own: AccountApp;
  beforeAll(async () => {
    own = await createAccountApp(kind, { accounts: { loginByCode: true } });
    await own.join({ email: KNOWN, password: PASSWORD });
    await own.join({ email: INACTIVE, password: PASSWORD });
    await own.models.User.objects.filter({ email: INACTIVE }).update({ isActive: false });
  });
  afterAll(() => own.drop());

  /** An answer without what differs between any two, and the statements behind it. */
  async function observe(address: string, data: unknown) {
    const mails = (await own.mails()).length;
    const { result, queries } = await captureQueries(() => own.post(address, data));
    const { flow, ...body } = result.data ?? {};
    // Whichever unique column of one row is asked for: a login looks for an owner, or for somebody of that name.
    const statements = queries.map(({ sql }) => sql.replace(/"auth_user" AS t0 WHERE t0."\w+"/, '"auth_user" …'));
    const sent = (await own.mails()).length - mails;
    return { status: result.status, headers: [...result.headers], body, hasFlow: flow !== undefined, statements, sent };
  }

  const asking = (email: string): readonly (readonly [string, object])[] => [
    ['register', { email, password: PASSWORD }],
    ['password/reset', { email }],
    ['login/code', { email }],
    ['login', { email, password: NEW_PASSWORD }],
  ];
  const unknown = asking('unknown@example.org');

  it.each(
    [KNOWN, INACTIVE, 'KNOWN+tag@example.org'].flatMap((email) =>
      asking(email).map(([address, data], index) => ({ email, address, data, other: unknown[index]?.[1] })),
    ),
  )('$address of $email', async ({ address, data, other }) => {
    expect(await observe(address, data)).toEqual(await observe(address, other));
  });

  it('by another code of a flow', async () => {
    const seen = [];
    for (const email of [KNOWN, 'stranger@example.org']) {
      const { data } = await own.post('register', { email, password: PASSWORD });
      seen.push(await observe('resend', { flow: data.flow }));
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]).toMatchObject({ status: 202, sent: 1 });
  });

  it('by trying codes, also when the flow is void', async () => {
    const seen: unknown[][] = [];
    for (const email of [KNOWN, 'guess@example.org']) {
      const { data } = await own.post('register', { email, password: PASSWORD });
      const answers = [];
      for (let index = 0; index < 7; index += 1) {
        answers.push(await observe('verify', { flow: data.flow, code: '1' })); // no code has one digit
      }
      seen.push(answers);
    }
    expect(seen[0]).toEqual(seen[1]);
  });

  it('by a change of address', async () => {
    const { client } = await own.join({ email: 'mover@example.org', password: PASSWORD });
    const change = (email: string) => client.post('/api/accounts/email/change/', { email, password: PASSWORD });
    const [taken, free] = [await change(KNOWN), await change('free@example.org')];
    expect(taken.status).toBe(202);
    expect({ ...taken.data, flow: '' }).toEqual({ ...free.data, flow: '' });
    expect([...taken.headers]).toEqual([...free.headers]);
    expect((await own.mails()).slice(0, 2).map(({ subject }) => subject)).toEqual([
      'Confirm your new address',
      'You already have an account',
    ]);
  });

  it('but by the mail, which only the owner reads', async () => {
    await own.post('register', { email: ` ${KNOWN.toUpperCase()} `, password: PASSWORD });
    const [told] = await own.mails();
    expect(told).toMatchObject({ subject: 'You already have an account', to: [{ address: KNOWN }] });
    expect(await own.models.User.objects.filter({ email: KNOWN }).count()).toBe(1);
    await own.post('password/reset', { email: 'unknown@example.org' });
    expect((await own.mails())[0]).toMatchObject({ subject: 'There is no account with this address' });
  });

  it('by limits, which come before look-ups', async () => {
    const strict = await createAccountApp(kind, { accounts: { codeCooldown: '60s' } });
    try {
      await strict.join({ email: KNOWN, password: PASSWORD });
      strict.advance(3_600);
      for (const email of [KNOWN, 'unknown@example.org']) {
        expect((await strict.post('register', { email, password: PASSWORD })).status).toBe(202);
        const { result, queries } = await captureQueries(() => strict.post('register', { email, password: PASSWORD }));
        expect({ status: result.status, queries }).toEqual({ status: 429, queries: [] });
        expect(result.headers.get('retry-after')).toBe('60');
      }
    } finally {
      await strict.drop();
    }
  });

  it.each(['register', 'password/reset'])(
    'by the time of %s, as far as three hundred times of each tell',
    // A difference shows every time; what else the machine does at the moment does not.
    { retry: 3, timeout: 60_000 },
    async (address) => {
      const even = await createAccountApp(kind, { accounts: { codeAnswerTick: '20ms' } });
      await even.join({ email: KNOWN, password: PASSWORD });
      const times: { readonly known: number[]; readonly unknown: number[] } = { known: [], unknown: [] };
      const measure = async (into: number[], email: string): Promise<void> => {
        const start = performance.now();
        await even.post(address, { email, password: PASSWORD });
        into.push(performance.now() - start);
      };
      for (let index = 0; index < 320; index += 1) {
        // One address each: what was counted before costs something too.
        const stranger = () => measure(times.unknown, 'timed@example.org');
        const owner = () => measure(times.known, KNOWN);
        // In turns that change, so that whatever else happens on the machine happens to both.
        for (const one of index % 2 === 0 ? [stranger, owner] : [owner, stranger]) await one();
      }
      const [known, strangers] = [times.known.slice(20), times.unknown.slice(20)]; // the first ones warm up
      await even.drop();
      expect(Math.abs(rankSumScore(known, strangers))).toBeLessThan(4);
    },
  );
});
