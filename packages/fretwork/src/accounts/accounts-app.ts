/** What an app has of accounts: users, their sessions and their tokens, as far as its models have a place for them. */
import type { AppContext, LoginGuard } from '../http/app-context.ts';
import { type Logger, stderrLogger } from '../http/logger.ts';
import type { AnyModels } from '../models/define-models.ts';
import type { FieldMap } from '../models/field.ts';
import type { Settings } from '../settings/settings.ts';
import type { Budgets } from './account-limits.ts';
import type { Accounts } from './accounts.ts';
import { AuthTokens } from './auth-tokens.ts';
import { accountsOf } from './create-user.ts';
import { type CountedAccounts, createEmailAccounts, createLimits, type EmailAccounts } from './email-accounts.ts';
import { type EmailCodeModel, emailCodeModels } from './email-code-models.ts';
import { type SessionModel, sessionModels, type TokenModel, tokenModels } from './models.ts';
import type { Passwords } from './passwords.ts';
import { Sessions } from './sessions.ts';

/** Users, sessions and tokens of an app. */
export interface AccountsParts {
  /** Absent without a user model. */
  readonly accounts?: Accounts;
  /** Absent without a user model. */
  readonly loginGuard?: LoginGuard;
  /** Absent without `...sessionModels`. */
  readonly sessions?: Sessions;
  /** Absent without `...tokenModels`. */
  readonly authTokens?: AuthTokens;
  /** Absent without `...emailCodeModels`, or without a user model. */
  readonly emailAccounts?: EmailAccounts;
}

/** An app with accounts; `createApp` makes one. */
export type AccountsApp = AppContext & AccountsParts;

/** What accounts are made with. */
export interface AccountsPartsOptions {
  readonly models: AnyModels;
  readonly settings: Settings;
  readonly passwords?: Passwords;
  /** What counts codes and logins; without it there are no limits, and no accounts by e-mail. */
  readonly budgets?: Budgets;
  readonly logger?: Logger;
  readonly now: () => Date;
}

/**
 * Makes what an app's models have a place for; `createApp` does it when it starts.
 *
 * @throws {ImproperlyConfigured} the user model lacks a field that logging in needs
 */
export function createAccountsParts(options: AccountsPartsOptions): AccountsParts {
  const { budgets, logger = stderrLogger, models, settings, passwords, now } = options;
  const { passwordValidators, userModel, secretKey } = settings;
  if (!Object.hasOwn(models, userModel)) return {};
  const { foldSubaddresses } = settings.accounts ?? {};
  const accounts = accountsOf(models, userModel, { passwords, passwordValidators, foldSubaddresses });
  const session = modelWith(models, 'Session', sessionModels.Session.fields) as SessionModel | undefined;
  const token = modelWith(models, 'Token', tokenModels.Token.fields) as TokenModel | undefined;
  const counted = budgets && createLimits(settings, budgets, logger);
  return {
    accounts,
    ...(counted && { loginGuard: counted.logins }),
    ...(session && { sessions: new Sessions({ model: session, users: accounts, settings, now }) }),
    ...(token && { authTokens: new AuthTokens({ model: token, users: accounts, secretKey, now }) }),
    ...(counted && emailAccountsIn(options, accounts, counted)),
  };
}

function emailAccountsIn(
  options: AccountsPartsOptions,
  accounts: Accounts,
  counted: CountedAccounts,
): { readonly emailAccounts?: EmailAccounts } {
  const { models, now, settings } = options;
  const model = modelWith(models, 'EmailCode', emailCodeModels.EmailCode.fields) as EmailCodeModel | undefined;
  const { addresses } = accounts;
  if (model === undefined || addresses === undefined) return {};
  return {
    emailAccounts: createEmailAccounts({ counted, secretKey: settings.secretKey, accounts, addresses, model, now }),
  };
}

// A model of that name with other fields is about something else: a session of a cinema, a token of a game.
function modelWith(models: AnyModels, name: string, fields: FieldMap): unknown {
  const model = Object.hasOwn(models, name) ? models[name] : undefined;
  const isOurs = Object.keys(fields).every((field) => model?.meta.columnsByName.has(field));
  return isOurs ? model : undefined;
}
