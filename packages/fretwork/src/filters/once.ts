/** Objects that are found through several others, once each. */
import type { FilterableQuerySet } from './base-filter-backend.ts';

/**
 * The objects of a QuerySet that another one found, each once.
 *
 * A condition on the key instead of DISTINCT: it leaves the order alone, and needs no column to be comparable.
 *
 * @param queryset What was searched.
 * @param found The same with conditions; an object may be in it several times.
 */
export function once(queryset: FilterableQuerySet, found: FilterableQuerySet): FilterableQuerySet {
  const keys = (found as unknown as { valuesList(name: string, options: object): unknown }).valuesList(
    queryset.meta.primaryKey.name,
    { flat: true },
  );
  return queryset.filter({ pk: { in: keys } });
}
