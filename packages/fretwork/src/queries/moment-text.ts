/** Dates, times and moments as databases write them. */
import { microsecondsOf, PreciseDate, parseMoment } from '../models/precise-date.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?$/;
const FIRST = -62_135_596_800_000; // 0001-01-01
const LAST = 253_402_300_799_999; // 9999-12-31
const ZERO = 48;

/** The day as it is, where the calendar has it: `2024-02-29`, but not `2023-02-29`, nor the year 0. */
export function fitDay(text: string): string | undefined {
  if (!DAY.test(text) || text.startsWith('0000')) return undefined;
  const [year, month, day] = [two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8)];
  return day >= 1 && day <= daysOf(year, month) ? text : undefined;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
}

/** A time of day as `HH:MM:SS`, with six digits of a second where there is a fraction. */
export function fitClock(text: string): string | undefined {
  const match = CLOCK.exec(text);
  if (!match) return undefined;
  const [, hours, minutes, seconds = '00', fraction = ''] = match;
  return `${hours}:${minutes}:${seconds}${sixDigits(fraction)}`;
}

const sixDigits = (fraction: string): string => (/^0*$/.test(fraction) ? '' : `.${fraction.padEnd(6, '0')}`);

/** A moment of the years 1 to 9999, from a `Date` or a text in ISO 8601. */
export function fitMoment(value: unknown): Date | undefined {
  const date = typeof value === 'string' ? parseStrictly(value) : value;
  if (!(date instanceof Date)) return undefined;
  const time = date.getTime();
  return time >= FIRST && time <= LAST ? date : undefined;
}

// `Date.parse` takes February 30 for March 1.
const parseStrictly = (text: string): Date | null => (fitDay(text.slice(0, 10)) ? parseMoment(text) : null);

/** A moment in UTC: `2024-02-29 13:45:30`, with six digits of a second where there is a fraction. @see Django's SQLite backend */
export function printMoment(date: Date): string {
  const text = date.toISOString();
  const seconds = `${text.slice(0, 10)} ${text.slice(11, 19)}`;
  const fraction = `${text.slice(20, 23)}${String(microsecondsOf(date)).padStart(3, '0')}`;
  return fraction === '000000' ? seconds : `${seconds}.${fraction}`;
}

/**
 * A moment as a database wrote it: `2024-02-29 13:45:30.123456`, in UTC or with an offset.
 *
 * @returns The text itself where it is no moment: `infinity` of PostgreSQL.
 */
export function readMoment(text: string): Date | string {
  return readUtc(text) ?? parseMoment(text) ?? text;
}

/** The usual case without a regular expression: four digits of a year from 100 on, and UTC or no offset. */
function readUtc(text: string): Date | undefined {
  const end = text.endsWith('+00') ? text.length - 3 : text.length;
  const isPlain = end === 19 || (end > 20 && end <= 26 && text.charCodeAt(19) === 46);
  if (!isPlain || text.charCodeAt(4) !== 45 || text.charCodeAt(13) !== 58) return undefined;
  let fraction = 0;
  for (let index = 20; index < 26; index += 1) {
    const digit = index < end ? text.charCodeAt(index) - ZERO : 0;
    if (digit < 0 || digit > 9) return undefined;
    fraction = fraction * 10 + digit;
  }
  const year = two(text, 0) * 100 + two(text, 2);
  if (!(year >= 100)) return undefined; // Date.UTC takes 99 for 1999
  const milliseconds = Date.UTC(year, two(text, 5) - 1, two(text, 8), two(text, 11), two(text, 14), two(text, 17));
  if (Number.isNaN(milliseconds)) return undefined;
  const micro = fraction % 1000;
  const time = milliseconds + (fraction - micro) / 1000;
  return micro === 0 ? new Date(time) : new PreciseDate(time, micro);
}

function two(text: string, index: number): number {
  const tens = text.charCodeAt(index) - ZERO;
  const ones = text.charCodeAt(index + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
