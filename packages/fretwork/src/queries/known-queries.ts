/** What a QuerySet that is asked again and again has compiled: look-ups by a unique column, pages, and what follows from it. */
import type { Dialect } from '../databases/dialect.ts';
import { LruMap } from '../databases/lru-map.ts';
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

/** A slice of a QuerySet. */
export interface Slice {
  readonly start: number;
  readonly size: number;
}

/** A compiled query, and the values of the QuerySet itself; those that differ from use to use come behind them. */
interface Known extends ReadQuery {
  readonly dialect: Dialect;
}

const KEPT = 50; // clients may choose the size of pages, and orders
const LONGEST_KEY = 1000;

/**
 * What was compiled for one QuerySet, whose state never changes: `Book.objects`, the `queryset` of a view; and the QuerySets that
 * follow from it, such as `Book.objects.selectRelated('author')`, which views say anew for each request.
 *
 * Saves reading the conditions again, which is most of what a small query costs here.
 */
export class KnownQueries {
  readonly #meta: ModelMeta;
  readonly #state: QueryState;
  #unique: Map<string, Known> | undefined;
  #pages: LruMap<number, Known> | undefined;
  #derived: LruMap<string, object> | undefined;
  // Formats come and go with apps, and must not be held by models.
  #formatted: WeakMap<object, object> | undefined;

  constructor(meta: ModelMeta, state: QueryState) {
    this.#meta = meta;
    this.#state = state;
  }

  /**
   * The query for the objects with one value of a unique column; without order, as there is one at most.
   *
   * @returns `undefined` where no row can meet the conditions of the QuerySet itself.
   * @throws what `compileQuery` throws
   */
  unique({ name, value }: UniqueValue, dialect: Dialect): BoundQuery | undefined {
    let known = this.#unique?.get(name);
    if (known?.dialect !== dialect) {
      const filters = [...this.#state.filters, { negated: false, conditions: [{ [name]: value }] }];
      known = this.#read({ ...this.#state, filters, ordering: [] }, dialect, 1);
      if (known === undefined) return undefined;
      this.#unique ??= new Map();
      this.#unique.set(name, known);
    }
    return bound(known, [value]);
  }

  /** The query for a slice and the count of all, as `unique`. @param slice Not empty. */
  page({ start, size }: Slice, dialect: Dialect): BoundQuery | undefined {
    const bounds = start === 0 ? [size] : [size, start];
    // The first page has no OFFSET, so it has a text of its own for each size.
    const key = start === 0 ? -size : size;
    let known = this.#pages?.get(key);
    if (known?.dialect !== dialect) {
      const slice = { ...this.#state, limit: size, offset: start, counted: true };
      known = this.#read(slice, dialect, bounds.length);
      if (known === undefined) return undefined;
      this.#pages ??= new LruMap(KEPT);
      this.#pages.set(key, known);
    }
    return bound(known, bounds);
  }

  /** The QuerySet that follows by what `key` says. @param key Text that says all of it, or a format. */
  derived(key: object | string): object | undefined {
    return typeof key === 'string' ? this.#derived?.get(key) : this.#formatted?.get(key);
  }

  keepDerived(key: object | string, queryset: object): void {
    if (typeof key !== 'string') {
      this.#formatted ??= new WeakMap();
      this.#formatted.set(key, queryset);
    } else if (key.length <= LONGEST_KEY) {
      this.#derived ??= new LruMap(KEPT);
      this.#derived.set(key, queryset);
    }
  }

  // Conditions note their values in their order, and bounds theirs behind them: those of one use are the last.
  #read(state: QueryState, dialect: Dialect, valuesOfUse: number): Known | undefined {
    const read = readQuery(this.#meta, state, { type: 'rows' }, dialect);
    return read && { query: read.query, values: read.values.slice(0, -valuesOfUse), dialect };
  }
}

const bound = ({ query, values }: Known, ofUse: readonly unknown[]): BoundQuery => ({
  query,
  params: bindValues(query, values.length === 0 ? ofUse : [...values, ...ofUse]),
});
