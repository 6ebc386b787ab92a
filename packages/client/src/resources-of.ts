/** The resources of an app: what its urls say, as a type. */
import type { App } from 'fretwork';
import type { AnyRoute, Included, Route, SimpleRouter } from 'fretwork/routers';
import type { Resource } from './resource.ts';

// Routers below a prefix, however deep the lists of urls that hold them.
type RegistryAt<U extends readonly AnyRoute[], P extends string> = U[number] extends infer R
  ? R extends Route<infer Path, infer V>
    ? P extends `${Path}${infer Rest}`
      ? V extends SimpleRouter<infer X>
        ? Rest extends ''
          ? X
          : never
        : V extends Included<infer Below>
          ? RegistryAt<Below, Rest>
          : V extends readonly AnyRoute[]
            ? RegistryAt<V, Rest>
            : never
      : never
    : never
  : never;

type Keys<X> = X extends unknown ? keyof X & string : never;
type Entry<X, K> = X extends unknown ? (K extends keyof X ? X[K] : never) : never;

/** The objects of a viewset class, or of one that `route` names. */
type ObjectOf<E> = E extends { readonly viewSet: infer V }
  ? ObjectOf<V>
  : E extends abstract new (
        ...parameters: never
      ) => infer I
    ? I
    : never;

/**
 * The resources of an app by the first part of their address.
 *
 * @typeParam A The app: `typeof app`.
 * @typeParam P Where its router stands: `'api/'`.
 */
export type ResourcesOf<A, P extends string = 'api/'> =
  A extends App<infer U, infer _M, infer S>
    ? { readonly [K in Keys<RegistryAt<U, P>>]: Resource<ObjectOf<Entry<RegistryAt<U, P>, K>>, S> }
    : never;
