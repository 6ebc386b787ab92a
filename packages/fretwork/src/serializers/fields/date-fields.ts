/** DateTimeField, DateField and TimeField. */

import { ImproperlyConfigured } from '../../errors.ts';
import { toMicrosecondISO } from '../../models/precise-date.ts';
import { type Clock, clockMilliseconds, dateText, isClock, moment, offsetText, TimeZone, timeText } from '../clock.ts';
import { clockReader, explainFormats, formatClock, readOffset } from '../clock-format.ts';
import { ERROR_TEXTS } from '../error-messages.ts';
import { Field, type FieldOptions, type Scope } from '../field.ts';
import { asciiDigits } from '../python-text.ts';
import type { SerializerSettings } from '../serializer-settings.ts';

const ISO = 'iso-8601';
const isFourDigitYear = (value: Date): boolean => value.getUTCFullYear() >= 0 && value.getUTCFullYear() <= 9999;
const isIso = (format: string): boolean => format.toLowerCase() === ISO;
const LONGEST = 64; // no date or time in ISO 8601 is longer

/** Options of dates and times. */
export interface ClockFieldOptions<Value> extends FieldOptions<Value> {
  /** How it is sent: `'iso-8601'`, a strftime format, or `null` for the value as it is. @default the settings' format */
  readonly format?: string | null;
  /** What is accepted, tried in this order: `'iso-8601'` and strptime formats. @default the settings' formats */
  readonly inputFormats?: readonly string[];
}

/** Options of `DateTimeField`. */
export interface DateTimeFieldOptions extends ClockFieldOptions<Date> {
  /** IANA name of the zone of values without offset, and of all values that are sent. @default the settings' `timeZone` */
  readonly defaultTimezone?: string;
}

type FormatSetting = 'dateTimeFormat' | 'dateFormat' | 'timeFormat';
type InputSetting = 'dateTimeInputFormats' | 'dateInputFormats' | 'timeInputFormats';
type Reader = (text: string) => Clock | undefined;

/** What the three have in common: formats in, formats out. */
abstract class ClockField<Value, Options extends ClockFieldOptions<Value>, Out> extends Field<Value, Options, Out> {
  protected abstract readonly iso: { readonly hint: string; readonly read: Reader };
  protected abstract readonly settings: { readonly format: FormatSetting; readonly inputFormats: InputSetting };
  readonly #readers = new Map<string, Reader>();

  /** @throws {ValidationError} code `invalid` */
  protected readClock(input: unknown, settings: SerializerSettings): Clock {
    const formats = this.options.inputFormats ?? settings[this.settings.inputFormats];
    if (typeof input === 'string') {
      for (const format of formats) {
        const clock = this.#reader(format)(input);
        if (clock !== undefined && isClock(clock)) return clock;
      }
    }
    throw this.error('invalid', { format: explainFormats(formats, this.iso.hint) });
  }

  protected outputFormat(settings: SerializerSettings): string | null {
    return this.options.format === undefined ? settings[this.settings.format] : this.options.format;
  }

  #reader(format: string): Reader {
    const known = this.#readers.get(format);
    if (known) return known;
    const reader = isIso(format) ? this.iso.read : clockReader(format);
    this.#readers.set(format, reader);
    return reader;
  }
}

const DATE_TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?\n?$/;
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})\n?$/;
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?\n?$/;

const match = (pattern: RegExp, text: string): RegExpExecArray | null =>
  text.length > LONGEST ? null : pattern.exec(asciiDigits(text));

const MIDNIGHT = { hour: 0, minute: 0, second: 0, microsecond: 0 };
const NEW_YEAR = { year: 1900, month: 1, day: 1 };

const date = ([, year, month, day]: readonly (string | undefined)[]) => ({
  year: Number(year),
  month: Number(month),
  day: Number(day),
});
const time = (hour?: string, minute?: string, second = '0', fraction = '') => ({
  hour: Number(hour),
  minute: Number(minute),
  second: Number(second),
  microsecond: Number(fraction.padEnd(6, '0')),
});

function readIsoDateTime(text: string): Clock | undefined {
  const parts = match(DATE_TIME, text);
  if (!parts) return undefined;
  const clock = { ...date(parts), ...time(parts[4], parts[5], parts[6], parts[7]) };
  return parts[8] === undefined ? clock : { ...clock, offsetSeconds: readOffset(parts[8]) };
}

function readIsoDate(text: string): Clock | undefined {
  const parts = match(DATE, text);
  return parts ? { ...date(parts), ...MIDNIGHT } : undefined;
}

function readIsoTime(text: string): Clock | undefined {
  const parts = match(TIME, text);
  return parts ? { ...NEW_YEAR, ...time(parts[1], parts[2], parts[3], parts[4]) } : undefined;
}

/**
 * A moment, to the microsecond.
 *
 * @throws {ValidationError} codes `invalid`, `make_aware` (clocks of the zone skip it), `overflow`
 * @see DRF `fields.DateTimeField`
 */
export class DateTimeField extends ClockField<Date, DateTimeFieldOptions, string | Date | null> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.DateTimeField };
  protected override readonly iso = {
    hint: 'YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]',
    read: readIsoDateTime,
  };
  protected override readonly settings = { format: 'dateTimeFormat', inputFormats: 'dateTimeInputFormats' } as const;
  #zone = new TimeZone('UTC');

  constructor(options: DateTimeFieldOptions = {}) {
    super(options);
    if (options.defaultTimezone !== undefined) this.#zone = new TimeZone(options.defaultTimezone);
  }

  override toInternalValue(input: unknown, scope: Scope): Date {
    const zone = this.#zoneFor(scope.settings);
    const value = input instanceof Date ? input : this.#read(input, zone, scope.settings);
    const years = [zone.clockAt(value).year, value.getUTCFullYear()];
    if (years.some((year) => year < 1 || year > 9999)) throw this.error('overflow');
    return value;
  }

  override toRepresentation(value: Date | string, scope: Scope): string | Date | null {
    if (value === '') return null;
    const format = this.outputFormat(scope.settings);
    if (format === null || !(value instanceof Date)) return value;
    const zone = this.#zoneFor(scope.settings);
    // What nearly every API sends needs no parts of a date.
    if (zone.name === 'UTC' && isIso(format) && isFourDigitYear(value)) return toMicrosecondISO(value);
    const clock = zone.clockAt(value);
    if (!isIso(format)) return formatClock(clock, format);
    const { offsetSeconds = 0 } = clock;
    return `${dateText(clock)}T${timeText(clock)}${offsetSeconds === 0 ? 'Z' : offsetText(offsetSeconds, ':')}`;
  }

  #read(input: unknown, zone: TimeZone, settings: SerializerSettings): Date {
    const clock = this.readClock(input, settings);
    if (clock.offsetSeconds !== undefined) {
      return moment(clockMilliseconds(clock) - clock.offsetSeconds * 1000, clock.microsecond % 1000);
    }
    const value = zone.momentOf(clock);
    if (value === undefined) throw this.error('make_aware', { timezone: zone.name });
    return value;
  }

  #zoneFor(settings: SerializerSettings): TimeZone {
    const name = this.options.defaultTimezone ?? settings.timeZone;
    if (this.#zone.name !== name) this.#zone = new TimeZone(name);
    return this.#zone;
  }
}

/**
 * A day, as text: `2024-02-29`.
 *
 * @throws {ValidationError} codes `invalid`, `datetime`
 * @see DRF `fields.DateField`
 */
export class DateField extends ClockField<string, ClockFieldOptions<string>, string | null> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.DateField };
  protected override readonly iso = { hint: 'YYYY-MM-DD', read: readIsoDate };
  protected override readonly settings = { format: 'dateFormat', inputFormats: 'dateInputFormats' } as const;

  constructor(options: ClockFieldOptions<string> = {}) {
    super(options);
  }

  override toInternalValue(input: unknown, scope: Scope): string {
    if (input instanceof Date) throw this.error('datetime');
    return dateText(this.readClock(input, scope.settings));
  }

  override toRepresentation(value: string, scope: Scope): string | null {
    if (value === '') return null;
    const format = this.outputFormat(scope.settings);
    const clock = format === null || isIso(format) ? undefined : readIsoDate(value);
    return clock === undefined || format === null ? value : formatClock(clock, format);
  }
}

/**
 * A time of day, as text: `13:45:30` or `13:45:30.000250`. An offset is accepted and ignored.
 *
 * @throws {ValidationError} code `invalid`
 * @see DRF `fields.TimeField`
 */
export class TimeField extends ClockField<string, ClockFieldOptions<string>, string | null> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.TimeField };
  protected override readonly iso = { hint: 'hh:mm[:ss[.uuuuuu]]', read: readIsoTime };
  protected override readonly settings = { format: 'timeFormat', inputFormats: 'timeInputFormats' } as const;

  constructor(options: ClockFieldOptions<string> = {}) {
    super(options);
  }

  override toInternalValue(input: unknown, scope: Scope): string {
    return timeText(this.readClock(input, scope.settings));
  }

  override toRepresentation(value: string, scope: Scope): string | null {
    if (value === '') return null;
    if (typeof value !== 'string') {
      throw new ImproperlyConfigured(
        `The field "${this.name}" is a time as text, but its object has something else there.`,
      );
    }
    const format = this.outputFormat(scope.settings);
    const clock = format === null || isIso(format) ? undefined : readIsoTime(value);
    return clock === undefined || format === null ? value : formatClock(clock, format);
  }
}
