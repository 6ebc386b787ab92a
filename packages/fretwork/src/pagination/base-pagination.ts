/** BasePagination: how a long list is cut into pages. */
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import type { ModelMeta } from '../models/meta.ts';
import type { QueryState } from '../queries/state.ts';

/** What pagination needs of a QuerySet. */
export interface PageableQuerySet {
  readonly meta: ModelMeta;
  readonly state: Pick<QueryState, 'ordering' | 'annotations'>;
  count(): Promise<number>;
  slice(start: number, end?: number): PageableQuerySet;
  orderBy(...terms: readonly string[]): PageableQuerySet;
  filter(...conditions: readonly object[]): PageableQuerySet;
  selectRelated(...paths: readonly never[]): PageableQuerySet;
  toArray(): Promise<unknown[]>;
}

/**
 * A page: its objects, or the QuerySet of them, not run yet.
 *
 * A QuerySet is awaitable, so an async function cannot return one by itself: it would be run.
 */
export interface Page {
  readonly objects: PageableQuerySet | readonly unknown[];
}

/** Where a page lies, before it is known whether it is there. */
export interface PageWindow {
  /** How many objects come before it. */
  readonly start: number;
  /** How many it has at most. */
  readonly size: number;
}

/** A paginator that can say where a page lies before the objects are counted, so that both are asked for at once. */
export interface WindowedPagination extends BasePagination {
  /**
   * Where the page that the request asks for lies.
   *
   * @returns `null` where that cannot be said without counting, or the list is not cut: `paginateQueryset` knows.
   * @throws {NotFound} there cannot be such a page
   */
  windowOf(request: Request): PageWindow | null;
  /** Takes the number of objects. @throws {NotFound} the page lies behind the last one */
  settle(window: PageWindow, count: number): void;
}

/**
 * Cuts QuerySets into pages, and wraps what is on one. An instance is made for each request, and remembers its page.
 *
 * @see DRF `pagination.BasePagination`
 */
export abstract class BasePagination {
  /**
   * Cuts out the page that the request asks for.
   *
   * @param view The view, for paginators that want to know.
   * @returns `null` where the list is not cut.
   * @throws {NotFound} there is no such page
   */
  abstract paginateQueryset(queryset: PageableQuerySet, request: Request, view: unknown): Promise<Page | null>;

  /** The answer with what is on the page; `paginateQueryset` came first. */
  abstract getPaginatedResponse(data: unknown): Response;
}

/** The class of a paginator. */
export type PaginationClass = new () => BasePagination;

/** The queryset in an order, by primary key where it has none: pages of an unordered list overlap. */
export function stable(queryset: PageableQuerySet): PageableQuerySet {
  const isOrdered = queryset.state.ordering !== undefined || queryset.meta.ordering.length > 0;
  return isOrdered ? queryset : queryset.orderBy('pk');
}

/**
 * A whole number from a query parameter, as Python's `int` reads it.
 *
 * @param limit Larger numbers count as this one.
 * @returns `null` for anything but a whole number of zero or more.
 * @see DRF `pagination._positive_int`
 */
export function wholeNumber(text: string | undefined, limit: number | null = null): number | null {
  if (text === undefined || !/^\s*\+?\d{1,300}\s*$/.test(text)) return null;
  return Math.min(Number(text), limit ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

/** The size of a page from a query parameter: the default where it has none, or one that makes no sense. */
export function pageSizeFrom(text: string | undefined, fallback: number | null, limit: number | null): number | null {
  return wholeNumber(text, limit) || fallback;
}
