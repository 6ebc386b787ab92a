/** The session: who is signed in, and who is told when that changes. */

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

/** A state that can be watched. */
export class WatchedState<U> {
  #state: SessionState<U> = Object.freeze({ status: 'unknown' });
  readonly #listeners = new Set<() => void>();

  get current(): SessionState<U> {
    return this.#state;
  }

  /** Sets another state; one that says the same leaves the object as it is, and nobody hears of it. */
  set(state: SessionState<U>): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = Object.freeze(state);
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls a listener after every change. @returns Ends it. */
  watch(listener: () => void): () => void {
    // One function may be passed twice, and each of the two be ended by itself.
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }
}
