/** Exchanges a refresh token for new tokens, once. */
import { AuthenticationFailed, TokenError } from '../errors.ts';
import { type JwtContext, usersOf } from './context.ts';
import { userIdOf } from './jwt-authentication.ts';
import { type BlacklistableToken, passwordFingerprint, RefreshToken } from './tokens.ts';

/** New tokens, as compact JWS. */
export interface TokenPair {
  readonly access: string;
  /** Absent where `jwt.rotateRefreshTokens` is off. */
  readonly refresh?: string;
}

/**
 * Exchanges a refresh token for new tokens and retires the old one, in one transaction.
 *
 * Of any number of callers with one token, at the same moment or later, exactly one gets new tokens. Takes about five
 * short statements, the user's included.
 *
 * @param text Compact JWS as the client sent it; not trusted yet.
 * @param Class The class of the token.
 * @throws {TokenError} malformed, expired, exchanged before, revoked, or of another `token_type`
 * @throws {AuthenticationFailed} code `no_active_account` or `password_changed`
 * @see Simple JWT `TokenRefreshSerializer`; RFC 9700 section 4.14
 */
export async function rotateRefreshToken(
  text: string,
  jwt: JwtContext,
  Class: typeof RefreshToken = RefreshToken,
): Promise<TokenPair> {
  const { blacklistAfterRotation, rotateRefreshTokens } = jwt.settings;
  const refresh = await Class.parse(text, jwt);
  await requireAccount(refresh, jwt);
  const access = await refresh.accessToken.encode();
  if (!rotateRefreshTokens) return { access };
  const successor = refresh.successor();
  const pair = { access, refresh: await successor.encode() }; // nothing may fail once the old token is gone
  if (!blacklistAfterRotation) await successor.outstand();
  else if (!(await jwt.store?.rotate(refresh.record, successor.record))) throw new TokenError('Token is blacklisted');
  return pair;
}

/**
 * Refuses a token whose user may not log in any more; a token that names nobody passes, as in Simple JWT.
 *
 * @throws {AuthenticationFailed} code `no_active_account`: gone or inactive; `password_changed`: the token is revoked
 */
export async function requireAccount(token: BlacklistableToken, jwt: JwtContext): Promise<void> {
  const { checkRevokeToken, revokeTokenClaim, userAuthenticationRule, userIdClaim, userIdField } = jwt.settings;
  const claim = token.get(userIdClaim);
  if (claim === undefined || claim === null || claim === '') return;
  const user = await usersOf(jwt).findByField(userIdField, userIdOf(token, jwt));
  if (user === null || !(await userAuthenticationRule(user))) {
    throw new AuthenticationFailed('No active account found for the given token.', 'no_active_account');
  }
  if (!checkRevokeToken || token.get(revokeTokenClaim) === passwordFingerprint(Reflect.get(user, 'password'))) return;
  if (jwt.store !== null) await token.blacklist();
  throw new AuthenticationFailed("The user's password has been changed.", 'password_changed');
}

/**
 * Revokes a refresh token and whatever followed it by rotation: a logout.
 *
 * @param text Compact JWS as the client sent it; one that was exchanged before still ends its login.
 * @throws {TokenError} malformed, expired, exchanged or revoked before, or of another `token_type`
 * @see Simple JWT `TokenBlacklistSerializer`
 */
export async function revokeRefreshToken(
  text: string,
  jwt: JwtContext,
  Class: typeof RefreshToken = RefreshToken,
): Promise<void> {
  const refresh = new Class(jwt, await jwt.backend.decode(text));
  refresh.verifyClaims();
  if (!(await refresh.blacklist())) throw new TokenError('Token is blacklisted');
}
