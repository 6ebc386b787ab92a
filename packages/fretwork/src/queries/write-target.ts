/** Which rows an UPDATE or DELETE is about: the conditions of a query as the end of such a statement. */
import type { SqlValue } from '../databases/connection.ts';
import type { Dialect } from '../databases/dialect.ts';
import { LruMap } from '../databases/lru-map.ts';
import type { ModelMeta, Registry } from '../models/meta.ts';
import type { ShapeNotes } from './conditions.ts';
import { planQuery } from './plan.ts';
import { readShape } from './shape.ts';
import { type SqlText, writeSelect } from './sql.ts';
import type { QueryState } from './state.ts';
import { type Select, selectOf } from './statement.ts';

/** The rows of a query in an UPDATE or DELETE. */
export interface WriteTarget {
  /** The table and its alias. */
  readonly table: string;
  /** ` WHERE …`, or nothing. */
  readonly where: string;
  readonly params: readonly SqlValue[];
  /** Texts of UPDATEs of these rows, by the columns that they set. */
  readonly updates: LruMap<string, string>;
}

interface Compiled extends SqlText, Pick<WriteTarget, 'table' | 'updates'> {}

const KEPT = 500;
const KEPT_UPDATES = 20;

// Belongs to the registry and goes with it.
const caches = new WeakMap<Registry, LruMap<string, Compiled>>();

/**
 * The rows of a query; compiled once for each shape.
 *
 * Conditions on the model's own columns stand in the statement itself, so that PostgreSQL checks them again where another
 * transaction changed the row meanwhile; those over relations stand in a subquery.
 *
 * @param firstPosition The number of its first placeholder.
 * @returns `undefined` where no row can meet the conditions.
 */
export function writeTarget(
  meta: ModelMeta,
  state: QueryState,
  dialect: Dialect,
  firstPosition = 1,
): WriteTarget | undefined {
  const notes: ShapeNotes = { key: `${dialect.name} ${firstPosition} `, values: [] };
  const shape = readShape(meta, { ...state, lock: undefined }, notes);
  if (shape.empty) return undefined;
  const cache = cacheOf(meta.registry);
  const known =
    cache.get(notes.key) ?? compile(planQuery(shape, { type: 'keys' }).select, meta, dialect, firstPosition);
  cache.set(notes.key, known);
  const { table, sql: where, bindings, updates } = known;
  return { table, where, updates, params: bindings.map(({ slot, encode }) => encode(notes.values[slot])) };
}

function compile(select: Select, meta: ModelMeta, dialect: Dialect, firstPosition: number): Compiled {
  const { alias, where, outputs } = select;
  const name = dialect.quoteIdentifier(meta.table);
  const { sql, bindings } = writeSelect(select, dialect, firstPosition);
  const updates = new LruMap<string, string>(KEPT_UPDATES);
  if (isPlain(select)) {
    const head = writeSelect(selectOf({ from: meta.table, alias, outputs }), dialect).sql;
    return { table: `${name} AS ${alias}`, sql: where.length === 0 ? '' : sql.slice(head.length), bindings, updates };
  }
  return {
    table: name,
    sql: ` WHERE ${dialect.quoteIdentifier(meta.primaryKey.column)} IN (${sql})`,
    bindings,
    updates,
  };
}

/** Whether a SELECT is of one table with nothing but conditions. */
const isPlain = ({ joins, groupBy, having, limit, offset, distinct }: Select): boolean =>
  joins.length === 0 &&
  groupBy.length === 0 &&
  having.length === 0 &&
  limit === undefined &&
  offset === undefined &&
  !distinct;

function cacheOf(registry: Registry): LruMap<string, Compiled> {
  const known = caches.get(registry) ?? new LruMap<string, Compiled>(KEPT);
  caches.set(registry, known);
  return known;
}
