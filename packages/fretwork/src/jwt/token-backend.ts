/** Signs and verifies JSON Web Tokens, with one key and one algorithm. */
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose';
import { ExpiredTokenError, ImproperlyConfigured, ServiceUnavailable, TokenError } from '../errors.ts';
import type { ResolvedJwtSettings } from '../settings/jwt-settings.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** The claims of a token; has no prototype, so that a claim may have any name. */
export type Claims = Readonly<Record<string, unknown>>;

/** The settings that a backend reads. */
export type TokenBackendSettings = Pick<
  ResolvedJwtSettings,
  'algorithm' | 'signingKey' | 'verifyingKey' | 'jwkUrl' | 'audience' | 'issuer' | 'leewaySeconds' | 'jtiClaim'
>;

/** What a backend may be given besides its settings. */
export interface TokenBackendOptions {
  /** The clock; the machine's where left out. */
  readonly now?: () => Date;
  /** Where verified tokens are remembered; a cache of 10,000 where left out. */
  readonly verified?: VerifiedTokens;
}

/** Which tokens are read. */
export interface DecodeOptions {
  /** Refuses the tokens of other issuers: those that are exchanged for tokens of ours have to be ours. */
  readonly ownOnly?: boolean;
}

/**
 * Signs claims and verifies tokens.
 *
 * The algorithm and the key are those of the settings and never the token's: `kid`, `jku`, `x5u` and `jwk` of its header
 * are not looked at (with `jwkUrl`, `kid` chooses among the keys of that address). Only the compact form is read.
 *
 * @see Simple JWT `backends.TokenBackend`; RFC 7519; RFC 8725
 */
export class TokenBackend {
  readonly #settings: TokenBackendSettings;
  readonly #key: CryptoKey | JWTVerifyGetKey;
  readonly #now: () => Date;
  readonly #verified: VerifiedTokens;

  constructor(settings: TokenBackendSettings, options: TokenBackendOptions = {}) {
    this.#settings = settings;
    this.#key = verificationKey(settings);
    this.#now = options.now ?? (() => new Date());
    this.#verified = options.verified ?? new VerifiedTokens();
  }

  /**
   * Signs claims; adds `aud` and `iss` where the settings name them.
   *
   * @param claims JSON values; not changed.
   * @returns Compact JWS.
   * @throws {ImproperlyConfigured} the settings have no key to sign with
   */
  async encode(claims: Claims): Promise<string> {
    const { algorithm, audience, issuer, signingKey } = this.#settings;
    if (signingKey === null) {
      throw new ImproperlyConfigured(
        'Setting `jwt.signingKey` is missing: this app verifies tokens but cannot issue them. Set it to the private key in PEM.',
      );
    }
    const payload: JWTPayload = { ...claims };
    if (audience !== null) payload.aud = typeof audience === 'string' ? audience : [...audience];
    if (issuer !== null) payload.iss = issuer;
    return new SignJWT(payload).setProtectedHeader({ alg: algorithm, typ: 'JWT' }).sign(signingKey);
  }

  /**
   * Verifies a token's signature, times, audience and issuer, and reads its claims.
   *
   * A token seen before costs a digest and a map look-up.
   *
   * @param token As the client sent it; anything at all.
   * @returns Frozen to the bottom.
   * @throws {ExpiredTokenError} good once, past its `exp` now
   * @throws {TokenError} anything else that is wrong; the message does not say what, its `cause` does
   * @throws {ServiceUnavailable} the keys behind `jwkUrl` cannot be had
   */
  async decode(token: unknown, _options: DecodeOptions = {}): Promise<Claims> {
    if (typeof token !== 'string' || !isCompact(token)) throw new TokenError(INVALID);
    const now = this.#now();
    const nowSeconds = now.getTime() / 1000;
    const known = this.#verified.get(token, nowSeconds);
    if (known !== undefined) return known;
    this.#checkHeader(token);
    const claims = freeze(await this.#verify(token, now));
    this.#checkClaims(claims);
    const expires = typeof claims.exp === 'number' ? claims.exp : Number.POSITIVE_INFINITY;
    this.#verified.set(token, claims, expires + this.#settings.leewaySeconds, nowSeconds);
    return claims;
  }

  // Before any key is touched; jose looks at the same header again.
  #checkHeader(token: string): void {
    const header = parseHeader(token);
    const { alg, crit, typ } = header;
    if (alg !== this.#settings.algorithm || crit !== undefined || !isTokenType(typ)) throw new TokenError(INVALID);
  }

  async #verify(token: string, now: Date): Promise<JWTPayload> {
    const { algorithm, audience, issuer, leewaySeconds } = this.#settings;
    const options = {
      algorithms: [algorithm],
      clockTolerance: leewaySeconds,
      currentDate: now,
      ...(audience === null ? {} : { audience: typeof audience === 'string' ? audience : [...audience] }),
      ...(issuer === null ? {} : { issuer }),
    };
    try {
      // jose's two overloads, for a key and for a function that finds one, do the same here.
      const { payload } = await jwtVerify(token, this.#key as JWTVerifyGetKey, options);
      return payload;
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw new ExpiredTokenError('Token is expired', { cause });
      if (this.#settings.jwkUrl !== null && !isTokensFault(cause)) {
        // biome-ignore lint/style/useErrorCause: it is there, behind text and code
        throw new ServiceUnavailable(undefined, undefined, { cause });
      }
      throw new TokenError(INVALID, { cause });
    }
  }

  #checkClaims(claims: Claims): void {
    const id = claims[this.#settings.jtiClaim];
    const times = [claims.exp, claims.iat, claims.nbf];
    if (times.every(isTime) && (id === undefined || isTokenId(id))) return;
    throw new TokenError(INVALID);
  }
}

const INVALID = 'Token is invalid';
const LONGEST_TOKEN = 8_192; // what fits into a header; longer ones are refused before they cost anything
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const LATEST_TIME = 253_402_300_799; // the last second of the year 9999

// A signature's last character has bits that decoders drop: only one spelling of them is accepted, so that a token that
// was changed anywhere is another token. Header and payload are signed as they are spelled.
function isCompact(token: string): boolean {
  if (token.length > LONGEST_TOKEN || !COMPACT.test(token)) return false;
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

function parseHeader(token: string): { readonly [name: string]: unknown } {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8'));
    if (typeof header === 'object' && header !== null) return { ...header };
  } catch (cause) {
    throw new TokenError(INVALID, { cause });
  }
  throw new TokenError(INVALID);
}

// RFC 8725 section 3.11: a JWT made for something else (a logout token, a DPoP proof) is not one of ours.
const TOKEN_TYPES = new Set(['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);
const isTokenType = (typ: unknown): boolean =>
  typ === undefined || (typeof typ === 'string' && TOKEN_TYPES.has(typ.toLowerCase()));

const isTime = (value: unknown): boolean => value === undefined || (typeof value === 'number' && value <= LATEST_TIME);

const isTokenId = (value: unknown): boolean => typeof value === 'string' && /^[\x21-\x7e]{1,255}$/.test(value);

function verificationKey(settings: TokenBackendSettings): CryptoKey | JWTVerifyGetKey {
  if (settings.jwkUrl !== null) return createRemoteJWKSet(settings.jwkUrl);
  if (settings.verifyingKey !== null) return settings.verifyingKey;
  throw new ImproperlyConfigured('Setting `jwt.verifyingKey` is missing. Set it to the public key in PEM.');
}

const TOKENS_FAULTS = [
  errors.JWKSMultipleMatchingKeys,
  errors.JWKSNoMatchingKey,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
];

const isTokensFault = (error: unknown): boolean => TOKENS_FAULTS.some((Fault) => error instanceof Fault);

function freeze(claims: object): Claims {
  return Object.freeze(Object.assign(Object.create(null), freezeDeep(claims)));
}

function freezeDeep<T extends object>(value: T): T {
  for (const item of Object.values(value)) if (typeof item === 'object' && item !== null) freezeDeep(item);
  return Object.freeze(value);
}
