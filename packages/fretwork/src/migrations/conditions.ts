/** Conditions of constraints and partial indexes as SQL. */
import type { DialectName } from '../databases/dialect.ts';
import { ImproperlyConfigured } from '../errors.ts';
import type { ColumnKind, JsonValue } from '../models/field.ts';
import { literalSql, quoteText } from './literals.ts';
import { quoteName } from './quote-name.ts';
import type { Comparison, TableState } from './state.ts';

type Write = (column: string, value: Comparison['value'], literal: (value: JsonValue) => string) => string | undefined;

const compare =
  (operator: string): Write =>
  (column, value, literal) =>
    Array.isArray(value) ? undefined : `${column} ${operator} ${literal(value as JsonValue)}`;

const LOOKUPS: Readonly<Record<string, Write>> = {
  exact: compare('='),
  gt: compare('>'),
  gte: compare('>='),
  lt: compare('<'),
  lte: compare('<='),
  in: (column, value, literal) =>
    Array.isArray(value) && value.length > 0 ? `${column} IN (${value.map(literal).join(', ')})` : undefined,
  range: (column, value, literal) =>
    Array.isArray(value) && value.length === 2
      ? `${column} BETWEEN ${literal(value[0] as JsonValue)} AND ${literal(value[1] as JsonValue)}`
      : undefined,
  isnull: (column, value) => (typeof value === 'boolean' ? `${column} IS ${value ? '' : 'NOT '}NULL` : undefined),
  startswith: (column, value) =>
    typeof value === 'string' ? `substr(${column}, 1, ${[...value].length}) = ${quoteText(value)}` : undefined,
};

/**
 * A condition as SQL, without brackets around it.
 *
 * @throws {ImproperlyConfigured} a lookup that no constraint can use, or a value that does not suit it
 */
export function conditionSql(dialect: DialectName, table: TableState, condition: readonly Comparison[]): string {
  return condition.map((comparison) => comparisonSql(dialect, table, comparison)).join(' AND ');
}

function comparisonSql(dialect: DialectName, table: TableState, { column, lookup, value }: Comparison): string {
  const kind: ColumnKind = table.columns.find((candidate) => candidate.column === column)?.kind ?? 'text';
  const write = Object.hasOwn(LOOKUPS, lookup) ? LOOKUPS[lookup] : undefined;
  const sql = write?.(quoteName(column), value, (item) => literalSql(dialect, kind, item));
  if (sql !== undefined) return sql;
  throw new ImproperlyConfigured(
    `${table.model}: a constraint or index cannot use the lookup "${lookup}" with that value; it may use ${Object.keys(LOOKUPS).join(', ')}.`,
  );
}
