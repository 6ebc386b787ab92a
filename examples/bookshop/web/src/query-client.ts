/** The cache of what was read, for as long as a page is open. */
import { ApiError, NetworkError, ServerError } from '@fretwork/client';
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { connection } from './layout/connection.ts';

const isAway = (error: unknown): boolean => error instanceof NetworkError || error instanceof ServerError;

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (isAway(error)) connection.lost();
    },
    onSuccess: () => connection.found(),
  }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // The client has tried again already, where that could help.
      retry: (count, error) => count < 1 && !(error instanceof ApiError) && !(error instanceof NetworkError),
    },
  },
});
