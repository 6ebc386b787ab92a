/** SimpleRouter and DefaultRouter: the standard addresses of viewsets. */
import { ImproperlyConfigured, NoReverseMatch } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import { Action } from '../views/action.ts';
import { APIView } from '../views/api-view.ts';
import { BoundView } from '../views/bound-view.ts';
import type { ActionMap, ViewSet, ViewSetClass } from '../views/viewsets.ts';
import type { AnyRoute, Route } from './path.ts';
import { joinPatterns, type Pattern, pathPattern, regexPattern } from './pattern.ts';

/** A viewset with a say in the names of its routes; `route` makes it. */
export interface RegisteredViewSet<V extends ViewSetClass = ViewSetClass> {
  readonly viewSet: V;
  readonly basename: string;
}

/** Viewsets by the first part of their path. */
export type Registry = Readonly<Record<string, ViewSetClass | RegisteredViewSet>>;

/** How a router writes paths. */
export interface RouterOptions {
  /** Whether paths end in a slash; true where left out. */
  readonly trailingSlash?: boolean;
}

/**
 * A viewset whose routes have names of their own: `{ books: route(BookViewSet, { basename: 'hyper-book' }) }`.
 *
 * @param options `basename` goes before `-list`, `-detail` and the names of actions.
 */
export const route = <V extends ViewSetClass>(
  viewSet: V,
  { basename }: { readonly basename: string },
): RegisteredViewSet<V> => ({ viewSet, basename });

const LIST: ActionMap = { get: 'list', post: 'create' };
const DETAIL: ActionMap = { get: 'retrieve', put: 'update', patch: 'partialUpdate', delete: 'destroy' };

/**
 * List and detail addresses, and those of the viewsets' own actions.
 *
 * @param routes Viewsets by the first part of their path; a declaration, so that a client's types follow from it.
 * @see DRF `routers.SimpleRouter`
 */
export class SimpleRouter<const R extends Registry = Registry> {
  readonly routes: R;
  readonly options: RouterOptions;
  #urls: readonly AnyRoute[] | undefined;

  constructor(routes: R, options: RouterOptions = {}) {
    this.routes = routes;
    this.options = options;
  }

  /**
   * The routes; made when first asked for.
   *
   * @throws {ImproperlyConfigured} two viewsets have one basename, or a viewset has none
   */
  get urls(): readonly AnyRoute[] {
    this.#urls ??= this.getUrls();
    return this.#urls;
  }

  /** Makes the routes. @see DRF `SimpleRouter.get_urls` */
  protected getUrls(): AnyRoute[] {
    const taken = new Set<string>();
    return this.registered().flatMap(({ prefix, viewSet, basename }) => {
      if (taken.has(basename)) {
        throw new ImproperlyConfigured(
          `Two viewsets have the basename '${basename}'. Give one its own: route(${viewSet.name}, { basename: '…' }).`,
        );
      }
      taken.add(basename);
      return this.routesOf(prefix, viewSet, basename);
    });
  }

  /** The viewsets with the names of their routes. */
  protected registered(): { prefix: string; viewSet: ViewSetClass; basename: string }[] {
    return Object.entries(this.routes).map(([prefix, entry]) =>
      'viewSet' in entry
        ? { prefix, viewSet: entry.viewSet, basename: entry.basename }
        : { prefix, viewSet: entry, basename: defaultBasename(entry) },
    );
  }

  /** The routes of one viewset: list, its actions, detail, its actions. */
  protected routesOf(prefix: string, viewSet: ViewSetClass, basename: string): AnyRoute[] {
    const probe = new viewSet();
    const actions = extraActions(probe);
    const lookup = joinPatterns(pathPattern(`${prefix}/`), regexPattern(lookupOf(probe as ViewSet & LookupViewSet)));
    const levels = [
      { detail: false, base: pathPattern(prefix), map: LIST, suffix: 'List', name: `${basename}-list` },
      { detail: true, base: lookup, map: DETAIL, suffix: 'Instance', name: `${basename}-detail` },
    ];
    return levels.flatMap(({ detail, base, map, suffix, name }) => {
      const present = Object.entries(map).filter(([, method]) => typeof member(probe, method) === 'function');
      const standard = { viewSet, actionMap: Object.fromEntries(present), attributes: { basename, detail, suffix } };
      return [
        ...(present.length > 0 ? [this.routeTo(base, standard, name)] : []),
        ...actions
          .filter(([, action]) => action.detail === detail)
          .map(([attribute, action]) => this.actionRoute(base, viewSet, basename, attribute, action)),
      ];
    });
  }

  /** The route of an action. */
  protected actionRoute(
    base: Pattern,
    viewSet: ViewSetClass,
    basename: string,
    attribute: string,
    { options, handlers, detail }: Action,
  ): AnyRoute {
    const { urlPath = attribute, urlName = attribute.replaceAll('_', '-'), methods, detail: _, ...own } = options;
    const actionMap = Object.fromEntries(Object.keys(handlers).map((method) => [method, attribute]));
    const pattern = joinPatterns(joinPatterns(base, pathPattern('/')), urlPathPattern(urlPath));
    const attributes = { basename, detail, ...(own.suffix === undefined && { name: prettyName(attribute) }), ...own };
    return this.routeTo(pattern, { viewSet, actionMap, attributes }, `${basename}-${urlName}`);
  }

  /** A route with the router's idea of a final slash. */
  protected routeTo(base: Pattern, { viewSet, actionMap, attributes }: ViewSetBinding, name: string): AnyRoute {
    const pattern = this.options.trailingSlash === false ? base : joinPatterns(base, pathPattern('/'));
    const view = new BoundView(viewSet, { ...attributes, actionMap });
    return { path: pattern.source, pattern, view, name } satisfies Route;
  }
}

interface ViewSetBinding {
  readonly viewSet: ViewSetClass;
  readonly actionMap: ActionMap;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * A SimpleRouter that also answers at its root, with the addresses of all lists, and takes format suffixes
 * (`books.json`).
 *
 * @see DRF `routers.DefaultRouter`
 */
export class DefaultRouter<const R extends Registry = Registry> extends SimpleRouter<R> {
  protected override getUrls(): AnyRoute[] {
    const lists = this.registered().map(({ prefix, basename }) => [prefix, `${basename}-list`] as const);
    const root = new BoundView(APIRootView, { lists: Object.fromEntries(lists) });
    const rootRoute: AnyRoute = { path: '', pattern: pathPattern(''), view: root, name: 'api-root' };
    return formatSuffixPatterns([rootRoute, ...super.getUrls()]);
  }
}

/** The root of a DefaultRouter: where its lists are. @see DRF `routers.APIRootView` */
export class APIRootView extends APIView {
  override name = 'Api Root';
  override description = 'The default basic root view for DefaultRouter';
  /** It has no model that `ModelPermissions` could ask for. */
  readonly ignoreModelPermissions = true;
  /** Names of routes by prefix. */
  declare lists: Readonly<Record<string, string>>;

  override async get(request: Request): Promise<Response> {
    const namespace = request.namespace === '' ? '' : `${request.namespace}:`;
    const links: Record<string, string> = {};
    for (const [prefix, name] of Object.entries(this.lists)) {
      try {
        links[prefix] = request.reverse(namespace + name, withoutFormat(this.kwargs));
      } catch (error) {
        if (!(error instanceof NoReverseMatch)) throw error; // a viewset without a list is not listed
      }
    }
    return new Response(links);
  }
}

const withoutFormat = ({ format: _, ...kwargs }: Readonly<Record<string, string | number>>) => kwargs;

/**
 * The same routes, each a second time with a format suffix instead of its final slash: `books.json`.
 *
 * @param allowed Suffixes; any where left out.
 * @see DRF `urlpatterns.format_suffix_patterns`
 */
export function formatSuffixPatterns(
  routes: readonly AnyRoute[],
  { allowed }: { readonly allowed?: readonly string[] } = {},
): AnyRoute[] {
  const formats = allowed ? `(?:${allowed.join('|')})` : '[a-z0-9]+';
  const suffix = regexPattern(`\\.(?<format>${formats})/?`);
  return routes.flatMap((route) => {
    const pattern = joinPatterns(withoutFinalSlash(route.pattern), suffix);
    return [route, { ...route, path: pattern.source, pattern }];
  });
}

function withoutFinalSlash({ source, pieces, converters }: Pattern): Pattern {
  const last = pieces?.at(-1);
  const shorter =
    typeof last === 'string' && last.endsWith('/') ? [...(pieces ?? []).slice(0, -1), last.slice(0, -1)] : pieces;
  return { source: source.replace(/(?:\\)?\/$/, ''), pieces: shorter, converters };
}

/** What routers need of a viewset that has objects. */
interface LookupViewSet {
  readonly lookupField?: string;
  readonly lookupUrlKwarg?: string;
  readonly lookupValueRegex?: string;
  readonly queryset?: { readonly meta?: { readonly name?: string } };
}

function lookupOf(probe: LookupViewSet): string {
  const { lookupField = 'pk', lookupUrlKwarg = lookupField, lookupValueRegex = '[^/.]+' } = probe;
  return `(?<${lookupUrlKwarg}>${lookupValueRegex})`;
}

function defaultBasename(viewSet: ViewSetClass): string {
  const { queryset } = new viewSet() as ViewSet & LookupViewSet;
  const name = queryset?.meta?.name;
  if (name !== undefined) return name.toLowerCase();
  throw new ImproperlyConfigured(
    `${viewSet.name} has no queryset to name its routes after. Name them: route(${viewSet.name}, { basename: '…' }).`,
  );
}

// `setMentor` as `Set mentor`. @see Django `pretty_name`
function prettyName(attribute: string): string {
  const words = attribute.replace(/[A-Z]/g, ' $&').replaceAll('_', ' ').trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const member = (viewSet: ViewSet, name: string): unknown => (viewSet as unknown as Record<string, unknown>)[name];

const extraActions = (probe: ViewSet): [name: string, action: Action][] =>
  Object.entries(probe).filter((entry): entry is [string, Action] => entry[1] instanceof Action);

// `<int:year>` as in `path`, or groups of a regular expression as in DRF; text without either is text.
function urlPathPattern(urlPath: string): Pattern {
  return urlPath.includes('(') ? regexPattern(urlPath) : pathPattern(urlPath);
}
