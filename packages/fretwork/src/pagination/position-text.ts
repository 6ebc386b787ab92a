/** The positions of cursors as text: Python's `str` of a value, so that the cursors of a DRF back end go on leading where they led. */
import { Duration } from '../models/duration.ts';
import { parseMoment, toMicrosecondISO } from '../models/precise-date.ts';
import { readDuration } from '../serializers/fields/duration-field.ts';
import { numberText } from '../serializers/python-text.ts';

/**
 * A value of a column as text.
 *
 * @param kind Of the column: a whole float is `1.0`, a whole integer `1`.
 */
export function positionText(value: unknown, kind: string): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' && kind === 'float') return floatText(value);
  if (value instanceof Duration) return timedeltaText(value);
  return value instanceof Date ? toMicrosecondISO(value).replace('T', ' ').replace('Z', '+00:00') : String(value);
}

function floatText(value: number): string {
  const text = numberText(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

// `1 day, 2:00:00.000001`
function timedeltaText({ days, seconds, microseconds }: Duration): string {
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const date = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
  const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return `${date}${clock}${microseconds === 0 ? '' : `.${pad(microseconds, 6)}`}`;
}

/**
 * The value of a column that a text stands for.
 *
 * @param text Untrusted: it comes with a cursor.
 * @returns Null where it looks like no value of such a column; whether it is one, the column's codec knows.
 */
export const positionValue = (text: string, kind: string): unknown => (READERS[kind] ?? READERS.other)?.(text) ?? null;

const integer = (text: string): number | bigint | null => {
  if (!/^-?\d{1,19}$/.test(text)) return null;
  return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
};
const decimal = (text: string): string | null => (/^-?\d{1,40}(?:\.\d{1,40})?$/.test(text) ? text : null);
const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : null);

// How the text of a position becomes a value of its column, by kind.
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  auto: integer,
  smallInteger: integer,
  integer,
  bigInteger: integer,
  positiveInteger: integer,
  float: (text) => (Number.isFinite(Number(text)) && text.trim() !== '' ? Number(text) : null),
  decimal,
  dateTime: parseMoment,
  duration: readDuration,
  date: matching(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/),
  time: matching(/^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?$/),
  uuid: matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i),
  boolean: (text) => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : null),
  other: (text) => (text.includes('\0') ? null : text),
};
