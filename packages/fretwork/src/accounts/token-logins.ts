/** Logging in for tokens: a login with its claims, and its tokens in the answer. */
import { onCommit, transaction } from '../databases/transaction.ts';
import { AuthenticationFailed } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { RequestUser } from '../http/user.ts';
import { clientFactsOf } from '../jwt/client-facts.ts';
import { jwtOf } from '../jwt/context.ts';
import { RefreshToken, storeOf } from '../jwt/revocable-tokens.ts';
import { addUserClaims } from '../jwt/user-claims.ts';
import { emailAccountsOf } from './email-accounts.ts';

/** The tokens of a new login. */
export interface TokenLogin {
  readonly access: string;
  readonly refresh: string;
  /** When the refresh token expires; for its cookie. */
  readonly refreshExpiresAt: Date;
}

/**
 * Logs a user in: begins a login with the claims of the setting `accounts.claims`, and writes the last login where a
 * setting asks for it. One transaction, within that of whatever proved who they are.
 *
 * @throws {AuthenticationFailed} their password was changed in the meantime, or they may not log in any more
 * @throws {ImproperlyConfigured} there is no place for logins: `...jwtModels` is missing
 */
export const openLogin = (request: Request, user: RequestUser): Promise<TokenLogin> =>
  transaction(() => open(request, user));

async function open(request: Request, user: RequestUser): Promise<TokenLogin> {
  const jwt = { ...jwtOf(request), client: clientFactsOf(request) };
  const { accounts, settings, emit, now } = emailAccountsOf(request);
  storeOf(jwt);
  if (!(await accounts.hold(user))) throw new AuthenticationFailed();
  const refresh = await RefreshToken.forUser(user, jwt);
  await addUserClaims(refresh, user, jwt);
  const tokens = {
    refresh: await refresh.encode(),
    access: await refresh.accessToken.encode(),
    refreshExpiresAt: new Date(Number(refresh.get('exp')) * 1000),
  };
  if (settings.updateLastLogin ?? jwt.settings.updateLastLogin) await jwt.users?.updateLastLogin(user, now());
  await onCommit(() => emit({ kind: 'loggedIn', userId: String(user.id) }));
  return tokens;
}

/** Id of the login that a request's access token belongs to; `undefined` where it names none. */
export function loginIdOf({ auth }: Request): string | undefined {
  const family = auth !== null && typeof auth === 'object' ? Reflect.get(auth, 'family') : undefined;
  return typeof family === 'string' ? family : undefined;
}
