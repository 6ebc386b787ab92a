/** The setting `jwt.trustedIssuers`: other services whose tokens are accepted, and by which keys. */
import { ImproperlyConfigured } from '../errors.ts';
import { isAlgorithm, isAsymmetric, type JwtAlgorithm } from './jwt-keys.ts';

/** Another service whose access tokens are accepted beside one's own. */
export interface TrustedIssuer {
  /** What its tokens say in `iss`; exact. */
  readonly issuer: string;
  /** What its tokens have to say in `aud`, so that tokens for others are refused; one of these where it is a list. */
  readonly audience: string | readonly string[];
  /** Address of its JWKS; HTTPS, or HTTP on this machine. Nothing that a token says is ever fetched. */
  readonly jwkUrl: string;
  /** The algorithms that it signs with; `['RS256']` where left out. */
  readonly algorithms?: readonly JwtAlgorithm[];
  /**
   * What its claims mean here: returns claims as this app's own tokens have them (`token_type`, `user_id`, `jti`). As they
   * are where left out. Mind that its users need not be this app's: `user_id` 1 there may be somebody else here.
   */
  readClaims?(claims: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

/** The same, ready to use. */
export interface ResolvedTrustedIssuer extends Required<Omit<TrustedIssuer, 'jwkUrl' | 'readClaims' | 'audience'>> {
  readonly jwkUrl: URL;
  readonly audience: string[];
  readonly readClaims: NonNullable<TrustedIssuer['readClaims']>;
}

/**
 * Checks the issuers.
 *
 * @param own The setting `jwt.issuer`.
 * @returns By `iss`; has no prototype to be asked for.
 * @throws {ImproperlyConfigured} names the setting and the cure
 */
export function resolveTrustedIssuers(
  issuers: readonly TrustedIssuer[],
  own: string | null,
): ReadonlyMap<string, ResolvedTrustedIssuer> {
  const resolved = new Map<string, ResolvedTrustedIssuer>();
  for (const [index, given] of issuers.entries()) {
    const setting = `jwt.trustedIssuers[${index}]`;
    const { issuer, algorithms = ['RS256'], readClaims = (claims) => claims } = given;
    if (!isText(issuer) || issuer === own || resolved.has(issuer)) {
      throw new ImproperlyConfigured(
        `Setting \`${setting}.issuer\` must be a text that is neither \`jwt.issuer\` nor another issuer's.`,
      );
    }
    const audience = [given.audience].flat();
    if (audience.length === 0 || !audience.every(isText)) {
      throw new ImproperlyConfigured(
        `Setting \`${setting}.audience\` must be a text or a list of texts: without it, tokens that ${issuer} made for others would be good here.`,
      );
    }
    if (algorithms.length === 0 || !algorithms.every((name) => isAlgorithm(name) && isAsymmetric(name))) {
      throw new ImproperlyConfigured(`Setting \`${setting}.algorithms\` must be a list such as ['RS256', 'ES256'].`);
    }
    resolved.set(issuer, {
      issuer,
      audience,
      algorithms,
      readClaims,
      jwkUrl: toJwksUrl(given.jwkUrl, `${setting}.jwkUrl`),
    });
  }
  return resolved;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Reads the address of a JWKS.
 *
 * @throws {ImproperlyConfigured} somebody on the way could change what it answers
 */
export function toJwksUrl(address: string, setting: string): URL {
  const url = URL.parse(address);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname))) return url;
  throw new ImproperlyConfigured(
    `Setting \`${setting}\` must be an https:// address (http:// only on this machine): whoever can change its answer can forge tokens.`,
  );
}
