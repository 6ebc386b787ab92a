/** A lock for one process: whoever waits first is served first. */

/** Ends a turn; calls after the first do nothing. */
export type Release = () => void;

interface Waiter {
  readonly take: (release: Release) => void;
}

/**
 * A fair lock: turns are given in the order in which they were asked for.
 *
 * Costs one promise where it is free; `tryAcquire` costs none.
 */
export class Mutex {
  #held = false;
  readonly #waiting = new Set<Waiter>();

  /** Whether somebody has the turn at this moment. */
  get isHeld(): boolean {
    return this.#held;
  }

  /** A turn, where the lock is free at this moment; undefined otherwise. */
  tryAcquire(): Release | undefined {
    if (this.#held) return undefined;
    this.#held = true;
    return this.#makeRelease();
  }

  /**
   * Waits for a turn.
   *
   * @param timeoutMs Milliseconds until `onTimeout` is asked; for ever where left out.
   * @param onTimeout Gives the error that ends the wait, or undefined to go on waiting as long again.
   */
  acquire(timeoutMs?: number, onTimeout?: () => Error | undefined): Promise<Release> {
    const free = this.tryAcquire();
    if (free !== undefined) return Promise.resolve(free);
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const waiter: Waiter = {
        take: (release) => {
          clearTimeout(timer);
          resolve(release);
        },
      };
      const giveUp = () => {
        const error = onTimeout?.();
        if (error === undefined) return wait();
        this.#waiting.delete(waiter);
        reject(error);
      };
      const wait = () => {
        if (timeoutMs !== undefined) timer = setTimeout(giveUp, timeoutMs);
      };
      this.#waiting.add(waiter);
      wait();
    });
  }

  #makeRelease(): Release {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#next();
    };
  }

  #next(): void {
    for (const waiter of this.#waiting) {
      this.#waiting.delete(waiter);
      waiter.take(this.#makeRelease());
      return;
    }
    this.#held = false;
  }
}
