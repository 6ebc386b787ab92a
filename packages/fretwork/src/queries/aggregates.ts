/** Aggregates: `count`, `sum`, `avg`, `min` and `max`, for `annotate` and `aggregate`. */

declare const type: unique symbol;

/** An aggregate over a column, across relations with dots; `T` is the type of its result. */
export interface Aggregate<T> {
  readonly function: 'count' | 'sum' | 'avg' | 'min' | 'max';
  /** Path of the column; `*` counts rows. */
  readonly path: string;
  readonly distinct: boolean;
  readonly [type]?: T;
}

/** How an aggregate counts. */
export interface AggregateOptions {
  /** Each value once. @default false */
  readonly distinct?: boolean;
}

const aggregate =
  <T>(name: Aggregate<T>['function']) =>
  (path: string, options: AggregateOptions = {}): Aggregate<T> =>
    Object.freeze({ function: name, path, distinct: options.distinct === true });

/** How many: rows for `count('*')`, related objects for `count('books')`, values for a column. */
export const count = (path = '*', options: AggregateOptions = {}): Aggregate<number> =>
  aggregate<number>('count')(path, options);
/** The sum of a number column; `null` over nothing. Of a decimal it is a decimal, as a string. */
export const sum: <T = number>(path: string, options?: AggregateOptions) => Aggregate<T | null> = aggregate('sum');
/** The mean of a number column; `null` over nothing. */
export const avg: (path: string, options?: AggregateOptions) => Aggregate<number | null> = aggregate('avg');
/** The smallest value; `null` over nothing. */
export const min: <T = unknown>(path: string) => Aggregate<T | null> = aggregate('min');
/** The largest value; `null` over nothing. */
export const max: <T = unknown>(path: string) => Aggregate<T | null> = aggregate('max');
