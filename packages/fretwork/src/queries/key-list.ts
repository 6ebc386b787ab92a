/** A list of keys as one parameter, so that the statement's text does not depend on how many there are. */
import type { SqlValue } from '../databases/connection.ts';
import type { Dialect } from '../databases/dialect.ts';
import { ProgrammingError } from '../errors.ts';
import type { ColumnMeta } from '../models/meta.ts';
import { encoderFor } from './codec.ts';

/** A condition with its one parameter. */
export interface KeyCondition {
  readonly sql: string;
  readonly param: SqlValue;
}

/**
 * The condition that a column holds one of some values: `= ANY($1)`, or `IN (SELECT value FROM json_each(?))`.
 *
 * @param values Any number; not encoded yet.
 * @param position Of the placeholder, counted from 1.
 */
export function keyCondition(
  column: ColumnMeta,
  dialect: Dialect,
  values: Iterable<unknown>,
  position = 1,
): KeyCondition {
  const encode = encoderFor(column, dialect, 'compare');
  const encoded = Array.from(values, encode);
  const name = dialect.quoteIdentifier(column.column);
  const place = dialect.placeholder(position);
  if (dialect.name === 'postgres') return { sql: `${name} = ANY(${place})`, param: encoded };
  return { sql: `${name} IN (SELECT value FROM json_each(${place}))`, param: `[${encoded.map(jsonItem).join()}]` };
}

/** A number as it is, a bigint with all its digits, text in quotes. */
function jsonItem(value: SqlValue): string {
  if (value instanceof Uint8Array) throw new ProgrammingError('A binary column cannot be a key on SQLite.');
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
