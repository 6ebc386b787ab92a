/** How the values of a column become values of another kind. */
import type { DialectName } from '../databases/dialect.ts';
import type { ColumnKind } from '../models/field.ts';

/** Kinds whose values are written alike. */
export type Family =
  | 'number'
  | 'boolean'
  | 'text'
  | 'uuid'
  | 'ipAddress'
  | 'date'
  | 'time'
  | 'dateTime'
  | 'duration'
  | 'json'
  | 'binary';

const FAMILIES: Readonly<Record<ColumnKind, Family>> = {
  auto: 'number',
  smallInteger: 'number',
  integer: 'number',
  bigInteger: 'number',
  positiveInteger: 'number',
  float: 'number',
  decimal: 'number',
  boolean: 'boolean',
  char: 'text',
  text: 'text',
  email: 'text',
  url: 'text',
  slug: 'text',
  file: 'text',
  image: 'text',
  uuid: 'uuid',
  ipAddress: 'ipAddress',
  date: 'date',
  time: 'time',
  dateTime: 'dateTime',
  duration: 'duration',
  json: 'json',
  binary: 'binary',
};

/** How the values of a kind are written. */
export const familyOf = (kind: ColumnKind): Family => FAMILIES[kind];

type Convert = (column: string) => string;

const dashed: Convert = (c) =>
  [
    [1, 8],
    [9, 4],
    [13, 4],
    [17, 4],
    [21, 12],
  ]
    .map(([from, length]) => `substr(${c}, ${from}, ${length})`)
    .join(` || '-' || `);

const CONVERSIONS: Readonly<Record<DialectName, Readonly<Record<string, Convert>>>> = {
  // What is not here is stored alike, or takes its form from the new column's affinity.
  sqlite: {
    'boolean text': (c) => `CASE ${c} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END`,
    'text boolean': (c) =>
      `CASE lower(${c}) WHEN 'true' THEN 1 WHEN '1' THEN 1 WHEN 'false' THEN 0 WHEN '0' THEN 0 END`,
    'number boolean': (c) => `${c} <> 0`,
    'uuid text': dashed,
    'text uuid': (c) => `replace(lower(${c}), '-', '')`,
    'dateTime date': (c) => `substr(${c}, 1, 10)`,
    'date dateTime': (c) => `${c} || ' 00:00:00'`,
    'dateTime time': (c) => `substr(${c}, 12)`,
  },
  // Never by an explicit cast to varchar: that would cut off what is too long, where an assignment refuses it.
  postgres: {
    'boolean number': (c) => `${c}::integer`,
    'number boolean': (c) => `${c} <> 0`,
    'dateTime date': (c) => `(${c} AT TIME ZONE 'UTC')::date`,
    'dateTime time': (c) => `(${c} AT TIME ZONE 'UTC')::time`,
    'date dateTime': (c) => `${c}::timestamp AT TIME ZONE 'UTC'`,
  },
};

/**
 * The expression that turns a column's values into those of another kind.
 *
 * @param column The column, quoted.
 * @returns Nothing where the database does it by itself.
 */
export function conversionSql(
  dialect: DialectName,
  from: ColumnKind,
  to: ColumnKind,
  column: string,
): string | undefined {
  const [before, after] = [familyOf(from), familyOf(to)];
  return before === after ? undefined : CONVERSIONS[dialect][`${before} ${after}`]?.(column);
}
