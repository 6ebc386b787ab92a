/** EmailAccounts: what an app has for accounts by e-mail, in one place. */
import { ImproperlyConfigured } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import type { Logger } from '../http/logger.ts';
import type { Request } from '../http/request.ts';
import {
  type AccountEvent,
  type ResolvedAccountsSettings,
  resolveAccountsSettings,
} from '../settings/accounts-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { AccountLimits, type Budgets } from './account-limits.ts';
import type { Accounts } from './accounts.ts';
import type { EmailAddresses } from './email-addresses.ts';
import type { EmailCodeModel } from './email-code-models.ts';
import { EmailCodes } from './email-codes.ts';
import { LoginLimits } from './login-limits.ts';

/** What an app has for accounts by e-mail; `createApp` makes it where the models are there. */
export interface EmailAccounts {
  readonly settings: ResolvedAccountsSettings;
  readonly accounts: Accounts;
  readonly addresses: EmailAddresses;
  readonly codes: EmailCodes;
  readonly limits: AccountLimits;
  readonly logins: LoginLimits;
  readonly now: () => Date;
  /** Tells the setting `accounts.onEvent` what happened. */
  emit(event: AccountEvent): void;
}

/** What counts in an app with accounts, and who is told. */
export type CountedAccounts = Pick<EmailAccounts, 'settings' | 'limits' | 'logins' | 'emit'>;

/** What it is made of. */
export interface EmailAccountsOptions {
  readonly counted: CountedAccounts;
  readonly secretKey: string;
  readonly accounts: Accounts;
  readonly addresses: EmailAddresses;
  readonly model: EmailCodeModel;
  readonly now: () => Date;
}

/** Whoever asks for something, as far as accounts need to know; a `Request` is one. */
export type AccountCaller = Pick<Request, 'app' | 'remoteAddress'>;

/**
 * Makes the limits of an app's accounts, once; logins have them without addresses too.
 *
 * @throws {ImproperlyConfigured} a setting cannot work
 */
export function createLimits(given: Settings, budgets: Budgets, logger: Logger): CountedAccounts {
  const settings = resolveAccountsSettings(given.accounts);
  const emit = (event: AccountEvent): void => void tell(event, settings, logger);
  const limits = new AccountLimits({
    settings,
    budgets,
    onReached: (limit) => emit({ kind: 'limitReached', limit }),
  });
  return { settings, limits, logins: new LoginLimits({ limits, emit }), emit };
}

/** Makes what an app has for accounts by e-mail, once. */
export function createEmailAccounts(options: EmailAccountsOptions): EmailAccounts {
  const { accounts, addresses, counted, model, now, secretKey } = options;
  const { limits, settings } = counted;
  const codes = new EmailCodes({ model, settings, limits, secretKey, now });
  return { ...counted, accounts, addresses, codes, now };
}

/**
 * What the app of a request has for accounts by e-mail.
 *
 * @throws {ImproperlyConfigured} the app's models have no place for it
 */
export function emailAccountsOf({ app }: { readonly app: AppContext }): EmailAccounts {
  const { emailAccounts } = app as AppContext & { readonly emailAccounts?: EmailAccounts };
  if (emailAccounts !== undefined) return emailAccounts;
  throw new ImproperlyConfigured(
    'Accounts by e-mail need `...accountModels` and `...emailCodeModels` (fretwork/accounts) in defineModels(), and migrations.',
  );
}

async function tell(event: AccountEvent, { onEvent }: ResolvedAccountsSettings, logger: Logger): Promise<void> {
  try {
    await onEvent?.(event);
  } catch (error) {
    logger.error({ err: error }, 'The setting `accounts.onEvent` failed.');
  }
}
