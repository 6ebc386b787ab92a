/** `forgetAnswers`: empties a cache when its user has gone. */
import type { QueryClient } from '@tanstack/react-query';

/**
 * Empties the cache: what is on the screen shows as loading, what is not is gone, what is under way never arrives.
 *
 * `queryClient.clear()` would leave mounted components with what they show, and let late answers reach them. Nothing is asked
 * again: that is due when the components have seen who is there now (`askAgain`).
 */
export function forgetAnswers(queryClient: QueryClient): void {
  // All of them before any is removed: a list that shows its last page while the next one loads still holds the last one's query.
  for (const query of queryClient.getQueryCache().getAll()) query.reset();
  queryClient.removeQueries({ type: 'inactive' });
  queryClient.getMutationCache().clear();
}

/** Asks again for what is on the screen. */
export function askAgain(queryClient: QueryClient): void {
  void queryClient.refetchQueries({ type: 'active' });
}
