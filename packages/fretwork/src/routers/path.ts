/** `path`, `rePath`, `include` and `urlpatterns`: the addresses of an app. */
import type { ViewClass } from '../views/api-view.ts';
import type { BoundView } from '../views/bound-view.ts';
import { type Pattern, pathPattern, regexPattern } from './pattern.ts';

/** Anything that makes routes of itself; routers do. */
export interface RouteSource {
  /** The routes, below whatever path the source is mounted at. */
  readonly urls: readonly AnyRoute[];
}

/** Routes below a path, under a namespace. */
export interface Included<U extends readonly AnyRoute[] = readonly AnyRoute[]> {
  readonly routes: U;
  readonly namespace: string | undefined;
}

/** What a path may lead to: a view, or more routes. */
export type Target = ViewClass | BoundView | RouteSource | Included | readonly AnyRoute[];

/**
 * One line of `urlpatterns`: a path and what it leads to.
 *
 * @typeParam P The path as it is written.
 * @typeParam V What it leads to; a client is inferred from it.
 */
export interface Route<P extends string = string, V = unknown> {
  readonly path: P;
  readonly view: V;
  readonly name: string | undefined;
  /** The path taken apart. */
  readonly pattern: Pattern;
}

/** Any route, whatever it leads to. */
export type AnyRoute = Route<string, unknown>;

/**
 * A route by path: `path('books/<int:pk>/', BookDetail, 'book-detail')`.
 *
 * Converters are `str` (the default), `int`, `slug`, `uuid` and `path`. The final slash is exact.
 *
 * @param path Without a slash at its beginning.
 * @param view A view class, a bound view, a router, `include(…)`, or routes.
 * @param name Name for `reverse`.
 * @throws {ImproperlyConfigured} the path cannot be read
 * @see Django `urls.path`
 */
export const path = <const P extends string, V extends Target>(path: P, view: V, name?: string): Route<P, V> => ({
  path,
  view,
  name,
  pattern: pathPattern(path),
});

/**
 * A route by regular expression, for what converters cannot say: `rePath('^versions/(?<version>v[0-9]+)/$', …)`.
 *
 * Named groups become arguments. It is matched against every path that gets as far: keep it linear.
 *
 * @throws {ImproperlyConfigured} it is not a regular expression
 * @see Django `urls.re_path`
 */
export const rePath = <const P extends string, V extends Target>(
  expression: P,
  view: V,
  name?: string,
): Route<P, V> => ({
  path: expression,
  view,
  name,
  pattern: regexPattern(expression),
});

/**
 * Routes under a namespace, which goes before their names: `reverse('v1:book-list')`.
 *
 * Without a namespace the routes may be passed to `path` as they are.
 *
 * @see Django `urls.include`
 */
export const include = <const U extends readonly AnyRoute[]>(
  routes: U,
  options: { readonly namespace?: string } = {},
): Included<U> => ({ routes, namespace: options.namespace });

/** The routes of an app or of a part of it, in the order in which they are tried. */
export const urlpatterns = <const U extends readonly AnyRoute[]>(...routes: U): U => routes;
