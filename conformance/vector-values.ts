/** The tagged values of vectors: reading them as Fretwork's values, and comparing answers with them. */
import { Duration } from '../packages/fretwork/src/models/duration.ts';
import { microsecondsOf, parseMoment, toMicrosecondISO } from '../packages/fretwork/src/models/precise-date.ts';
import { parseDecimal } from '../packages/fretwork/src/serializers/decimal.ts';

/** Any JSON of a vector. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Tagged = { readonly [key: string]: Json };

/** One of the three stored things. */
export class Thing {
  readonly id: number;
  readonly name: string;

  constructor(id: number, name: string) {
    this.id = id;
    this.name = name;
  }

  get pk(): number {
    return this.id;
  }

  toString(): string {
    return `Thing ${this.name}`;
  }
}

/** The stored things. */
export const THINGS = [new Thing(1, 'foo'), new Thing(2, 'bar'), new Thing(3, 'baz')] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const float = (text: string): number =>
  text.endsWith('inf') ? Number(`${text}inity`.replace('inf', 'Inf')) : Number(text);

const durationOf = (tag: Tagged): Duration =>
  Duration.of({ seconds: Number(tag.$duration), microseconds: Number(tag.microseconds ?? 0) });

/** Without offset a date-time is UTC: Fretwork has no naive ones. */
const momentOf = (text: string): Date | null => parseMoment(text.replace(/^(.{16})(Z|[+-]|$)/, '$1:00$2'));

const READERS: Readonly<Record<string, (tag: Tagged) => unknown>> = {
  $int: (tag) => BigInt(String(tag.$int)),
  $float: (tag) => float(String(tag.$float)),
  $decimal: (tag) => String(tag.$decimal),
  $datetime: (tag) => momentOf(String(tag.$datetime)),
  $date: (tag) => String(tag.$date),
  $time: (tag) => String(tag.$time),
  $duration: durationOf,
  $uuid: (tag) => String(tag.$uuid),
  $bytes: (tag) => new TextEncoder().encode(String(tag.$bytes)),
  $set: (tag) => (tag.$set as Json[]).map(read),
  $map: (tag) =>
    Object.fromEntries((tag.$map as Json[][]).map(([key, value]) => [String(read(key ?? null)), read(value ?? null)])),
  $object: (tag) => Object.assign(new (class Stored {})(), readEntries(tag.$object as Tagged)),
  $ref: (tag) => THINGS[Number(tag.$ref) - 1],
};

/** A vector's value as Fretwork has it. */
export function read(value: Json): unknown {
  if (Array.isArray(value)) return value.map(read);
  if (!isObject(value)) return value;
  const [first = ''] = Object.keys(value);
  const reader = Object.hasOwn(READERS, first) ? READERS[first] : undefined;
  return reader ? reader(value as Tagged) : readEntries(value as Tagged);
}

const readEntries = (value: Tagged): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value))
    Object.defineProperty(result, key, { value: read(item), enumerable: true, writable: true, configurable: true });
  return result;
};

/** Whether an answer is the expected one. */
export function matches(expected: Json, actual: unknown): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, index) => matches(item, actual[index]))
    );
  }
  if (!isObject(expected)) return Object.is(expected, actual) || (expected === 0 && actual === 0);
  const tag = expected as Tagged;
  const [first = ''] = Object.keys(tag);
  if (first === '$decimal') return sameDecimal(String(tag.$decimal), actual);
  if (first === '$set') return sameSet(tag.$set as Json[], actual);
  if (first === '$datetime') return actual instanceof Date && sameMoment(momentOf(String(tag.$datetime)), actual);
  if (first === '$duration')
    return actual instanceof Duration && actual.totalMicroseconds === durationOf(tag).totalMicroseconds;
  if (first === '$bytes')
    return actual === tag.$bytes || (actual instanceof Uint8Array && new TextDecoder().decode(actual) === tag.$bytes);
  if (first === '$float')
    return (
      typeof actual === 'number' &&
      (Object.is(actual, float(String(tag.$float))) || actual === float(String(tag.$float)))
    );
  if (first === '$int')
    return (typeof actual === 'bigint' || typeof actual === 'number') && BigInt(actual) === BigInt(String(tag.$int));
  if (first === '$ref') return actual === THINGS[Number(tag.$ref) - 1];
  if (first === '$object') return isObject(actual) && sameEntries(tag.$object as Tagged, actual);
  if (Object.hasOwn(READERS, first)) return same(read(tag), actual);
  return isObject(actual) && !(actual instanceof Date) && sameEntries(tag, actual);
}

const same = (a: unknown, b: unknown): boolean =>
  isObject(a) && isObject(b) ? JSON.stringify(a) === JSON.stringify(b) : a === b;

const sameEntries = (expected: Tagged, actual: Record<string, unknown>): boolean => {
  const keys = Object.keys(expected);
  return (
    keys.length === Object.keys(actual).length &&
    keys.every((key) => Object.hasOwn(actual, key) && matches(expected[key] ?? null, actual[key]))
  );
};

const sameMoment = (expected: Date | null, actual: Date): boolean =>
  expected !== null && expected.getTime() === actual.getTime() && microsecondsOf(expected) === microsecondsOf(actual);

function sameSet(expected: readonly Json[], actual: unknown): boolean {
  return (
    Array.isArray(actual) &&
    actual.length === expected.length &&
    expected.every((item) => actual.some((other) => matches(item, other)))
  );
}

function sameDecimal(expected: string, actual: unknown): boolean {
  if (typeof actual === 'number') return actual === Number(expected);
  const [a, b] = [parseDecimal(expected), typeof actual === 'string' ? parseDecimal(actual) : undefined];
  return a !== undefined && b !== undefined && a.sign === b.sign && a.digits === b.digits && a.exponent === b.exponent;
}

/** An answer as text, for reports. */
export function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return `${item}n`;
    if (typeof item === 'number' && !Number.isFinite(item)) return String(item);
    if (item instanceof Map) return [...item];
    return item;
  });
  return value instanceof Date ? toMicrosecondISO(value) : (text ?? String(value));
}
