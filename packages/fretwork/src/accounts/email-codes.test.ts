/** The engine of codes by itself: what is issued, renewed, blind and forgotten. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthenticationFailed } from '../errors.ts';
import { type AccountApp, createAccountApp } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';
import type { EmailCodes } from './email-codes.ts';

const REQUEST = { purpose: 'signUp', address: 'ada@example.org', email: 'ada@example.org' } as const;
const NOBODY = { remoteAddress: undefined };

describe.each(testDatabases)('EmailCodes on $name', (kind) => {
  let own: AccountApp;
  let codes: EmailCodes;
  beforeAll(async () => {
    own = await createAccountApp(kind, { accounts: { codeLength: 8, codeFlowLifetime: '20m' } });
    codes = own.app.emailAccounts?.codes as EmailCodes;
  });
  afterAll(() => own.drop());

  it('issues codes of the length that the settings say, all different, zeros in front included', async () => {
    const issued = [];
    for (let index = 0; index < 50; index += 1) issued.push(await codes.issue({ ...REQUEST, isBlind: false }));
    expect(issued.every(({ code }) => code !== null && /^\d{8}$/.test(code))).toBe(true);
    expect(new Set(issued.map(({ code }) => code)).size).toBeGreaterThan(45);
    expect(new Set(issued.map(({ flow }) => flow)).size).toBe(50);
  });

  it('issues blind flows that no code opens', async () => {
    const { flow, code } = await codes.issue({ ...REQUEST, isBlind: true });
    expect(code).toBeNull();
    for (const guess of ['', '00000000', 'null']) {
      const check = codes.check({ purpose: 'signUp', flow, code: guess }, NOBODY);
      await expect(check).rejects.toThrow(AuthenticationFailed);
    }
  });

  it('renews a flow with a code and tries of its own', async () => {
    const { flow, code } = await codes.issue({ ...REQUEST, isBlind: false });
    await expect(codes.check({ purpose: 'signUp', flow, code: 'x' }, NOBODY)).rejects.toThrow(AuthenticationFailed);
    const renewed = await codes.renew(await codes.find(flow), false);
    expect(renewed.flow).toBe(flow);
    if (renewed.code !== code) {
      const old = codes.check({ purpose: 'signUp', flow, code: String(code) }, NOBODY);
      await expect(old).rejects.toThrow(AuthenticationFailed);
    }
    const row = await codes.check({ purpose: 'signUp', flow, code: String(renewed.code) }, NOBODY);
    expect(await codes.spend(row, async () => 'done')).toBe('done');
    await expect(codes.renew(row, false)).rejects.toThrow(AuthenticationFailed);
    await expect(codes.spend(row, async () => 'twice')).rejects.toThrow(AuthenticationFailed);
  });

  it('finds a flow for as long as it may ask again', async () => {
    const { flow } = await codes.issue({ ...REQUEST, isBlind: false });
    own.advance(20 * 60 - 1);
    expect((await codes.find(flow)).id).toBe(flow);
    own.advance(1);
    await expect(codes.find(flow)).rejects.toThrow(AuthenticationFailed);
  });

  it('forgets what is over', async () => {
    await codes.voidAll(REQUEST.address);
    await codes.issue({ ...REQUEST, isBlind: false });
    own.advance(15 * 60);
    await codes.issue({ ...REQUEST, isBlind: false });
    expect(await codes.flushExpired()).toBe(0);
    own.advance(6 * 60);
    expect(await codes.flushExpired()).toBe(1);
    expect(await own.models.EmailCode.objects.count()).toBe(1);
  });
});
