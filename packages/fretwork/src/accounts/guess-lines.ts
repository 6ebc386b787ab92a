/** GuessLines: of one name, no more guesses are under way in a process than its budget has left. */
import { Mutex } from '../databases/mutex.ts';

interface Line {
  /** Whoever has its turn is the next to go in. */
  readonly door: Mutex;
  /** How many stand in the line or are inside; nobody keeps a line for none. */
  members: number;
  /** How many guesses are under way. */
  inside: number;
  /** Tells whoever is next that a guess has ended. */
  onLeave: () => void;
}

/**
 * Lets guesses of one name begin in the order in which they came, as many at a time as there are left; the others wait.
 *
 * For passwords that count only once they have failed: without it, guesses at the same moment would all see the same budget.
 */
export class GuessLines {
  readonly #lines = new Map<string, Line>();

  /**
   * Waits until there is room, and makes a guess.
   *
   * @param left How many more the budget allows, one at least; where it throws, the guess is not made.
   * @param guess Has counted itself by the time that it ends.
   */
  async run<T>(subject: string, left: () => Promise<number>, guess: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(subject) ?? { door: new Mutex(), members: 0, inside: 0, onLeave: () => undefined };
    this.#lines.set(subject, line);
    line.members += 1;
    try {
      await goIn(line, left);
      return await guess().finally(() => leave(line));
    } finally {
      line.members -= 1;
      if (line.members === 0) this.#lines.delete(subject);
    }
  }

  /** How many names are guessed at this moment. */
  get size(): number {
    return this.#lines.size;
  }
}

async function goIn(line: Line, left: () => Promise<number>): Promise<void> {
  const release = await line.door.acquire();
  try {
    for (;;) {
      const { inside } = line; // before asking: one that ends meanwhile may have been counted or not
      const room = await left();
      if (inside === 0 || inside < room) break; // with nobody inside there would be nobody to wait for
      if (line.inside === inside) await nextLeave(line);
    }
    line.inside += 1;
  } finally {
    release();
  }
}

const nextLeave = (line: Line): Promise<void> =>
  new Promise((resolve) => {
    line.onLeave = resolve;
  });

function leave(line: Line): void {
  line.inside -= 1;
  line.onLeave();
}
