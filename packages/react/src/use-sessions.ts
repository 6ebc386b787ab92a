/** `useSessions`: where the user is logged in, and how to end a login. */
import type { Login } from '@fretwork/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useAuthContext } from './auth-context.ts';
import { queryKeys } from './query-keys.ts';
import { useRetry } from './use-retry.ts';

/** What `useSessions` returns. */
export interface UseSessionsResult {
  /** The logins that go on, the one used last first; empty until they are known. */
  readonly sessions: readonly Login[];
  /** Ends a login; it leaves the list when the server has ended it. Ending one's own signs out. */
  readonly end: (id: string) => Promise<void>;
  /** The login that is being ended. */
  readonly ending: string | null;
  readonly isLoading: boolean;
  /** Why the list could not be had, or a login not be ended. */
  readonly error: Error | null;
}

const NONE: readonly Login[] = [];

/**
 * The devices that the user is logged in on. Asks for nothing while nobody is signed in.
 *
 * @throws {MissingProvider} there is no `<AuthProvider>` around
 */
export function useSessions(): UseSessionsResult {
  const { client, state } = useAuthContext('useSessions');
  const queryClient = useQueryClient();
  const queryKey = queryKeys.sessions;
  const list = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.accounts.sessions({ signal }),
    enabled: state.status === 'signedIn',
    retry: useRetry(),
  });
  const ending = useMutation({
    mutationFn: (id: string) => client.accounts.endSession(id),
    networkMode: 'always',
    onSuccess: (_answer, id) => {
      const without = (known: readonly Login[] | undefined) => known?.filter((session) => session.id !== id);
      queryClient.setQueryData<readonly Login[]>(queryKey, without);
    },
  });
  const { mutateAsync } = ending;
  return {
    sessions: list.data ?? NONE,
    end: async (id) => {
      await mutateAsync(id);
    },
    ending: ending.isPending ? ending.variables : null,
    isLoading: list.isLoading,
    error: ending.error ?? list.error,
  };
}
