/** Cohort: what becomes ready in one turn of the event loop goes on side by side. */
import { setImmediate } from 'node:timers';

/** Most that go on side by side. More would keep more in memory at once, and gain nothing that was measured. */
const SIZE = 32;

/**
 * Gathers what becomes ready in one turn of the event loop (requests that were read, replies of a database) and lets it go on
 * side by side, await by await, where otherwise each would run to its end before the next begins.
 *
 * Work of one kind then runs the same code again while the processor still has it at hand, and answers leave together, so that
 * whoever waits for them is woken once. Whatever is alone goes on in the same turn.
 *
 * @see Larus and Parkes, "Using Cohort-Scheduling to Enhance Server Performance", USENIX 2002
 */
export class Cohort {
  readonly #waiting: (() => void)[] = [];
  readonly #release = (): void => {
    const members = this.#waiting.splice(0, SIZE);
    if (this.#waiting.length > 0) setImmediate(this.#release);
    for (const goOn of members) goOn();
  };

  /** Settles at the end of this turn, in the order of the calls, or a turn later for every 32 that came before. */
  join(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#waiting.push(resolve) === 1) setImmediate(this.#release);
    });
  }
}
