/** The `jwt` settings: Simple JWT's, in camelCase, checked once when the app starts. */
import { ImproperlyConfigured } from '../errors.ts';
import { importKeySet, type JwtKeySet, type JwtKeySettings } from './jwt-key-set.ts';
import { algorithmNames, isAlgorithm, isAsymmetric, type JwtAlgorithm, type KeyInput } from './jwt-keys.ts';
import { type DurationInput, parseDuration } from './parse-duration.ts';
import { type RefreshSettings, type ResolvedRefreshSettings, resolveRefreshSettings } from './refresh-settings.ts';
import { type ResolvedTrustedIssuer, resolveTrustedIssuers, type TrustedIssuer, toJwksUrl } from './trusted-issuers.ts';

/** A user as the hooks below see one; annotate your own hook with your own user's type. */
export interface JwtSettingsUser {
  readonly isActive: boolean;
}

/** A verified token as the settings know it: its claims. */
export interface JwtSettingsToken {
  readonly payload: Readonly<Record<string, unknown>>;
  get(claim: string): unknown;
}

/** A token class that `authTokenClasses` may list, such as `AccessToken`. */
export interface AuthTokenClass {
  readonly name: string;
  readonly tokenType: string | null;
  parse(token: string, context: unknown): Promise<JwtSettingsToken>;
}

/** A serializer class, such as a subclass of `TokenObtainPairSerializer`. */
export type JwtSerializerClass = (new (...options: never[]) => object) | ((...options: never[]) => object);

/**
 * What `settings.jwt` may say; names that Simple JWT has are its own in camelCase, and everything has a default.
 *
 * @see Simple JWT `SIMPLE_JWT`, https://django-rest-framework-simplejwt.readthedocs.io/en/latest/settings.html
 */
export interface JwtSettings extends RefreshSettings {
  /** How long an access token is good; `'5m'` where left out. */
  readonly accessTokenLifetime?: DurationInput;
  /** How long a refresh token is good; `'1d'` where left out. */
  readonly refreshTokenLifetime?: DurationInput;
  /** Whether refreshing hands out a new refresh token too; true where left out (Simple JWT: false). */
  readonly rotateRefreshTokens?: boolean;
  /** Whether rotation retires the old refresh token; true where left out (Simple JWT: false). Needs `jwtModels`. */
  readonly blacklistAfterRotation?: boolean;
  /** Whether a login writes `lastLogin`; false where left out. One more query per login. */
  readonly updateLastLogin?: boolean;
  /** The one algorithm that tokens are signed and verified with; `'HS256'` where left out. */
  readonly algorithm?: JwtAlgorithm;
  /** HMAC: a secret of at least the hash's size, else a private key in PEM. HMAC derives one from `secretKey` where left out. */
  readonly signingKey?: KeyInput;
  /** The public key in PEM; follows from `signingKey` where left out. Not for HMAC. */
  readonly verifyingKey?: KeyInput;
  /** Several keys, while one takes the place of another: the first that can sign does, all verify. Instead of the two above. */
  readonly keys?: readonly JwtKeySettings[];
  /** Other services whose access tokens are accepted beside those of this app. */
  readonly trustedIssuers?: readonly TrustedIssuer[];
  /** Written into `aud`, and required there: one of these must be in it. */
  readonly audience?: string | readonly string[] | null;
  /** Written into `iss`, and required there. */
  readonly issuer?: string | null;
  /** Address of a JWKS whose keys verify, for tokens that another service issues; HTTPS, or HTTP on this machine. */
  readonly jwkUrl?: string | null;
  /** How far clocks may differ where `exp` and `nbf` are checked; 0 where left out. */
  readonly leeway?: DurationInput;
  /** Words before the token in the header; `['Bearer']` where left out. */
  readonly authHeaderTypes?: string | readonly string[];
  /** The header that carries the token; `'authorization'` where left out. */
  readonly authHeaderName?: string;
  /** The user's field that identifies them; `'id'` where left out. */
  readonly userIdField?: string;
  /** The claim that holds it, as text; `'user_id'` where left out. */
  readonly userIdClaim?: string;
  /** Who may log in and refresh; active users where left out. Null stands for nobody. */
  userAuthenticationRule?(user: JwtSettingsUser | null): boolean | Promise<boolean>;
  /** Called after a login; what it throws becomes the answer. */
  onLoginSuccess?(user: JwtSettingsUser, request: unknown): void | Promise<void>;
  /** Called after a refused login, with what was sent except the password. */
  onLoginFailed?(credentials: Readonly<Record<string, unknown>>, request: unknown): void | Promise<void>;
  /** Token classes that authenticate, tried in order; `[AccessToken]` where left out. */
  readonly authTokenClasses?: readonly AuthTokenClass[];
  /** The claim that holds the token's type; `'token_type'` where left out. */
  readonly tokenTypeClaim?: string;
  /** The claim that holds the token's id; `'jti'` where left out. */
  readonly jtiClaim?: string;
  /** The user of `JWTStatelessUserAuthentication`; `TokenUser` where left out. */
  readonly tokenUserClass?: new (
    token: JwtSettingsToken,
    userIdClaim: string,
  ) => object;
  /** The claim until which a sliding token may be refreshed; `'refresh_exp'` where left out. */
  readonly slidingTokenRefreshExpClaim?: string;
  /** How long a sliding token is good; `'5m'` where left out. */
  readonly slidingTokenLifetime?: DurationInput;
  /** How long a sliding token may be refreshed; `'1d'` where left out. */
  readonly slidingTokenRefreshLifetime?: DurationInput;
  /** Whether tokens die when the password changes; false where left out. */
  readonly checkRevokeToken?: boolean;
  /** The claim that holds the password's fingerprint; `'hash_password'` where left out. */
  readonly revokeTokenClaim?: string;
  /** Whether every request asks that the user is active; true where left out. */
  readonly checkUserIsActive?: boolean;
  /** Serializer of `TokenObtainPairView`. */
  readonly tokenObtainSerializer?: JwtSerializerClass;
  /** Serializer of `TokenRefreshView`. */
  readonly tokenRefreshSerializer?: JwtSerializerClass;
  /** Serializer of `TokenVerifyView`. */
  readonly tokenVerifySerializer?: JwtSerializerClass;
  /** Serializer of `TokenBlacklistView`. */
  readonly tokenBlacklistSerializer?: JwtSerializerClass;
  /** Serializer of `TokenObtainSlidingView`. */
  readonly slidingTokenObtainSerializer?: JwtSerializerClass;
  /** Serializer of `TokenRefreshSlidingView`. */
  readonly slidingTokenRefreshSerializer?: JwtSerializerClass;
}

/** Who may log in where no rule is set. @see Simple JWT `default_user_authentication_rule` */
export const isActiveUser = (user: JwtSettingsUser | null): boolean | Promise<boolean> => user?.isActive === true;

const DEFAULTS = {
  rotateRefreshTokens: true,
  blacklistAfterRotation: true,
  updateLastLogin: false,
  algorithm: 'HS256',
  audience: null,
  issuer: null,
  userIdField: 'id',
  userIdClaim: 'user_id',
  userAuthenticationRule: isActiveUser,
  tokenTypeClaim: 'token_type',
  jtiClaim: 'jti',
  slidingTokenRefreshExpClaim: 'refresh_exp',
  checkRevokeToken: false,
  revokeTokenClaim: 'hash_password',
  checkUserIsActive: true,
} as const satisfies JwtSettings;

const LIFETIMES = {
  accessTokenLifetime: '5m',
  refreshTokenLifetime: '1d',
  slidingTokenLifetime: '5m',
  slidingTokenRefreshLifetime: '1d',
  leeway: 0,
} as const satisfies JwtSettings;

type Derived =
  | keyof typeof LIFETIMES
  | keyof JwtKeySet
  | 'keys'
  | 'trustedIssuers'
  | Exclude<keyof RefreshSettings, 'onRefreshTokenReused'>
  | 'jwkUrl'
  | 'authHeaderTypes'
  | 'authHeaderName';

/** The settings with nothing left to parse: times in seconds, keys imported, every default filled in. */
export type ResolvedJwtSettings = Omit<JwtSettings, keyof typeof DEFAULTS | Derived> &
  Required<Pick<JwtSettings, keyof typeof DEFAULTS>> &
  JwtKeySet &
  ResolvedRefreshSettings & { readonly [K in keyof typeof LIFETIMES as `${K}Seconds`]: number } & {
    readonly jwkUrl: URL | null;
    /** By `iss`. */
    readonly trustedIssuers: ReadonlyMap<string, ResolvedTrustedIssuer>;
    readonly authHeaderTypes: readonly [string, ...string[]];
    /** Lower case. */
    readonly authHeaderName: string;
  };

/** What else decides whether the settings can work. */
export interface JwtSurroundings {
  /** Whether the models keep track of logins and tokens; where left out, that is not checked. */
  readonly hasTokenStore?: boolean;
}

/**
 * Checks the `jwt` settings and makes them ready to use: durations parsed, keys imported, defaults filled in.
 *
 * Called once, when the app starts.
 *
 * @param input `settings.jwt` as written; nothing means all defaults.
 * @param secretKey The app's `secretKey`, from which HMAC derives its key where `signingKey` is left out.
 * @throws {ImproperlyConfigured} names the setting and the cure
 */
export function resolveJwtSettings(
  input: JwtSettings | undefined,
  secretKey: string,
  surroundings: JwtSurroundings = {},
): ResolvedJwtSettings {
  const given = withoutUndefined(input ?? {});
  const settings = { ...DEFAULTS, ...given };
  for (const [name, check] of CHECKS) check(settings[name], `jwt.${name}`, settings);
  const seconds = toSeconds(given);
  const refresh = resolveRefreshSettings(given, seconds.refreshTokenLifetimeSeconds);
  checkClaims({ ...settings, ...refresh });
  if (surroundings.hasTokenStore === false) requireTokenStore(settings);
  const jwkUrl = settings.jwkUrl == null ? null : ownJwksUrl(settings.jwkUrl, settings.algorithm);
  return Object.freeze({
    ...settings,
    ...seconds,
    ...refresh,
    ...importKeySet({ ...settings, remote: jwkUrl !== null }, secretKey),
    trustedIssuers: resolveTrustedIssuers(settings.trustedIssuers ?? [], settings.issuer),
    jwkUrl,
    authHeaderTypes: toHeaderTypes(settings.authHeaderTypes ?? 'Bearer'),
    authHeaderName: toHeaderName(settings.authHeaderName ?? 'authorization'),
  });
}

function requireTokenStore(settings: Pick<JwtSettings, 'rotateRefreshTokens' | 'checkFamily'>): void {
  const setting = settings.rotateRefreshTokens ? 'rotateRefreshTokens' : settings.checkFamily && 'checkFamily';
  if (!setting) return;
  throw new ImproperlyConfigured(
    `Setting \`jwt.${setting}\` is on, but the models have no place for logins and their tokens. Add \`...jwtModels\` ` +
      `(fretwork/jwt) to defineModels() and migrate, or set \`jwt.${setting}\` to false.`,
  );
}

type Filled = JwtSettings & Required<Pick<JwtSettings, keyof typeof DEFAULTS>>;
type Check = (value: unknown, setting: string, settings: Filled) => void;

function must(what: string, holds: (value: unknown) => boolean): Check {
  return (value, setting) => {
    if (value !== undefined && !holds(value)) {
      throw new ImproperlyConfigured(`Setting \`${setting}\` must be ${what}.`);
    }
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isText);
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isTokenClass = (value: unknown): boolean => isFunction(value) && isFunction((value as AuthTokenClass).parse);

const flag = must('true or false', (value) => typeof value === 'boolean');
const claim = must('the name of a claim', isText);
const hook = must('a function', isFunction);
const serializerClass = must('a serializer class', isFunction);
const lifetime: Check = () => {}; // parseDuration judges these

const CHECKS = Object.entries({
  accessTokenLifetime: lifetime,
  refreshTokenLifetime: lifetime,
  rotateRefreshTokens: flag,
  blacklistAfterRotation: flag,
  updateLastLogin: flag,
  algorithm: must(`one of ${algorithmNames.join(', ')}; unsigned tokens ('none') are never accepted`, isAlgorithm),
  signingKey: must('text, bytes or a KeyObject', (value) => isText(value) || typeof value === 'object'),
  verifyingKey: must('text, bytes or a KeyObject', (value) => isText(value) || typeof value === 'object'),
  keys: must('a list of keys', Array.isArray),
  trustedIssuers: must('a list of issuers', Array.isArray),
  audience: must('a text, a list of texts or null', (value) => value === null || isText(value) || isTexts(value)),
  issuer: must('a text or null', (value) => value === null || isText(value)),
  jwkUrl: must('an address or null', (value) => value === null || isText(value)),
  leeway: lifetime,
  authHeaderTypes: must('a word or a list of words', (value) => isText(value) || isTexts(value)),
  authHeaderName: must('the name of a header', isText),
  userIdField: must('the name of a field', isText),
  userIdClaim: claim,
  userAuthenticationRule: hook,
  onLoginSuccess: hook,
  onLoginFailed: hook,
  authTokenClasses: must(
    'a list of token classes, such as [AccessToken]',
    (value) => Array.isArray(value) && value.length > 0 && value.every(isTokenClass),
  ),
  tokenTypeClaim: claim,
  jtiClaim: claim,
  tokenUserClass: must('a class', isFunction),
  slidingTokenRefreshExpClaim: claim,
  slidingTokenLifetime: lifetime,
  slidingTokenRefreshLifetime: lifetime,
  checkRevokeToken: flag,
  revokeTokenClaim: claim,
  checkUserIsActive: flag,
  tokenObtainSerializer: serializerClass,
  tokenRefreshSerializer: serializerClass,
  tokenVerifySerializer: serializerClass,
  tokenBlacklistSerializer: serializerClass,
  slidingTokenObtainSerializer: serializerClass,
  slidingTokenRefreshSerializer: serializerClass,
  familyLifetime: lifetime,
  refreshReuseGrace: lifetime,
  familyClaim: must('the name of a claim or null', (value) => value === null || isText(value)),
  checkFamily: flag,
  onRefreshTokenReused: hook,
  refreshCookie: must('an object', (value) => typeof value === 'object' && value !== null),
} satisfies Record<keyof JwtSettings, Check>) as readonly [keyof JwtSettings, Check][];

const NAMES: ReadonlySet<string> = new Set(CHECKS.map(([name]) => name));

function withoutUndefined(input: JwtSettings): JwtSettings {
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (!NAMES.has(name)) {
      throw new ImproperlyConfigured(`Setting \`jwt.${name}\` does not exist. There are: ${[...NAMES].join(', ')}.`);
    }
    if (value !== undefined) given[name] = value;
  }
  return given;
}

const RESERVED_CLAIMS = ['exp', 'iat', 'nbf', 'aud', 'iss'];

function checkClaims(settings: Filled & Pick<ResolvedRefreshSettings, 'familyClaim'>): void {
  const names = [
    'userIdClaim',
    'tokenTypeClaim',
    'jtiClaim',
    'slidingTokenRefreshExpClaim',
    'revokeTokenClaim',
    'familyClaim',
  ] as const;
  const seen = new Set(RESERVED_CLAIMS);
  for (const name of names) {
    const claimed = settings[name];
    if (claimed === null) continue;
    if (seen.has(claimed)) {
      throw new ImproperlyConfigured(
        `Setting \`jwt.${name}\` names the claim '${claimed}', which is taken already. Choose another name.`,
      );
    }
    seen.add(claimed);
  }
}

function toSeconds(given: JwtSettings) {
  const read = (name: keyof typeof LIFETIMES) => parseDuration(given[name] ?? LIFETIMES[name], `jwt.${name}`);
  const lasting = (name: keyof typeof LIFETIMES) => {
    const seconds = read(name);
    if (seconds >= 1) return seconds;
    throw new ImproperlyConfigured(
      `Setting \`jwt.${name}\` must be at least a second, or no token would ever be good.`,
    );
  };
  return {
    accessTokenLifetimeSeconds: lasting('accessTokenLifetime'),
    refreshTokenLifetimeSeconds: lasting('refreshTokenLifetime'),
    slidingTokenLifetimeSeconds: lasting('slidingTokenLifetime'),
    slidingTokenRefreshLifetimeSeconds: lasting('slidingTokenRefreshLifetime'),
    leewaySeconds: read('leeway'),
  };
}

function ownJwksUrl(address: string, algorithm: JwtAlgorithm): URL {
  if (isAsymmetric(algorithm)) return toJwksUrl(address, 'jwt.jwkUrl');
  throw new ImproperlyConfigured(
    `Setting \`jwt.jwkUrl\` needs an asymmetric \`jwt.algorithm\`, not ${algorithm}: a JWKS holds public keys. Use RS256 or ES256.`,
  );
}

// RFC 9110 section 5.6.2
const HTTP_TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

function toHeaderTypes(input: string | readonly string[]): readonly [string, ...string[]] {
  const [first = '', ...others] = typeof input === 'string' ? [input] : input;
  if ([first, ...others].every((word) => HTTP_TOKEN.test(word))) return [first, ...others];
  throw new ImproperlyConfigured("Setting `jwt.authHeaderTypes` must be words without spaces, such as ['Bearer'].");
}

function toHeaderName(input: string): string {
  if (HTTP_TOKEN.test(input) && !input.startsWith('HTTP_')) return input.toLowerCase();
  throw new ImproperlyConfigured(
    "Setting `jwt.authHeaderName` must be the header's own name, such as 'authorization' (not Django's 'HTTP_AUTHORIZATION').",
  );
}
