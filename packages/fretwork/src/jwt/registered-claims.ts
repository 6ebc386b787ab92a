/** The claims that every verifier looks at: who issued a token, for whom, and from when to when it is good. */
import { ExpiredTokenError, TokenError } from '../errors.ts';

/** What a token must say. */
export interface ClaimRules {
  /** The token names one of them; anything goes where left out. */
  readonly audience?: string | readonly string[] | undefined;
  readonly issuer?: string | undefined;
  /** Whether a token without `exp` is refused. */
  readonly mustExpire?: boolean;
  readonly leewaySeconds: number;
  readonly now: Date;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * Checks `iss`, `aud`, `iat`, `nbf` and `exp`.
 *
 * @param claims Of a token whose signature was verified.
 * @throws {ExpiredTokenError} past its `exp`, and good otherwise
 * @throws {TokenError} anything else that is wrong; the message says what, for logs
 * @see RFC 7519 section 4.1
 */
export function checkRegisteredClaims(claims: Claims, rules: ClaimRules): void {
  const { audience, issuer, mustExpire = false, leewaySeconds, now } = rules;
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const [iat, nbf, exp] = [claims.iat, claims.nbf, claims.exp];
  if (issuer !== undefined && claims.iss !== issuer) throw new TokenError('Token is from another issuer');
  if (audience !== undefined && !isFor(claims.aud, audience)) throw new TokenError('Token is for somebody else');
  if (!isNumericDate(iat) || !isNumericDate(nbf) || !isNumericDate(exp)) throw new TokenError('Token has a bad time');
  if (mustExpire && exp === undefined) throw new TokenError('Token never expires');
  if (nbf !== undefined && nbf > nowSeconds + leewaySeconds) throw new TokenError('Token is not good yet');
  if (exp !== undefined && exp <= nowSeconds - leewaySeconds) throw new ExpiredTokenError('Token is expired');
}

const isNumericDate = (value: unknown): value is number | undefined => value === undefined || typeof value === 'number';

function isFor(said: unknown, audience: string | readonly string[]): boolean {
  const known = typeof audience === 'string' ? [audience] : audience;
  if (typeof said === 'string') return known.includes(said);
  return Array.isArray(said) && known.some((one) => said.includes(one));
}
