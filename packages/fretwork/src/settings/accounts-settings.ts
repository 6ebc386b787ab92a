/** The `accounts` settings: codes by e-mail, limits, sign-up and claims; checked once when the app starts. */
import { ImproperlyConfigured } from '../errors.ts';
import { type DurationInput, parseDuration } from './parse-duration.ts';
import { parseRate, type Rate, type RateParts } from './rate.ts';

/** What a code is for; a code of one purpose is no code of another. */
export type CodePurpose = 'signUp' | 'login' | 'passwordReset' | 'emailChange';

/** What happened to an account, for metrics and alarms; never an address, a code or a password. */
export interface AccountEvent {
  readonly kind:
    | 'codeSent'
    | 'codeFailed'
    | 'codeUsed'
    | 'limitReached'
    | 'loggedIn'
    | 'loginFailed'
    | 'loggedOut'
    | 'passwordChanged'
    | 'emailChanged';
  readonly purpose?: CodePurpose;
  /** Name of the setting whose limit was reached. */
  readonly limit?: string;
  /** Primary key of the user, as text, where it is somebody's who is known. */
  readonly userId?: string;
}

/** What a captcha is asked about. */
export interface HumanCheck {
  /** What the client sent as `captcha`; untrusted. */
  readonly captcha: string | undefined;
  readonly purpose: CodePurpose;
  readonly remoteAddress: string | undefined;
}

/** A user as `claims` sees one; annotate your own hook with your own user's type. */
export interface AccountUser {
  readonly id: unknown;
}

/** What `settings.accounts` may say; everything has a default. Every limit counts also what is refused by a later one. */
export interface AccountsSettings {
  /** Digits of a code, 6 to 10; 6 where left out. */
  readonly codeLength?: number;
  /** How long a code is good, at most an hour; `'10m'` where left out. */
  readonly codeLifetime?: DurationInput;
  /** Wrong codes after which a code is void, right or not; 5 where left out. */
  readonly codeAttempts?: number;
  /** How long a flow may ask for another code, and how long its row is kept; `'1h'` where left out. */
  readonly codeFlowLifetime?: DurationInput;
  /** The pause between two codes of one purpose to one address; `'60s'` where left out, 0 for none. */
  readonly codeCooldown?: DurationInput;
  /**
   * Asking for a code takes a whole number of these, so that its time says nothing; `'50ms'` where left out, 0 for as long
   * as it takes. Longer than the work itself differs.
   */
  readonly codeAnswerTick?: DurationInput;
  /** How many codes one address is sent, whatever they are for; `['5/hour', '10/day']` where left out. */
  readonly codesPerAddress?: readonly Rate[];
  /** How many codes one client asks for: an IPv4 address, an IPv6 network; `['30/hour', '100/day']` where left out. */
  readonly codesPerNetwork?: readonly Rate[];
  /** How many codes the app sends in all; `['1000/hour', '10000/day']` where left out. */
  readonly codesInAll?: readonly Rate[];
  /** How often codes of one address are tried; a right one begins anew, another code does not. `['20/day']` where left out. */
  readonly guessesPerAddress?: readonly Rate[];
  /** How often one client tries codes; `['60/hour']` where left out. */
  readonly guessesPerNetwork?: readonly Rate[];
  /** How often one client tries one name's password; a right one begins anew. `['5/min', '30/hour']` where left out. */
  readonly loginsPerNameAndNetwork?: readonly Rate[];
  /** How often anybody tries one name's password; a right one begins anew. `['100/hour']` where left out. */
  readonly loginsPerName?: readonly Rate[];
  /** How often one client tries passwords, whosever; `['60/min', '600/hour']` where left out. */
  readonly loginsPerNetwork?: readonly Rate[];
  /** Whether strangers may sign up; true where left out. */
  readonly signUp?: boolean;
  /** Whether people choose a password when they sign up; `'required'` where left out. */
  readonly signUpPassword?: 'required' | 'optional' | 'never';
  /** Values of a new user besides address and password; a random `username` where left out. */
  newUser?(email: string): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
  /** Whether a code by e-mail lets somebody in without a password; false where left out. NIST does not count e-mail as a factor. */
  readonly loginByCode?: boolean;
  /** Whether `alice+shop@` is the address `alice@`: one account, one budget; true where left out. @see RFC 5233 */
  readonly foldSubaddresses?: boolean;
  /** Whether a login writes `lastLogin`; the setting `jwt.updateLastLogin` where left out. */
  readonly updateLastLogin?: boolean;
  /** Further claims of a login's tokens, such as roles; asked for at the login, and again at each refresh of its tokens. */
  claims?(user: AccountUser): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
  /** Whether a person asks; for a captcha. Called after the limit of the client and before every other one. */
  isHuman?(check: HumanCheck): boolean | Promise<boolean>;
  /** Called with what happened; what it throws is logged and changes nothing. */
  onEvent?(event: AccountEvent): void | Promise<void>;
}

const DURATIONS = {
  codeLifetime: { fallback: '10m', least: 1, most: 3_600 },
  codeFlowLifetime: { fallback: '1h', least: 1, most: 86_400 },
  codeCooldown: { fallback: '60s', least: 0, most: 86_400 },
  codeAnswerTick: { fallback: '50ms', least: 0, most: 5 },
} as const satisfies Record<string, { fallback: DurationInput; least: number; most: number }>;

const COUNTS = {
  codeLength: { fallback: 6, least: 6, most: 10 },
  codeAttempts: { fallback: 5, least: 1, most: 100 },
} as const;

const RATES = {
  codesPerAddress: ['5/hour', '10/day'],
  codesPerNetwork: ['30/hour', '100/day'],
  codesInAll: ['1000/hour', '10000/day'],
  guessesPerAddress: ['20/day'],
  guessesPerNetwork: ['60/hour'],
  loginsPerNameAndNetwork: ['5/min', '30/hour'],
  loginsPerName: ['100/hour'],
  loginsPerNetwork: ['60/min', '600/hour'],
} as const satisfies Record<string, readonly Rate[]>;

const SWITCHES = { signUp: true, loginByCode: false, foldSubaddresses: true } as const;
const PASSWORD_CHOICES = ['required', 'optional', 'never'] as const;

/** Name of a limit. */
export type LimitName = keyof typeof RATES;

/** `AccountsSettings` with nothing left to parse: times in seconds, rates taken apart, every default filled in. */
export type ResolvedAccountsSettings = {
  readonly [K in keyof typeof COUNTS]: number;
} & { readonly [K in keyof typeof DURATIONS as `${K}Seconds`]: number } & {
  readonly [K in keyof typeof SWITCHES]: boolean;
} & { readonly limits: Readonly<Record<LimitName, readonly RateParts[]>> } & {
  readonly signUpPassword: (typeof PASSWORD_CHOICES)[number];
  readonly updateLastLogin: boolean | undefined;
} & Pick<AccountsSettings, 'newUser' | 'isHuman' | 'onEvent'>;

const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(COUNTS),
  ...Object.keys(DURATIONS),
  ...Object.keys(RATES),
  ...Object.keys(SWITCHES),
  ...['signUpPassword', 'updateLastLogin', 'claims', 'newUser', 'isHuman', 'onEvent'],
]);

/**
 * Completes the settings with their defaults; `createApp` does it when it starts.
 *
 * @throws {ImproperlyConfigured} an unknown name, or a value that cannot work
 */
export function resolveAccountsSettings(input: AccountsSettings = {}): ResolvedAccountsSettings {
  const odd = Object.keys(input).find((name) => !KNOWN.has(name));
  if (odd !== undefined) {
    throw new ImproperlyConfigured(`Setting \`accounts.${odd}\` does not exist. Known are: ${[...KNOWN].join(', ')}.`);
  }
  const { signUpPassword = 'required', updateLastLogin, newUser, isHuman, onEvent } = input;
  if (!PASSWORD_CHOICES.includes(signUpPassword)) {
    throw new ImproperlyConfigured("Setting `accounts.signUpPassword` must be 'required', 'optional' or 'never'.");
  }
  return Object.freeze({
    ...mapped(COUNTS, (name) => countOf(input, name)),
    ...secondsOf(input),
    ...mapped(SWITCHES, (name) => input[name] ?? SWITCHES[name]),
    limits: mapped(RATES, (name) => ratesOf(input, name)),
    ...{ signUpPassword, updateLastLogin, newUser, isHuman, onEvent },
  });
}

const mapped = <K extends string, V>(table: Readonly<Record<K, unknown>>, value: (name: K) => V): Record<K, V> =>
  Object.fromEntries((Object.keys(table) as K[]).map((name) => [name, value(name)])) as Record<K, V>;

function countOf(input: AccountsSettings, name: keyof typeof COUNTS): number {
  const { fallback, least, most } = COUNTS[name];
  const value = input[name] ?? fallback;
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new ImproperlyConfigured(`Setting \`accounts.${name}\` must be a whole number from ${least} to ${most}.`);
}

function secondsOf(input: AccountsSettings): { readonly [K in keyof typeof DURATIONS as `${K}Seconds`]: number } {
  const seconds = mapped(DURATIONS, (name) => {
    const { fallback, least, most } = DURATIONS[name];
    const value = parseDuration(input[name] ?? fallback, `accounts.${name}`);
    if (value >= least && value <= most) return value;
    throw new ImproperlyConfigured(`Setting \`accounts.${name}\` must be between ${least} and ${most} seconds.`);
  });
  return {
    codeLifetimeSeconds: seconds.codeLifetime,
    codeFlowLifetimeSeconds: seconds.codeFlowLifetime,
    codeCooldownSeconds: seconds.codeCooldown,
    codeAnswerTickSeconds: seconds.codeAnswerTick,
  };
}

function ratesOf(input: AccountsSettings, name: LimitName): readonly RateParts[] {
  const rates = input[name] ?? RATES[name];
  if (Array.isArray(rates)) return rates.map((rate) => parseRate(rate, `Setting \`accounts.${name}\``));
  throw new ImproperlyConfigured(`Setting \`accounts.${name}\` must be a list of rates, such as ['5/min', '30/hour'].`);
}
