/** Holds the state of a session, and tells who listens. */
import type { SessionState } from './session.ts';

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
