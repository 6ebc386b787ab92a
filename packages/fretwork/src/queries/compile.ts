/** Compiles queries once for each shape and dialect, and keeps what was compiled. */
import type { SqlValue } from '../databases/connection.ts';
import type { Dialect, DialectName } from '../databases/dialect.ts';
import { LruMap } from '../databases/lru-map.ts';
import type { ModelMeta, Registry } from '../models/meta.ts';
import type { ShapeNotes } from './conditions.ts';
import { type RowReader, rowReader } from './hydrate.ts';
import { type Plan, type Purpose, planQuery } from './plan.ts';
import { readShape } from './shape.ts';
import { type SqlText, writeSelect } from './sql.ts';
import type { QueryState } from './state.ts';

/**
 * A compiled query: its SQL, how values become its parameters, what its columns mean.
 *
 * Data, so that a reader of rows can be made for other ends than objects: `outputs` says what stands at each position,
 * `object` which positions make which object.
 */
export interface CompiledQuery extends Plan, SqlText {
  /** Makes of a row what the QuerySet yields. */
  readonly read: RowReader;
  /** Whether it is kept for the next time, and its statement worth preparing. */
  readonly isKept: boolean;
}

/** A compiled query with the values of one use of it, as the database takes them. */
export interface BoundQuery {
  readonly query: CompiledQuery;
  readonly params: readonly SqlValue[];
}

/** A compiled query, and the values that its shape was read from. */
export interface ReadQuery {
  readonly query: CompiledQuery;
  /** In the order of the slots. */
  readonly values: readonly unknown[];
}

/** Shapes kept for each registry and dialect: more than an app has, fewer than an attacker can make. */
const CAPACITY = 2000;

/** Longest key that is kept: a client who may add conditions could fill the memory with long ones. */
const MAX_KEY = 10_000;

type Cache = Readonly<Record<DialectName, LruMap<string, CompiledQuery>>>;

// Belongs to the registry and goes with it.
const caches = new WeakMap<Registry, Cache>();

/**
 * Compiles a query, or finds it compiled, and encodes its values.
 *
 * @param keys For the purpose `related`: the keys of the objects outside.
 * @returns `undefined` where no row can meet the conditions, so that there is nothing to ask.
 * @throws {FieldError} the query names what the model does not have
 * @throws {DataError} a value does not fit what it is compared with
 */
export function compileQuery(
  meta: ModelMeta,
  state: QueryState,
  purpose: PurposeInput,
  dialect: Dialect,
  keys?: readonly unknown[],
): BoundQuery | undefined {
  const read = readQuery(meta, state, purpose, dialect, keys);
  return read && { query: read.query, params: bindValues(read.query, read.values) };
}

/** As `compileQuery`, without encoding the values. */
export function readQuery(
  meta: ModelMeta,
  state: QueryState,
  purpose: PurposeInput,
  dialect: Dialect,
  keys?: readonly unknown[],
): ReadQuery | undefined {
  const notes: ShapeNotes = { key: purposeKey(purpose), values: [] };
  const shape = readShape(meta, state, notes);
  if (shape.empty) return undefined;
  const { key, values } = notes;
  const keysSlot = keys === undefined ? -1 : values.push(keys) - 1;
  const cache = cacheOf(meta.registry)[dialect.name];
  let query = cache.get(key);
  if (!query) {
    const plan = planQuery(shape, purpose.type === 'related' ? { ...purpose, slot: keysSlot } : purpose);
    const text = writeSelect(plan.select, dialect);
    query = { ...plan, ...text, read: rowReader(state, plan, dialect), isKept: key.length <= MAX_KEY };
    if (query.isKept) cache.set(key, query);
  }
  return { query, values };
}

/**
 * The parameters of a compiled query.
 *
 * @param values In the order of the slots.
 * @throws {DataError} a value does not fit what it is compared with
 */
export const bindValues = ({ bindings }: CompiledQuery, values: readonly unknown[]): readonly SqlValue[] =>
  bindings.map(({ slot, encode }) => encode(values[slot]));

/** A purpose before its slot is known. */
export type PurposeInput = Exclude<Purpose, { type: 'related' }> | Omit<Purpose & { type: 'related' }, 'slot'>;

function cacheOf(registry: Registry): Cache {
  const known = caches.get(registry);
  if (known) return known;
  const cache = {
    sqlite: new LruMap<string, CompiledQuery>(CAPACITY),
    postgres: new LruMap<string, CompiledQuery>(CAPACITY),
  };
  caches.set(registry, cache);
  return cache;
}

function purposeKey(purpose: PurposeInput): string {
  if (purpose.type === 'related') return `related ${purpose.relation.model.name}.${purpose.relation.name} `;
  if (purpose.type !== 'aggregate') return `${purpose.type} `;
  const aggregates = Object.entries(purpose.aggregates).map(([name, { function: of, path, distinct }]) => [
    name,
    of,
    path,
    distinct,
  ]);
  return `aggregate ${JSON.stringify(aggregates)} `;
}
