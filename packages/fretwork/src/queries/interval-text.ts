/** Lengths of time as PostgreSQL's `interval` reads and writes them, in whatever style the server is set to. */
import { Duration } from '../models/duration.ts';

const SECOND = 1_000_000n;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;

// As psycopg: a month has 30 days, a year 365. Fretwork and Django never write either.
const UNITS: Readonly<Record<string, bigint>> = {
  year: 365n * DAY,
  mon: 30n * DAY,
  day: DAY,
  hour: HOUR,
  min: MINUTE,
  sec: SECOND,
  Y: 365n * DAY,
  M: 30n * DAY,
  W: 7n * DAY,
  D: DAY,
  H: HOUR,
  TM: MINUTE,
  S: SECOND,
};

const PART = /([+-]?)(\d+)(?:\.(\d{1,6})\d*)?\s*(years?|mons?|days?|hours?|mins?|secs?|[YMWDHS])/g;
const CLOCK = /([+-]?)(\d+):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?/;
const SQL_STANDARD = /^(?:([+-]?\d+)-(\d+))?(?:(?:^| )([+-]?\d+))?(?=$| )/;

/** A duration as `interval` input; every style understands it. @see psycopg's `TimedeltaDumper` */
export function printInterval({ days, seconds, microseconds }: Duration): string {
  return `${days} days ${seconds}.${String(microseconds).padStart(6, '0')} seconds`;
}

/**
 * Reads `interval` output: the styles `postgres`, `postgres_verbose`, `sql_standard` and `iso_8601`.
 *
 * @returns `undefined` where the text is none of them.
 */
export function parseInterval(text: string): Duration | undefined {
  if (/^(@ )?0$/.test(text)) return new Duration(0n);
  if (text.startsWith('P')) return parseUnits(text);
  const hasUnits = /[a-z]/.test(text);
  // `ago` of postgres_verbose turns everything round, as does the one sign of sql_standard's `-1 2:00:00`.
  const isNegated = text.endsWith(' ago') || (!hasUnits && /^-[^+]*$/.test(text) && !text.includes(' -'));
  const plain = isNegated ? text.replace(/^-/, '') : text;
  const calendar = hasUnits ? parseUnits(plain) : parseSqlStandard(plain);
  const clock = parseClock(plain);
  if (!calendar && !clock) return undefined;
  const total = (calendar?.totalMicroseconds ?? 0n) + (clock?.totalMicroseconds ?? 0n);
  return new Duration(isNegated ? -total : total);
}

/** `1 day -2 hours`, `P1DT-2H`: numbers with units. */
function parseUnits(text: string): Duration | undefined {
  const timeStart = text.startsWith('P') ? text.indexOf('T') : -1;
  let total: bigint | undefined;
  for (const match of text.matchAll(PART)) {
    const [, sign = '', whole = '0', fraction = '', unit = ''] = match;
    const isMinute = unit === 'M' && timeStart >= 0 && match.index > timeStart;
    const size = UNITS[isMinute ? 'TM' : unit.replace(/s$/, '')] ?? 0n;
    const amount = BigInt(whole) * size + (BigInt(fraction.padEnd(6, '0')) * size) / SECOND;
    total = (total ?? 0n) + (sign === '-' ? -amount : amount);
  }
  return total === undefined ? undefined : new Duration(total);
}

/** `+1-2 -3 +4:05:06`: years and months, days, a clock; the clock is read by the caller. */
function parseSqlStandard(text: string): Duration | undefined {
  const [, years, months, days] = SQL_STANDARD.exec(text) ?? [];
  if (years === undefined && days === undefined) return undefined;
  const monthSign = years?.startsWith('-') ? -1n : 1n;
  return new Duration(
    BigInt(years ?? 0) * 365n * DAY + monthSign * BigInt(months ?? 0) * 30n * DAY + BigInt(days ?? 0) * DAY,
  );
}

/** The clock at the end of a text: `-02:00:03.000005`. */
function parseClock(text: string): Duration | undefined {
  const [found, sign, hours, minutes, seconds = '0', fraction = ''] = CLOCK.exec(text) ?? [];
  if (found === undefined) return undefined;
  const total =
    BigInt(hours ?? 0) * HOUR +
    BigInt(minutes ?? 0) * MINUTE +
    BigInt(seconds) * SECOND +
    BigInt(fraction.padEnd(6, '0'));
  return new Duration(sign === '-' ? -total : total);
}
