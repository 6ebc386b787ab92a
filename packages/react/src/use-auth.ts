/** `useAuth`: who is signed in, and how to sign up, in and out. */
import type { SessionState } from '@fretwork/client';
import { useMemo } from 'react';
import { type AuthClient, useAuthContext } from './auth-context.ts';

/**
 * The user of a client: what its `me/` answers.
 *
 * @typeParam C The client, `typeof api`.
 */
export type UserOf<C extends AuthClient> = Extract<C['session']['state'], { status: 'signedIn' }>['user'];

/**
 * What `useAuth` returns.
 *
 * @typeParam C The client, `typeof api`.
 */
export type UseAuthResult<C extends AuthClient = AuthClient> = AuthStatus<UserOf<C>> & {
  /** Signs in with a password. */
  readonly login: C['login'];
  /** Asks for an account; a code goes out by e-mail. Resolves with the `flow` that `verify` and `resend` take. */
  readonly signUp: C['accounts']['register'];
  /** Proves the address with the code: there is an account then, and it is signed in. */
  readonly verify: C['accounts']['verify'];
  /** Sends another code for a `flow`. */
  readonly resend: C['accounts']['resend'];
  /** Signs out here, in every tab of this browser. */
  readonly logout: C['logout'];
  /** Ends every login of the user, on every device. */
  readonly logoutAll: C['accounts']['logoutAll'];
};

/**
 * Who is signed in; the parts exclude each other, so that `status` says whether there is a `user`.
 *
 * @typeParam User What `me/` answers.
 */
export type AuthStatus<User> =
  | { readonly status: 'loading'; readonly user: null; readonly reason: null }
  | { readonly status: 'signedIn'; readonly user: User; readonly reason: null }
  | {
      readonly status: 'signedOut';
      readonly user: null;
      /** `none`: nobody was signed in; `signedOut`: on purpose, here or elsewhere; `expired`: the server ended the session. */
      readonly reason: 'none' | 'signedOut' | 'expired';
    };

/**
 * Who is signed in, and the functions that change it: `useAuth<typeof api>()`.
 *
 * The functions are the client's own, so they reject with its errors. They keep their identity between renders.
 *
 * @typeParam C The client that stands in the `<AuthProvider>`; types cannot travel through React's context.
 * @throws {MissingProvider} there is no `<AuthProvider>` around
 */
export function useAuth<C extends AuthClient = AuthClient>(): UseAuthResult<C> {
  const { client, state } = useAuthContext('useAuth');
  const calls = useMemo(() => callsOf(client as C), [client]);
  return useMemo(() => ({ ...statusOf(state as SessionState<UserOf<C>>), ...calls }), [state, calls]);
}

function callsOf<C extends AuthClient>(client: C): Omit<UseAuthResult<C>, keyof AuthStatus<unknown>> {
  const { accounts } = client;
  return {
    login: (credentials) => client.login(credentials),
    logout: () => client.logout(),
    signUp: (input) => accounts.register(input),
    verify: (input) => accounts.verify(input),
    resend: (input) => accounts.resend(input),
    logoutAll: () => accounts.logoutAll(),
  };
}

function statusOf<User>(state: SessionState<User>): AuthStatus<User> {
  if (state.status === 'signedIn') return { status: 'signedIn', user: state.user, reason: null };
  if (state.status === 'signedOut') return { status: 'signedOut', user: null, reason: state.reason };
  return { status: 'loading', user: null, reason: null };
}
