/** Claims that an app adds to a login's tokens, and that follow its user: made at the login, and anew at each refresh. */
import type { RequestUser } from '../http/user.ts';
import type { JwtContext } from './context.ts';
import type { Token } from './tokens.ts';

/** Of a refresh or sliding token: the names of such claims, so that those which no longer hold can be told from all others and go. */
export const CLAIM_NAMES = 'user_claims';

/**
 * Gives the token that begins a login the claims that the app has for its user. None replaces one that the token has.
 *
 * @throws whatever the app's function throws
 */
export async function addUserClaims(token: Token, user: RequestUser, { claimsOf }: JwtContext): Promise<void> {
  if (claimsOf !== null) writeClaims(token, await claimsOf(user));
}

/**
 * Makes the claims of a token that is being exchanged those of its user now. One that was made without them (by code of one's own, by
 * Django) stays as it is, and so does a claim that was there before them.
 *
 * @param token Verified; only this object changes.
 */
export async function renewUserClaims(token: Token, user: RequestUser, { claimsOf }: JwtContext): Promise<void> {
  const names = token.get(CLAIM_NAMES);
  if (!Array.isArray(names)) return;
  const claims = (await claimsOf?.(user)) ?? {};
  for (const name of names) token.delete(String(name));
  writeClaims(token, claims);
}

// Never who it is, nor until when.
function writeClaims(token: Token, claims: Readonly<Record<string, unknown>>): void {
  token.delete(CLAIM_NAMES);
  const added = Object.entries(claims).filter(([name]) => name !== CLAIM_NAMES && !token.has(name));
  for (const [name, value] of added) token.set(name, value);
  token.set(
    CLAIM_NAMES,
    added.map(([name]) => name),
  );
}
