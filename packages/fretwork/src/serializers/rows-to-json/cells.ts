/** One column as JSON text, straight from what the driver gave; the same bytes that the field would have made. */
import type { DriverValue } from '../../databases/connection.ts';
import type { Dialect, DialectName } from '../../databases/dialect.ts';
import type { ColumnMeta } from '../../models/meta.ts';
import { quantizeNumber } from '../../queries/decimal-text.ts';
import { outputDecoder } from '../../queries/hydrate.ts';
import type { OutputColumn } from '../../queries/plan.ts';
import type { Field, Scope } from '../field.ts';
import { BooleanField } from '../fields/boolean-field.ts';
import { CharField, EmailField, RegexField, SlugField, URLField } from '../fields/char-field.ts';
import { ChoiceField } from '../fields/choice-field.ts';
import { DateField, DateTimeField, TimeField } from '../fields/date-fields.ts';
import { DecimalField } from '../fields/decimal-field.ts';
import { DurationField } from '../fields/duration-field.ts';
import { FloatField } from '../fields/float-field.ts';
import { BigIntegerField, IntegerField } from '../fields/integer-field.ts';
import { IPAddressField } from '../fields/ip-address-field.ts';
import { JSONField } from '../fields/json-field.ts';
import { ReadOnlyField } from '../fields/special-fields.ts';
import { UUIDField } from '../fields/uuid-field.ts';
import { stringify } from '../json-text.ts';
import type { SerializerSettings } from '../serializer-settings.ts';

/** Makes JSON text of a driver's value. */
export type CellWriter = (raw: DriverValue) => string;

type FieldClass = new (...args: never[]) => Field;

// What these make of a value depends on nothing but the value, their options and the settings. A subclass may differ.
const PURE: ReadonlySet<unknown> = new Set<FieldClass>([
  BooleanField,
  CharField,
  EmailField,
  RegexField,
  SlugField,
  URLField,
  ChoiceField,
  DateField,
  DateTimeField,
  TimeField,
  DecimalField,
  DurationField,
  FloatField,
  BigIntegerField,
  IntegerField,
  IPAddressField,
  JSONField,
  ReadOnlyField,
  UUIDField,
]);

/** Whether a field sends nothing but its column. */
export const isPureField = (field: Field): boolean => PURE.has(field.constructor);

/** A column, and how a field sends it. */
export interface Cell {
  /** The column; for a computed value, one that holds such values. */
  readonly column: ColumnMeta;
  /** How the database's value is read, where it is computed. */
  readonly reads?: OutputColumn['reads'];
  /** Nothing where the value is sent as it is, as keys are. */
  readonly field: Field | undefined;
}

/**
 * Prepares the writing of a column.
 *
 * @param scope What a field knows outside of any request: the settings.
 */
export function cellWriter({ column, reads = 'value', field }: Cell, scope: Scope, dialect: Dialect): CellWriter {
  const decode = outputDecoder({ name: column.name, holder: column, reads }, dialect);
  const careful: CellWriter = (raw) => {
    const value = raw === null ? null : decode(raw);
    if (value === null) return 'null';
    return stringify((field === undefined ? value : field.toRepresentation(value as never, scope)) ?? null);
  };
  if (field === undefined) return careful;
  const shortcut = SHORTCUTS.get(field.constructor as FieldClass);
  return (
    shortcut?.({
      column,
      options: field.options as Circumstances['options'],
      settings: scope.settings,
      dialect: dialect.name,
      careful,
    }) ?? careful
  );
}

/** What decides whether there is a quicker way. */
interface Circumstances {
  readonly column: ColumnMeta;
  readonly options: { readonly [name: string]: unknown };
  readonly settings: SerializerSettings;
  readonly dialect: DialectName;
  /** The way by the field itself, for values that are not as expected. */
  readonly careful: CellWriter;
}

type Shortcut = (circumstances: Circumstances) => CellWriter | undefined;

const TEXT_KINDS: ReadonlySet<string> = new Set(['char', 'text', 'email', 'url', 'slug']);
const INTEGER_KINDS: ReadonlySet<string> = new Set([
  'auto',
  'smallInteger',
  'integer',
  'bigInteger',
  'positiveInteger',
]);
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes them, so they are looked for
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;
const SHORT_WHOLE = 15; // digits that a double holds, whatever they are
const DAY = /^\d{4}-\d\d-\d\d$/;
const WHOLE_SECOND = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\+00)?$/;
const MOMENT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,6})?(?:\+00)?$/;

const text: Shortcut = ({ column, careful }) =>
  TEXT_KINDS.has(column.kind)
    ? (raw) => (typeof raw !== 'string' ? careful(raw) : NEEDS_ESCAPE.test(raw) ? JSON.stringify(raw) : `"${raw}"`)
    : undefined;

const integer: Shortcut = ({ column, dialect, careful }) => {
  if (!INTEGER_KINDS.has(column.kind)) return undefined;
  return dialect === 'postgres'
    ? (raw) => (typeof raw === 'string' && raw.length <= SHORT_WHOLE ? raw : careful(raw))
    : (raw) => (Number.isSafeInteger(raw) ? String(raw) : careful(raw));
};

const boolean: Shortcut = ({ column, dialect, careful }) => {
  if (column.kind !== 'boolean') return undefined;
  const [yes, no] = dialect === 'postgres' ? ['t', 'f'] : [1, 0];
  return (raw) => (raw === yes ? 'true' : raw === no ? 'false' : careful(raw));
};

const date: Shortcut = ({ column, options, settings, careful }) =>
  column.kind === 'date' && options.format === undefined && settings.dateFormat === 'iso-8601'
    ? (raw) => (typeof raw === 'string' && DAY.test(raw) ? `"${raw}"` : careful(raw))
    : undefined;

const moment: Shortcut = ({ column, options, settings, careful }) => {
  const isPlain = options.format === undefined && options.defaultTimezone === undefined;
  if (column.kind !== 'dateTime' || !isPlain) return undefined;
  if (settings.dateTimeFormat !== 'iso-8601' || settings.timeZone !== 'UTC') return undefined;
  return (raw) => {
    if (typeof raw === 'string' && WHOLE_SECOND.test(raw)) return `"${raw.slice(0, 10)}T${raw.slice(11, 19)}Z"`;
    const match = typeof raw === 'string' ? MOMENT.exec(raw) : null;
    if (match === null) return careful(raw);
    const [, day, clock, fraction = '.0'] = match;
    return `"${day}T${clock}${Number(fraction) === 0 ? '' : fraction.padEnd(7, '0')}Z"`;
  };
};

const decimal: Shortcut = ({ column, options, settings, dialect, careful }) => {
  const { decimalPlaces = 0 } = column.options;
  const isPlain = options.decimalPlaces === decimalPlaces && options.normalizeOutput !== true;
  const isText = options.coerceToString ?? settings.coerceDecimalToString;
  if (column.kind !== 'decimal' || !isPlain || isText !== true || decimalPlaces === 0) return undefined;
  if (dialect === 'postgres') {
    const whole = new RegExp(`^-?\\d+\\.\\d{${decimalPlaces}}$`);
    return (raw) => (typeof raw === 'string' && whole.test(raw) ? `"${raw}"` : careful(raw));
  }
  return (raw) => (typeof raw === 'number' ? `"${quantizeNumber(raw, decimalPlaces)}"` : careful(raw));
};

const SHORTCUTS: ReadonlyMap<FieldClass, Shortcut> = new Map<FieldClass, Shortcut>([
  [CharField, text],
  [EmailField, text],
  [SlugField, text],
  [URLField, text],
  [IntegerField, integer],
  [BooleanField, boolean],
  [DateField, date],
  [DateTimeField, moment],
  [DecimalField, decimal],
]);
