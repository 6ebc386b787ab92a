/** The cache of what was read, for as long as a page is open. */
import { ApiError, NetworkError, ServerError } from '@fretwork/client';
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { connection } from './layout/connection.ts';

// What proxies say while there is no server behind them; a server that fails is there.
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

const isAway = (error: unknown): boolean =>
  error instanceof NetworkError || (error instanceof ServerError && AWAY.has(error.status));

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
      retry: (count, error) => count < 1 && !(error instanceof ApiError),
    },
  },
});
