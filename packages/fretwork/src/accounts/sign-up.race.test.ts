/** Many sign-ups with one address at the same moment, on both databases: one account. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountApp, createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';

const CALLERS = 200;
const SPELLINGS = ['race@example.org', 'Race@Example.org', ' race+shop@example.org ', 'RACE@EXAMPLE.ORG.'];

describe.each(testDatabases)('sign-ups at the same moment on $name', (kind) => {
  let own: AccountApp;
  beforeAll(async () => {
    own = await createAccountApp(kind);
  });
  afterAll(() => own.drop());

  it(`makes one account of ${CALLERS}, however they spell the address`, async () => {
    const { EmailAddress, User } = own.models;
    const started = await Promise.all(
      Array.from({ length: CALLERS }, (_, index) =>
        own.post('register', { email: SPELLINGS[index % SPELLINGS.length], password: PASSWORD }),
      ),
    );
    expect(started.map(({ status }) => status)).toEqual(Array(CALLERS).fill(202));
    expect(await User.objects.count()).toBe(0);

    const { codes } = own.app.emailAccounts ?? {};
    // Every flow with a code that is right: the mails do not say which flow they are of.
    const flows = await own.models.EmailCode.objects.orderBy('id');
    const answers = [];
    for (const row of flows) {
      const renewed = await codes?.renew(row as never, false);
      answers.push({ flow: row.id, code: renewed?.code });
    }
    const verified = await Promise.all(answers.map((answer) => own.post('verify', answer)));
    const statuses = verified.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(CALLERS - 1);
    expect(await User.objects.count()).toBe(1);
    expect(await EmailAddress.objects.valuesList('address', { flat: true })).toEqual(['race@example.org']);
    expect(await own.models.EmailCode.objects.count()).toBe(0);
    expect(await own.models.RefreshFamily.objects.count()).toBe(1);
  });
});
