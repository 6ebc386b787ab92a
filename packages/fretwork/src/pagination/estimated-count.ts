/** How many rows a table has, roughly, without counting them. */
import type { PageableQuerySet } from './base-pagination.ts';

/**
 * The number of rows that PostgreSQL's statistics hold for the table of an unfiltered QuerySet.
 *
 * @returns `null` where statistics cannot say: another database, a filtered QuerySet, a table never analysed.
 * @see PostgreSQL wiki, "Count estimate"
 */
export async function estimatedCount(queryset: PageableQuerySet): Promise<number | null> {
  const { meta, state } = queryset as PageableQuerySet & { readonly state: EstimableState };
  const isWhole = state.filters?.length === 0 && state.limit === undefined && state.empty !== true;
  const database = meta.registry.database(state.alias);
  if (!isWhole || database.dialect.name !== 'postgres') return null;
  const { rows } = await database.query('SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass($1)', [
    `"${meta.table.replaceAll('"', '""')}"`,
  ]);
  const estimate = Number(rows[0]?.[0] ?? -1);
  return estimate < 0 ? null : estimate;
}

interface EstimableState {
  readonly ordering: readonly string[] | undefined;
  readonly filters?: readonly unknown[];
  readonly limit?: number | undefined;
  readonly empty?: boolean;
  readonly alias?: string | undefined;
}
