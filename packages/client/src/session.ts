/** The session: who is signed in. */

/**
 * Whether somebody is signed in: not known yet, yes, or no and why.
 *
 * A state is never changed; `session.state` is the same object until there is news.
 *
 * @typeParam U The user: what `me/` answers.
 */
export type SessionState<U> =
  | { readonly status: 'unknown' }
  | { readonly status: 'signedIn'; readonly user: U }
  | {
      readonly status: 'signedOut';
      /** `none`: nobody was; `signedOut`: on purpose, in whatever tab; `expired`: the server ended it. */
      readonly reason: 'none' | 'signedOut' | 'expired';
    };

/** Who is signed in. */
export interface Session<U> {
  /** What is known now. */
  readonly state: SessionState<U>;
  /**
   * Calls a listener after every change, in this tab or another.
   *
   * @returns Ends it.
   */
  subscribe(listener: () => void): () => void;
  /**
   * Finds out who is signed in; once, however often it is called. Where the server cannot be reached it goes on trying, and the
   * state stays `unknown`.
   */
  start(): Promise<SessionState<U>>;
}
