/** Whether the shop's server answers; looks by itself until it does again. */

const FIRST_WAIT_MS = 1500;
const LONGEST_WAIT_MS = 15_000;

export interface ConnectionOptions {
  /** Asks the server for anything; rejects, or resolves with false, while it is away. */
  readonly probe: () => Promise<boolean>;
}

/** Knows whether the server is away, and tells when that changes. */
export class Connection {
  readonly #probe: () => Promise<boolean>;
  readonly #listeners = new Set<() => void>();
  #isAway = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waitMs = FIRST_WAIT_MS;

  constructor({ probe }: ConnectionOptions) {
    this.#probe = probe;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly isAway = (): boolean => this.#isAway;

  /** A request was not answered. */
  lost(): void {
    if (this.#isAway) return;
    this.#waitMs = FIRST_WAIT_MS;
    this.#change(true);
    this.#lookLater();
  }

  /** A request was answered. */
  found(): void {
    if (!this.#isAway) return;
    clearTimeout(this.#timer);
    this.#change(false);
  }

  /** Looks at once. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    const isThere = await this.#probe().catch(() => false);
    if (isThere) this.found();
    else if (this.#isAway) this.#lookLater();
  }

  /**
   * Does something that needs the server; where it is away, waits until it is back and does it again.
   *
   * @throws what the action rejects with, where the server is there
   */
  async attempt<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (await this.#probe().catch(() => false)) throw error;
      this.lost();
      await this.#back();
      return action();
    }
  }

  #back(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.subscribe(() => {
        if (this.#isAway) return;
        stop();
        resolve();
      });
    });
  }

  #lookLater(): void {
    this.#timer = setTimeout(() => void this.look(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 1.6, LONGEST_WAIT_MS);
  }

  #change(isAway: boolean): void {
    this.#isAway = isAway;
    for (const listener of this.#listeners) listener();
  }
}

/** The connection to the server that the pages came from. */
export const connection = new Connection({
  probe: async () => (await fetch('/api/tags/', { method: 'HEAD', cache: 'no-store' })).status < 500,
});
