/** The settings of accounts: defaults, and mistakes found at the start. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { type AccountsSettings, resolveAccountsSettings } from './accounts-settings.ts';
import type { Rate } from './rate.ts';

describe('resolveAccountsSettings', () => {
  it('has a default for everything', () => {
    expect(resolveAccountsSettings()).toMatchObject({
      codeLength: 6,
      codeAttempts: 5,
      codeLifetimeSeconds: 600,
      codeFlowLifetimeSeconds: 3_600,
      codeCooldownSeconds: 60,
      codeAnswerTickSeconds: 0.05,
      signUp: true,
      signUpPassword: 'required',
      loginByCode: false,
      foldSubaddresses: true,
      limits: {
        codesPerAddress: [
          { limit: 5, periodSeconds: 3_600 },
          { limit: 10, periodSeconds: 86_400 },
        ],
        guessesPerAddress: [{ limit: 20, periodSeconds: 86_400 }],
        loginsPerName: [{ limit: 100, periodSeconds: 3_600 }],
      },
    });
  });

  it('takes what is said', () => {
    const settings = resolveAccountsSettings({
      codeLength: 8,
      codeCooldown: 0,
      codesInAll: [],
      signUpPassword: 'never',
    });
    expect(settings).toMatchObject({ codeLength: 8, codeCooldownSeconds: 0, signUpPassword: 'never' });
    expect(settings.limits.codesInAll).toEqual([]);
  });

  it.each<[AccountsSettings | Record<string, unknown>, RegExp]>([
    [{ loginsPerNetwork: '60/min' }, /loginsPerNetwork. must be a list of rates/],
    [{ codeLength: 5 }, /`accounts\.codeLength` must be a whole number from 6 to 10/],
    [{ codeLength: 11 }, /codeLength/],
    [{ codeAttempts: 0 }, /codeAttempts/],
    [{ codeAttempts: 2.5 }, /codeAttempts/],
    [{ codeLifetime: '2h' }, /`accounts\.codeLifetime` must be between 1 and 3600 seconds/],
    [{ codeLifetime: 0 }, /codeLifetime/],
    [{ codeCooldown: 'soon' }, /`accounts\.codeCooldown` is not a length of time/],
    [{ codesPerAddress: ['5/month'] }, /`accounts\.codesPerAddress` is not a rate/],
    [{ signUpPassword: 'sometimes' }, /signUpPassword/],
    [{ codeLenght: 6 }, /`accounts\.codeLenght` does not exist\. Known are: .*codeLength/],
  ])('refuses %j', (input, message) => {
    const resolve = () => resolveAccountsSettings(input as AccountsSettings);
    expect(resolve).toThrow(ImproperlyConfigured);
    expect(resolve).toThrow(message);
  });

  it('is typed', () => {
    expectTypeOf<AccountsSettings['codesPerAddress']>().toEqualTypeOf<readonly Rate[] | undefined>();
    // @ts-expect-error a month is no period
    expect(() => resolveAccountsSettings({ codesInAll: ['5/month'] })).toThrow(ImproperlyConfigured);
  });
});
