/** Writes a planned SELECT as SQL text of a dialect, with one placeholder for each value. */
import type { SqlValue } from '../databases/connection.ts';
import type { Dialect } from '../databases/dialect.ts';
import { DataError } from '../errors.ts';
import type { ColumnMeta } from '../models/meta.ts';
import { encoderFor } from './codec.ts';
import { type DialectSql, dialectSql, type LookupSql } from './sql-dialects.ts';
import type { Expr, OrderTerm, Parameter, Select, Test } from './statement.ts';

/** A placeholder: which value of the shape stands there, and how it becomes a parameter. */
export interface Binding {
  readonly slot: number;
  readonly encode: (value: unknown) => SqlValue;
}

/** SQL text and its placeholders in order. */
export interface SqlText {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/**
 * Writes a SELECT.
 *
 * The text holds names of tables and columns and placeholders, never a value.
 *
 * @param firstPosition The number of the first placeholder, where the SELECT becomes part of another statement.
 */
export function writeSelect(select: Select, dialect: Dialect, firstPosition = 1): SqlText {
  const writer = new SqlWriter(dialect, firstPosition);
  const sql = writer.select(select);
  return { sql, bindings: writer.bindings };
}

const textKinds: ReadonlySet<string> = new Set(['char', 'text', 'email', 'url', 'slug', 'file', 'image']);

class SqlWriter {
  readonly bindings: Binding[] = [];
  readonly #dialect: Dialect;
  readonly #differences: DialectSql;
  readonly #firstPosition: number;

  constructor(dialect: Dialect, firstPosition: number) {
    this.#dialect = dialect;
    this.#differences = dialectSql[dialect.name];
    this.#firstPosition = firstPosition;
  }

  select(select: Select): string {
    const { distinct, outputs, from, alias, joins, where, groupBy, having, orderBy } = select;
    const columns = outputs.map(
      ({ expr, name }) => `${this.#expr(expr)}${name === undefined ? '' : ` AS ${this.#name(name)}`}`,
    );
    const table = typeof from === 'string' ? this.#name(from) : `(${this.select(from)})`;
    const parts = [
      `SELECT ${distinct ? 'DISTINCT ' : ''}${columns.join(', ')} FROM ${table} AS ${alias}`,
      ...joins.map(({ type, table: joined, alias: own, left, right }) => {
        const on = `${own}.${this.#name(right.column)} = ${left.alias}.${this.#name(left.column.column)}`;
        return ` ${type === 'inner' ? 'INNER' : 'LEFT'} JOIN ${this.#name(joined)} AS ${own} ON ${on}`;
      }),
      this.#clause(
        ' WHERE ',
        where.map((test) => this.#test(test)),
        ' AND ',
      ),
      this.#clause(
        ' GROUP BY ',
        groupBy.map((expr) => this.#expr(expr)),
        ', ',
      ),
      this.#clause(
        ' HAVING ',
        having.map((test) => this.#test(test)),
        ' AND ',
      ),
      this.#clause(
        ' ORDER BY ',
        orderBy.map((term) => this.#order(term)),
        ', ',
      ),
      this.#bounds(select),
      this.#lock(select),
    ];
    return parts.join('');
  }

  #clause(keyword: string, parts: readonly string[], separator: string): string {
    if (parts.length === 0) return '';
    return keyword + (separator === ' AND ' ? balanced(parts, separator) : parts.join(separator));
  }

  #order({ expr, descending, nullable }: OrderTerm): string {
    const direction = descending ? ' DESC' : '';
    const nulls = !nullable || this.#differences.nullsAreSmallest ? '' : descending ? ' NULLS LAST' : ' NULLS FIRST';
    return `${this.#expr(expr)}${direction}${nulls}`;
  }

  #bounds({ limit, offset }: Select): string {
    const whole = (slot: number): string => this.#bind(slot, (value) => value as number);
    const cut = limit === undefined ? '' : ` LIMIT ${typeof limit === 'number' ? whole(limit) : limit.exactly}`;
    if (offset === undefined) return cut;
    return `${cut || this.#differences.noLimit} OFFSET ${whole(offset)}`;
  }

  #lock({ lock, alias }: Select): string {
    if (!lock || !this.#differences.canLock) return '';
    return ` FOR UPDATE OF ${alias}${lock.noWait ? ' NOWAIT' : ''}${lock.skipLocked ? ' SKIP LOCKED' : ''}`;
  }

  // -------------------------------------------------------------------------------------------------- expressions

  #expr(expr: Expr): string {
    switch (expr.type) {
      case 'column':
        return `${expr.alias}.${this.#name(expr.column.column)}`;
      case 'outer':
        return `${expr.alias}.${this.#name(expr.name)}`;
      case 'one':
        return '1';
      case 'random':
        return 'RANDOM()';
      case 'number':
        return this.#number(expr);
      case 'transform':
        return this.#transform(expr.name)(this.#expr(expr.of), expr.kind);
      case 'arithmetic':
        return this.#arithmetic(expr);
      case 'aggregate':
        return `${expr.function.toUpperCase()}(${expr.distinct ? 'DISTINCT ' : ''}${expr.of ? this.#expr(expr.of) : '*'})`;
      case 'presence':
        return `CASE WHEN ${this.#expr(expr.of)} IS NULL THEN 0 ELSE 1 END`;
      case 'rowNumber': {
        const order = expr.orderBy.map((term) => this.#order(term)).join(', ');
        return `ROW_NUMBER() OVER (PARTITION BY ${this.#expr(expr.partition)} ORDER BY ${order})`;
      }
      case 'scalar':
        return `(${this.select(expr.select)})`;
      case 'rowCount':
        return 'count(*) OVER ()';
    }
  }

  #number({ slot, whole, place }: Expr & { type: 'number' }): string {
    const { sql, encode } = this.#differences.number;
    return sql(
      this.#bind(slot, (value) => encode(numberText(value, place), whole)),
      whole,
    );
  }

  #arithmetic(expr: Expr & { type: 'arithmetic' }): string {
    const isDivided = expr.operator === '/' && isFractional(expr);
    const left = isDivided ? this.#differences.dividend(this.#expr(expr.left)) : this.#expr(expr.left);
    return `(${left} ${expr.operator} ${this.#expr(expr.right)})`;
  }

  #transform(name: string): DialectSql['transforms'][string] {
    const transform = this.#differences.transforms[name];
    if (transform) return transform;
    throw new DataError(`${this.#dialect.name} has no ${name}.`);
  }

  // --------------------------------------------------------------------------------------------------------- tests

  #test(test: Test): string {
    switch (test.type) {
      case 'and':
      case 'or': {
        const parts = test.tests.map((part) => this.#test(part));
        if (parts.length === 0) return test.type === 'and' ? '1 = 1' : '1 = 0';
        return `(${balanced(parts, test.type === 'and' ? ' AND ' : ' OR ')})`;
      }
      case 'not':
        return isClosed(test.test) ? `NOT ${this.#test(test.test)}` : `NOT (${this.#test(test.test)})`;
      case 'isNull':
        return `${this.#expr(test.of)} IS ${test.is ? '' : 'NOT '}NULL`;
      case 'exists':
        return `EXISTS (${this.select(test.select)})`;
      case 'inQuery':
        return `${this.#expr(test.left)} IN (${this.select(test.select)})`;
      case 'isOneOf': {
        const { list, isOneOf } = this.#differences;
        const { column } = test.left;
        const encode = encoderFor(column, this.#dialect, 'compare');
        const keys = this.#bind(test.slot, (values) => list((values as readonly unknown[]).map(encode)));
        return isOneOf(this.#expr(test.left), keys, column.kind);
      }
      case 'lookup':
        return this.#lookup(test);
    }
  }

  #lookup({ lookup, left, holder, right }: Test & { type: 'lookup' }): string {
    const known = this.#differences.lookups[lookup];
    if (!known) throw new DataError(`${this.#dialect.name} has no lookup ${lookup}.`);
    const text = known.text && !textKinds.has(holder.kind) ? this.#differences.asText : (sql: string) => sql;
    const encode = this.#encoder(lookup, known, holder);
    return known.sql(text(this.#expr(left)), (index = 0) => {
      const side = right[index] as Parameter | Expr;
      if (side.type !== 'parameter') return this.#expr(side);
      const placeholder = this.#bind(side.slot, encode);
      if (known.text) return placeholder;
      const { cast, castList } = this.#differences;
      return (lookup === 'in' ? castList : cast)(
        placeholder,
        holder.kind,
        left.type === 'column' ? 'column' : 'computed',
      );
    });
  }

  #encoder(lookup: string, { text }: LookupSql, holder: ColumnMeta): Binding['encode'] {
    if (text) return (value) => text(value as string); // its reader has checked that it is text
    const encode = encoderFor(holder, this.#dialect, 'compare');
    if (lookup !== 'in') return encode;
    const { list } = this.#differences;
    return (values) => list((values as readonly unknown[]).map(encode));
  }

  #bind(slot: number, encode: Binding['encode']): string {
    this.bindings.push({ slot, encode });
    return this.#dialect.placeholder(this.#firstPosition + this.bindings.length - 1);
  }

  #name(name: string): string {
    return this.#dialect.quoteIdentifier(name);
  }
}

const MAX_CHAIN = 100;

/** Parts joined; many of them in groups, as SQLite takes no chain of more than a thousand. */
function balanced(parts: readonly string[], separator: string): string {
  if (parts.length <= MAX_CHAIN) return parts.join(separator);
  const groups = Array.from({ length: Math.ceil(parts.length / MAX_CHAIN) }, (_, index) => {
    return `(${parts.slice(index * MAX_CHAIN, (index + 1) * MAX_CHAIN).join(separator)})`;
  });
  return balanced(groups, separator);
}

/** Whether an expression computes with more than whole numbers. */
function isFractional(expr: Expr): boolean {
  if (expr.type === 'arithmetic') return isFractional(expr.left) || isFractional(expr.right);
  if (expr.type === 'number') return !expr.whole;
  return expr.type !== 'column' || expr.column.kind === 'decimal' || expr.column.kind === 'float';
}

/** Whether a test is written in parentheses of its own. */
const isClosed = (test: Test): boolean =>
  test.type === 'exists' || ((test.type === 'and' || test.type === 'or') && test.tests.length > 0);

const NUMBER = /^-?\d{1,100}(\.\d{1,100})?$/;

/** A number of an expression as text; a value of a query, so never in the message. */
function numberText(value: unknown, place: string): string {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  if (typeof text === 'string' && (NUMBER.test(text) || (typeof value === 'number' && Number.isFinite(value))))
    return text;
  throw new DataError(`An expression that ${place} is compared with takes finite numbers.`);
}
