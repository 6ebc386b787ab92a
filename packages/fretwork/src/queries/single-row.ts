/** Queries that can find one row at most, so that nothing has to be ordered or counted. */
import type { ModelMeta } from '../models/meta.ts';
import type { QueryState } from './state.ts';
import { isQ } from './where.ts';

/**
 * Whether a query names a value of a unique column, so that one row at most can meet its conditions.
 *
 * A join to many may still repeat that row.
 */
export const findsOneRow = ({ columnsByName }: ModelMeta, { filters, offset, limit }: QueryState): boolean =>
  offset === 0 &&
  limit === undefined &&
  filters.some(
    ({ negated, conditions }) =>
      !negated &&
      conditions.some(
        (condition) =>
          typeof condition === 'object' &&
          condition !== null &&
          !isQ(condition) &&
          Object.entries(condition).some(([name, value]) => {
            const column = columnsByName.get(name);
            return column !== undefined && (column.primaryKey || column.options.unique === true) && isOneValue(value);
          }),
      ),
  );

/** A value, or the lookup `exact` with one. */
const isOneValue = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? 'exact' in value && typeof value.exact !== 'object'
    : value !== null && value !== undefined;
