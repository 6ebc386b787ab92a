/** The settings of logins and their refresh tokens: how long they last, what a spent token does, how a cookie carries them. */
import { ImproperlyConfigured } from '../errors.ts';
import { type DurationInput, parseDuration } from './parse-duration.ts';

/** Who holds a login, or presents a token, as far as a request says. */
export interface RefreshTokenHolder {
  /** `User-Agent`, shortened; untrusted. */
  readonly userAgent: string;
  readonly address: string;
  readonly clientId: string | null;
}

/** A spent refresh token came back: somebody has a copy, and the login was ended. */
export interface RefreshTokenReuse {
  readonly familyId: string;
  /** The claim that identifies the user; null where the tokens name nobody. */
  readonly userId: string | null;
  readonly at: Date;
  /** The login, and who held it. */
  readonly login: RefreshTokenHolder & { readonly createdAt: Date };
  /** Who presented the spent token: the thief, or the owner after the thief. */
  readonly presentedBy: RefreshTokenHolder;
}

/** How the cookie of the refresh token is set. */
export interface RefreshCookieSettings {
  /**
   * Its name without prefix; `'refresh'` where left out. The prefix follows: `__Host-` with the path `/`, `__Secure-` with
   * another, none where cookies travel over HTTP (`cookieSecure`, `debug`).
   */
  readonly name?: string;
  /** Where browsers send it; `'/'` where left out. */
  readonly path?: string;
  /** Whether links from other sites carry it; `'Strict'` where left out. `'None'` is not offered. */
  readonly sameSite?: 'Strict' | 'Lax';
}

/** The part of `JwtSettings` about logins. */
export interface RefreshSettings {
  /** How long a login lasts, however often its tokens rotate; `'30d'` where left out, or `refreshTokenLifetime` where that is longer. */
  readonly familyLifetime?: DurationInput;
  /** How long the token before the newest one still gets that newest one; `'10s'` where left out, 0 for never, a minute at most. */
  readonly refreshReuseGrace?: DurationInput;
  /** The claim that holds the login's id; `'sid'` where left out, null for none: ids of a login's tokens then begin alike. */
  readonly familyClaim?: string | null;
  /** Whether access tokens die with their login, at a query per request; false where left out. */
  readonly checkFamily?: boolean;
  /** Called once when a spent refresh token came back and its login was ended; mail the user here. Awaited. */
  onRefreshTokenReused?(event: RefreshTokenReuse): void | Promise<void>;
  /** How the cookie of the refresh token is set, where a view sets one. */
  readonly refreshCookie?: RefreshCookieSettings;
}

/** The same with nothing left to parse. */
export interface ResolvedRefreshSettings {
  readonly familyLifetimeSeconds: number;
  readonly refreshReuseGraceSeconds: number;
  readonly familyClaim: string | null;
  readonly checkFamily: boolean;
  readonly refreshCookie: Required<RefreshCookieSettings>;
}

/**
 * Checks the settings of logins and fills in their defaults.
 *
 * @param given Without names that do not exist and without `undefined`.
 * @param refreshSeconds `refreshTokenLifetime`.
 * @throws {ImproperlyConfigured} names the setting and the cure
 */
export function resolveRefreshSettings(given: RefreshSettings, refreshSeconds: number): ResolvedRefreshSettings {
  const { familyClaim = 'sid', checkFamily = false } = given;
  if (checkFamily && familyClaim === null) {
    throw new ImproperlyConfigured(
      'Setting `jwt.checkFamily` needs access tokens that name their login. Set `jwt.familyClaim` to the name of a claim.',
    );
  }
  return {
    familyLifetimeSeconds: familySeconds(given.familyLifetime, refreshSeconds),
    refreshReuseGraceSeconds: graceSeconds(given.refreshReuseGrace ?? '10s'),
    familyClaim,
    checkFamily,
    refreshCookie: resolveCookie(given.refreshCookie ?? {}),
  };
}

const DEFAULT_FAMILY_SECONDS = 30 * 86_400;
const LONGEST_GRACE_SECONDS = 60;

function familySeconds(input: DurationInput | undefined, refreshSeconds: number): number {
  if (input === undefined) return Math.max(DEFAULT_FAMILY_SECONDS, refreshSeconds);
  const seconds = parseDuration(input, 'jwt.familyLifetime');
  if (seconds >= refreshSeconds) return seconds;
  throw new ImproperlyConfigured(
    'Setting `jwt.familyLifetime` is shorter than `jwt.refreshTokenLifetime`: a token would outlive its login. Make one of them fit.',
  );
}

function graceSeconds(input: DurationInput): number {
  const seconds = parseDuration(input, 'jwt.refreshReuseGrace');
  if (seconds <= LONGEST_GRACE_SECONDS) return seconds;
  throw new ImproperlyConfigured(
    "Setting `jwt.refreshReuseGrace` is longer than a minute, in which a stolen token would pass unnoticed. '10s' covers what browsers do.",
  );
}

const COOKIE_NAME = /^[\w.-]{1,64}$/;
const COOKIE_PATH = /^\/[\w./~%-]*$/;

function resolveCookie(input: RefreshCookieSettings): Required<RefreshCookieSettings> {
  const { name = 'refresh', path = '/', sameSite = 'Strict' } = input;
  if (!COOKIE_NAME.test(name) || /^__(?:host|secure)-/i.test(name)) {
    throw new ImproperlyConfigured(
      "Setting `jwt.refreshCookie.name` must be letters, digits, '_', '.' and '-'. The prefix __Host- or __Secure- is added where it can be.",
    );
  }
  if (!COOKIE_PATH.test(path)) {
    throw new ImproperlyConfigured("Setting `jwt.refreshCookie.path` must be a path that begins with '/'.");
  }
  if (sameSite !== 'Strict' && sameSite !== 'Lax') {
    throw new ImproperlyConfigured("Setting `jwt.refreshCookie.sameSite` must be 'Strict' or 'Lax'.");
  }
  return Object.freeze({ name, path, sameSite });
}
