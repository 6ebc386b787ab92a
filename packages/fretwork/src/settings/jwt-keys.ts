/** The keys that sign and verify tokens: imported once, each bound to one algorithm. */
import { createPrivateKey, createPublicKey, createSecretKey, hkdfSync, KeyObject } from 'node:crypto';
import { ImproperlyConfigured } from '../errors.ts';
import { HmacKey } from './hmac-key.ts';

/** How each algorithm's key must look, and what WebCrypto calls it. */
const ALGORITHMS = {
  HS256: hmac('SHA-256', 32),
  HS384: hmac('SHA-384', 48),
  HS512: hmac('SHA-512', 64),
  RS256: rsa('RSASSA-PKCS1-v1_5', 'SHA-256'),
  RS384: rsa('RSASSA-PKCS1-v1_5', 'SHA-384'),
  RS512: rsa('RSASSA-PKCS1-v1_5', 'SHA-512'),
  PS256: rsa('RSA-PSS', 'SHA-256'),
  PS384: rsa('RSA-PSS', 'SHA-384'),
  PS512: rsa('RSA-PSS', 'SHA-512'),
  ES256: ecdsa('P-256', 'prime256v1'),
  ES384: ecdsa('P-384', 'secp384r1'),
  ES512: ecdsa('P-521', 'secp521r1'),
  EdDSA: ed25519(),
  Ed25519: ed25519(),
} as const satisfies Record<string, AlgorithmRule>;

/** A signature algorithm that tokens may use; `none` is not one. @see RFC 7518 section 3.1; RFC 9864 */
export type JwtAlgorithm = keyof typeof ALGORITHMS;

/** Key material as a setting gives it: PEM text (for HMAC: the secret), raw bytes, or an imported key. */
export type KeyInput = string | Uint8Array | KeyObject;

/** What `importKeys` is given; names are those of the settings. */
export interface KeySettings {
  readonly algorithm: JwtAlgorithm;
  readonly signingKey?: KeyInput | undefined;
  readonly verifyingKey?: KeyInput | undefined;
  /** Whether verifying keys come from a JWKS, so that none is needed here. */
  readonly remote: boolean;
  /** Where in the settings the keys are, for messages; `jwt` where left out. */
  readonly setting?: string;
}

/** Keys ready to use; they cannot be exported again, and are good for their own algorithm alone. */
export interface JwtKeys {
  /** Null where this app only verifies. */
  readonly signingKey: HmacKey | CryptoKey | null;
  /** Null where verifying keys come from `jwkUrl`. */
  readonly verifyingKey: HmacKey | CryptoKey | null;
  /** The public key, to be published; null where it is a secret, or another service's. */
  readonly publicJwk: JsonWebKey | null;
}

/**
 * Imports the keys of the `jwt` settings and refuses weak or mismatched ones.
 *
 * Where HMAC has no `signingKey` of its own, one is derived from `secretKey` (HKDF), so that a token's signature never
 * is a statement about the key that signs other things.
 *
 * @param secretKey The app's `secretKey`; its UTF-8 bytes are used.
 * @throws {ImproperlyConfigured} a key is missing, too short, of another kind than the algorithm, or not half of its pair
 * @see RFC 7518 section 3.2 (key sizes); RFC 8725 sections 3.1 and 3.5
 */
export function importKeys(settings: KeySettings, secretKey: string): JwtKeys {
  const rule: AlgorithmRule = ALGORITHMS[settings.algorithm];
  return rule.kind === 'secret' ? importSecret(settings, rule, secretKey) : importPair(settings, rule);
}

/** Whether a text names an algorithm that tokens may use; exact and case-sensitive. */
export const isAlgorithm = (name: unknown): name is JwtAlgorithm =>
  typeof name === 'string' && Object.hasOwn(ALGORITHMS, name);

/** Every algorithm that tokens may use. */
export const algorithmNames = Object.keys(ALGORITHMS) as readonly JwtAlgorithm[];

/** Whether an algorithm signs with a private key and verifies with a public one. */
export const isAsymmetric = (algorithm: JwtAlgorithm): boolean => ALGORITHMS[algorithm].kind !== 'secret';

interface SecretRule {
  readonly kind: 'secret';
  readonly hash: string;
  /** Bytes of the hash, which the key must have at least. */
  readonly bytes: number;
}

interface PairRule {
  /** `asymmetricKeyType` of Node's key. */
  readonly kind: 'rsa' | 'ec' | 'ed25519';
  readonly webCrypto: { readonly name: string; readonly hash?: string; readonly namedCurve?: string };
  /** ECDSA: OpenSSL's name of the curve. */
  readonly curve?: string;
}

type AlgorithmRule = SecretRule | PairRule;

function hmac(hash: string, bytes: number) {
  return { kind: 'secret', hash, bytes } as const;
}

function rsa(name: string, hash: string) {
  return { kind: 'rsa', webCrypto: { name, hash } } as const;
}

function ecdsa(namedCurve: string, curve: string) {
  return { kind: 'ec', webCrypto: { name: 'ECDSA', namedCurve }, curve } as const;
}

function ed25519() {
  return { kind: 'ed25519', webCrypto: { name: 'Ed25519' } } as const;
}

// Node's own type of a key has more usages than the DOM's; it is one object at run time.
const toCryptoKey = (key: KeyObject, rule: PairRule, usages: readonly ('sign' | 'verify')[]): CryptoKey =>
  key.toCryptoKey(rule.webCrypto, false, [...usages]) as CryptoKey;

const MIN_RSA_BITS = 2048;
const MIN_SECRET_KEY_BYTES = 32;

function importSecret(settings: KeySettings, rule: SecretRule, secretKey: string): JwtKeys {
  const { signingKey, algorithm, setting = 'jwt' } = settings;
  if (settings.verifyingKey !== undefined) {
    throw new ImproperlyConfigured(
      `Setting \`${setting}.verifyingKey\` does not go with ${algorithm}, which signs and verifies with one secret. ` +
        'Leave it out, or choose RS256 or ES256.',
    );
  }
  const bytes = signingKey === undefined ? deriveSecret(secretKey) : toSecretBytes(signingKey, algorithm, setting);
  const least = rule.bytes;
  if (bytes.byteLength < least) {
    throw new ImproperlyConfigured(
      `Setting \`${setting}.signingKey\` has ${bytes.byteLength} bytes; ${algorithm} needs at least ${least} (RFC 7518 section 3.2). ` +
        `Make one with \`openssl rand -base64 ${least}\`.`,
    );
  }
  const key = new HmacKey(createSecretKey(bytes), rule.hash);
  return { signingKey: key, verifyingKey: key, publicJwk: null };
}

function deriveSecret(secretKey: string): Uint8Array {
  const bytes = Buffer.byteLength(secretKey);
  if (bytes < MIN_SECRET_KEY_BYTES) {
    throw new ImproperlyConfigured(
      `Setting \`secretKey\` has ${bytes} bytes; tokens need at least ${MIN_SECRET_KEY_BYTES} random ones. ` +
        `Make one with \`openssl rand -base64 ${MIN_SECRET_KEY_BYTES}\`, or set \`jwt.signingKey\`.`,
    );
  }
  return new Uint8Array(hkdfSync('sha256', secretKey, '', 'fretwork.jwt.signingKey', 64));
}

function toSecretBytes(key: KeyInput, algorithm: JwtAlgorithm, setting: string): Uint8Array {
  if (key instanceof KeyObject && key.type === 'secret') return key.export();
  const bytes = typeof key === 'string' ? Buffer.from(key, 'utf8') : key;
  // A public key as an HMAC secret is the algorithm confusion attack, by one's own hand.
  if (bytes instanceof KeyObject || Buffer.from(bytes).includes('-----BEGIN')) {
    throw new ImproperlyConfigured(
      `Setting \`${setting}.signingKey\` is a public or private key; ${algorithm} needs a random secret. ` +
        'Set `jwt.algorithm` to the algorithm of the key (RS256, ES256, EdDSA).',
    );
  }
  return bytes;
}

function importPair(settings: KeySettings, rule: PairRule): JwtKeys {
  const { setting = 'jwt' } = settings;
  const privateKey =
    settings.signingKey === undefined ? null : readKey(`${setting}.signingKey`, settings.signingKey, createPrivateKey);
  const given =
    settings.verifyingKey === undefined
      ? null
      : readKey(`${setting}.verifyingKey`, settings.verifyingKey, createPublicKey);
  if (privateKey !== null) checkKind(`${setting}.signingKey`, privateKey, rule, settings.algorithm);
  if (given !== null) checkKind(`${setting}.verifyingKey`, given, rule, settings.algorithm);
  const own = privateKey === null ? null : createPublicKey(privateKey);
  if (own !== null && given !== null && !own.equals(given)) {
    throw new ImproperlyConfigured(
      `Setting \`${setting}.verifyingKey\` is not the public half of \`${setting}.signingKey\`, so that no token issued here would ` +
        'verify. Leave it out: it follows from the private key.',
    );
  }
  const publicKey = given ?? own;
  if (publicKey === null && !settings.remote) {
    throw new ImproperlyConfigured(
      `Setting \`jwt.verifyingKey\` is missing: ${settings.algorithm} verifies with a public key. ` +
        'Set `jwt.signingKey` (a private key in PEM), or `jwt.verifyingKey` or `jwt.jwkUrl` where another service issues the tokens.',
    );
  }
  return {
    publicJwk: settings.remote || publicKey === null ? null : publicKey.export({ format: 'jwk' }),
    signingKey: privateKey && toCryptoKey(privateKey, rule, ['sign']),
    verifyingKey: settings.remote || publicKey === null ? null : toCryptoKey(publicKey, rule, ['verify']),
  };
}

function readKey(setting: string, input: KeyInput, create: (pem: string | Buffer) => KeyObject): KeyObject {
  if (input instanceof KeyObject) {
    if (input.type === 'private' && create === createPublicKey) return createPublicKey(input);
    if (input.type === (create === createPublicKey ? 'public' : 'private')) return input;
  } else {
    try {
      return create(typeof input === 'string' ? input : Buffer.from(input));
    } catch (cause) {
      throw new ImproperlyConfigured(keyMessage(setting, create), { cause });
    }
  }
  throw new ImproperlyConfigured(keyMessage(setting, create));
}

const keyMessage = (setting: string, create: unknown): string =>
  `Setting \`${setting}\` is not a ${create === createPublicKey ? 'public' : 'private'} key. Give it in PEM ` +
  `(-----BEGIN ${create === createPublicKey ? 'PUBLIC' : 'PRIVATE'} KEY-----), with its line breaks.`;

function checkKind(setting: string, key: KeyObject, rule: PairRule, algorithm: JwtAlgorithm): void {
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== rule.kind || (rule.curve !== undefined && namedCurve !== rule.curve)) {
    throw new ImproperlyConfigured(
      `Setting \`${setting}\` is a key of kind ${namedCurve ?? key.asymmetricKeyType}; ${algorithm} needs ${rule.curve ?? rule.kind}. ` +
        'Set `jwt.algorithm` to the algorithm of the key.',
    );
  }
  if (rule.kind === 'rsa' && (modulusLength ?? 0) < MIN_RSA_BITS) {
    throw new ImproperlyConfigured(
      `Setting \`${setting}\` has ${modulusLength} bits; ${algorithm} needs at least ${MIN_RSA_BITS} (RFC 7518 section 3.3). Make a longer key.`,
    );
  }
}
