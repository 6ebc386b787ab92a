/** Look-ups of one object by a unique column, compiled once for a QuerySet that is asked again and again. */
import type { Dialect } from '../databases/dialect.ts';
import type { ModelMeta } from '../models/meta.ts';
import { type BoundQuery, bindValues, type ReadQuery, readQuery } from './compile.ts';
import type { QueryState } from './state.ts';

/** A unique column and the value that is looked for. */
export interface UniqueValue {
  readonly name: string;
  readonly value: string | number | bigint;
}

/** What conditions ask for, where that is one value of one unique column and nothing else. */
export function uniqueValueOf({ columnsByName }: ModelMeta, conditions: readonly unknown[]): UniqueValue | undefined {
  const [condition] = conditions;
  if (conditions.length !== 1 || typeof condition !== 'object' || condition === null) return undefined;
  if (Object.getPrototypeOf(condition) !== Object.prototype) return undefined;
  const [name = '', second] = Object.keys(condition);
  const value: unknown = (condition as Readonly<Record<string, unknown>>)[name];
  const column = columnsByName.get(name);
  if (second !== undefined || column === undefined || !(column.primaryKey || column.options.unique)) return undefined;
  const isValue = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
  return isValue ? { name, value } : undefined;
}

/** What was compiled for one QuerySet. */
export class UniqueLookups {
  readonly #queries = new Map<string, ReadQuery & { readonly dialect: Dialect }>();

  /**
   * The query for one value.
   *
   * @param state Of the QuerySet, the same at every call.
   * @returns `undefined` where no row can meet the conditions of the QuerySet itself.
   * @throws what `compileQuery` throws
   */
  bind(meta: ModelMeta, state: QueryState, { name, value }: UniqueValue, dialect: Dialect): BoundQuery | undefined {
    let known = this.#queries.get(name);
    if (known?.dialect !== dialect) {
      const filters = [...state.filters, { negated: false, conditions: [{ [name]: value }] }];
      const read = readQuery(meta, { ...state, filters, ordering: [] }, { type: 'rows' }, dialect);
      if (read === undefined) return undefined;
      // Filters note their values in their order, so that the last one is what is looked for.
      known = { query: read.query, values: read.values.slice(0, -1), dialect };
      this.#queries.set(name, known);
    }
    return { query: known.query, params: bindValues(known.query, [...known.values, value]) };
  }
}
