/** DurationField: a length of time. */
import { ImproperlyConfigured } from '../../errors.ts';
import { Duration } from '../../models/duration.ts';
import { ERROR_TEXTS } from '../error-messages.ts';
import { Field, type FieldOptions, type Scope } from '../field.ts';
import { asciiDigits, numberText } from '../python-text.ts';

const FORMATS: Readonly<Record<string, (value: Duration) => string>> = {
  django: (value) => value.toString(),
  'iso-8601': isoText,
};

/** Options of `DurationField`. */
export interface DurationFieldOptions extends FieldOptions<Duration> {
  /** Smallest value accepted, inclusive. */
  readonly minValue?: Duration;
  /** Largest value accepted, inclusive. */
  readonly maxValue?: Duration;
  /** How it is sent: `'django'`, `'iso-8601'`, or `null` for the value as it is. @default the settings' `durationFormat` */
  readonly format?: 'django' | 'iso-8601' | (string & {}) | null;
}

const MAX_DAYS = 999_999_999;
const HINT = '[DD] [HH:[MM:]]ss[.uuuuuu]';

/**
 * A length of time, exact to the microsecond.
 *
 * In: `"3 08:32:01.5"`, `"P3DT8H"`, `"3 days 8:32:01"`, seconds as a number.
 *
 * @throws {ValidationError} codes `invalid`, `min_value`, `max_value`, `overflow`
 * @see DRF `fields.DurationField`; Django `parse_duration`
 */
export class DurationField extends Field<Duration, DurationFieldOptions, string | Duration> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.DurationField };

  constructor(options: DurationFieldOptions = {}) {
    super(options);
    const { minValue, maxValue, format } = options;
    if (format !== undefined && format !== null) writerOf(format);
    if (maxValue !== undefined) {
      this.validators.push((value) => {
        if (value > maxValue) throw this.error('max_value', { max_value: spoken(maxValue) });
      });
    }
    if (minValue !== undefined) {
      this.validators.push((value) => {
        if (value < minValue) throw this.error('min_value', { min_value: spoken(minValue) });
      });
    }
  }

  override toInternalValue(input: unknown): Duration {
    if (input instanceof Duration) return input;
    const value = readDuration(textOf(input));
    if (value === undefined) throw this.error('invalid', { format: HINT });
    if (Math.abs(value.days) > MAX_DAYS) throw this.error('overflow', { min_days: -MAX_DAYS, max_days: MAX_DAYS });
    return value;
  }

  override toRepresentation(value: Duration, scope: Scope): string | Duration {
    const { format = scope.settings.durationFormat } = this.options;
    if (format === null) return value;
    if (!(value instanceof Duration)) {
      throw new ImproperlyConfigured(
        `The field "${this.name}" is a Duration, but its object has something else there.`,
      );
    }
    return writerOf(format)(value);
  }
}

const textOf = (input: unknown): string => {
  if (typeof input === 'number') return numberText(input);
  return typeof input === 'string' || typeof input === 'bigint' ? String(input) : 'invalid';
};

function writerOf(format: string): (value: Duration) => string {
  const name = typeof format === 'string' ? format.toLowerCase() : '';
  const writer = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (writer) return writer;
  throw new ImproperlyConfigured(`DurationField knows no format "${format}". Use django, iso-8601 or null.`);
}

const FRACTION = '(?:[.,](\\d{1,6})\\d{0,6})?';
// Days, then a clock whose sign is its own.
const STANDARD = new RegExp(
  `^(?:(-?\\d+) (?:days?, )?)?(-?)(?:(\\d+):(?=\\d+:\\d+))?(?:(\\d+):)?(\\d+)${FRACTION}\\n?$`,
);
const POSTGRES = /^(?:(-?\d+) (?:days? ?))?(?:([+-])?(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?\n?$/;
const NUMBER = '(\\d+(?:[.,]\\d+)?)';
const ISO = new RegExp(`^([+-]?)P(?:${NUMBER}D)?(?:T(?:${NUMBER}H)?(?:${NUMBER}M)?(?:${NUMBER}S)?)?\\n?$`);
const LONGEST = 100;

/**
 * A length of time from text.
 *
 * @param text Not trusted.
 * @returns `undefined` where it is none.
 */
export function readDuration(text: string): Duration | undefined {
  if (text.length > LONGEST) return undefined;
  const digits = asciiDigits(text);
  const clock = STANDARD.exec(digits) ?? POSTGRES.exec(digits);
  if (clock) {
    const [, days = '0', sign, hours = '0', minutes = '0', seconds = '0', fraction = ''] = clock;
    const ofDay = total(hours, minutes, seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
    return new Duration(BigInt(days) * 86_400_000_000n + (sign === '-' ? -ofDay : ofDay));
  }
  const iso = ISO.exec(digits);
  if (!iso) return undefined;
  const [, sign, ...amounts] = iso;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = amounts.map((amount = '0') =>
    Number(amount.replace(',', '.')),
  );
  if (Math.max(days, hours, minutes, seconds) > Number.MAX_SAFE_INTEGER) return undefined;
  const size = Duration.of({ days, hours, minutes, seconds });
  return sign === '-' ? new Duration(-size.totalMicroseconds) : size;
}

const total = (hours: string, minutes: string, seconds: string): bigint =>
  (BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Hours, minutes, seconds and microseconds of the last day. */
function clockOf({ seconds, microseconds }: Duration) {
  const fraction = microseconds === 0 ? '' : `.${pad(microseconds, 6)}`;
  return { hours: Math.floor(seconds / 3600), minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60, fraction };
}

/** `P3DT08H32M01.000123S`. @see Django `duration_iso_string` */
function isoText(value: Duration): string {
  const isNegative = value.totalMicroseconds < 0n;
  const size = isNegative ? new Duration(-value.totalMicroseconds) : value;
  const { hours, minutes, seconds, fraction } = clockOf(size);
  return `${isNegative ? '-' : ''}P${size.days}DT${pad(hours)}H${pad(minutes)}M${pad(seconds)}${fraction}S`;
}

/** `4 days, 0:00:00`, as messages say it. @see Python `str(timedelta)` */
function spoken(value: Duration): string {
  const { hours, minutes, seconds, fraction } = clockOf(value);
  const days = value.days === 0 ? '' : `${value.days} day${Math.abs(value.days) === 1 ? '' : 's'}, `;
  return `${days}${hours}:${pad(minutes)}:${pad(seconds)}${fraction}`;
}
