/** What `<AuthProvider>` shares with the hooks below it. */
import type { Login, Session, SessionState } from '@fretwork/client';
import { createContext, useContext } from 'react';
import { MissingProvider } from './errors.ts';

/**
 * What the hooks need of a client; every client of `createClient` is one.
 *
 * The parameters are `never` here so that a client of any app fits; the hooks take the real ones from the client's own type.
 */
export interface AuthClient {
  readonly session: Session<unknown>;
  login(credentials: never): Promise<unknown>;
  logout(): Promise<unknown>;
  readonly accounts: {
    register(input: never): Promise<unknown>;
    verify(input: never): Promise<unknown>;
    resend(input: never): Promise<unknown>;
    logoutAll(): Promise<unknown>;
    sessions(options?: { readonly signal?: AbortSignal }): Promise<readonly Login[]>;
    endSession(id: string): Promise<unknown>;
  };
}

/** The client, and what is known of its session. */
export interface Auth {
  readonly client: AuthClient;
  readonly state: SessionState<unknown>;
}

/** Holds what the nearest `<AuthProvider>` gives. */
export const AuthContext = createContext<Auth | null>(null);

/**
 * What the nearest `<AuthProvider>` gives.
 *
 * @param hook Who asks, for the message.
 * @throws {MissingProvider} there is no provider around
 */
export function useAuthContext(hook: string): Auth {
  const auth = useContext(AuthContext);
  if (auth === null) throw new MissingProvider(hook);
  return auth;
}
