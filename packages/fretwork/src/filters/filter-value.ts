/** Values of query parameters, as the forms of django-filter read them: by kind of column, with their texts. */
import { DataError } from '../errors.ts';
import type { Choices, ColumnKind } from '../models/field.ts';
import type { ColumnMeta } from '../models/meta.ts';
import { parseMoment } from '../models/precise-date.ts';
import { encoderFor } from '../queries/codec.ts';

/** What a text means; `ignored` where it means nothing, as an odd boolean does. */
export type FilterValue = { readonly value: unknown } | { readonly error: string } | 'ignored';

type Reader = (text: string) => unknown;

const number: Reader = (text) => (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text) ? text : undefined);
const plain: Reader = (text) => text;

interface Kind {
  /** The value; `undefined` where the text is none. */
  readonly read: Reader;
  readonly error: string;
}

const NUMBER: Kind = { read: number, error: 'Enter a number.' };
const TEXT: Kind = { read: plain, error: 'Enter a valid value.' };

// Kinds that are missing are read as text.
const KINDS: Readonly<Partial<Record<ColumnKind, Kind>>> = {
  auto: NUMBER,
  smallInteger: NUMBER,
  integer: NUMBER,
  bigInteger: NUMBER,
  positiveInteger: NUMBER,
  float: NUMBER,
  decimal: NUMBER,
  date: { read: plain, error: 'Enter a valid date.' },
  dateTime: { read: (text) => parseMoment(text) ?? undefined, error: 'Enter a valid date/time.' },
  time: { read: (text) => (/^\d\d:\d\d$/.test(text) ? `${text}:00` : text), error: 'Enter a valid time.' },
  duration: { read: plain, error: 'Enter a valid duration.' },
  uuid: { read: (text) => text.toLowerCase(), error: 'Enter a valid UUID.' },
  ipAddress: { read: plain, error: 'Enter a valid IPv4 or IPv6 address.' },
};

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
  /^[+-]?\d{1,9}(?:\.0*)?$/.test(text) ? { value: Number(text) } : { error: NUMBER.error };

/** Reads any text. */
export const readText = (text: string): FilterValue =>
  text.includes('\0') ? { error: 'Null characters are not allowed.' } : { value: text };

/**
 * Reads a value to compare a column with.
 *
 * @param text Trimmed, not empty; untrusted.
 * @param lookup `exact`, `lt`, …; it says how a fraction is compared with whole numbers.
 */
export function readColumnValue(column: ColumnMeta, lookup: string, text: string): FilterValue {
  if (text.includes('\0')) return { error: 'Null characters are not allowed.' };
  if (column.kind === 'boolean') return readBoolean(text);
  const { choices } = column.options;
  if (choices !== undefined) {
    const found = choiceValues(choices).find((value) => String(value) === text);
    return found === undefined
      ? { error: `Select a valid choice. ${text} is not one of the available choices.` }
      : { value: found };
  }
  const { read, error } = KINDS[column.kind] ?? TEXT;
  const value = read(text);
  const fitted = value !== undefined && WHOLE.has(column.kind) ? wholeValue(String(value), lookup) : value;
  return fitted !== undefined && fits(column, fitted) ? { value: fitted } : { error };
}

const WHOLE: ReadonlySet<ColumnKind> = new Set(['auto', 'smallInteger', 'integer', 'bigInteger', 'positiveInteger']);
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
