/** Exchanges a refresh token for new tokens, once. */
import { AuthenticationFailed, ExpiredTokenError, RefreshTokenReused, TokenError } from '../errors.ts';
import type { RequestUser } from '../http/user.ts';
import { isActiveUser } from '../settings/jwt-settings.ts';
import { type AccountQuery, type JwtContext, usersOf } from './context.ts';
import { userIdOf } from './jwt-authentication.ts';
import type { RefreshFamily } from './models.ts';
import { type BlacklistableToken, RefreshToken, storeOf } from './revocable-tokens.ts';
import type { RotationRules } from './token-store.ts';
import { passwordFingerprint } from './tokens.ts';
import { CLAIM_NAMES, renewUserClaims } from './user-claims.ts';

/** New tokens, as compact JWS. */
export interface TokenPair {
  readonly access: string;
  /** Absent where `jwt.rotateRefreshTokens` is off. */
  readonly refresh?: string;
}

/**
 * Exchanges a refresh token for new tokens and retires the old one.
 *
 * Of any number of callers with one token, at the same moment or later, one is first. Within `jwt.refreshReuseGrace` the
 * others get the same refresh token as that one; after it, or once the new token was used, the login is ended for all.
 * Claims of the setting `accounts.claims` are asked for anew.
 * Takes one short statement in the usual case, and a query for the user before it where more has to be known of them than that they are
 * active: for a rule of one's own, claims, or `jwt.checkRevokeToken`.
 *
 * Do not call it inside a transaction of your own: where that is undone, so is the end of a login whose token was stolen.
 *
 * @param text Compact JWS as the client sent it; not trusted yet.
 * @param jwt With `client`, where it is known who asks.
 * @param Class The class of the token.
 * @throws {RefreshTokenReused} exchanged before; its login is ended when this is thrown
 * @throws {TokenError} malformed, expired, revoked, of another client, or of another `token_type`
 * @throws {AuthenticationFailed} code `no_active_account` or `password_changed`
 * @see Simple JWT `TokenRefreshSerializer`; RFC 9700 section 4.14; OWASP ASVS 10.4.5
 */
export async function rotateRefreshToken(
  text: string,
  jwt: JwtContext,
  Class: typeof RefreshToken = RefreshToken,
): Promise<TokenPair> {
  const refresh = new Class(jwt, await jwt.backend.decode(text, { ownOnly: true, once: true }));
  refresh.verifyClaims();
  if (!jwt.settings.rotateRefreshTokens) {
    await renewAccount(refresh, jwt);
    return refreshAccess(refresh, jwt);
  }
  return exchange(refresh, jwt);
}

/** Asks the user whether they may log in, and for their claims. */
async function renewAccount(refresh: RefreshToken, jwt: JwtContext): Promise<void> {
  const user = await requireAccount(refresh, jwt);
  if (user !== null) await renewUserClaims(refresh, user, jwt);
}

async function refreshAccess(refresh: RefreshToken, jwt: JwtContext): Promise<TokenPair> {
  await refresh.checkBlacklist();
  if ((await jwt.store?.touch(refresh.presented, refresh.currentTime, jwt.client)) === false)
    throw new TokenError('Token is blacklisted');
  return { access: await refresh.accessToken.encode() };
}

/** The user, where all that has to be known of them is that they are active, and the store can ask. */
function activeAccount(refresh: RefreshToken, jwt: JwtContext): AccountQuery | undefined {
  const { checkRevokeToken, userAuthenticationRule, userIdClaim, userIdField } = jwt.settings;
  const isAsked = checkRevokeToken || userAuthenticationRule !== isActiveUser || refresh.has(CLAIM_NAMES);
  if (isAsked || !isNamed(refresh.get(userIdClaim))) return undefined;
  const user = usersOf(jwt).activeByField?.(userIdField, userIdOf(refresh, jwt));
  return user !== undefined && storeOf(jwt).canAsk(user) ? user : undefined;
}

const rotationRules = ({ settings, client }: JwtContext): RotationRules => ({
  graceSeconds: settings.refreshReuseGraceSeconds,
  familySeconds: settings.familyLifetimeSeconds,
  retire: settings.blacklistAfterRotation,
  client,
});

async function exchange(refresh: RefreshToken, jwt: JwtContext): Promise<TokenPair> {
  const active = activeAccount(refresh, jwt);
  if (active === undefined) await renewAccount(refresh, jwt);
  const { presented } = refresh;
  const next = refresh.successor(undefined, presented.familyId);
  const wanted = next.record;
  const rules = rotationRules(jwt);
  // Signed first: nothing may fail once the old token is gone.
  const pair = await pairOf(next);
  if (active !== undefined) {
    if (await storeOf(jwt).rotateWhile(active, presented, wanted, rules)) return pair;
    await requireAccount(refresh, jwt); // something is unusual: the user is asked before anything is told of the token
  }
  const rotation = await storeOf(jwt).rotate(presented, wanted, rules);
  if (rotation.outcome === 'rotated' || rotation.outcome === 'repeated') {
    const { familyId, successor } = rotation;
    return successor === wanted ? pair : pairOf(refresh.successor(successor, familyId));
  }
  if (rotation.outcome === 'reused') return refuseReuse(rotation.family, refresh.currentTime, jwt);
  if (rotation.outcome === 'expired') throw new ExpiredTokenError('Token is expired');
  throw new TokenError(rotation.outcome === 'foreign' ? 'Token is invalid' : 'Token is blacklisted');
}

const pairOf = async (refresh: RefreshToken): Promise<TokenPair> => ({
  access: await refresh.accessToken.encode(),
  refresh: await refresh.encode(),
});

async function refuseReuse(family: RefreshFamily, at: Date, jwt: JwtContext): Promise<never> {
  const { id, userId, createdAt, userAgent, address, clientId } = family;
  const login = { createdAt, userAgent, address, clientId };
  await jwt.announceReuse({ familyId: id, userId, at, login, presentedBy: jwt.client });
  throw new RefreshTokenReused(id);
}

/**
 * Refuses a token whose user may not log in any more; a token that names nobody passes, as in Simple JWT.
 *
 * @returns The user; null where it names nobody.
 * @throws {AuthenticationFailed} code `no_active_account`: gone or inactive; `password_changed`: the token is revoked
 * @throws {TokenError} its user may not, and it was revoked before anyway
 */
export async function requireAccount(token: BlacklistableToken, jwt: JwtContext): Promise<RequestUser | null> {
  const { checkRevokeToken, revokeTokenClaim, userAuthenticationRule, userIdClaim, userIdField } = jwt.settings;
  if (!isNamed(token.get(userIdClaim))) return null;
  const user = await usersOf(jwt).findByField(userIdField, userIdOf(token, jwt));
  if (user === null || !(await userAuthenticationRule(user))) {
    await token.checkBlacklist(); // Simple JWT asks this first; here it costs a query only where it is news
    throw new AuthenticationFailed('No active account found for the given token.', 'no_active_account');
  }
  if (!checkRevokeToken || token.get(revokeTokenClaim) === passwordFingerprint(Reflect.get(user, 'password')))
    return user;
  await token.checkBlacklist();
  if (jwt.store !== null) await token.blacklist('password');
  throw new AuthenticationFailed("The user's password has been changed.", 'password_changed');
}

const isNamed = (claim: unknown): boolean => claim !== undefined && claim !== null && claim !== '';

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
  const refresh = new Class(jwt, await jwt.backend.decode(text, { ownOnly: true, once: true }));
  refresh.verifyClaims();
  if (!(await refresh.blacklist())) throw new TokenError('Token is blacklisted');
}
