/** The `mail` settings: who sends, how long to try, and what the app says differently; checked once when the app starts. */
import { ImproperlyConfigured } from '../errors.ts';
import { type DurationInput, parseDuration } from './parse-duration.ts';

/** A template of a package, and what the app says instead; `overrideTemplates` makes them, with their types checked. */
export interface MailTemplateOverride {
  readonly template: object;
  readonly replacement: object;
}

/** What a layout is put around: the subject, and the HTML that a template made. */
export interface MailLayoutInput<THtml = unknown> {
  readonly subject: string;
  readonly body: THtml;
}

/** What `settings.mail` may say; everything has a default. The server is the setting `email`. */
export interface MailSettings {
  /** Who sends where a message does not say it: `'Bookshop <shop@example.com>'`. `'webmaster@localhost'` where left out. */
  readonly from?: string;
  /** How long one attempt may take in all; `'30s'` where left out. */
  readonly timeout?: DurationInput;
  /** How often a mail is tried; 24 where left out, which is about half a day. */
  readonly maxAttempts?: number;
  /** The pause after the first failure, which doubles with each further one; `'5s'` where left out. */
  readonly retryAfter?: DurationInput;
  /** The longest pause; `'1h'` where left out. */
  readonly retryAtMost?: DurationInput;
  /** How often the table is looked at for mails that other processes left behind; `'30s'` where left out. */
  readonly pollInterval?: DurationInput;
  /** How many mails a process sends at the same time; 4 where left out. */
  readonly concurrency?: number;
  /** Whether subject, texts and headers stay in the table when a mail is done with; false where left out. */
  readonly keepContent?: boolean;
  /** How long the row of a mail that is done with is kept; `'30d'` where left out. */
  readonly keepFor?: DurationInput;
  /** What is put around the HTML of every template; `baseLayout` where left out. */
  layout?(content: MailLayoutInput<never>): object;
  /** What the app says instead of the templates of packages: what `overrideTemplates` returned. */
  readonly templates?: readonly MailTemplateOverride[];
}

/** `MailSettings` with their defaults; lengths of time are milliseconds. */
export interface ResolvedMailSettings {
  readonly from: string;
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly retryAfterMs: number;
  readonly retryAtMostMs: number;
  readonly pollIntervalMs: number;
  readonly concurrency: number;
  readonly keepContent: boolean;
  readonly keepForMs: number;
  readonly layout: MailSettings['layout'];
  readonly templates: readonly MailTemplateOverride[];
}

const DURATIONS = {
  timeout: { fallback: '30s', least: 0.1, most: 600 },
  retryAfter: { fallback: '5s', least: 0.001, most: 86_400 },
  retryAtMost: { fallback: '1h', least: 0.001, most: 7 * 86_400 },
  pollInterval: { fallback: '30s', least: 0.1, most: 86_400 },
  keepFor: { fallback: '30d', least: 0, most: 100 * 365 * 86_400 },
} as const satisfies Record<string, { fallback: DurationInput; least: number; most: number }>;

const COUNTS = {
  maxAttempts: { fallback: 24, most: 1_000 },
  concurrency: { fallback: 4, most: 100 },
} as const;

const KNOWN: ReadonlySet<string> = new Set([
  'from',
  'keepContent',
  'layout',
  'templates',
  ...Object.keys(DURATIONS),
  ...Object.keys(COUNTS),
]);

/**
 * Completes the settings with their defaults.
 *
 * @throws {ImproperlyConfigured} an unknown name, or a value out of its range
 */
export function resolveMailSettings(settings: MailSettings = {}): ResolvedMailSettings {
  const odd = Object.keys(settings).find((name) => !KNOWN.has(name));
  if (odd !== undefined) {
    throw new ImproperlyConfigured(`Setting \`mail.${odd}\` does not exist. Known are: ${[...KNOWN].join(', ')}.`);
  }
  const { from = 'webmaster@localhost', keepContent = false, layout, templates = [] } = settings;
  return Object.freeze({
    from,
    keepContent,
    layout,
    templates,
    timeoutMs: milliseconds(settings, 'timeout'),
    retryAfterMs: milliseconds(settings, 'retryAfter'),
    retryAtMostMs: milliseconds(settings, 'retryAtMost'),
    pollIntervalMs: milliseconds(settings, 'pollInterval'),
    keepForMs: milliseconds(settings, 'keepFor'),
    maxAttempts: count(settings, 'maxAttempts'),
    concurrency: count(settings, 'concurrency'),
  });
}

function milliseconds(settings: MailSettings, name: keyof typeof DURATIONS): number {
  const { fallback, least, most } = DURATIONS[name];
  const seconds = parseDuration(settings[name] ?? fallback, `mail.${name}`);
  if (seconds >= least && seconds <= most) return Math.round(seconds * 1000);
  throw new ImproperlyConfigured(`Setting \`mail.${name}\` must be between ${least} and ${most} seconds.`);
}

function count(settings: MailSettings, name: keyof typeof COUNTS): number {
  const { fallback, most } = COUNTS[name];
  const value = settings[name] ?? fallback;
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
  throw new ImproperlyConfigured(`Setting \`mail.${name}\` must be a whole number from 1 to ${most}.`);
}
