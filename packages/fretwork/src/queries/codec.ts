/** Values on their way into the database and back: one row for each kind of column, one cell for each dialect. */
import { isIP } from 'node:net';
import type { DriverValue, SqlValue } from '../databases/connection.ts';
import type { Dialect, DialectName } from '../databases/dialect.ts';
import { DataError } from '../errors.ts';
import { Duration } from '../models/duration.ts';
import type { AnyColumnOptions, ColumnKind } from '../models/field.ts';
import type { ColumnMeta } from '../models/meta.ts';
import { fitDecimal, quantize, quantizeNumber, significantDigits } from './decimal-text.ts';
import { parseInterval, printInterval } from './interval-text.ts';
import { fitClock, fitDay, fitMoment, printMoment, readMoment } from './moment-text.ts';

/** Checks a value and makes a parameter of it; `null` stays `null`. */
export type Encoder = (value: unknown) => SqlValue;
/** Makes the value that users see of what a driver gave; `null` stays `null`. */
export type Decoder = (raw: DriverValue) => unknown;

/**
 * What a value is encoded for: a column that has to hold it, or a comparison with a column.
 *
 * A comparison takes values that the column could never hold (a longer text, more digits, a whole number beyond the
 * column's range but within 64 bits): it is then simply not met. PostgreSQL needs the parameter cast for that.
 */
export type EncodePurpose = 'store' | 'compare';

/**
 * How values of a column become parameters. Cached by column.
 *
 * Storage is Django's, so that its databases can be taken over.
 *
 * @throws {DataError} (the encoder) the value does not fit; the message names the column and what it takes, not the value
 * @see Django `Field.get_db_prep_value`
 */
export const encoderFor = (
  column: ColumnMeta,
  dialect: Pick<Dialect, 'name'>,
  purpose: EncodePurpose = 'store',
): Encoder => cached(column)[dialect.name][purpose];

/**
 * How driver values of a column become values. Cached by column.
 *
 * @see Django `Field.from_db_value`
 */
export const decoderFor = (column: ColumnMeta, dialect: Pick<Dialect, 'name'>): Decoder =>
  cached(column)[dialect.name].decode;

type Options = AnyColumnOptions;

/** Everything that is known of a kind. `T` is a valid value in its one normal form. */
interface Codec<T> {
  /** What the column takes, for messages. */
  expected(options: Options): string;
  /** The value in normal form; `undefined` where it is not one. */
  fit(value: unknown, options: Options, purpose: EncodePurpose): T | undefined;
  readonly sqlite: Storage<T>;
  readonly postgres: Storage<T>;
}

/** How a dialect keeps values of a kind; a part that is left out changes nothing. */
interface Storage<T> {
  /** @returns `undefined` where this dialect cannot keep the value. */
  write?(value: T, purpose: EncodePurpose): SqlValue | undefined;
  read?(raw: Exclude<DriverValue, null>, options: Options): unknown;
}

// --------------------------------------------------------------------------------------------------------- numbers

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

function integer(min: number | bigint, max: number | bigint): Codec<number | bigint> {
  return {
    expected: () => `a whole number from ${min} to ${max}`,
    fit(value, _options, purpose) {
      if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) return undefined;
      const number = value as number | bigint;
      const [low, high] = purpose === 'compare' ? [INT64.min, INT64.max] : [min, max];
      return number >= low && number <= high ? number : undefined;
    },
    sqlite: { read: exactNumber },
    postgres: { read: (raw) => exactInteger(raw as string) },
  };
}

// node:sqlite gives -2^63 as a number and every other integer beyond 2^53 as a bigint.
const exactNumber = (raw: DriverValue): DriverValue => (raw === LOWEST ? INT64.min : raw);
const LOWEST = Number(INT64.min);

/** A number where it is exact, a bigint beyond. */
function exactInteger(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

const float: Codec<number> = {
  expected: () => 'a finite number',
  fit: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
  sqlite: { read: Number },
  postgres: { read: Number },
};

const SQLITE_DIGITS = 15; // what a double keeps of any decimal

const decimal: Codec<string> = {
  expected: ({ maxDigits, decimalPlaces }) =>
    `a decimal of at most ${maxDigits} digits, ${decimalPlaces} of them after the point (SQLite keeps ${SQLITE_DIGITS} digits)`,
  fit(value, options, purpose) {
    const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
    if (typeof text !== 'string') return undefined;
    const { maxDigits = 0, decimalPlaces = 0 } = options;
    return fitDecimal(text, purpose === 'compare' ? undefined : { maxDigits, decimalPlaces });
  },
  sqlite: {
    // NUMERIC affinity makes a double of the text; more digits than it keeps would be lost without a word.
    write: (text, purpose) =>
      purpose === 'compare' || significantDigits(text) <= SQLITE_DIGITS || isInt64(text) ? text : undefined,
    read: (raw, { decimalPlaces = 0 }) =>
      typeof raw === 'number' ? quantizeNumber(raw, decimalPlaces) : quantize(String(raw), decimalPlaces),
  },
  postgres: {
    read: (raw, { decimalPlaces = 0 }) =>
      hasPlaces(raw as string, decimalPlaces) ? raw : quantize(raw as string, decimalPlaces),
  },
};

const isInt64 = (text: string): boolean => {
  const [whole = '', fraction = ''] = text.split('.');
  return /^0*$/.test(fraction) && whole.length <= 20 && BigInt(whole) >= INT64.min && BigInt(whole) <= INT64.max;
};

const hasPlaces = (text: string, places: number): boolean =>
  places === 0 ? !text.includes('.') : text.charCodeAt(text.length - places - 1) === 46;

const boolean: Codec<boolean> = {
  expected: () => 'true or false',
  fit: (value) => (typeof value === 'boolean' ? value : undefined),
  sqlite: { write: (value) => (value ? 1 : 0), read: (raw) => Boolean(raw) },
  postgres: { read: (raw) => raw === 't' },
};

// ------------------------------------------------------------------------------------------------------------ text

const text: Codec<string> = {
  expected: ({ maxLength }) =>
    `text${maxLength === undefined ? '' : ` of at most ${maxLength} characters`}, without null bytes and lone surrogates`,
  fit(value, { maxLength = Number.POSITIVE_INFINITY }, purpose) {
    if (typeof value !== 'string' || value.includes('\0') || !value.isWellFormed()) return undefined;
    return purpose === 'compare' || isWithin(value, maxLength) ? value : undefined;
  },
  sqlite: { read: String },
  postgres: {},
};

/** Whether a text has at most so many code points; a far longer one is not counted. */
const isWithin = (value: string, maxLength: number): boolean =>
  value.length <= maxLength || (value.length <= maxLength * 2 && [...value].length <= maxLength);

const UUID = /^([\da-f]{8})-?([\da-f]{4})-?([\da-f]{4})-?([\da-f]{4})-?([\da-f]{12})$/i;
const dashed = (value: string): string | undefined => UUID.exec(value)?.slice(1).join('-').toLowerCase();

const uuid: Codec<string> = {
  expected: () => 'a UUID',
  fit: (value) => (typeof value === 'string' ? dashed(value) : undefined),
  sqlite: { write: (value) => value.replaceAll('-', ''), read: (raw) => dashed(String(raw)) ?? raw },
  postgres: {},
};

const ipAddress: Codec<string> = {
  expected: ({ protocol = 'both' }) => `an ${{ both: 'IP', ipv4: 'IPv4', ipv6: 'IPv6' }[protocol]} address`,
  fit(value, { protocol = 'both' }) {
    const version = typeof value === 'string' && !value.includes('%') ? isIP(value) : 0;
    if (version === 0 || (protocol !== 'both' && protocol !== `ipv${version}`)) return undefined;
    return version === 6 ? shortIpv6(value as string) : (value as string);
  },
  sqlite: {},
  // The address without the network's length, as HOST() gives it.
  postgres: { read: (raw) => ipText(String(raw).split('/')[0] ?? '') },
};

const ipText = (address: string): string =>
  address.includes(':') && address.includes('.') ? shortIpv6(address) : address;

/** The short form of RFC 5952, with the dots of an IPv4 address that is mapped. @see Django `clean_ipv6_address` */
function shortIpv6(address: string): string {
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(short);
  if (!mapped) return short;
  const bytes = mapped.slice(1).flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255]);
  return `::ffff:${bytes.join('.')}`;
}

// ------------------------------------------------------------------------------------------------------------ time

const fromText =
  (fit: (text: string) => string | undefined) =>
  (value: unknown): string | undefined =>
    typeof value === 'string' ? fit(value) : undefined;

const date: Codec<string> = {
  expected: () => "a day of the calendar, 'YYYY-MM-DD'",
  fit: fromText(fitDay),
  sqlite: {},
  postgres: {},
};

const time: Codec<string> = {
  expected: () => "a time of day, 'HH:MM:SS' or 'HH:MM:SS.ffffff'",
  fit: fromText(fitClock),
  sqlite: { read: (raw) => fitClock(String(raw)) ?? raw },
  postgres: { read: (raw) => fitClock(raw as string) ?? raw },
};

const dateTime: Codec<Date> = {
  expected: () => 'a Date or a text in ISO 8601, of the years 1 to 9999',
  fit: fitMoment,
  sqlite: { write: printMoment, read: (raw) => readMoment(String(raw)) },
  postgres: { write: (value) => `${printMoment(value)}+00`, read: (raw) => readMoment(raw as string) },
};

const duration: Codec<Duration> = {
  expected: () => 'a Duration of at most 2^63 microseconds',
  fit(value) {
    const isRight =
      value instanceof Duration && value.totalMicroseconds >= INT64.min && value.totalMicroseconds <= INT64.max;
    return isRight ? value : undefined;
  },
  sqlite: { write: (value) => value.totalMicroseconds, read: (raw) => new Duration(BigInt(raw as number | bigint)) },
  postgres: { write: printInterval, read: (raw) => parseInterval(raw as string) ?? raw },
};

// ------------------------------------------------------------------------------------------------------- the others

/** What JSON.stringify writes for a null byte or a lone surrogate, which PostgreSQL's jsonb cannot hold. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

function refuseNonJson(this: unknown, _key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new DataError('A number in JSON is finite.');
  return value;
}

const json: Codec<string> = {
  expected: () => 'a JSON value, its texts without null bytes and lone surrogates',
  fit(value) {
    try {
      const printed: string | undefined = JSON.stringify(value, refuseNonJson);
      return printed === undefined || UNSTORABLE.test(printed) ? undefined : printed;
    } catch {
      return undefined; // a cycle, a bigint, an infinite number, nested too deep
    }
  },
  sqlite: { read: (raw) => JSON.parse(String(raw)) as unknown },
  postgres: { read: (raw) => JSON.parse(raw as string) as unknown },
};

const binary: Codec<Uint8Array> = {
  expected: () => 'a Uint8Array',
  fit: (value) => (value instanceof Uint8Array ? value : undefined),
  sqlite: { read: (raw) => (raw instanceof Uint8Array ? raw : new TextEncoder().encode(String(raw))) },
  postgres: { read: (raw) => new Uint8Array(Buffer.from((raw as string).slice(2), 'hex')) }, // after \x
};

const codecs: { readonly [K in ColumnKind]: Codec<unknown> } = {
  auto: integer(INT64.min, INT64.max),
  smallInteger: integer(-32_768, 32_767),
  integer: integer(-2_147_483_648, 2_147_483_647),
  bigInteger: integer(INT64.min, INT64.max),
  positiveInteger: integer(0, 2_147_483_647),
  float,
  decimal,
  boolean,
  char: text,
  text,
  email: text,
  url: text,
  slug: text,
  file: text,
  image: text,
  uuid,
  ipAddress,
  date,
  time,
  dateTime,
  duration,
  json,
  binary,
};

// ----------------------------------------------------------------------------------------------------------- making

interface Compiled {
  readonly store: Encoder;
  readonly compare: Encoder;
  readonly decode: Decoder;
}

const cache = new WeakMap<ColumnMeta, Readonly<Record<DialectName, Compiled>>>();

function cached(column: ColumnMeta): Readonly<Record<DialectName, Compiled>> {
  const known = cache.get(column);
  if (known) return known;
  const compiled = { sqlite: compile(column, 'sqlite'), postgres: compile(column, 'postgres') };
  cache.set(column, compiled);
  return compiled;
}

function compile(column: ColumnMeta, dialect: DialectName): Compiled {
  const codec = codecs[column.kind];
  const { read } = codec[dialect];
  const { options } = column;
  return {
    store: encoder(column, codec, dialect, 'store'),
    compare: encoder(column, codec, dialect, 'compare'),
    decode: read ? (raw) => (raw === null ? null : read(raw, options)) : (raw) => raw,
  };
}

function encoder(column: ColumnMeta, codec: Codec<unknown>, dialect: DialectName, purpose: EncodePurpose): Encoder {
  const { fit, expected } = codec;
  const { write } = codec[dialect];
  const { options } = column;
  return (value) => {
    if (value === null) return null;
    const fitting = fit(value, options, purpose);
    const stored = fitting !== undefined && write ? write(fitting, purpose) : fitting;
    if (stored !== undefined) return stored as SqlValue;
    throw new DataError(`${column.model.name}.${column.name} takes ${expected(options)}.`);
  };
}
