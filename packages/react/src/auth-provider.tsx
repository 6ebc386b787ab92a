/** `<AuthProvider>`: starts the session, tells the hooks below who is signed in, and keeps one user's answers from the next. */
import type { SessionState } from '@fretwork/client';
import { QueryClient, QueryClientContext, QueryClientProvider } from '@tanstack/react-query';
import {
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { type AuthClient, AuthContext } from './auth-context.ts';
import { CacheEpochContext } from './cache-epoch.ts';
import { askAgain, forgetAnswers } from './forget-answers.ts';

/** What `<AuthProvider>` takes. */
export interface AuthProviderProps {
  /** Made once, outside of components, by `createClient`. */
  readonly client: AuthClient;
  /** The cache; where it is left out, the one of the `<QueryClientProvider>` around, or one of its own. */
  readonly queryClient?: QueryClient;
  readonly children?: ReactNode;
}

/** What the server renders, and what a browser renders first, so that the two agree. */
const UNKNOWN: SessionState<never> = { status: 'unknown' };

/**
 * Gives the hooks below it a client, who is signed in, and a cache.
 *
 * Starts the session in the browser, once, also under StrictMode; on a server it fetches nothing and the status is `'loading'`.
 * When somebody signs out, in whatever tab, or somebody else signs in, the whole cache is emptied before anything is rendered
 * with the new status; answers that are under way for the former user are dropped, and what is still on the screen is asked
 * for again.
 *
 * @see `QueryClientProvider` of TanStack Query, which it contains
 */
export function AuthProvider({ client, queryClient, children }: AuthProviderProps): ReactNode {
  const around = useContext(QueryClientContext);
  const [own] = useState(() => queryClient ?? around ?? new QueryClient());
  const queries = queryClient ?? around ?? own;
  const { session } = client;
  const state = useSyncExternalStore(
    useCallback((listener) => session.subscribe(listener), [session]),
    () => session.state,
    () => UNKNOWN,
  );
  const count = useRef(0);

  useEffect(() => {
    let known = identityOf(session.state);
    const stop = session.subscribe(() => {
      const identity = identityOf(session.state);
      if (identity === known) return;
      // What was asked for while nobody was known was asked for by whoever it turns out to be.
      if (known !== null) {
        count.current += 1;
        forgetAnswers(queries);
      }
      known = identity;
    });
    void session.start();
    return stop;
  }, [session, queries]);

  // Components below have their effects first, so what leaves the screen with the user is not asked for again.
  const asked = useRef(0);
  const identity = identityOf(state) ?? '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the identity says when there is something to ask for
  useEffect(() => {
    if (asked.current === count.current) return;
    asked.current = count.current;
    askAgain(queries);
  }, [identity, queries]);

  const auth = useMemo(() => ({ client, state }), [client, state]);
  const epoch = useMemo(() => ({ identity, count }), [identity]);
  return (
    <QueryClientProvider client={queries}>
      <CacheEpochContext value={epoch}>
        <AuthContext value={auth}>{children}</AuthContext>
      </CacheEpochContext>
    </QueryClientProvider>
  );
}

/** Whose answers the cache holds in a state of the session: null where that is not known. */
function identityOf(state: SessionState<unknown>): string | null {
  if (state.status === 'unknown') return null;
  if (state.status === 'signedOut') return '';
  const { user } = state;
  const isRecord = typeof user === 'object' && user !== null;
  // A user model without an id is told apart by all that is known of the user.
  return isRecord && 'id' in user ? `id ${String(user.id)}` : JSON.stringify(user);
}
