/** Reading a value from input that a column will be compared with: keys and slugs of related objects. */
import type { ColumnKind } from '../models/field.ts';
import { BigIntegerField } from './fields/integer-field.ts';
import { readUuid } from './fields/uuid-field.ts';
import { attempt, isPromise } from './maybe-promise.ts';
import { numberText } from './python-text.ts';

/** Reads a value; `undefined` where the column could never hold it. */
type ColumnReader = (input: unknown) => unknown;

const integers = new BigIntegerField();

function readInteger(input: unknown): unknown {
  if (typeof input === 'number' && Number.isFinite(input)) return Math.trunc(input);
  const outcome = attempt(() => integers.toInternalValue(input));
  return !isPromise(outcome) && outcome.ok ? outcome.value : undefined;
}

function readText(input: unknown): unknown {
  if (typeof input === 'string') return input.isWellFormed() && !input.includes('\0') ? input : undefined;
  if (typeof input === 'number') return numberText(input);
  return typeof input === 'bigint' ? String(input) : undefined;
}

const READERS: Readonly<Partial<Record<ColumnKind, ColumnReader>>> = {
  auto: readInteger,
  smallInteger: readInteger,
  integer: readInteger,
  bigInteger: readInteger,
  positiveInteger: readInteger,
  uuid: readUuid,
  char: readText,
  text: readText,
  email: readText,
  url: readText,
  slug: readText,
};

/**
 * Reads a value for a comparison with a column of a kind.
 *
 * @param input Not trusted.
 * @returns `undefined` where the column could never hold it.
 */
export const readForColumn = (kind: ColumnKind, input: unknown): unknown => (READERS[kind] ?? readScalar)(input);

const readScalar = (input: unknown): unknown => (typeof input === 'object' ? undefined : input);
