/** What an app has of accounts: users, their sessions and their tokens, as far as its models have a place for them. */
import type { AppContext } from '../http/app-context.ts';
import type { AnyModels } from '../models/define-models.ts';
import type { FieldMap } from '../models/field.ts';
import type { Settings } from '../settings/settings.ts';
import type { Accounts } from './accounts.ts';
import { AuthTokens } from './auth-tokens.ts';
import { accountsOf } from './create-user.ts';
import { type SessionModel, sessionModels, type TokenModel, tokenModels } from './models.ts';
import type { Passwords } from './passwords.ts';
import { Sessions } from './sessions.ts';

/** Users, sessions and tokens of an app. */
export interface AccountsParts {
  /** Absent without a user model. */
  readonly accounts?: Accounts;
  /** Absent without `...sessionModels`. */
  readonly sessions?: Sessions;
  /** Absent without `...tokenModels`. */
  readonly authTokens?: AuthTokens;
}

/** An app with accounts; `createApp` makes one. */
export type AccountsApp = AppContext & AccountsParts;

/** What accounts are made with. */
export interface AccountsPartsOptions {
  readonly models: AnyModels;
  readonly settings: Settings;
  readonly passwords?: Passwords;
  readonly now: () => Date;
}

/**
 * Makes what an app's models have a place for; `createApp` does it when it starts.
 *
 * @throws {ImproperlyConfigured} the user model lacks a field that logging in needs
 */
export function createAccountsParts({ models, settings, passwords, now }: AccountsPartsOptions): AccountsParts {
  const { userModel, secretKey } = settings;
  if (!Object.hasOwn(models, userModel)) return {};
  const accounts = accountsOf(models, userModel, { passwords });
  const session = modelWith(models, 'Session', sessionModels.Session.fields) as SessionModel | undefined;
  const token = modelWith(models, 'Token', tokenModels.Token.fields) as TokenModel | undefined;
  return {
    accounts,
    ...(session && { sessions: new Sessions({ model: session, users: accounts, settings, now }) }),
    ...(token && { authTokens: new AuthTokens({ model: token, users: accounts, secretKey, now }) }),
  };
}

// A model of that name with other fields is about something else: a session of a cinema, a token of a game.
function modelWith(models: AnyModels, name: string, fields: FieldMap): unknown {
  const model = Object.hasOwn(models, name) ? models[name] : undefined;
  const isOurs = Object.keys(fields).every((field) => model?.meta.columnsByName.has(field));
  return isOurs ? model : undefined;
}
