/** Values of query parameters, as the forms of django-filter read them: by kind, with their texts. */
import { DataError } from '../errors.ts';
import type { Choices, ColumnKind } from '../models/field.ts';
import type { ColumnMeta } from '../models/meta.ts';
import { parseMoment } from '../models/precise-date.ts';
import { encoderFor } from '../queries/codec.ts';
import { readDuration } from '../serializers/fields/duration-field.ts';

/** What a text means; `ignored` where it means nothing, as an odd boolean does. */
export type FilterValue = { readonly value: unknown } | { readonly error: string } | 'ignored';

/** How a parameter is read, whatever column it is compared with. */
export type ParameterKind = 'text' | 'number' | 'date' | 'dateTime' | 'time' | 'duration' | 'uuid' | 'ipAddress';

interface Kind {
  /** The value; `undefined` where the text is none. */
  readonly read: (text: string) => unknown;
  readonly error: string;
}

const plain = (text: string): unknown => text;

const KINDS: Readonly<Record<ParameterKind, Kind>> = {
  text: { read: plain, error: 'Enter a valid value.' },
  number: { read: readFinite, error: 'Enter a number.' },
  date: { read: readDay, error: 'Enter a valid date.' },
  dateTime: { read: (text) => parseMoment(text) ?? undefined, error: 'Enter a valid date/time.' },
  time: { read: readClock, error: 'Enter a valid time.' },
  duration: { read: readDuration, error: 'Enter a valid duration.' },
  uuid: { read: plain, error: 'Enter a valid UUID.' },
  ipAddress: { read: plain, error: 'Enter a valid IPv4 or IPv6 address.' },
};

// Kinds of column that are missing are read as text.
const KIND_OF: Readonly<Partial<Record<ColumnKind, ParameterKind>>> = {
  auto: 'number',
  smallInteger: 'number',
  integer: 'number',
  bigInteger: 'number',
  positiveInteger: 'number',
  float: 'number',
  decimal: 'number',
  date: 'date',
  dateTime: 'dateTime',
  time: 'time',
  duration: 'duration',
  uuid: 'uuid',
  ipAddress: 'ipAddress',
};

const NUL = { error: 'Null characters are not allowed.' } as const;

/**
 * Reads a parameter of a kind.
 *
 * @param text Trimmed, not empty; untrusted.
 */
export function readParameter(kind: ParameterKind, text: string): FilterValue {
  if (text.includes('\0')) return NUL;
  const value = KINDS[kind].read(text);
  return value === undefined ? { error: KINDS[kind].error } : { value };
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Reads a boolean; anything else is passed over, as in django-filter. */
export function readBoolean(text: string): FilterValue {
  const value = BOOLEANS.get(text.toLowerCase());
  return value === undefined ? 'ignored' : { value };
}

/** Reads a whole number, for parts of dates. */
export const readNumber = (text: string): FilterValue =>
  /^[+-]?\d{1,9}(?:\.0*)?$/.test(text) ? { value: Number(text) } : { error: KINDS.number.error };

/** Reads any text. */
export const readText = (text: string): FilterValue =>
  text.includes('\0') || !text.isWellFormed() ? NUL : { value: text };

/** The text of a choice that is none. */
export const noSuchChoice = (text: string): string =>
  `Select a valid choice. ${text} is not one of the available choices.`;

/**
 * Reads a value to compare a column with: one of its choices where it has some.
 *
 * @param text Trimmed, not empty; untrusted.
 * @param lookup `exact`, `lt`, …; it says how a fraction is compared with whole numbers.
 */
export function readColumnValue(column: ColumnMeta, lookup: string, text: string): FilterValue {
  if (text.includes('\0')) return NUL;
  if (column.kind === 'boolean') return readBoolean(text);
  const { choices } = column.options;
  if (choices === undefined) return readForColumn(column, lookup, text);
  const found = choiceValues(choices).find((value) => String(value) === text);
  return found === undefined ? { error: noSuchChoice(text) } : { value: found };
}

/**
 * Reads a value to compare a column with, whatever its choices.
 *
 * @param kind How the text was checked already, where that was another way than the column's; its text is used.
 */
export function readForColumn(column: ColumnMeta, lookup: string, text: string, kind = kindOf(column)): FilterValue {
  const parameter = readParameter(kind, text);
  if (parameter === 'ignored' || 'error' in parameter) return parameter;
  const own = kindOf(column);
  const read = own === kind ? parameter : readParameter(own, textOf(parameter.value, text));
  if (read === 'ignored' || 'error' in read) return { error: KINDS[kind].error };
  const value = fitted(column, lookup, text, read.value);
  return value !== undefined && fits(column, value) ? { value } : { error: KINDS[kind].error };
}

const kindOf = (column: ColumnMeta): ParameterKind => KIND_OF[column.kind] ?? 'text';

const textOf = (value: unknown, text: string): string => (typeof value === 'string' ? value : text);

const WHOLE: ReadonlySet<ColumnKind> = new Set(['auto', 'smallInteger', 'integer', 'bigInteger', 'positiveInteger']);

// Decimals are text, so that no digit is lost.
function fitted(column: ColumnMeta, lookup: string, text: string, value: unknown): unknown {
  if (WHOLE.has(column.kind)) return wholeValue(text, lookup);
  if (column.kind === 'decimal') return text;
  return column.kind === 'uuid' ? String(value).toLowerCase() : value;
}

const LARGEST = 2n ** 63n - 1n;

// `pages < 99.5` is `pages < 100`; a number beyond 64 bits compares like the largest one there is.
function wholeValue(text: string, lookup: string): number | bigint | undefined {
  const exact = /^[+-]?\d{1,40}$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
  const rounded = lookup === 'lt' || lookup === 'gte' ? Math.ceil(Number(text)) : Math.floor(Number(text));
  const whole = exact ?? (Number.isSafeInteger(rounded) ? BigInt(rounded) : rounded > 0 ? LARGEST : -LARGEST);
  const clamped = whole > LARGEST ? LARGEST : whole < -LARGEST ? -LARGEST : whole;
  return Number.isSafeInteger(Number(clamped)) ? Number(clamped) : clamped;
}

// The column itself has the last word, so that no parameter can make the database complain.
function fits(column: ColumnMeta, value: unknown): boolean {
  try {
    encoderFor(column, column.model.registry.database().dialect, 'compare')(value);
    return true;
  } catch (error) {
    if (error instanceof DataError) return false;
    throw error;
  }
}

/** The values of choices, groups opened. */
export function choiceValues(choices: Choices<unknown>): readonly unknown[] {
  if (!Array.isArray(choices)) return Object.keys(choices);
  return choices.flatMap((choice: unknown) => {
    if (!Array.isArray(choice)) return [choice];
    return Array.isArray(choice[1]) ? choiceValues(choice[1]) : [choice[0]];
  });
}

// ------------------------------------------------------------------------------------------- numbers, days and clocks

function readFinite(text: string): number | undefined {
  return /^[+-]?(?:\d{1,300}\.?\d{0,300}|\.\d{1,300})(?:e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : undefined;
}

const two = (text: string): string => text.padStart(2, '0');

// ISO, and the two American ways. @see Django `DATE_INPUT_FORMATS`
function readDay(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})$/.exec(text);
  const [year = '', month = '', day = ''] = iso
    ? iso.slice(1)
    : american
      ? [american[3], american[1], american[2]]
      : [];
  const full = year.length === 2 ? `${Number(year) < 69 ? 20 : 19}${year}` : year;
  const written = `${full}-${two(month)}-${two(day)}`;
  const date = new Date(`${written}T00:00:00Z`);
  return full > '0000' && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written) ? written : undefined;
}

function readClock(text: string): string | undefined {
  const clock = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?$/.exec(text);
  if (!clock) return undefined;
  const [, hours = '', minutes = '', seconds = '0', fraction] = clock;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const time = [hours, minutes, seconds].map(two).join(':');
  return fraction === undefined ? time : `${time}.${fraction.padEnd(6, '0')}`;
}
