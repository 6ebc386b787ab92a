/** Addresses: paths, routers, and URLs by name. */
export {
  type AnyRoute,
  type Included,
  include,
  path,
  type Route,
  type RouteSource,
  rePath,
  type Target,
  urlpatterns,
} from './path.ts';
export { type Match, type ResolvedRoute, Resolver } from './resolver.ts';
export {
  APIRootView,
  DefaultRouter,
  formatSuffixPatterns,
  type RegisteredViewSet,
  type Registry,
  type RouterOptions,
  route,
  SimpleRouter,
} from './routers.ts';
