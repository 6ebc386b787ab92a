/** Values inside a migration: as JSON in its operations, as literals in its SQL. */
import type { DialectName } from '../databases/dialect.ts';
import { MigrationError } from '../errors.ts';
import { Duration } from '../models/duration.ts';
import type { ColumnKind, JsonValue } from '../models/field.ts';
import { parseMoment, toMicrosecondISO } from '../models/precise-date.ts';

/**
 * What rows get in a column that is new, or that may no longer be null: one value, or the moment of the migration.
 *
 * The value is JSON: a duration is its microseconds and bytes are hexadecimal, both as text.
 */
export type Fill = { readonly value: JsonValue } | { readonly now: true };

interface KindOfValue {
  /** What a row gets where a dropped column comes back and nobody knows what was in it; none where nothing fits. */
  readonly zero?: JsonValue;
  /** Checks and unifies what a person wrote; nothing where it does not fit. */
  readonly parse: (text: string) => JsonValue | undefined;
  /** Text of a literal, still unquoted, where it is not the value's own. */
  readonly sqlite?: (value: JsonValue) => string;
  readonly postgres?: (value: JsonValue) => string;
  /** Whether SQLite writes the literal without quotes. */
  readonly bare?: true;
}

const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined);
const whole: KindOfValue = {
  zero: 0,
  parse: (text) => (!/^-?\d{1,19}$/.test(text) ? undefined : Number.isSafeInteger(Number(text)) ? Number(text) : text),
  bare: true,
};
const words: KindOfValue = { zero: '', parse: (text) => text };
const json = (value: JsonValue): string => JSON.stringify(value);
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
const EPOCH = '1970-01-01T00:00:00Z';

const KINDS: Readonly<Record<ColumnKind, KindOfValue>> = {
  auto: whole,
  smallInteger: whole,
  integer: whole,
  bigInteger: whole,
  positiveInteger: whole,
  float: {
    zero: 0,
    parse: (text) => (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined),
    bare: true,
  },
  decimal: { zero: '0', parse: matching(/^-?\d+(\.\d+)?$/) },
  boolean: {
    zero: false,
    parse: (text) => BOOLEANS.get(text.toLowerCase()),
    sqlite: (value) => (value === true ? '1' : '0'),
    bare: true,
  },
  char: words,
  text: words,
  email: words,
  url: words,
  slug: words,
  file: words,
  image: words,
  uuid: {
    zero: '00000000-0000-0000-0000-000000000000',
    parse: (text) => matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)(text.toLowerCase()),
    sqlite: (value) => String(value).replaceAll('-', ''),
  },
  ipAddress: { zero: '0.0.0.0', parse: matching(/^[0-9a-fA-F.:]{2,39}$/) },
  date: { zero: '1970-01-01', parse: matching(/^\d{4}-\d{2}-\d{2}$/) },
  time: { zero: '00:00:00', parse: matching(/^\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$/) },
  dateTime: {
    zero: EPOCH,
    parse: (text) => isoOf(parseMoment(text)),
    sqlite: (value) => String(value).replace('T', ' ').replace('Z', ''),
  },
  duration: { zero: '0', parse: matching(/^-?\d+$/), postgres: (value) => `${String(value)} microseconds`, bare: true },
  json: {
    zero: {},
    parse: (text) => {
      try {
        return JSON.parse(text) as JsonValue;
      } catch {
        return undefined;
      }
    },
    sqlite: json,
    postgres: json,
  },
  binary: { zero: '', parse: matching(/^([0-9a-f]{2})*$/i), postgres: (value) => `\\x${String(value)}` },
};

/**
 * A column's default as an operation stores it.
 *
 * @throws {MigrationError} the value does not fit its kind
 */
export function toFill(kind: ColumnKind, value: unknown, place: string): Fill {
  if (kind === 'json') return { value: value as JsonValue };
  if (value instanceof Date) return parseFill(kind, kind === 'dateTime' ? toMicrosecondISO(value) : '', place);
  if (value instanceof Duration) return parseFill(kind, String(value.totalMicroseconds), place);
  if (value instanceof Uint8Array) return parseFill(kind, Buffer.from(value).toString('hex'), place);
  return parseFill(kind, String(value), place);
}

/**
 * A value that a person wrote, as `--default Book.pages=0` does.
 *
 * @param place `Book.pages`, for the message.
 * @throws {MigrationError} the text is no such value
 */
export function parseFill(kind: ColumnKind, text: string, place: string): Fill {
  const value = KINDS[kind].parse(text);
  if (value === undefined || text.includes('\0'))
    throw new MigrationError(`The default of ${place} is no value of its kind (${kind}).`);
  return { value };
}

/** What fills a column that comes back empty, and may not be null. */
export function zeroFill(kind: ColumnKind): Fill | undefined {
  const { zero } = KINDS[kind];
  return zero === undefined ? undefined : { value: zero };
}

/** A fill as SQL. */
export function fillSql(dialect: DialectName, kind: ColumnKind, fill: Fill): string {
  return 'now' in fill ? nowSql(dialect, kind) : literalSql(dialect, kind, fill.value);
}

/**
 * A value as a literal of its dialect.
 *
 * PostgreSQL gets quoted text, which takes the type of its column.
 */
export function literalSql(dialect: DialectName, kind: ColumnKind, value: JsonValue): string {
  if (value === null && kind !== 'json') return 'NULL';
  const { bare, ...write } = KINDS[kind];
  const text = write[dialect]?.(value) ?? String(value);
  if (dialect === 'sqlite' && kind === 'binary') return `X'${text}'`;
  if (dialect === 'sqlite' && bare) return text;
  return quoteText(text);
}

/** Text in quotes, for SQL. */
export function quoteText(text: string): string {
  if (text.includes('\0')) throw new MigrationError('A value in a migration cannot hold a null byte.');
  return `'${text.replaceAll("'", "''")}'`;
}

function nowSql(dialect: DialectName, kind: ColumnKind): string {
  if (dialect === 'postgres') return { date: 'CURRENT_DATE', time: 'LOCALTIME' }[kind as string] ?? 'CURRENT_TIMESTAMP';
  const format = { date: '%Y-%m-%d', time: '%H:%M:%f' }[kind as string] ?? '%Y-%m-%d %H:%M:%f';
  return `strftime('${format}', 'now')`;
}

const isoOf = (moment: Date | null): string | undefined => (moment ? toMicrosecondISO(moment) : undefined);
