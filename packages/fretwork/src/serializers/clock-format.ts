/** Date and time formats with `%` directives, as Python's strftime and strptime know them; reading, writing, explaining. */
import { ImproperlyConfigured } from '../errors.ts';
import { type Clock, offsetText, utc } from './clock.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const short = (name: string): string => name.slice(0, 3);

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
const dayOfYear = ({ year, month, day }: Clock): number => (utc(year, month, day) - utc(year, 1, 1)) / 86_400_000 + 1;
/** 0 for Monday. */
const weekday = ({ year, month, day }: Clock): number => (new Date(utc(year, month, day)).getUTCDay() + 6) % 7;
const hour12 = (hour: number): number => hour % 12 || 12;

/** What is read so far; a clock in the making. */
type Reading = { -readonly [Part in keyof Clock]: Clock[Part] } & { dayOfYear?: number; afternoon?: boolean };

interface Directive {
  /** What it stands for in a message. */
  readonly hint?: string;
  readonly write: (clock: Clock) => string;
  /** The texts it accepts; it can't be read where it has none. */
  readonly pattern?: string;
  readonly read?: (text: string) => Partial<Reading>;
}

const names = (list: readonly string[]): string => list.join('|');
const indexIn = (list: readonly string[], text: string): number =>
  list.findIndex((name) => name.toLowerCase() === text.toLowerCase());

const DIRECTIVES: Readonly<Record<string, Directive>> = {
  Y: {
    hint: 'YYYY',
    write: ({ year }) => pad(year, 4),
    pattern: '\\d{4}',
    read: (text) => ({ year: Number(text) }),
  },
  y: {
    hint: 'YY',
    write: ({ year }) => pad(year % 100),
    pattern: '\\d{2}',
    read: (text) => ({ year: Number(text) + (Number(text) < 69 ? 2000 : 1900) }),
  },
  m: {
    hint: 'MM',
    write: ({ month }) => pad(month),
    pattern: '1[0-2]|0[1-9]|[1-9]',
    read: (text) => ({ month: Number(text) }),
  },
  b: {
    hint: '[Jan-Dec]',
    write: ({ month }) => short(MONTHS[month - 1] ?? ''),
    pattern: names(MONTHS.map(short)),
    read: (text) => ({ month: indexIn(MONTHS.map(short), text) + 1 }),
  },
  B: {
    hint: '[January-December]',
    write: ({ month }) => MONTHS[month - 1] ?? '',
    pattern: names(MONTHS),
    read: (text) => ({ month: indexIn(MONTHS, text) + 1 }),
  },
  d: {
    hint: 'DD',
    write: ({ day }) => pad(day),
    pattern: '3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]',
    read: (text) => ({ day: Number(text) }),
  },
  H: {
    hint: 'hh',
    write: ({ hour }) => pad(hour),
    pattern: '2[0-3]|[0-1]\\d|\\d',
    read: (text) => ({ hour: Number(text) }),
  },
  I: {
    hint: 'hh',
    write: ({ hour }) => pad(hour12(hour)),
    pattern: '1[0-2]|0[1-9]|[1-9]',
    read: (text) => ({ hour: Number(text) % 12 }),
  },
  M: {
    hint: 'mm',
    write: ({ minute }) => pad(minute),
    pattern: '[0-5]\\d|\\d',
    read: (text) => ({ minute: Number(text) }),
  },
  S: {
    hint: 'ss',
    write: ({ second }) => pad(second),
    pattern: '[0-5]\\d|\\d',
    read: (text) => ({ second: Number(text) }),
  },
  f: {
    hint: 'uuuuuu',
    write: ({ microsecond }) => pad(microsecond, 6),
    pattern: '\\d{1,6}',
    read: (text) => ({ microsecond: Number(text.padEnd(6, '0')) }),
  },
  p: {
    hint: '[AM|PM]',
    write: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
    pattern: 'am|pm',
    read: (text) => ({ afternoon: text.toLowerCase() === 'pm' }),
  },
  z: {
    hint: '[+HHMM|-HHMM]',
    write: ({ offsetSeconds }) => (offsetSeconds === undefined ? '' : offsetText(offsetSeconds, '')),
    pattern: '[+-]\\d\\d:?[0-5]\\d|Z',
    read: (text) => ({ offsetSeconds: readOffset(text) }),
  },
  j: {
    write: (clock) => pad(dayOfYear(clock), 3),
    pattern: '36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]',
    read: (text) => ({ dayOfYear: Number(text) }),
  },
  a: { hint: '[Mon-Sun]', write: (clock) => short(DAYS[weekday(clock)] ?? ''), pattern: names(DAYS.map(short)) },
  A: { hint: '[Monday-Sunday]', write: (clock) => DAYS[weekday(clock)] ?? '', pattern: names(DAYS) },
  w: { write: (clock) => String((weekday(clock) + 1) % 7), pattern: '[0-6]' },
  U: { write: (clock) => pad(Math.floor((dayOfYear(clock) + 6 - ((weekday(clock) + 1) % 7)) / 7)) },
  W: { write: (clock) => pad(Math.floor((dayOfYear(clock) + 6 - weekday(clock)) / 7)) },
  Z: { write: ({ offsetSeconds }) => (offsetSeconds === undefined ? '' : 'UTC') },
  '%': { hint: '%%', write: () => '%', pattern: '%' },
};

/** Seconds east of Greenwich of `Z`, `+05`, `+0530` or `+05:30`. */
export function readOffset(text: string): number {
  if (/^z$/i.test(text)) return 0;
  const digits = text.slice(1).replaceAll(':', '').padEnd(4, '0');
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2, 4)) * 60;
  return text.startsWith('-') ? -seconds : seconds;
}

/**
 * Writes a clock by a format.
 *
 * @param format Such as `%d.%m.%Y`; an unknown directive stays as it is.
 * @see Python `strftime`
 */
export const formatClock = (clock: Clock, format: string): string =>
  format.replace(/%([a-z%])/gi, (whole, letter: string) => DIRECTIVES[letter]?.write(clock) ?? whole);

/**
 * Makes a reader for a format.
 *
 * @param format Such as `%d.%m.%Y`.
 * @returns A function from text to clock; `undefined` where the text does not fit. Parts that the format has not are
 *   those of 1900-01-01 00:00:00.
 * @throws {ImproperlyConfigured} the format has a directive that can't be read
 * @see Python `strptime`
 */
export function clockReader(format: string): (text: string) => Clock | undefined {
  const letters: string[] = [];
  const source = format.replace(/%([a-z%])|\s+|[^\sa-z0-9]/gi, (whole, letter?: string) => {
    if (letter === undefined) return /\s/.test(whole) ? '\\s+' : `\\${whole}`;
    const pattern = Object.hasOwn(DIRECTIVES, letter) ? DIRECTIVES[letter]?.pattern : undefined;
    if (pattern === undefined)
      throw new ImproperlyConfigured(`The format "${format}" can't be read: remove %${letter}.`);
    letters.push(letter);
    return `(${pattern})`;
  });
  const whole = new RegExp(`^${source}$`, 'i');
  return (text) => {
    const match = text.length > 200 ? null : whole.exec(text);
    return match === null ? undefined : assemble(letters, match.slice(1));
  };
}

function assemble(letters: readonly string[], texts: readonly string[]): Clock {
  const to: Reading = { year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0, microsecond: 0 };
  letters.forEach((letter, index) => {
    Object.assign(to, DIRECTIVES[letter]?.read?.(texts[index] ?? ''));
  });
  const { dayOfYear: day, afternoon = false, ...clock } = to;
  if (afternoon && letters.includes('I')) clock.hour += 12;
  if (day === undefined) return clock;
  const date = new Date(utc(clock.year, 1, day));
  return { ...clock, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/**
 * Says formats in words for people: `%d.%m.%Y` is `DD.MM.YYYY`.
 *
 * @param formats Formats; `iso-8601` becomes `iso`.
 * @param iso What ISO 8601 looks like for this field.
 */
export const explainFormats = (formats: readonly string[], iso: string): string =>
  formats
    .map((format) => (format === 'iso-8601' ? iso : format))
    .join(', ')
    .replace(/%([a-z])/gi, (whole, letter: string) => DIRECTIVES[letter]?.hint ?? whole);
