/** `useList`: one page of a resource, or all of it where it has no pages. */
import { type UseQueryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useCacheEpoch } from './cache-epoch.ts';
import { type HasPath, queryKeys } from './query-keys.ts';
import { useRetry } from './use-retry.ts';

/**
 * A resource that can be listed.
 *
 * @typeParam Query What it can be asked for.
 * @typeParam Answer A page, or an array where the resource has no pages.
 */
export interface Listable<Query, Answer> extends HasPath {
  list(query?: Query, options?: { readonly signal?: AbortSignal }): Promise<Answer>;
}

/**
 * TanStack Query's options of a query, without what the hooks say themselves.
 *
 * @typeParam Answer What the server answers.
 * @typeParam Data What `select` makes of it.
 */
export type QueryOptions<Answer, Data = Answer> = Omit<UseQueryOptions<Answer, Error, Data>, 'queryKey' | 'queryFn'>;

/**
 * Lists a resource: `useList(api.books, { page: 2, search: 'river' })`.
 *
 * The last page stays on the screen while the next one loads (`isPlaceholderData`), though never another user's. A failed
 * request is not repeated here unless the QueryClient or `retry` says so: the client has repeated it already where that can help.
 *
 * @param resource A resource of the client.
 * @param query Page, search, ordering and filters; part of the cache's key, so it need not keep its identity.
 * @param options TanStack Query's; `select` narrows what is returned.
 * @see TanStack Query `useQuery`, whose result it returns
 */
export function useList<Query extends object, Answer, Data = Answer>(
  resource: Listable<Query, Answer>,
  query?: NoInfer<Query>,
  options?: QueryOptions<NoInfer<Answer>, Data>,
): UseQueryResult<Data, Error> {
  return useQuery<Answer, Error, Data>({
    placeholderData: useLastData<Answer>(),
    retry: useRetry(),
    ...options,
    queryKey: queryKeys.list(resource, query),
    queryFn: ({ signal }) => resource.list(query, { signal }),
  });
}

/**
 * Shows the data of the last query while the next one loads, as `keepPreviousData`.
 *
 * TanStack Query asks again only a function that it has not asked before, and remembers what the last one gave: a new function for
 * every user makes it forget.
 */
export function useLastData<Answer>() {
  const { identity } = useCacheEpoch();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another user gets another function
  return useCallback(<T extends Answer>(last: T | undefined): T | undefined => last, [identity]);
}
