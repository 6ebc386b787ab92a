/** Runs queries: objects in a list or in a stream, counts, aggregates, and the database's own account of its plan. */
import type { QueryResult, Row } from '../databases/connection.ts';
import type { Database } from '../databases/database.ts';
import { FieldError } from '../errors.ts';
import type { ModelMeta } from '../models/meta.ts';
import type { Aggregate } from './aggregates.ts';
import { type BoundQuery, compileQuery } from './compile.ts';
import { outputDecoder } from './hydrate.ts';
import { KnownQueries, type Slice, type UniqueValue } from './known-queries.ts';
import { prefetchRelated } from './prefetch.ts';
import type { QueryState } from './state.ts';

/** Rows that a stream reads at a time. */
const CHUNK_SIZE = 1000;

/**
 * What a QuerySet yields, as a list. One query, and one for each step of its prefetches.
 *
 * @throws {FieldError} the query names what the model does not have
 * @throws {DataError} a value does not fit what it is compared with
 */
export async function fetchObjects(meta: ModelMeta, state: QueryState): Promise<unknown[]> {
  const database = meta.registry.database(state.alias);
  const bound = compileQuery(meta, state, { type: 'rows' }, database.dialect);
  if (!bound) return [];
  return resultsOf((await run(database, bound, state)).rows, bound, meta, state);
}

/**
 * The objects with a value of a unique column: one, none, or one more than once where a join repeats it.
 *
 * @throws what `fetchObjects` throws
 */
export async function fetchUnique(
  meta: ModelMeta,
  state: QueryState,
  wanted: UniqueValue,
  known: KnownQueries,
): Promise<unknown[]> {
  const database = meta.registry.database(state.alias);
  const bound = known.unique(wanted, database.dialect);
  if (!bound) return [];
  return resultsOf((await run(database, bound, state)).rows, bound, meta, state);
}

/** A slice of a QuerySet, and how many objects it has without the slice. */
export interface CountedSlice {
  readonly objects: unknown[];
  readonly count: number;
}

/**
 * A slice, and the count of all. One query, and one more where the slice lies behind the end.
 *
 * @param state Of the whole QuerySet.
 * @param known What it has compiled, where it is asked again and again.
 * @throws what `fetchObjects` throws
 */
export async function fetchPage(
  meta: ModelMeta,
  state: QueryState,
  slice: Slice,
  known?: KnownQueries,
): Promise<CountedSlice> {
  const { start, size } = slice;
  const database = meta.registry.database(state.alias);
  if (size === 0) return { objects: [], count: await countQuery(meta, state) };
  const queries = known ?? new KnownQueries(meta, state);
  const bound = queries.page(slice, database.dialect);
  if (!bound) return { objects: [], count: 0 };
  const { rows } = await run(database, bound, state);
  const [first] = rows;
  const count = first ? Number(first.at(-1)) : start === 0 ? 0 : await countQuery(meta, state);
  return { objects: await resultsOf(rows, bound, meta, state), count };
}

/** What a QuerySet yields, one after the other: a chunk is in memory at a time, and prefetches run for each. */
export async function* streamObjects(
  meta: ModelMeta,
  state: QueryState,
  chunkSize: number = CHUNK_SIZE,
): AsyncGenerator<unknown> {
  const database = meta.registry.database(state.alias);
  const bound = compileQuery(meta, state, { type: 'rows' }, database.dialect);
  if (!bound) return;
  const { query, params } = bound;
  for await (const rows of database.iterate(query.sql, params, chunkSize)) {
    yield* await resultsOf(rows, bound, meta, state);
  }
}

/** What the QuerySet yields for rows: objects with what is prefetched for them, values, or what a format makes. */
function resultsOf(
  rows: readonly Row[],
  { query }: BoundQuery,
  meta: ModelMeta,
  { format, alias, prefetchRelated: prefetches }: QueryState,
): unknown[] | Promise<unknown[]> {
  if (format) return format.write(rows, query, { database: meta.registry.database(alias), alias });
  const objects = rows.map((row) => query.read(row, alias));
  if (prefetches.length === 0 || !query.object) return objects;
  return prefetchRelated(meta, objects as object[], prefetches, alias).then(() => objects);
}

/** How many rows a query has. One query. */
export async function countQuery(meta: ModelMeta, state: QueryState): Promise<number> {
  return Number((await single(meta, state, { type: 'count' }))?.[0] ?? 0);
}

/** Whether a query has any row. One query, which reads none. */
export async function existsQuery(meta: ModelMeta, state: QueryState): Promise<boolean> {
  return (await single(meta, state, { type: 'exists' })) !== undefined;
}

/** Values over all rows of a query. One query; over nothing, counts are 0 and the rest is null. */
export async function aggregateQuery(
  meta: ModelMeta,
  state: QueryState,
  aggregates: { readonly [name: string]: Aggregate<unknown> },
): Promise<Record<string, unknown>> {
  const entries = Object.entries(aggregates);
  if (entries.length === 0) return {};
  const database = meta.registry.database(state.alias);
  const bound = compileQuery(meta, state, { type: 'aggregate', aggregates }, database.dialect);
  if (!bound) return Object.fromEntries(entries.map(([name, { function: of }]) => [name, of === 'count' ? 0 : null]));
  const [row] = (await run(database, bound, state)).rows;
  return Object.fromEntries(
    bound.query.outputs.map((output, index) => [
      output.name,
      outputDecoder(output, database.dialect)(row?.[index] ?? null),
    ]),
  );
}

/** How the database would run a query, in its own words. @param options `analyze` runs it too; PostgreSQL alone. */
export async function explainQuery(
  meta: ModelMeta,
  state: QueryState,
  options: { readonly analyze?: boolean } = {},
): Promise<string> {
  const database = meta.registry.database(state.alias);
  const bound = compileQuery(meta, state, { type: 'rows' }, database.dialect);
  if (!bound) return 'No query: no row can meet the conditions.';
  const { query, params } = bound;
  const { rows } = await database.query(`${explain(database, options)} ${query.sql}`, params, { prepare: false });
  return database.dialect.name === 'postgres' ? rows.map(([line]) => line).join('\n') : sqliteTree(rows);
}

function explain({ dialect }: Database, { analyze }: { readonly analyze?: boolean }): string {
  if (dialect.name === 'postgres') return analyze ? 'EXPLAIN ANALYZE' : 'EXPLAIN';
  if (analyze) throw new FieldError('explain({ analyze: true }) needs PostgreSQL: SQLite only tells what it would do.');
  return 'EXPLAIN QUERY PLAN';
}

/** SQLite's answer: id, id of the parent, nothing, what is done. */
function sqliteTree(rows: readonly Row[]): string {
  const depths = new Map<unknown, number>([[0, -1]]);
  return rows
    .map(([id, parent, , detail]) => {
      const depth = (depths.get(parent) ?? -1) + 1;
      depths.set(id, depth);
      return `${'  '.repeat(depth)}${detail}`;
    })
    .join('\n');
}

async function single(
  meta: ModelMeta,
  state: QueryState,
  purpose: { readonly type: 'count' | 'exists' },
): Promise<Row | undefined> {
  const database = meta.registry.database(state.alias);
  const bound = compileQuery(meta, state, purpose, database.dialect);
  return bound && (await run(database, bound, state)).rows[0];
}

function run(database: Database, { query, params }: BoundQuery, { lock }: QueryState): Promise<QueryResult> {
  if (!lock && query.isKept) return database.query(query.sql, params);
  // A lock belongs to a writing transaction; SQLite would otherwise read from another connection.
  return database.query(query.sql, params, { prepare: query.isKept, ...(lock && { write: true }) });
}
