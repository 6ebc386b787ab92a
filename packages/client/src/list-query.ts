/** What a list may be asked for, and what it answers: types that follow from a viewset's filters, orders and pages. */
import type { CursorPagination, LimitOffsetPagination, PageNumberPagination } from 'fretwork/pagination';
import type { Settings } from 'fretwork/settings';
import type { LooseQuery } from './query-string.ts';

/** A page of a list. */
export interface Page<T> {
  /** Items on all pages; not there where the paginator does not count. */
  readonly count: number;
  /** Address of the next page. */
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly T[];
}

/** A page of a list that is cut by cursor: nobody counts it. */
export type CursorPage<T> = Omit<Page<T>, 'count'>;

/** An attribute of a viewset; with undefined where the viewset did not set it. */
type Attribute<I, K extends string> = K extends keyof I ? I[K] : undefined;

// The viewset's own, or that of the settings; undefined for page numbers, null for lists that are not cut.
type Paginator<I, S extends Settings> =
  undefined extends Attribute<I, 'paginationClass'> ? DefaultPaginator<S> : Attribute<I, 'paginationClass'>;
// Settings with neither a class nor a size cut nothing.
type DefaultPaginator<S extends Settings> =
  S extends Settings<infer P, infer N> ? ([P, N] extends [undefined, null] ? null : P) : never;
type PaginatorObject<P> = P extends abstract new (...parameters: never) => infer X ? X : never;

/** What `list` of a viewset's object answers. */
export type ListOf<I, T, S extends Settings = Settings> = Cut<Paginator<I, S>, T>;

type Cut<P, T> = undefined extends P
  ? Page<T>
  : P extends null
    ? readonly T[]
    : PaginatorObject<P> extends CursorPagination | { readonly count: 'none' }
      ? CursorPage<T>
      : Page<T>;

// A literal says its name; `string` means that the paginator's own name was kept.
type Named<N, Otherwise extends string> = N extends string ? (string extends N ? Otherwise : N) : never;
type SizeQuery<X> = X extends { readonly pageSizeQueryParam: infer N }
  ? N extends string
    ? string extends N
      ? unknown
      : { readonly [K in N]?: number }
    : unknown
  : unknown;

type PaginatorQuery<X> = X extends CursorPagination
  ? { readonly [K in Named<X['cursorQueryParam'], 'cursor'>]?: string } & SizeQuery<X>
  : X extends LimitOffsetPagination
    ? { readonly [K in Named<X['limitQueryParam'], 'limit'> | Named<X['offsetQueryParam'], 'offset'>]?: number }
    : X extends PageNumberPagination
      ? { readonly [K in Named<X['pageQueryParam'], 'page'>]?: number | 'last' } & SizeQuery<X>
      : LooseQuery;

type PageQuery<P> = undefined extends P
  ? { readonly page?: number | 'last' }
  : P extends null
    ? unknown
    : PaginatorQuery<PaginatorObject<P>>;

type SearchQuery<I> = undefined extends Attribute<I, 'searchFields'> ? unknown : { readonly search?: string };

type Term<F extends string> = F | `-${F}`;
type OrderingQuery<O> = undefined extends O
  ? unknown
  : O extends readonly (infer F extends string)[]
    ? { readonly ordering?: Term<F> | readonly Term<F>[] }
    : { readonly ordering?: string | readonly string[] };

/** Every lookup that a filter can have, for viewsets that name theirs as plain texts. */
type AnyLookup =
  | ('exact' | 'iexact' | 'contains' | 'icontains' | 'startswith' | 'istartswith' | 'endswith' | 'iendswith')
  | ('regex' | 'iregex' | 'in' | 'range' | 'gt' | 'gte' | 'lt' | 'lte' | 'isnull')
  | ('date' | 'time' | 'year' | 'quarter' | 'month' | 'week' | 'weekDay' | 'day' | 'hour' | 'minute' | 'second');

interface LookupValue<T> {
  in: readonly T[] | string;
  range: readonly [T, T] | string;
  isnull: boolean;
  date: string | Date;
  time: string;
}
type TextLookup = 'iexact' | `${'' | 'i'}${'contains' | 'startswith' | 'endswith' | 'regex'}`;
type PartLookup = 'year' | 'quarter' | 'month' | 'week' | 'weekDay' | 'day' | 'hour' | 'minute' | 'second';
type ValueBy<T, L> = L extends keyof LookupValue<T>
  ? LookupValue<T>[L]
  : L extends TextLookup
    ? string
    : L extends PartLookup
      ? number
      : T;

type RowOf<I> = NonNullable<Attribute<I, 'queryset'>> extends AsyncIterable<infer R> ? R : unknown;
type Scalar = string | number | boolean;
type Comparable<T> = T extends Date ? string | Date : T extends Scalar ? T : never;
// A relation, or a path across relations: its key is a number or a text.
type ColumnValue<R, F> = F extends keyof R
  ? [Comparable<NonNullable<R[F]>>] extends [never]
    ? Scalar
    : Comparable<NonNullable<R[F]>>
  : Scalar;

type Replaced<S extends string> = S extends `${infer A}.${infer B}` ? `${A}__${Replaced<B>}` : S;
type ParameterName<F extends string, L extends string> = L extends 'exact'
  ? Replaced<F>
  : `${Replaced<F>}__${Replaced<L>}`;

type LookupsOf<L> = L extends readonly (infer N extends string)[] ? (string extends N ? AnyLookup : N) : never;
type Pairs<F> = {
  [N in keyof F & string]: LookupsOf<F[N]> extends infer L ? (L extends string ? readonly [N, L] : never) : never;
}[keyof F & string];
// A relation to many may be asked for several objects: `?tags=1&tags=2`.
type FilterValue<R, F, L> = L extends 'exact'
  ? ColumnValue<R, F> | (F extends keyof R ? never : readonly Scalar[])
  : ValueBy<ColumnValue<R, F>, L>;
type FilterOf<E, R> = {
  readonly [P in E as P extends readonly [infer F extends string, infer L extends string]
    ? ParameterName<F, L>
    : never]?: (P extends readonly [infer F, infer L] ? FilterValue<R, F, L> : never) | null;
};

type FiltersOf<F, R> = undefined extends F
  ? LooseQuery
  : F extends readonly (infer N extends string)[]
    ? string extends N
      ? LooseQuery
      : FilterOf<N extends string ? readonly [N, 'exact'] : never, R>
    : FilterOf<Pairs<F>, R>;

type FilterQuery<I> =
  undefined extends Attribute<I, 'filtersetClass'> ? FiltersOf<Attribute<I, 'filtersetFields'>, RowOf<I>> : LooseQuery;

type Simplify<T> = { [K in keyof T]: T[K] } & {};

/**
 * What a list of a viewset may be asked for: its page, its search, its order, its filters.
 *
 * Names of `filtersetFields` and what they are compared with come from the viewset; write the attribute `as const` to have its
 * lookups checked too, and `orderingFields` for the names of orders. Without `filtersetFields` anything may be asked.
 *
 * @typeParam I An object of the viewset.
 * @typeParam S The app's settings, which cut lists where the viewset does not.
 */
export type ListQuery<I, S extends Settings = Settings> = Simplify<
  PageQuery<Paginator<I, S>> & SearchQuery<I> & OrderingQuery<Attribute<I, 'orderingFields'>> & FilterQuery<I>
>;
