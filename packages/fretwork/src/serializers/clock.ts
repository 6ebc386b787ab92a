/** Dates and times in parts: calendar arithmetic and time zones, without the host's own zone. */
import { ImproperlyConfigured } from '../errors.ts';
import { microsecondsOf, PreciseDate } from '../models/precise-date.ts';

/** A date and a time of day in some zone; the zone is named beside it, or not known. */
export interface Clock {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Seconds east of Greenwich, where they are known. */
  readonly offsetSeconds?: number;
}

const DAY_MILLISECONDS = 86_400_000;

/** Whether the parts name a day and a time that exist, from the year 1 to the year 9999. */
export function isClock({ year, month, day, hour, minute, second, offsetSeconds = 0 }: Clock): boolean {
  const inRange = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  return inRange && hour < 24 && minute < 60 && second < 60 && Math.abs(offsetSeconds) < 86_400;
}

const daysIn = (year: number, month: number): number => new Date(utc(year, month + 1, 0)).getUTCDate();

/** Milliseconds since the epoch of a day's start in UTC; unlike `Date.UTC`, the year 99 is the year 99. */
export function utc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** A clock as milliseconds, as if it were in UTC. */
export const clockMilliseconds = ({ year, month, day, hour, minute, second, microsecond }: Clock): number =>
  utc(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(microsecond / 1000);

/** The moment of milliseconds since the epoch and microseconds beyond them. */
export const moment = (milliseconds: number, microseconds: number): Date =>
  microseconds === 0 ? new Date(milliseconds) : new PreciseDate(milliseconds, microseconds);

/** A time zone by its IANA name. */
export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat | undefined;

  /** @throws {ImproperlyConfigured} the host knows no such zone */
  constructor(name: string) {
    this.name = name;
    this.#format = name === 'UTC' ? undefined : zoneFormat(name);
  }

  /** Milliseconds east of Greenwich at a moment. */
  offsetAt(milliseconds: number): number {
    if (this.#format === undefined) return 0;
    const whole = Math.floor(milliseconds / 1000) * 1000;
    const parts: Record<string, string> = Object.create(null);
    for (const { type, value } of this.#format.formatToParts(whole)) parts[type] = value;
    const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
    const seconds = (Number(parts.hour) * 60 + Number(parts.minute)) * 60 + Number(parts.second);
    return utc(year, Number(parts.month), Number(parts.day)) + seconds * 1000 - whole;
  }

  /**
   * The moment at which clocks here show this.
   *
   * @returns The earlier one where clocks show it twice; `undefined` where they skip it.
   */
  momentOf(clock: Clock): Date | undefined {
    const local = clockMilliseconds(clock);
    const offsets = [this.offsetAt(local - DAY_MILLISECONDS), this.offsetAt(local + DAY_MILLISECONDS)];
    const fitting = offsets
      .map((offset) => ({ at: local - offset, offset }))
      .filter(({ at, offset }) => this.offsetAt(at) === offset);
    const [first] = fitting.map(({ at }) => at).sort((a, b) => a - b);
    return first === undefined ? undefined : moment(first, clock.microsecond % 1000);
  }

  /** What clocks here show at a moment. */
  clockAt(date: Date): Clock {
    const offset = this.offsetAt(date.getTime());
    const local = new Date(date.getTime() + offset);
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      microsecond: local.getUTCMilliseconds() * 1000 + microsecondsOf(date),
      offsetSeconds: offset / 1000,
    };
  }
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  const numeric = 'numeric';
  const options = {
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone, hourCycle: 'h23', era: 'short' });
  } catch (cause) {
    throw new ImproperlyConfigured(`There is no time zone "${timeZone}". Use an IANA name such as Europe/Paris.`, {
      cause,
    });
  }
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** `2024-02-29` */
export const dateText = ({ year, month, day }: Clock): string => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

/** `13:45:30` or `13:45:30.000250` */
export const timeText = ({ hour, minute, second, microsecond }: Clock): string =>
  `${pad(hour)}:${pad(minute)}:${pad(second)}${microsecond === 0 ? '' : `.${pad(microsecond, 6)}`}`;

/**
 * An offset as text.
 *
 * @param separator Between hours and minutes: `:` or nothing.
 */
export function offsetText(offsetSeconds: number, separator: string): string {
  const size = Math.abs(offsetSeconds);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  const shown = parts[2] === 0 ? parts.slice(0, 2) : parts;
  return `${offsetSeconds < 0 ? '-' : '+'}${shown.map((part) => pad(part)).join(separator)}`;
}
