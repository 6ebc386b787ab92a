/** Rates such as `'100/day'`: how often somebody may do something. */
import { ImproperlyConfigured } from '../errors.ts';

const SECONDS = { second: 1, minute: 60, hour: 3_600, day: 86_400 } as const;

const PERIODS = {
  s: SECONDS.second,
  sec: SECONDS.second,
  secs: SECONDS.second,
  second: SECONDS.second,
  seconds: SECONDS.second,
  m: SECONDS.minute,
  min: SECONDS.minute,
  mins: SECONDS.minute,
  minute: SECONDS.minute,
  minutes: SECONDS.minute,
  h: SECONDS.hour,
  hour: SECONDS.hour,
  hours: SECONDS.hour,
  d: SECONDS.day,
  day: SECONDS.day,
  days: SECONDS.day,
} as const satisfies Readonly<Record<string, number>>;

/**
 * How often: a whole number and a period, such as `'3/min'` or `'100/day'`.
 *
 * Another period (`'5/month'`, which DRF takes for a minute) is a compile error.
 */
export type Rate = `${number}/${keyof typeof PERIODS}`;

/** A rate taken apart. */
export interface RateParts {
  /** How many times in any period; 0 for never. */
  readonly limit: number;
  readonly periodSeconds: number;
}

/**
 * Reads a rate.
 *
 * @param input Such as `'3/min'`; from the settings or a class, never from a request.
 * @param place Where it stands, for the message.
 * @throws {ImproperlyConfigured} not a rate: another period, a fraction, a negative number
 * @see DRF `SimpleRateThrottle.parse_rate`, which reads the period's first letter only
 */
export function parseRate(input: string, place: string): RateParts {
  const [, number = '', period = ''] = /^(\d{1,9})\/([a-z]{1,7})$/.exec(input) ?? [];
  if (Object.hasOwn(PERIODS, period)) {
    return { limit: Number(number), periodSeconds: PERIODS[period as keyof typeof PERIODS] };
  }
  throw new ImproperlyConfigured(
    `${place} is not a rate. Write a whole number and a period, such as '100/day'; the periods are ${Object.keys(PERIODS).join(', ')}.`,
  );
}

/**
 * A rate that is not known before the program runs: `rate(env('ANON_RATE', '100/day'))`.
 *
 * @throws {ImproperlyConfigured} not a rate
 */
export function rate(input: string): Rate {
  parseRate(input, 'The text passed to rate()');
  return input as Rate;
}
