/** The rows that a relation to many leads to from other rows. */
import type { Row } from '../../databases/connection.ts';
import { decoderFor } from '../../queries/codec.ts';
import { type CompiledQuery, compileQuery } from '../../queries/compile.ts';
import { emptyState } from '../../queries/state.ts';
import type { LoadedRows } from './loaded-rows.ts';
import type { RowList, RowPlan } from './row-plan.ts';
import { objectPlanAt } from './row-writer.ts';

/** What is read: rows of a relation, and what of each. */
interface RelatedList extends Pick<RowList, 'path' | 'relation'> {
  readonly plan: Pick<RowPlan, 'reads'>;
}

/** Rows, and where they belong. */
export interface RelatedRows {
  readonly rows: readonly Row[];
  readonly query: CompiledQuery;
  /** Position of the key of the object that each belongs to. */
  readonly position: number;
}

/**
 * Reads the related rows of all rows. One query; none where there is nothing to ask.
 *
 * @param owner Rows of the objects whose relation it is, or of those that have them joined.
 */
export async function relatedRows(
  { path, relation, plan: { reads } }: RelatedList,
  { rows, query, source: { database, alias } }: Pick<LoadedRows, 'rows' | 'query' | 'source'>,
): Promise<RelatedRows | undefined> {
  const { key, meta } = objectPlanAt(query, path);
  const decode = decoderFor(meta.primaryKey, database.dialect);
  const keys = [...new Set(rows.map((row) => row[key] ?? null))].filter((raw) => raw !== null).map(decode);
  if (keys.length === 0) return undefined;
  const state = { ...emptyState, selectRelated: reads.selectRelated, reads, alias };
  const bound = compileQuery(relation.target, state, { type: 'related', relation }, database.dialect, keys);
  if (!bound) return undefined;
  const { rows: related } = await database.query(bound.query.sql, bound.params);
  return { rows: related, query: bound.query, position: bound.query.owner?.position ?? 0 };
}
