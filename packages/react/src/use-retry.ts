/** How often a query that failed is tried again. */
import { type QueryObserverOptions, useQueryClient } from '@tanstack/react-query';

/**
 * What the QueryClient says of retries, or never: the client has repeated a request already where that can help, and repeating a
 * refusal does not. TanStack Query would try three times more.
 */
export const useRetry = (): QueryObserverOptions['retry'] =>
  useQueryClient().getDefaultOptions().queries?.retry ?? false;
