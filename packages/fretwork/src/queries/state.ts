/** What a QuerySet has been told so far: immutable data, the input of every later stage. */
import type { Aggregate } from './aggregates.ts';
import type { RowFormat, RowReads } from './row-format.ts';

/** One call of `filter` or `exclude`. Its conditions are about the same related objects. */
export interface FilterCall {
  readonly negated: boolean;
  /** Plain conditions and `Q`s; not checked yet. */
  readonly conditions: readonly unknown[];
}

/** One `prefetchRelated`. */
export interface PrefetchSpec {
  readonly path: string;
  /** The state of a QuerySet of one's own; all related objects where left out. */
  readonly state?: QueryState;
}

/** One computed value of `annotate`. */
export interface Annotation {
  readonly aggregate: Aggregate<unknown>;
  /** How many calls of `filter` came before: those narrow what is aggregated, the later ones do not. */
  readonly after: number;
}

/** The description of a query. */
export interface QueryState {
  readonly filters: readonly FilterCall[];
  /** `undefined`: the model's own order. */
  readonly ordering: readonly string[] | undefined;
  readonly reversed: boolean;
  readonly offset: number;
  readonly limit: number | undefined;
  readonly distinct: boolean;
  /** Each row also tells how many there are without the slice; for `fetchPage` alone. */
  readonly counted: boolean;
  /** Known to be empty: no query at all. */
  readonly empty: boolean;
  readonly selectRelated: readonly string[];
  readonly prefetchRelated: readonly PrefetchSpec[];
  /** `undefined`: all columns. */
  readonly columns: readonly string[] | undefined;
  readonly annotations: { readonly [name: string]: Annotation };
  /** Aggregates are over the rows that agree in `columns`: `values('authorId').annotate(…)`. */
  readonly grouped: boolean;
  readonly result: 'instances' | 'values' | 'list' | 'flat';
  /** What becomes of the rows; objects, or what `result` says, where left out. */
  readonly format: RowFormat | undefined;
  /** What is read of rows that a format gets; all where left out. */
  readonly reads: RowReads | undefined;
  readonly lock: { readonly noWait: boolean; readonly skipLocked: boolean } | undefined;
  readonly alias: string | undefined;
}

/** A query that has been told nothing: all objects. */
export const emptyState: QueryState = Object.freeze({
  filters: [],
  ordering: undefined,
  reversed: false,
  offset: 0,
  limit: undefined,
  distinct: false,
  counted: false,
  empty: false,
  selectRelated: [],
  prefetchRelated: [],
  columns: undefined,
  annotations: {},
  grouped: false,
  result: 'instances',
  format: undefined,
  reads: undefined,
  lock: undefined,
  alias: undefined,
});

/** Sizes of counted pages up to this stand in the SQL: the database plans for few rows, and such texts are not many. */
export const MAX_EXACT_SIZE = 100;
