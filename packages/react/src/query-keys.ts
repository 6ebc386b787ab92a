/** `queryKeys`: where answers stand in TanStack Query's cache. */

import type { Lookup } from '@fretwork/client';

/** Anything with the path of a resource; every resource of a client has one. */
export interface HasPath {
  /** Path below the router's prefix, `books`; the first part of what its answers are cached under. */
  readonly path: string;
}

const ROOT = 'fretwork';

/**
 * Keys of the hooks' queries, for whoever reads or changes the cache by hand.
 *
 * `queryClient.invalidateQueries({ queryKey: queryKeys.resource(api.books) })` asks again for everything of a resource that
 * is on the screen. Two clients of different servers need a QueryClient each: their resources may share paths.
 */
export const queryKeys = {
  /** Everything that the hooks have cached. */
  all: [ROOT] as const,
  /** Everything of one resource. */
  resource: ({ path }: HasPath) => [ROOT, path] as const,
  /** One list, as `useList` caches it. */
  list: ({ path }: HasPath, query: object = {}) => [ROOT, path, 'list', query] as const,
  /** One list in pages, as `useInfiniteList` caches it. */
  infinite: ({ path }: HasPath, query: object = {}) => [ROOT, path, 'infinite', query] as const,
  /** One item, as `useRetrieve` caches it; `3` and `'3'` are the same. */
  retrieve: ({ path }: HasPath, id: Lookup) => [ROOT, path, 'retrieve', String(id)] as const,
  /** The logins of the user, as `useSessions` caches them. */
  sessions: [ROOT, 'accounts', 'sessions'] as const,
};
