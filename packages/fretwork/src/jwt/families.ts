/** Logins as the account endpoints see them: begin one, go on with it, list them, end them. */
import { transaction } from '../databases/transaction.ts';
import { AuthenticationFailed, InvalidToken, TokenError } from '../errors.ts';
import type { RequestUser } from '../http/user.ts';
import { type ClientFacts, NO_CLIENT } from './client-facts.ts';
import type { JwtContext } from './context.ts';
import type { RefreshFamily, RevocationReason } from './models.ts';
import { RefreshToken, storeOf } from './revocable-tokens.ts';
import { revokeRefreshToken, rotateRefreshToken, type TokenPair } from './rotation.ts';
import { addUserClaims } from './user-claims.ts';

/** The tokens of a login, and the login. */
export interface OpenedFamily extends Required<TokenPair> {
  readonly familyId: string;
  /** When the refresh token expires; for its cookie. */
  readonly refreshExpiresAt: Date;
}

/** The tokens of a login that goes on. */
export type RotatedFamily = Pick<TokenPair, 'access'> & {
  /** Absent where `jwt.rotateRefreshTokens` is off. */
  readonly refresh?: string;
  readonly refreshExpiresAt?: Date;
};

/** How logins are ended. */
export interface RevokeOptions {
  /** Ends the login only where it is this user's. */
  readonly user?: Pick<RequestUser, 'id'>;
  readonly reason?: RevocationReason;
}

/**
 * Logs a user in: begins a login with the claims of the setting `accounts.claims`, and makes its first tokens. One statement,
 * in a transaction where there are such claims.
 *
 * Whether the user may log in is for the caller to know.
 *
 * @param client Who logs in: `clientFactsOf(request)`. A `clientId` binds the tokens to that client.
 * @throws {ImproperlyConfigured} there is no place for logins
 */
export async function openFamily(
  user: RequestUser,
  jwt: JwtContext,
  client: ClientFacts = NO_CLIENT,
): Promise<OpenedFamily> {
  storeOf(jwt);
  const open = async (): Promise<RefreshToken> => {
    const token = await RefreshToken.forUser(user, { ...jwt, client });
    await addUserClaims(token, user, jwt);
    return token;
  };
  // Claims that cannot be had leave no login behind.
  const refresh = await (jwt.claimsOf === null ? open() : transaction(open));
  return {
    familyId: refresh.presented.familyId,
    refresh: await refresh.encode(),
    access: await refresh.accessToken.encode(),
    refreshExpiresAt: refresh.record.expiresAt,
  };
}

/**
 * Goes on with a login: exchanges its refresh token, and refuses every bad one in the same way.
 *
 * @param text Not trusted yet.
 * @param client Who presents it: `clientFactsOf(request)`.
 * @throws {InvalidToken} code `token_not_valid`, one text for every reason, which is the `cause`
 * @see `rotateRefreshToken`, which says what is wrong as Simple JWT does
 */
export async function rotate(text: string, jwt: JwtContext, client: ClientFacts = NO_CLIENT): Promise<RotatedFamily> {
  const pair = await refusingAlike(() => rotateRefreshToken(text, { ...jwt, client }));
  if (pair.refresh === undefined) return pair;
  const { exp } = await jwt.backend.decode(pair.refresh);
  return { ...pair, refreshExpiresAt: new Date(Number(exp) * 1000) };
}

/**
 * Logs out with a refresh token: its login is ended, and with it every token that follows from it.
 *
 * @param text Not trusted yet; a spent one will do.
 * @returns False where there was nothing to end, which is no reason to answer otherwise.
 */
export async function logOutFamily(text: string, jwt: JwtContext): Promise<boolean> {
  try {
    await revokeRefreshToken(text, jwt);
    return true;
  } catch (error) {
    if (error instanceof TokenError) return false;
    throw error;
  }
}

/**
 * Ends a login by its id, wherever it is. Its access tokens live on until they expire, unless `jwt.checkFamily` is on.
 *
 * @param id As a client may have sent it; anything at all.
 * @returns False where there is none (of that user), or it had ended.
 * @see OWASP ASVS 7.5.2, 7.4.5
 */
export function revokeFamily(
  id: string,
  jwt: JwtContext,
  { user, reason = 'revoked' }: RevokeOptions = {},
): Promise<boolean> {
  return storeOf(jwt).revokeFamily(id, reason, jwt.now(), user && userKeyOf(user, jwt));
}

/**
 * Ends all logins of a user: after a new password, on deactivation, or because they ask for it.
 *
 * @param options `except`: the id of one that goes on, such as the one that asks.
 * @returns How many there were.
 * @see OWASP ASVS 7.4.2, 7.4.3
 */
export function revokeAllFamilies(
  user: Pick<RequestUser, 'id'>,
  jwt: JwtContext,
  { except, reason = 'revoked' }: { readonly except?: string; readonly reason?: RevocationReason } = {},
): Promise<number> {
  return storeOf(jwt).revokeFamilies(userKeyOf(user, jwt), reason, jwt.now(), except);
}

/** The logins of a user that can go on, the one used last first. One query. */
export const listFamilies = (user: Pick<RequestUser, 'id'>, jwt: JwtContext): Promise<RefreshFamily[]> =>
  storeOf(jwt).listFamilies(userKeyOf(user, jwt), jwt.now());

const userKeyOf = (user: object, { settings }: JwtContext): string => String(Reflect.get(user, settings.userIdField));

// Which of them it was tells an attacker whether a stolen token was good, or an account exists.
async function refusingAlike<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isCredential = error instanceof TokenError || error instanceof AuthenticationFailed;
    // biome-ignore lint/style/useErrorCause: it is there, behind text and code
    if (isCredential) throw new InvalidToken(undefined, undefined, { cause: error });
    throw error;
  }
}
