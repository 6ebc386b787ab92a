/** How DRF's texts name types and print values, which is Python's way; clients compare these texts. */

import { toMicrosecondISO } from '../models/precise-date.ts';

const LONGEST = 1000; // a message never repeats more of what was sent than this

/** Something that behaves like a submitted form; `QueryDict` does. */
const isForm = (value: object): value is { keys(): Iterable<string> } => 'getAll' in value && 'has' in value;

/**
 * Python's name of a value's type, as DRF's messages say it: `str`, `int`, `list`, `dict`, `NoneType`.
 *
 * @param value Anything that was sent.
 */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    case 'object':
      if (value === null) return 'NoneType';
      if (Array.isArray(value)) return 'list';
      if (value instanceof Uint8Array) return 'bytes';
      if (isForm(value)) return 'QueryDict';
      return isPlainObject(value) ? 'dict' : value.constructor.name;
    default:
      return 'NoneType';
  }
}

/** Whether a value is an object as JSON makes it. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * A value as Python's `str` prints it: `True`, `None`, `{'a': 1}`; cut where it gets long.
 *
 * @param value Anything that was sent.
 */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : representation(value, 0).slice(0, LONGEST);
}

function representation(value: unknown, depth: number): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return quoted(value.slice(0, LONGEST));
  if (typeof value === 'number') return numberText(value);
  if (depth > 5) return '...';
  if (Array.isArray(value)) return `[${firstItems(value, (item) => representation(item, depth + 1))}]`;
  if (value instanceof Date) return toMicrosecondISO(value).replace('T', ' ').replace('Z', '+00:00');
  if (!isPlainObject(value)) return String(value);
  const pair = (key: string) => `${quoted(key.slice(0, LONGEST))}: ${representation(value[key], depth + 1)}`;
  return `{${firstItems(Object.keys(value), pair)}}`;
}

const firstItems = <T>(items: readonly T[], text: (item: T) => string): string =>
  items.slice(0, 100).map(text).join(', ');

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(quote, `\\${quote}`);
  return `${quote}${escaped}${quote}`;
}

/**
 * What a list is made of where something else stands for one: the keys of an object, as Python iterates over a dict.
 *
 * @param input Not trusted.
 * @returns `undefined` for what is no list in any way.
 */
export function itemsOf(input: unknown): readonly unknown[] | undefined {
  if (Array.isArray(input)) return input;
  if (typeof input === 'object' && input !== null && isForm(input)) return [...input.keys()];
  return isPlainObject(input) ? Object.keys(input) : undefined;
}

/** A number as Python prints a float or an int: `nan`, `inf`, `1e+22`. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  const isPlain = value === 0 || (size >= 1e-4 && size < 1e16);
  return isPlain ? String(value) : value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

// Python strips the separators U+001C to U+001F and U+0085, and does not strip U+FEFF.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the white space that is meant
const SPACE = /[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** A text without the white space at its ends, as Python's `strip` leaves it; linear in its length. */
export function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.test(text.charAt(start))) start++;
  while (end > start && SPACE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

const DIGIT = /\p{Nd}/u;

/** A text whose decimal digits of any script are ASCII digits, as Python reads numbers. */
export const asciiDigits = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range, control characters included
  /^[\u0000-\u007f]*$/.test(text) ? text : text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));

// Digits of a script are ten neighbours in Unicode, so the distance to the start of their run tells the value.
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (DIGIT.test(String.fromCodePoint(start - 1))) start--;
  return (code - start) % 10;
}

/** How many code points a text has; counts a surrogate pair once. */
export function codePoints(text: string): number {
  let pairs = 0;
  for (let index = 0; index < text.length - 1; index++) {
    const isPair = (text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
    if (isPair) pairs++;
  }
  return text.length - pairs;
}
