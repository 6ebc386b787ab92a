/** `defineSettings`: everything an app can be told, typed, with its defaults. */
import { ImproperlyConfigured } from '../errors.ts';
import type { AccountsSettings } from './accounts-settings.ts';
import type { JwtSettings } from './jwt-settings.ts';
import type { MailSettings } from './mail-settings.ts';
import { type DurationInput, parseDuration } from './parse-duration.ts';
import { parseRate, type Rate } from './rate.ts';

/**
 * A class as a setting: passed, never named by an import string.
 *
 * Settings lie below views and permissions, so they ask for the one method that makes a class what it is.
 */
export type ClassWith<TMember extends string> = new () => { readonly [M in TMember]: (...args: never[]) => unknown };

/** A permission as a setting: a class, or a composition made by `and`, `or` and `not`. */
export type PermissionSetting =
  | ClassWith<'hasPermission' | 'hasObjectPermission'>
  | InstanceType<ClassWith<'hasPermission' | 'hasObjectPermission'>>;

/** A permission backend as a setting; `PermissionBackend` of `fretwork/permissions` says what it is asked. */
export interface PermissionBackendSetting {
  readonly hasPermission: (question: never) => boolean | Promise<boolean>;
}

/** One rule for new passwords; `fretwork/accounts` has the usual ones. @see Django "Writing your own validator" */
export interface PasswordValidator {
  /**
   * Refuses a password by throwing a `ValidationError`.
   *
   * @param password As typed, at most 4096 bytes.
   * @param user Whose it will be: an object of the user model, or values that one is about to be made of; null for nobody.
   */
  readonly validate: (password: string, user: object | null) => void | Promise<void>;
  /**
   * Told of a password that was changed: after it was written, in the same transaction, which an error undoes.
   *
   * @param password As typed; keep no more of it than a hash.
   * @param user Whose it is, an object of the user model, with the new encoded password.
   * @see Django `password_changed`
   */
  readonly passwordChanged?: (password: string, user: object) => void | Promise<void>;
  /** What the rule asks for, in a sentence for people. */
  readonly helpText?: string;
}

/** What cuts lists where a view does not say: a class of `fretwork/pagination`, `null` for nothing, undefined for page numbers. */
export type PaginationSetting = ClassWith<'paginateQueryset'> | null | undefined;

/**
 * Settings of the REST framework itself: what a view does where it does not say otherwise.
 *
 * @typeParam P What cuts lists, and
 * @typeParam N into how many objects a page: clients know from both what a list answers.
 * @see DRF "Settings"
 */
export interface RestFrameworkSettings<
  P extends PaginationSetting = PaginationSetting,
  N extends number | null = number | null,
> {
  readonly defaultAuthenticationClasses?: readonly ClassWith<'authenticate'>[];
  /** @default [AllowAny] */
  readonly defaultPermissionClasses?: readonly PermissionSetting[];
  readonly defaultThrottleClasses?: readonly ClassWith<'allowRequest'>[];
  /** Rates by scope, such as `{ anon: '100/day' }`; `null` for no limit. */
  readonly defaultThrottleRates?: Readonly<Record<string, Rate | null | undefined>>;
  /**
   * What throttles do while the cache is away: `'refuse'` answers 503, `'allow'` lets every request pass uncounted.
   *
   * @default 'refuse', so that nobody gets past a limit by bringing the cache down
   */
  readonly throttleWithoutCache: 'refuse' | 'allow';
  /** @default [JSONParser, FormParser, MultiPartParser] */
  readonly defaultParserClasses?: readonly ClassWith<'parse'>[];
  /** @default [JSONRenderer] */
  readonly defaultRendererClasses?: readonly ClassWith<'render'>[];
  readonly defaultContentNegotiationClass?: ClassWith<'selectRenderer'>;
  readonly defaultMetadataClass?: ClassWith<'determineMetadata'> | null;
  readonly defaultVersioningClass?: ClassWith<'determineVersion'> | null;
  readonly defaultPaginationClass?: P;
  readonly defaultFilterBackends?: readonly ClassWith<'filterQueryset'>[];
  /** Turns errors into responses; DRF's way where left out. */
  readonly exceptionHandler?: (error: never, context: never) => unknown;
  /** Objects on a page; `null` for no pages at all. */
  readonly pageSize: N;
  readonly defaultVersion: string | null;
  /** Versions that are answered besides the default one; `null` for any. */
  readonly allowedVersions: readonly string[] | null;
  readonly versionParam: string;
  readonly searchParam: string;
  readonly orderingParam: string;
  /** Name of the query parameter that overrides `Accept`; `null` for none. */
  readonly urlFormatOverride: string | null;
  readonly formatSuffixKwarg: string;
  /** Key under which errors of a whole object are reported. */
  readonly nonFieldErrorsKey: string;
  /** Whether decimals are sent as strings. */
  readonly coerceDecimalToString: boolean;
  /** Whether big integers are sent as strings. */
  readonly coerceBigintToString: boolean;
  /** `'iso-8601'`, a strftime format, or `null` for the value itself; likewise below. */
  readonly dateTimeFormat: string | null;
  readonly dateFormat: string | null;
  readonly timeFormat: string | null;
  readonly dateTimeInputFormats: readonly string[];
  readonly dateInputFormats: readonly string[];
  readonly timeInputFormats: readonly string[];
  /** `'django'`, `'iso-8601'`, or `null` for the value itself. */
  readonly durationFormat: string | null;
  /** IANA name of the zone that date-times without offset are in, and that all are sent in. */
  readonly timeZone: string;
}

/** Everything an app can be told; of its type parameters `RestFrameworkSettings` knows. @see Django "Settings" */
export interface Settings<P extends PaginationSetting = PaginationSetting, N extends number | null = number | null>
  extends RestFrameworkSettings<P, N> {
  /** Key of signatures; long, random, secret. */
  readonly secretKey: string;
  /** Whether the app runs on a developer's machine; tells clients nothing more but times and tables (`Server-Timing`). */
  readonly debug: boolean;
  /** The `default` database: `sqlite:./db.sqlite3`, `postgres://…`, `pglite:./data`. */
  readonly database: string;
  /** Further databases by alias. */
  readonly databases: Readonly<Record<string, string>>;
  /** Where mail goes: `console:`, `smtp://…`, `file:./directory`, or `mailbox:` to keep it for `/mailbox/`. */
  readonly email: string;
  /** Who sends mail, how long it is tried, and what it says; checked when the app starts. */
  readonly mail?: MailSettings;
  /** Where counters and cached values are kept: `memory:`, `database:`, `redis://…`. */
  readonly cache: string;
  /** Host names that requests may carry; `['*']` for any, a leading dot for a domain with its subdomains. */
  readonly allowedHosts: readonly string[];
  /** Origins that browsers may call from; none where left out. `['*']` for any, without credentials. */
  readonly corsAllowedOrigins: readonly string[];
  /** Whether browsers may send cookies from those origins. */
  readonly corsAllowCredentials: boolean;
  /** How many proxies in front of the app add to `X-Forwarded-For` and set `X-Forwarded-Proto`; 0 trusts only the socket. */
  readonly numProxies: number;
  /** How long browsers may use HTTPS alone, in seconds; 0 leaves the header out. @see Django `SECURE_HSTS_SECONDS` */
  readonly secureHstsSeconds: number;
  /** Largest request body in bytes. */
  readonly dataUploadMaxBytes: number;
  /** Most fields in one form. */
  readonly dataUploadMaxFields: number;
  /** Most files in one form. */
  readonly dataUploadMaxFiles: number;
  /** Tokens; checked when the app starts. Without it the first use of a token takes the defaults. */
  readonly jwt?: JwtSettings;
  /** Sign-up, codes by e-mail and their limits; checked when the app starts. */
  readonly accounts?: AccountsSettings;
  /** Name of the cookie that holds a session's key. @see Django `SESSION_COOKIE_NAME` */
  readonly sessionCookieName: string;
  /** Name of the cookie that holds the CSRF secret. @see Django `CSRF_COOKIE_NAME` */
  readonly csrfCookieName: string;
  /** How long a session lives that nobody uses. */
  readonly sessionIdleTimeout: DurationInput;
  /** How long a session lives in all, from its login; at most 400 days, as browsers keep no cookie longer. */
  readonly sessionAbsoluteTimeout: DurationInput;
  /** Whether these cookies travel over HTTPS alone; all but in `debug` where left out. */
  readonly cookieSecure?: boolean;
  /** Whether secure cookies get the prefix `__Host-`, so that no subdomain can set them. Clients have to know the name. */
  readonly cookieHostPrefix: boolean;
  /** Further origins whose pages may write with a session's cookie: `https://shop.example`, `https://*.example`. @see Django `CSRF_TRUSTED_ORIGINS` */
  readonly csrfTrustedOrigins: readonly string[];
  /** Key of the model whose objects log in; an app without that model has no accounts. */
  readonly userModel: string;
  /** Rules for new passwords; `defaultPasswordValidators` where left out. @see Django `AUTH_PASSWORD_VALIDATORS` */
  readonly passwordValidators?: readonly PasswordValidator[];
  /** Who says what a user may do; one that agrees is enough. `[modelBackend]` where left out. @see Django `AUTHENTICATION_BACKENDS` */
  readonly permissionBackends?: readonly PermissionBackendSetting[];
}

/** Settings as they are written: only `secretKey` is required. */
export type SettingsInput<
  P extends PaginationSetting = PaginationSetting,
  N extends number | null = number | null,
> = Partial<Settings<P, N>> & Pick<Settings, 'secretKey'>;

const DEFAULTS = {
  debug: false,
  database: 'sqlite:./db.sqlite3',
  databases: {},
  email: 'console:',
  cache: 'memory:',
  allowedHosts: ['*'],
  corsAllowedOrigins: [],
  corsAllowCredentials: false,
  numProxies: 0,
  secureHstsSeconds: 0,
  dataUploadMaxBytes: 2_621_440,
  dataUploadMaxFields: 1_000,
  dataUploadMaxFiles: 100,
  sessionCookieName: 'sessionid',
  csrfCookieName: 'csrftoken',
  sessionIdleTimeout: '14d',
  sessionAbsoluteTimeout: '30d',
  cookieHostPrefix: false,
  csrfTrustedOrigins: [],
  userModel: 'User',
  throttleWithoutCache: 'refuse',
  pageSize: null,
  defaultVersion: null,
  allowedVersions: null,
  versionParam: 'version',
  searchParam: 'search',
  orderingParam: 'ordering',
  urlFormatOverride: 'format',
  formatSuffixKwarg: 'format',
  nonFieldErrorsKey: 'non_field_errors',
  coerceDecimalToString: true,
  coerceBigintToString: false,
  dateTimeFormat: 'iso-8601',
  dateFormat: 'iso-8601',
  timeFormat: 'iso-8601',
  dateTimeInputFormats: ['iso-8601'],
  dateInputFormats: ['iso-8601'],
  timeInputFormats: ['iso-8601'],
  durationFormat: 'django',
  timeZone: 'UTC',
} as const satisfies Omit<Settings, 'secretKey'>;

// Settings without a default: what a view's own module decides where nothing is said.
const OPEN = [
  'secretKey',
  'jwt',
  'accounts',
  'mail',
  'cookieSecure',
  'passwordValidators',
  'permissionBackends',
  'defaultAuthenticationClasses',
  'defaultPermissionClasses',
  'defaultThrottleClasses',
  'defaultThrottleRates',
  'defaultParserClasses',
  'defaultRendererClasses',
  'defaultContentNegotiationClass',
  'defaultMetadataClass',
  'defaultVersioningClass',
  'defaultPaginationClass',
  'defaultFilterBackends',
  'exceptionHandler',
] as const satisfies readonly (keyof Settings)[];

const KNOWN: ReadonlySet<string> = new Set([...Object.keys(DEFAULTS), ...OPEN]);
const SHORTEST_SECRET = 16;

/**
 * Completes settings with their defaults, and refuses what cannot work before anything starts.
 *
 * @param input What differs from the defaults. A name that does not exist is a compile error, and an error here.
 * @returns All settings, frozen.
 * @throws {ImproperlyConfigured} unknown name, short `secretKey`, or a number out of its range
 * @see DRF `settings.api_settings`; Django `LazySettings`
 */
export function defineSettings<P extends PaginationSetting = undefined, N extends number | null = null>(
  input: SettingsInput<P, N>,
): Settings<P, N>;
export function defineSettings(input: SettingsInput): Settings {
  for (const name of Object.keys(input)) {
    if (!KNOWN.has(name)) throw new ImproperlyConfigured(`Setting \`${name}\` does not exist. ${suggestion(name)}`);
  }
  const settings: Settings = Object.freeze({ ...DEFAULTS, ...withoutUndefined(input) });
  if (settings.secretKey.length < SHORTEST_SECRET) {
    throw new ImproperlyConfigured(
      `Setting \`secretKey\` needs at least ${SHORTEST_SECRET} characters. Make one with: openssl rand -base64 48`,
    );
  }
  for (const name of COUNTS) {
    if (!Number.isSafeInteger(settings[name]) || settings[name] < 0) {
      throw new ImproperlyConfigured(`Setting \`${name}\` must be a whole number, zero or more.`);
    }
  }
  if (settings.pageSize !== null && !(Number.isSafeInteger(settings.pageSize) && settings.pageSize > 0)) {
    throw new ImproperlyConfigured('Setting `pageSize` must be a whole number above zero, or null for no pages.');
  }
  checkCookies(settings);
  checkThrottling(settings);
  return settings;
}

function checkThrottling({ throttleWithoutCache, defaultThrottleRates = {} }: Settings): void {
  if (throttleWithoutCache !== 'refuse' && throttleWithoutCache !== 'allow') {
    throw new ImproperlyConfigured("Setting `throttleWithoutCache` must be 'refuse' or 'allow'.");
  }
  for (const [scope, rate] of Object.entries(defaultThrottleRates)) {
    if (rate !== null && rate !== undefined) parseRate(rate, `Setting \`defaultThrottleRates.${scope}\``);
  }
}

const LONGEST_COOKIE_SECONDS = 400 * 86_400;

function checkCookies(settings: Settings): void {
  for (const name of ['sessionCookieName', 'csrfCookieName'] as const) {
    if (!/^[\w.-]{1,64}$/.test(settings[name]) || /^__(?:host|secure)-/i.test(settings[name])) {
      throw new ImproperlyConfigured(
        `Setting \`${name}\` must be letters, digits, '_', '.' and '-'. For the prefix __Host- set \`cookieHostPrefix\`.`,
      );
    }
  }
  for (const name of ['sessionIdleTimeout', 'sessionAbsoluteTimeout'] as const) {
    const seconds = parseDuration(settings[name], name);
    if (seconds < 1 || seconds > LONGEST_COOKIE_SECONDS) {
      throw new ImproperlyConfigured(`Setting \`${name}\` must be between a second and 400 days.`);
    }
  }
  for (const origin of settings.csrfTrustedOrigins) {
    if (/^https?:\/\/(?:\*\.)?[\w.:[\]-]+$/.test(origin)) continue;
    throw new ImproperlyConfigured(
      `Setting \`csrfTrustedOrigins\` names '${origin}'. Write a scheme and a host, and nothing after it: https://shop.example.`,
    );
  }
}

const COUNTS = [
  'numProxies',
  'secureHstsSeconds',
  'dataUploadMaxBytes',
  'dataUploadMaxFields',
  'dataUploadMaxFiles',
] as const;

// An explicit `undefined` (an optional value passed on) means the default, not "nothing".
const withoutUndefined = (input: SettingsInput): SettingsInput =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as unknown as SettingsInput;

function suggestion(name: string): string {
  const wanted = name.replaceAll('_', '').toLowerCase();
  const near = [...KNOWN].find((known) => known.toLowerCase() === wanted || known.toLowerCase().includes(wanted));
  return near === undefined ? 'Known settings are listed in docs/settings.md.' : `Did you mean \`${near}\`?`;
}
