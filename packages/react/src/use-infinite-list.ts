/** `useInfiniteList`: the pages of a resource, one after another. */
import {
  type InfiniteData,
  type UseInfiniteQueryOptions,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';
import { type Listable, useLastData } from './use-list.ts';
import { useRetry } from './use-retry.ts';

/** A page that knows the address of the next one, whatever the pagination. */
export interface LinkedPage {
  readonly next: string | null;
}

/** What the address of a page says beyond the query: `page`, `cursor`, or `offset` and `limit`. */
export type PageParameters = Readonly<Record<string, string>>;

/**
 * TanStack Query's options of an infinite query, without what the hook says itself.
 *
 * @typeParam Page What the server answers.
 * @typeParam Data What `select` makes of the pages.
 */
export type InfiniteListOptions<Page, Data = InfiniteData<Page, PageParameters>> = Omit<
  UseInfiniteQueryOptions<Page, Error, Data, readonly unknown[], PageParameters>,
  'queryKey' | 'queryFn' | 'initialPageParam' | 'getNextPageParam'
>;

/**
 * Lists a resource page by page: `const { data, fetchNextPage, hasNextPage } = useInfiniteList(api.books)`.
 *
 * Follows `next` of each page, so it works with every pagination; `data.pages` holds the answers in order. The address itself is not
 * followed, only what it says about the page: a server that answers with a foreign address gets no token sent there.
 *
 * @param resource A resource of the client that has pages.
 * @param query Search, ordering and filters, and the page to begin with.
 * @param options TanStack Query's; `select` narrows what is returned.
 * @see TanStack Query `useInfiniteQuery`, whose result it returns
 */
export function useInfiniteList<
  Query extends object,
  Page extends LinkedPage,
  Data = InfiniteData<Page, PageParameters>,
>(
  resource: Listable<Query, Page>,
  query?: NoInfer<Query>,
  options?: InfiniteListOptions<NoInfer<Page>, Data>,
): UseInfiniteQueryResult<Data, Error> {
  return useInfiniteQuery<Page, Error, Data, readonly unknown[], PageParameters>({
    placeholderData: useLastData<InfiniteData<Page, PageParameters>>(),
    retry: useRetry(),
    ...options,
    queryKey: queryKeys.infinite(resource, query),
    // Names and values come from the server, which read them as it wrote them.
    queryFn: ({ pageParam, signal }) => resource.list({ ...query, ...pageParam } as Query, { signal }),
    initialPageParam: {},
    getNextPageParam: ({ next }) => (next === null ? undefined : parametersOf(next, query)),
  });
}

/** What an address says that the query does not. */
export function parametersOf(address: string, query: object = {}): PageParameters {
  const asked = new Map(Object.entries(query));
  // The base is for addresses without a host; only the query string is read.
  const said = new URL(address, 'http://localhost').searchParams;
  // A list in the query stands in the address as it was sent; a single value may have moved on.
  return Object.fromEntries(
    [...said].filter(([name, value]) => !Array.isArray(asked.get(name)) && `${asked.get(name)}` !== value),
  );
}
