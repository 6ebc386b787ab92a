/** update(): changes all objects of a query with one statement. */
import type { SqlValue } from '../databases/connection.ts';
import type { Dialect } from '../databases/dialect.ts';
import type { LruMap } from '../databases/lru-map.ts';
import { DataError, FieldError } from '../errors.ts';
import { type ColumnMeta, type ModelMeta, modelOf } from '../models/meta.ts';
import { encoderFor } from './codec.ts';
import type { QueryState } from './state.ts';
import { type ExpressionNode, isExpression } from './where.ts';
import { writeTarget } from './write-target.ts';
import { ownColumn } from './writes.ts';

/**
 * Changes all objects of a query. One statement; `autoNow` columns are left alone, as in Django.
 *
 * @param values By attribute or relation; `F` computes from the row itself.
 * @returns How many rows there were.
 * @throws {FieldError} no such column, or an expression over a relation
 * @throws {DataError} a value does not fit its column
 * @see Django `QuerySet.update`
 */
export async function updateQuery(meta: ModelMeta, state: QueryState, values: object): Promise<number> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  if (entries.length === 0) throw new FieldError(`${meta.name}: update() needs at least one value.`);
  const database = meta.registry.database(state.alias);
  const { dialect } = database;
  const params: SqlValue[] = [];
  const set = entries.map(([name, value]) => {
    const column = ownColumn(meta, name);
    return { column, sql: assigned(column, value, dialect, params) };
  });
  const target = writeTarget(meta, state, dialect, params.length + 1);
  if (!target) return 0;
  const build = (): string => {
    const assignments = set.map(({ column, sql }) => `${dialect.quoteIdentifier(column.column)} = ${sql}`);
    return `UPDATE ${target.table} SET ${assignments.join(', ')}${target.where}`;
  };
  // Without expressions, the columns say all of the text.
  const isPlain = entries.every(([, value]) => !isExpression(value));
  const sql = isPlain ? kept(target.updates, set.map(({ column }) => column.position).join(), build) : build();
  const { rowCount } = await database.query(sql, [...params, ...target.params]);
  return rowCount;
}

// The same text each time is found sooner than an equal one.
function kept(texts: LruMap<string, string>, key: string, build: () => string): string {
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = build();
  texts.set(key, text);
  return text;
}

function assigned(column: ColumnMeta, value: unknown, dialect: Dialect, params: SqlValue[]): string {
  if (!isExpression(value)) {
    params.push(encoderFor(column, dialect)(keyOf(column, value)));
    return dialect.placeholder(params.length);
  }
  const sql = new ExpressionWriter(column, dialect, params).write(value.expression);
  // SQLite computes decimals as doubles: 0.1 + 0.2 must not stay 0.30000000000000004.
  const isRounded = dialect.name === 'sqlite' && column.kind === 'decimal' && value.expression.type === 'arithmetic';
  return isRounded ? `ROUND(${sql}, ${column.options.decimalPlaces ?? 0})` : sql;
}

/** The key of an object that is given for a relation; anything else as it is. */
function keyOf({ relation }: ColumnMeta, value: unknown): unknown {
  const model = modelOf(value);
  if (relation && model && model !== relation.target) {
    throw new FieldError(
      `${relation.model.name}.${relation.name} takes objects of ${relation.target.name}, not of ${model.name}.`,
    );
  }
  if (!relation || typeof value !== 'object' || value === null || !(relation.target.primaryKey.name in value))
    return value;
  const key = (value as Readonly<Record<string, unknown>>)[relation.target.primaryKey.name] ?? null;
  if (key !== null) return key;
  throw new DataError(`${relation.model.name}.${relation.name} is set to an unsaved ${relation.target.name}.`);
}

const MAX_DEPTH = 100;
const DECIMAL = /^-?\d{1,100}(\.\d{1,100})?$/;

/** Writes an expression that is computed from the row itself. */
class ExpressionWriter {
  readonly #column: ColumnMeta;
  readonly #dialect: Dialect;
  readonly #params: SqlValue[];

  constructor(column: ColumnMeta, dialect: Dialect, params: SqlValue[]) {
    this.#column = column;
    this.#dialect = dialect;
    this.#params = params;
  }

  write(node: ExpressionNode, depth = 0): string {
    if (depth > MAX_DEPTH) throw new FieldError(`${this.#place}: the expression is nested too deep.`);
    if (node.type === 'column') return this.#source(node.path);
    if (node.type === 'value') return this.#number(node.value);
    const left = this.write(node.left, depth + 1);
    const right = this.write(node.right, depth + 1);
    // SQLite keeps the decimal 12.00 as the integer 12, and would divide it as one.
    const isWhole =
      node.operator === '/' && this.#dialect.name === 'sqlite' && /^(decimal|float)$/.test(this.#column.kind);
    return `(${isWhole ? `CAST(${left} AS REAL)` : left} ${node.operator} ${right})`;
  }

  get #place(): string {
    return `${this.#column.model.name}.${this.#column.name}`;
  }

  #source(path: string): string {
    const column = this.#column.model.columnsByName.get(path);
    if (column) return this.#dialect.quoteIdentifier(column.column);
    throw new FieldError(`${this.#place}: update() computes from columns of ${this.#column.model.name} alone.`);
  }

  #number(value: unknown): string {
    const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
    const isNumber =
      typeof value === 'number' ? Number.isFinite(value) : typeof text === 'string' && DECIMAL.test(text);
    if (!isNumber || typeof text !== 'string')
      throw new DataError(`${this.#place}: an expression takes finite numbers.`);
    const isWhole = /^-?\d{1,18}$/.test(text);
    // A number of JavaScript would reach SQLite as a double, and make a double of what it is added to.
    this.#params.push(this.#dialect.name === 'sqlite' ? (isWhole ? BigInt(text) : Number(text)) : text);
    const placeholder = this.#dialect.placeholder(this.#params.length);
    if (this.#dialect.name === 'sqlite') return placeholder;
    return `${placeholder}::${isWhole ? 'bigint' : this.#column.kind === 'float' ? 'double precision' : 'numeric'}`;
  }
}
