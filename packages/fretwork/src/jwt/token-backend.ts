/** Signs and verifies JSON Web Tokens: each key with one algorithm, each issuer with its own keys. */
import type { CompactVerifyGetKey } from 'jose';
import { LruMap } from '../databases/lru-map.ts';
import { ExpiredTokenError, ImproperlyConfigured, ServiceUnavailable, TokenError } from '../errors.ts';
import { HmacKey } from '../settings/hmac-key.ts';
import type { ResolvedJwtSettings } from '../settings/jwt-settings.ts';
import type { ResolvedTrustedIssuer } from '../settings/trusted-issuers.ts';
import { type Claims, copyClaims } from './claims.ts';
import { type ClaimRules, checkRegisteredClaims } from './registered-claims.ts';
import { remoteKeys } from './remote-keys.ts';
import { digestOf, VerifiedTokens } from './verified-tokens.ts';

/** The settings that a backend reads. */
export type TokenBackendSettings = Pick<
  ResolvedJwtSettings,
  | 'algorithm'
  | 'signingKey'
  | 'keyId'
  | 'verifyingKeys'
  | 'jwkUrl'
  | 'trustedIssuers'
  | 'audience'
  | 'issuer'
  | 'leewaySeconds'
  | 'jtiClaim'
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
  /** The token will not come again, so that there is no use in remembering it. */
  readonly once?: boolean;
}

/** A key that may have signed a token, or how to find it. */
type Candidate = HmacKey | CryptoKey | CompactVerifyGetKey;

/** Whose tokens are verified how. */
interface Verifier {
  readonly algorithms: readonly string[];
  readonly rules: Pick<ClaimRules, 'audience' | 'issuer' | 'mustExpire'>;
  /** Whether its keys have to be fetched, and may be away. */
  readonly remote: boolean;
  /** The keys that may have signed a token with this header, the likeliest first. */
  candidates(alg: string, kid: unknown): readonly Candidate[];
  readonly readClaims: ResolvedTrustedIssuer['readClaims'];
}

/**
 * Signs claims and verifies tokens.
 *
 * Algorithms and keys are those of the settings and never the token's: `jku`, `x5u` and `jwk` of its header are not looked
 * at. `kid` chooses among the keys of `jwt.keys` or of a JWKS, `iss` among `jwt.trustedIssuers`; both only ever look up
 * what the settings name. Only the compact form is read.
 *
 * @see Simple JWT `backends.TokenBackend`; RFC 7519; RFC 8725
 */
export class TokenBackend {
  readonly #settings: TokenBackendSettings;
  readonly #own: Verifier;
  readonly #issuers: ReadonlyMap<string, Verifier>;
  readonly #now: () => Date;
  readonly #verified: VerifiedTokens;
  /** Headers of genuine tokens by their text: few, and the same in all tokens of a key. */
  readonly #headers = new LruMap<string, JsonObject>(MOST_HEADERS);
  readonly #header: JsonObject;

  constructor(settings: TokenBackendSettings, options: TokenBackendOptions = {}) {
    const { algorithm, keyId } = settings;
    this.#settings = settings;
    this.#header = { alg: algorithm, typ: 'JWT', ...(keyId !== null && { kid: keyId }) };
    this.#own = ownVerifier(settings);
    this.#issuers = new Map([...settings.trustedIssuers].map(([iss, issuer]) => [iss, issuerVerifier(issuer)]));
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
    const { audience, issuer, signingKey } = this.#settings;
    if (signingKey === null) {
      throw new ImproperlyConfigured(
        'Setting `jwt.signingKey` is missing: this app verifies tokens but cannot issue them. Set it to the private key in PEM.',
      );
    }
    const payload = copyClaims(claims);
    if (audience !== null) payload.aud = audience;
    if (issuer !== null) payload.iss = issuer;
    const text = JSON.stringify(payload);
    if (signingKey instanceof HmacKey) return signingKey.sign(JSON.stringify(this.#header), text);
    const { CompactSign } = await import('jose');
    return new CompactSign(Buffer.from(text)).setProtectedHeader(this.#header as { alg: string }).sign(signingKey);
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
  async decode(token: unknown, { ownOnly = false, once = false }: DecodeOptions = {}): Promise<Claims> {
    if (typeof token !== 'string' || token.length > LONGEST_TOKEN) throw new TokenError(INVALID);
    const now = this.#now();
    const digest = once ? undefined : digestOf(token);
    const known = digest === undefined ? undefined : this.#verified.get(digest, now.getTime() / 1000);
    const claims = known ?? (await this.#read(token, now, digest));
    if (ownOnly && this.isForeign(claims)) throw new TokenError(INVALID);
    return claims;
  }

  /** Whether claims are those of another issuer's token. @param claims Verified. */
  isForeign({ iss }: Claims): boolean {
    return typeof iss === 'string' && this.#issuers.has(iss);
  }

  async #read(token: string, now: Date, digest: string | undefined): Promise<Claims> {
    if (!isCompact(token)) throw new TokenError(INVALID);
    const headerText = token.slice(0, token.indexOf('.'));
    const header = this.#headers.get(headerText) ?? parsePart(headerText);
    const verifier = this.#verifierOf(token);
    const { alg, crit, typ } = header;
    // Before any key is touched.
    if (typeof alg !== 'string' || !verifier.algorithms.includes(alg) || crit !== undefined || !isTokenType(typ)) {
      throw new TokenError(INVALID);
    }
    const payload = await verifiedPayload(token, alg, verifier.remote, verifier.candidates(alg, header.kid));
    this.#headers.set(headerText, header);
    this.#checkRules(payload, { ...verifier.rules, leewaySeconds: this.#settings.leewaySeconds, now });
    const { iss } = payload;
    const read = copyClaims(verifier.readClaims(payload));
    if (iss !== undefined) read.iss = iss;
    const claims = freezeDeep(read);
    this.#checkClaims(claims);
    // The claims may have been read in another way: the token's own end counts.
    const expires = typeof payload.exp === 'number' ? payload.exp : Number.POSITIVE_INFINITY;
    if (digest !== undefined)
      this.#verified.set(digest, claims, expires + this.#settings.leewaySeconds, now.getTime() / 1000);
    return claims;
  }

  // Not verified yet: says only whose keys have to have signed the token, and is checked with them.
  #verifierOf(token: string): Verifier {
    if (this.#issuers.size === 0) return this.#own;
    const [, payload = ''] = token.split('.');
    const { iss } = parsePart(payload);
    return (typeof iss === 'string' ? this.#issuers.get(iss) : undefined) ?? this.#own;
  }

  #checkRules(payload: Claims, rules: ClaimRules): void {
    try {
      checkRegisteredClaims(payload, rules);
    } catch (cause) {
      throw cause instanceof ExpiredTokenError ? cause : new TokenError(INVALID, { cause });
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
const MOST_HEADERS = 16;
const LONGEST_TOKEN = 8_192; // characters: what fits into a header; longer ones are refused before they cost anything
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const LATEST_TIME = 253_402_300_799; // the last second of the year 9999

// A signature's last character has bits that decoders drop: only one spelling of them is accepted, so that a token that
// was changed anywhere is another token. Header and payload are signed as they are spelled.
function isCompact(token: string): boolean {
  if (!COMPACT.test(token)) return false;
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

type JsonObject = Readonly<Record<string, unknown>>;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parsePart(part: string): JsonObject {
  try {
    const value: unknown = JSON.parse(UTF8.decode(Buffer.from(part, 'base64url')));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch (cause) {
    throw new TokenError(INVALID, { cause });
  }
  throw new TokenError(INVALID);
}

/** The payload of a token that one of the keys signed. */
async function verifiedPayload(
  token: string,
  alg: string,
  remote: boolean,
  candidates: readonly Candidate[],
): Promise<JsonObject> {
  for (const key of candidates) {
    if (key instanceof HmacKey ? key.verifies(token) : await verifiesByJose(token, alg, key, remote)) {
      return parsePart(token.slice(token.indexOf('.') + 1, token.lastIndexOf('.')));
    }
  }
  throw new TokenError(INVALID);
}

async function verifiesByJose(
  token: string,
  alg: string,
  key: CryptoKey | CompactVerifyGetKey,
  remote: boolean,
): Promise<boolean> {
  const { compactVerify } = await import('jose');
  try {
    // jose's two overloads, for a key and for a function that finds one, do the same here.
    await compactVerify(token, key as CompactVerifyGetKey, { algorithms: [alg] });
    return true;
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    if (code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') return false;
    // biome-ignore lint/style/useErrorCause: it is there, behind text and code
    if (remote && !TOKENS_FAULTS.has(code)) throw new ServiceUnavailable(undefined, undefined, { cause });
    throw new TokenError(INVALID, { cause });
  }
}

// jose's codes for what is wrong with a token; anything else is wrong with the keys' address.
const TOKENS_FAULTS: ReadonlySet<unknown> = new Set([
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWS_INVALID',
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
]);

// RFC 8725 section 3.11: a JWT made for something else (a logout token, a DPoP proof) is not one of ours.
const TOKEN_TYPES = new Set(['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);
const isTokenType = (typ: unknown): boolean =>
  typ === undefined || (typeof typ === 'string' && TOKEN_TYPES.has(typ.toLowerCase()));

const isTime = (value: unknown): boolean => value === undefined || (typeof value === 'number' && value <= LATEST_TIME);

const isTokenId = (value: unknown): boolean => typeof value === 'string' && /^[\x21-\x7e]{1,255}$/.test(value);

function ownVerifier(settings: TokenBackendSettings): Verifier {
  const { algorithm, audience, issuer, jwkUrl, verifyingKeys } = settings;
  const rules = { audience: audience ?? undefined, issuer: issuer ?? undefined };
  const readClaims = (claims: Claims): Claims => claims;
  if (jwkUrl !== null) {
    const keys = [remoteKeys(jwkUrl)];
    return { algorithms: [algorithm], rules, remote: true, candidates: () => keys, readClaims };
  }
  const algorithms = [...new Set(verifyingKeys.map((one) => one.algorithm))];
  const candidates = (alg: string, kid: unknown): Candidate[] =>
    verifyingKeys
      .filter((one) => one.algorithm === alg && (kid === undefined || one.kid === null || one.kid === kid))
      .map(({ key }) => key);
  return { algorithms, rules, remote: false, candidates, readClaims };
}

function issuerVerifier({ algorithms, audience, issuer, jwkUrl, readClaims }: ResolvedTrustedIssuer): Verifier {
  const keys = [remoteKeys(jwkUrl)];
  // Without an end a token would be good for ever, and its issuer's word is all there is.
  const rules = { audience, issuer, mustExpire: true };
  return { algorithms, rules, remote: true, candidates: () => keys, readClaims };
}

function freezeDeep<T extends object>(value: T): T {
  for (const item of Object.values(value)) if (typeof item === 'object' && item !== null) freezeDeep(item);
  return Object.freeze(value);
}
