/** The set of keys that tokens are signed and verified with: one, or several while one takes the place of another. */
import { createHash } from 'node:crypto';
import { ImproperlyConfigured } from '../errors.ts';
import {
  importKeys,
  isAlgorithm,
  type JwtAlgorithm,
  type JwtKeys,
  type KeyInput,
  type KeySettings,
} from './jwt-keys.ts';

/** One key of the setting `jwt.keys`. */
export interface JwtKeySettings {
  /** Its name in a token's header. Of a pair, the thumbprint of the public key where left out. @see RFC 7638 */
  readonly kid?: string;
  /** The one algorithm that the key is for; `jwt.algorithm` where left out. */
  readonly algorithm?: JwtAlgorithm;
  /** HMAC: a secret, else a private key in PEM. */
  readonly signingKey?: KeyInput;
  /** The public key in PEM, where there is no private one: a key that only verifies. */
  readonly verifyingKey?: KeyInput;
}

/** A public key as it is published. @see RFC 7517 */
export interface PublicJwk {
  readonly kid: string;
  readonly alg: JwtAlgorithm;
  readonly use: 'sig';
  readonly [parameter: string]: unknown;
}

/** A key that verifies, bound to one algorithm. */
export interface VerifyingKey {
  /** The name that a token's header has to say; null where names are not looked at. */
  readonly kid: string | null;
  readonly algorithm: JwtAlgorithm;
  readonly key: NonNullable<JwtKeys['verifyingKey']>;
  /** Null for secrets, which nobody is to know. */
  readonly jwk: PublicJwk | null;
}

/** Keys ready to use. */
export interface JwtKeySet extends Pick<JwtKeys, 'signingKey' | 'verifyingKey'> {
  /** That of the key that signs. */
  readonly algorithm: JwtAlgorithm;
  /** The name of the key that signs, for the header; null for none. */
  readonly keyId: string | null;
  readonly verifyingKeys: readonly VerifyingKey[];
}

/** What `importKeySet` is given; names are those of the settings. */
export interface KeySetSettings extends KeySettings {
  readonly keys?: readonly JwtKeySettings[] | undefined;
}

/**
 * Imports all keys and refuses weak, mismatched and ambiguous ones.
 *
 * @throws {ImproperlyConfigured} names the setting and the cure
 */
export function importKeySet(settings: KeySetSettings, secretKey: string): JwtKeySet {
  return settings.keys === undefined ? singleKey(settings, secretKey) : severalKeys(settings, settings.keys, secretKey);
}

function singleKey(settings: KeySettings, secretKey: string): JwtKeySet {
  const { algorithm } = settings;
  const { signingKey, verifyingKey, publicJwk } = importKeys(settings, secretKey);
  const jwk = publicJwk && publish(publicJwk, algorithm);
  const keyId = signingKey === null ? null : (jwk?.kid ?? null);
  const verifyingKeys = verifyingKey === null ? [] : [{ kid: null, algorithm, key: verifyingKey, jwk }];
  return { algorithm, signingKey, verifyingKey, keyId, verifyingKeys };
}

const MOST_KEYS = 16; // a token without a name in its header is tried with each

function severalKeys(settings: KeySettings, keys: readonly JwtKeySettings[], secretKey: string): JwtKeySet {
  refuseOtherKeys(settings);
  if (keys.length === 0 || keys.length > MOST_KEYS) {
    throw new ImproperlyConfigured(`Setting \`jwt.keys\` must be a list of one to ${MOST_KEYS} keys.`);
  }
  const imported = keys.map((key, index) => importOne(key, `jwt.keys[${index}]`, settings.algorithm, secretKey));
  const names = imported.map(({ kid }) => kid);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new ImproperlyConfigured(
      `Setting \`jwt.keys\` has the name '${twice}' twice. Every key needs a \`kid\` of its own.`,
    );
  }
  const signer = imported.find(({ signingKey }) => signingKey !== null);
  return {
    algorithm: signer?.algorithm ?? settings.algorithm,
    signingKey: signer?.signingKey ?? null,
    verifyingKey: (signer ?? imported[0])?.key ?? null,
    keyId: signer?.kid ?? null,
    verifyingKeys: imported.map(({ kid, algorithm, key, jwk }) => ({ kid, algorithm, key, jwk })),
  };
}

function refuseOtherKeys({ signingKey, verifyingKey, remote }: KeySettings): void {
  const other =
    signingKey !== undefined ? 'signingKey' : verifyingKey !== undefined ? 'verifyingKey' : remote && 'jwkUrl';
  if (!other) return;
  throw new ImproperlyConfigured(
    `Setting \`jwt.keys\` does not go with \`jwt.${other}\`. Put that key into the list; for tokens of other services there is \`jwt.trustedIssuers\`.`,
  );
}

const KID = /^[\x21-\x7e]{1,128}$/;

function importOne(input: JwtKeySettings, setting: string, byDefault: JwtAlgorithm, secretKey: string) {
  const { algorithm = byDefault, signingKey, verifyingKey } = input;
  if (!isAlgorithm(algorithm))
    throw new ImproperlyConfigured(`Setting \`${setting}.algorithm\` is no algorithm for tokens.`);
  if (signingKey === undefined && verifyingKey === undefined) {
    throw new ImproperlyConfigured(
      `Setting \`${setting}\` has no key. Give it a \`signingKey\` or a \`verifyingKey\`.`,
    );
  }
  const keys = importKeys({ algorithm, signingKey, verifyingKey, remote: false, setting }, secretKey);
  const { publicJwk, verifyingKey: key } = keys;
  const kid = input.kid ?? (publicJwk && thumbprint(publicJwk));
  if (kid === null || key === null || typeof kid !== 'string' || !KID.test(kid)) {
    throw new ImproperlyConfigured(
      `Setting \`${setting}.kid\` must be a name for the key, of printable characters: '2026-01'. A secret has no other.`,
    );
  }
  return { kid, algorithm, key, signingKey: keys.signingKey, jwk: publicJwk && publish(publicJwk, algorithm, kid) };
}

const publish = (jwk: JsonWebKey, alg: JwtAlgorithm, kid = thumbprint(jwk)): PublicJwk =>
  Object.freeze({ ...requiredOf(jwk), kid, alg, use: 'sig' });

// RFC 7638 section 3.2: these members, in this order, and no others.
const REQUIRED = ['crv', 'e', 'kty', 'n', 'x', 'y'] as const;

const requiredOf = (jwk: JsonWebKey): Record<string, unknown> =>
  Object.fromEntries(REQUIRED.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]]])));

const thumbprint = (jwk: JsonWebKey): string =>
  createHash('sha256')
    .update(JSON.stringify(requiredOf(jwk)))
    .digest('base64url');
