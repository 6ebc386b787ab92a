/** The rows that a relation to many leads to from other rows. */
import type { Row } from '../databases/connection.ts';
import type { Relation } from '../models/meta.ts';
import { decoderFor } from '../queries/codec.ts';
import { type CompiledQuery, compileQuery } from '../queries/compile.ts';
import type { ObjectPlan } from '../queries/plan-objects.ts';
import type { RowFormat, RowSource } from '../queries/row-format.ts';
import { emptyState } from '../queries/state.ts';
import { objectAt } from './row-writer.ts';

/** What is read. */
export interface RelatedList {
  /** Path of joined relations to the object whose relation it is. */
  readonly path: string;
  readonly relation: Relation;
  /** Relations to one object that are read with each. */
  readonly selectRelated: readonly string[];
  /** What of them is read; all columns where left out. */
  readonly format?: RowFormat;
}

/** Rows, and where they belong. */
export interface RelatedRows {
  readonly rows: readonly Row[];
  readonly query: CompiledQuery;
  /** Position of the key of the object that each belongs to. */
  readonly owner: number;
}

/**
 * Reads the related rows of all rows. One query; none where there is nothing to ask.
 *
 * @param rows Of the objects, or of those that have them joined.
 */
export async function relatedRows(
  { path, relation, selectRelated, format }: RelatedList,
  rows: readonly Row[],
  query: CompiledQuery,
  { database, alias }: RowSource,
): Promise<RelatedRows | undefined> {
  const { key, meta } = objectAt(query.object as ObjectPlan, path);
  const decode = decoderFor(meta.primaryKey, database.dialect);
  const keys = [...new Set(rows.map((row) => row[key] ?? null))].filter((raw) => raw !== null).map(decode);
  if (keys.length === 0) return undefined;
  const state = { ...emptyState, selectRelated, format, alias };
  const bound = compileQuery(relation.target, state, { type: 'related', relation }, database.dialect, keys);
  if (!bound) return undefined;
  const { rows: related } = await database.query(bound.query.sql, bound.params);
  return { rows: related, query: bound.query, owner: bound.query.owner?.position ?? 0 };
}
