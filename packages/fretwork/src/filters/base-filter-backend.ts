/** BaseFilterBackend: what narrows or orders a view's QuerySet before it is cut into pages. */
import type { Request } from '../http/request.ts';
import type { ModelMeta } from '../models/meta.ts';

/** What filters need of a QuerySet. */
export interface FilterableQuerySet {
  readonly meta: ModelMeta;
  filter(...conditions: readonly object[]): FilterableQuerySet;
  orderBy(...terms: readonly string[]): FilterableQuerySet;
}

/**
 * Narrows or orders a QuerySet by what the request says. An instance is made for each request.
 *
 * @typeParam TView What the filter needs of a view: `searchFields`, …
 * @see DRF `filters.BaseFilterBackend`
 */
export abstract class BaseFilterBackend<TView = unknown> {
  /**
   * Checks what it takes the database to check. Called before `filterQueryset`.
   *
   * The two are apart because an async function cannot return a QuerySet: being awaitable, it would be run.
   *
   * @throws {ValidationError} a parameter makes no sense
   */
  check(_request: Request, _queryset: FilterableQuerySet, _view: TView): Promise<void> | void {}

  /**
   * The QuerySet, narrowed or ordered.
   *
   * @throws {ValidationError} a parameter makes no sense
   */
  abstract filterQueryset(request: Request, queryset: FilterableQuerySet, view: TView): FilterableQuerySet;
}

/** The class of a filter backend. */
// biome-ignore lint/suspicious/noExplicitAny: a filter asks for a view of its own kind; `unknown` would refuse them all
export type FilterBackendClass = new () => BaseFilterBackend<any>;
