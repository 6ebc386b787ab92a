/** A page and the number of all objects, asked for at once. */
import { type BasePagination, stable, type WindowedPagination } from '../pagination/base-pagination.ts';
import { LimitOffsetPagination } from '../pagination/limit-offset-pagination.ts';
import { PageNumberPagination } from '../pagination/page-number-pagination.ts';
import { GenericAPIView, type ViewQuerySet } from './generic-api-view.ts';

/**
 * What a QuerySet yields for the page that the request asks for; the view's paginator then knows the number of all objects. One
 * query, where cutting and counting take two.
 *
 * @returns `undefined` where the view, its paginator or its QuerySet cut and count in a way of their own; `paginateQueryset` knows.
 * @throws {NotFound} there is no such page
 */
export async function pageAtOnce(
  view: GenericAPIView,
  queryset: ViewQuerySet,
): Promise<readonly unknown[] | undefined> {
  if (!cutsAtOnce(view, queryset)) return undefined;
  const window = view.paginator.windowOf(view.request);
  if (window === null) return undefined;
  const { objects, count } = await (stable(queryset) as ViewQuerySet).page(window.start, window.size);
  view.paginator.settle(window, count);
  return objects;
}

function cutsAtOnce(
  view: GenericAPIView,
  { state }: ViewQuerySet,
): view is GenericAPIView & { readonly paginator: BasePagination & WindowedPagination } {
  const { paginator } = view;
  if (view.paginateQueryset !== GenericAPIView.prototype.paginateQueryset || paginator === null) return false;
  return isWhole(state) && CUTS.has(paginator.paginateQueryset);
}

/** Whether a QuerySet can be cut and counted in one query; PostgreSQL does not count rows that it locks. */
const isWhole = (state: ViewQuerySet['state']): boolean =>
  !state.distinct && !state.reversed && !state.lock && state.limit === undefined && state.offset === 0;

const CUTS: ReadonlySet<unknown> = new Set(
  [PageNumberPagination, LimitOffsetPagination].map(({ prototype }) => prototype.paginateQueryset),
);
