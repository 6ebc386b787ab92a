/** `useRetrieve`: one item of a resource. */
import type { Lookup } from '@fretwork/client';
import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type HasPath, queryKeys } from './query-keys.ts';
import type { QueryOptions } from './use-list.ts';
import { useRetry } from './use-retry.ts';

/**
 * A resource whose items can be looked up.
 *
 * @typeParam Id What looks an item up.
 * @typeParam Item What the server answers.
 */
export interface Retrievable<Id extends Lookup, Item> extends HasPath {
  retrieve(id: Id, options?: { readonly signal?: AbortSignal }): Promise<Item>;
}

/**
 * Looks up one item: `useRetrieve(api.books, 3)`.
 *
 * @param resource A resource of the client.
 * @param id Value of the resource's `lookupField`; nothing is asked for while it is null or undefined.
 * @param options TanStack Query's; `select` narrows what is returned.
 * @see TanStack Query `useQuery`, whose result it returns
 */
export function useRetrieve<Id extends Lookup, Item, Data = Item>(
  resource: Retrievable<Id, Item>,
  id: NoInfer<Id> | null | undefined,
  options?: QueryOptions<NoInfer<Item>, Data>,
): UseQueryResult<Data, Error> {
  const isKnown = id !== null && id !== undefined;
  return useQuery<Item, Error, Data>({
    retry: useRetry(),
    ...options,
    queryKey: queryKeys.retrieve(resource, isKnown ? id : ''),
    queryFn: isKnown ? ({ signal }) => resource.retrieve(id, { signal }) : skipToken,
  });
}
