/** Resolver: finds the view of a path and the path of a name; everything is compiled once. */
import { ImproperlyConfigured, NoReverseMatch } from '../errors.ts';
import type { Kwargs } from '../http/app-context.ts';
import { APIView, type ViewClass } from '../views/api-view.ts';
import { BoundView, bind } from '../views/bound-view.ts';
import type { AnyRoute, Included, RouteSource } from './path.ts';
import { joinPatterns, type Pattern, pathPattern, writePath } from './pattern.ts';

/** A view with the arguments that the path gives it. */
export interface Match {
  readonly view: BoundView;
  readonly kwargs: Kwargs;
  /** Namespaces of the route, joined by colons; empty where it has none. */
  readonly namespace: string;
}

/** A route with everything above it. */
export interface ResolvedRoute {
  readonly pattern: Pattern;
  readonly view: BoundView;
  /** Name with its namespaces; `undefined` for a route without one. */
  readonly name: string | undefined;
  readonly namespace: string;
}

/**
 * The compiled routes of an app. The first route that matches wins, as in Django.
 *
 * A path without arguments costs one look-up; others are tried against the few routes that begin like them.
 *
 * @see Django `URLResolver`
 */
export class Resolver {
  /** Every route, in the order in which they are tried. */
  readonly routes: readonly ResolvedRoute[];
  readonly #static = new Map<string, Match>();
  // By literal beginning up to a slash: all routes whose own beginning is part of it, in order.
  readonly #dynamic = new Map<string, readonly DynamicRoute[]>();
  readonly #names = new Map<string, ResolvedRoute[]>();

  constructor(urls: readonly AnyRoute[]) {
    this.routes = flatten(urls, { pattern: pathPattern(''), namespace: '' });
    const dynamic = this.routes.flatMap((route, index) => (isStatic(route) ? [] : [compile(route, index)]));
    for (const prefix of new Set(['', ...dynamic.map((route) => route.prefix)])) {
      this.#dynamic.set(
        prefix,
        dynamic.filter((route) => prefix.startsWith(route.prefix)),
      );
    }
    this.routes.forEach((route, index) => {
      if (route.name !== undefined) this.#names.set(route.name, [...(this.#names.get(route.name) ?? []), route]);
      if (!isStatic(route)) return;
      const path = route.pattern.pieces?.join('') ?? '';
      // A route with arguments that comes first and matches as well wins for good.
      const hidden = dynamic.some((other) => other.index < index && other.regex.test(path));
      if (!hidden && !this.#static.has(path))
        this.#static.set(path, { view: route.view, kwargs: NO_KWARGS, namespace: route.namespace });
    });
  }

  /**
   * The view of a path.
   *
   * @param path Percent-encoded, with its slash at the beginning; untrusted.
   * @returns `null` where no route matches, and where the path is not encoded properly.
   */
  resolve(path: string): Match | null {
    const decoded = path.includes('%') ? decode(path) : path;
    if (decoded === null || !decoded.startsWith('/')) return null;
    const rest = decoded.slice(1);
    const found = this.#static.get(rest);
    if (found) return found;
    for (const { regex, route } of this.#candidates(rest)) {
      const groups = regex.exec(rest);
      const kwargs = groups && readKwargs(groups.groups ?? {}, route.pattern);
      if (kwargs) return { view: route.view, kwargs, namespace: route.namespace };
    }
    return null;
  }

  #candidates(path: string): readonly DynamicRoute[] {
    for (let end = path.lastIndexOf('/'); end !== -1; end = end === 0 ? -1 : path.lastIndexOf('/', end - 1)) {
      const routes = this.#dynamic.get(path.slice(0, end + 1));
      if (routes) return routes;
    }
    return this.#dynamic.get('') ?? [];
  }

  /**
   * The path of a named route.
   *
   * @param kwargs Exactly the arguments that the route takes.
   * @throws {NoReverseMatch} there is no such route
   * @see Django `urls.reverse`
   */
  reverse(name: string, kwargs: Kwargs = NO_KWARGS): string {
    for (const { pattern } of this.#names.get(name) ?? []) {
      const path = writePath(pattern, kwargs);
      if (path !== null) return `/${path}`;
    }
    throw new NoReverseMatch(name, Object.keys(kwargs));
  }
}

const NO_KWARGS: Kwargs = Object.freeze({});

interface DynamicRoute {
  readonly index: number;
  readonly route: ResolvedRoute;
  readonly regex: RegExp;
  /** Literal beginning up to its last slash. */
  readonly prefix: string;
}

const isStatic = ({ pattern }: ResolvedRoute): boolean =>
  pattern.pieces?.every((piece) => typeof piece === 'string') === true &&
  !/[?*+|]/.test(pattern.source.replace(/\\./g, ''));

function compile(route: ResolvedRoute, index: number): DynamicRoute {
  return { index, route, regex: new RegExp(`^${route.pattern.source}$`, 'u'), prefix: prefixOf(route.pattern.source) };
}

// What every match begins with, up to its last slash. An optional last character may be missing, so it does not count.
function prefixOf(source: string): string {
  if (source.includes('|')) return '';
  const [literal = ''] = /^(?:[^\\()[\]{}|*+?.^$]|\\[^\w\s])*/.exec(source) ?? [];
  const certain = /^[?*{]/.test(source.slice(literal.length)) ? literal.replace(/\\?.$/u, '') : literal;
  const text = certain.replace(/\\(.)/g, '$1');
  return text.slice(0, text.lastIndexOf('/') + 1);
}

interface Above {
  readonly pattern: Pattern;
  readonly namespace: string;
}

function flatten(routes: readonly AnyRoute[], above: Above): ResolvedRoute[] {
  return routes.flatMap(({ pattern, view, name }) => {
    const joined = joinPatterns(above.pattern, pattern);
    const { namespace } = above;
    const below = routesOf(view);
    if (below) {
      const inner = [namespace, below.namespace].filter(Boolean).join(':');
      return flatten(below.routes, { pattern: joined, namespace: inner });
    }
    if (!isView(view)) {
      throw new ImproperlyConfigured(
        `Path '${joined.source}' leads to nothing: pass a view class, a router or routes.`,
      );
    }
    const full = name === undefined || namespace === '' ? name : `${namespace}:${name}`;
    return [{ pattern: joined, view: bind(view), name: full, namespace }];
  });
}

function routesOf(view: unknown): Included | null {
  if (Array.isArray(view)) return { routes: view as readonly AnyRoute[], namespace: undefined };
  if (typeof view !== 'object' || view === null) return null;
  if ('routes' in view && 'namespace' in view) return view as Included;
  return 'urls' in view ? { routes: (view as RouteSource).urls, namespace: undefined } : null;
}

const isView = (view: unknown): view is ViewClass | BoundView =>
  view instanceof BoundView || (typeof view === 'function' && view.prototype instanceof APIView);

function readKwargs(groups: Readonly<Record<string, string>>, { converters }: Pattern): Kwargs | null {
  const kwargs: Record<string, string | number> = {};
  for (const name of Object.keys(converters)) {
    const text = groups[name];
    if (text === undefined) continue; // an optional group that was not there
    const value = converters[name]?.read(text);
    if (value === undefined) return null;
    kwargs[name] = value;
  }
  return kwargs;
}

// A null byte is in no address of ours, and no database takes it.
function decode(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? null : decoded;
  } catch {
    return null;
  }
}
