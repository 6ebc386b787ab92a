/** What tokens, authentication and the token views share in an app: settings, keys, store, users and clock. */
import { ImproperlyConfigured } from '../errors.ts';
import type { AppContext, Credentials } from '../http/app-context.ts';
import type { RequestUser } from '../http/user.ts';
import type { AnyModels } from '../models/define-models.ts';
import type { ModelMeta } from '../models/meta.ts';
import type { SubQuery } from '../queries/where.ts';
import { type JwtSettings, type ResolvedJwtSettings, resolveJwtSettings } from '../settings/jwt-settings.ts';
import type { RefreshTokenReuse } from '../settings/refresh-settings.ts';
import { type ClientFacts, NO_CLIENT } from './client-facts.ts';
import { TokenBackend } from './token-backend.ts';
import { TokenStore } from './token-store.ts';

/**
 * What tokens need of the users, whatever model they come from; `Accounts` is one.
 *
 * @see Django authentication backends
 */
export interface UserAdapter {
  /** The field that users log in with: `username`, `email`. */
  readonly usernameField: string;
  /**
   * The user whom a token names.
   *
   * @param field The setting `jwt.userIdField`.
   * @param id The claim; from a verified token, but perhaps of another issuer: it may be any text.
   */
  findByField(field: string, id: string): Promise<RequestUser | null>;
  /**
   * The same user as a QuerySet of one object while they are active and of none otherwise, for a statement that has to be true of both.
   * Left out, or `undefined`, where only `findByField` can tell.
   */
  activeByField?(field: string, id: string): AccountQuery | undefined;
  /** Checks a name and a password in the same time for every failure; the user, active or not, or null. */
  authenticate(credentials: Credentials): Promise<RequestUser | null>;
  /**
   * Holds a user still for the rest of the transaction that begins a login. Left out where passwords are kept elsewhere.
   *
   * @param user As `authenticate` returned them.
   * @returns False where they may not log in any more: another password by now, gone, no longer active.
   */
  hold?(user: RequestUser): Promise<boolean>;
  /** Writes the moment of a login. */
  updateLastLogin(user: RequestUser, at: Date): Promise<void>;
}

/** A QuerySet of users that stands in a condition. */
export interface AccountQuery extends SubQuery {
  readonly meta: ModelMeta;
  readonly state: { readonly alias: string | undefined };
}

/** Further claims of a user's tokens, such as roles. */
export type UserClaims = (
  user: RequestUser,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

/** What tokens need of the app that issues and reads them; one per app. */
export interface JwtContext {
  readonly settings: ResolvedJwtSettings;
  readonly backend: TokenBackend;
  /** Where logins and refresh tokens are kept track of; null where the models have no place for them. */
  readonly store: TokenStore | null;
  readonly users: UserAdapter | null;
  readonly now: () => Date;
  /** Who asks for tokens, where it is known; remembered with the login. */
  readonly client: ClientFacts;
  /** Further claims of a user's tokens; null where the app has none. */
  readonly claimsOf: UserClaims | null;
  /** Tells everybody concerned that a spent refresh token came back. */
  readonly announceReuse: (event: RefreshTokenReuse) => Promise<void>;
}

/** The parts that an app brings. */
export interface JwtContextOptions {
  readonly settings: JwtSettings | undefined;
  readonly secretKey: string;
  /** The app's models; with `jwtModels` among them, tokens can be revoked. */
  readonly models?: AnyModels;
  /** A store of one's own instead. */
  readonly store?: TokenStore;
  readonly users?: UserAdapter;
  /** Further claims of logins that begin with them; asked again at each refresh. */
  readonly claimsOf?: UserClaims | undefined;
  /** Called before the setting of the same name: an app's accounts mail their user. */
  readonly onRefreshTokenReused?: (event: RefreshTokenReuse) => void | Promise<void>;
  /** The clock; the machine's where left out. */
  readonly now?: () => Date;
}

/**
 * Makes an app's context once, when it starts: checks the settings and imports the keys.
 *
 * @throws {ImproperlyConfigured} a setting cannot work, or rotation has nowhere to retire tokens to
 */
export function createJwtContext(options: JwtContextOptions): JwtContext {
  const { models = {}, now = () => new Date(), users = null, claimsOf = null } = options;
  const store = options.store ?? (models.RefreshFamily === undefined ? null : new TokenStore(models));
  const settings = resolveJwtSettings(options.settings, options.secretKey, { hasTokenStore: store !== null });
  const announceReuse = async (event: RefreshTokenReuse): Promise<void> => {
    await options.onRefreshTokenReused?.(event);
    await settings.onRefreshTokenReused?.(event);
  };
  const backend = new TokenBackend(settings, { now });
  return { settings, backend, store, users, now, client: NO_CLIENT, claimsOf, announceReuse };
}

/** An app whose requests may carry tokens; `createApp` makes one. */
export interface JwtApp extends AppContext {
  readonly jwt?: JwtContext;
}

/**
 * The context of the app that answers a request.
 *
 * @throws {ImproperlyConfigured} the app has none
 */
export function jwtOf(request: { readonly app: AppContext }): JwtContext {
  const { jwt } = request.app as JwtApp;
  if (jwt !== undefined) return jwt;
  throw new ImproperlyConfigured('Tokens need the app to have `jwt`: pass createApp what createJwtContext() returns.');
}

/**
 * The users of the app.
 *
 * @throws {ImproperlyConfigured} the app has none
 */
export function usersOf(jwt: JwtContext): UserAdapter {
  if (jwt.users !== null) return jwt.users;
  throw new ImproperlyConfigured(
    'Tokens need users: add `...accountModels` (fretwork/accounts) to defineModels(), or use JWTStatelessUserAuthentication.',
  );
}
