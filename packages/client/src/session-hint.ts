/** A note that there may be a session, without anything secret in it: strangers are spared a refusal, logouts are not lost. */
import type { Flags } from './environment.ts';

/** `ending`: somebody signed out, and the server has not heard of it yet. */
export type Hint = 'none' | 'maybe' | 'ending';

/** Reads and writes the note. */
export interface SessionHint {
  /** Undefined where nothing can be kept, or nothing was known here before. */
  read(): Hint | undefined;
  write(hint: Hint): void;
}

/** What is written for a hint; nothing for `none`. */
const WRITTEN: Readonly<Record<Exclude<Hint, 'none'>, string>> = { maybe: '1', ending: 'ending' };

/**
 * The note of a session.
 *
 * @param flags Where notes are kept for longer than the page; the program's memory where undefined.
 */
export function createSessionHint(flags: Flags | undefined, key: string): SessionHint {
  const name = `fretwork.session:${key}`;
  let remembered: Hint | undefined;
  return {
    read: () => {
      try {
        if (flags === undefined) return remembered;
        const written = flags.getItem(name);
        return written === null ? 'none' : written === WRITTEN.ending ? 'ending' : 'maybe';
      } catch {
        return remembered;
      }
    },
    write: (hint) => {
      remembered = hint;
      try {
        if (hint === 'none') flags?.removeItem(name);
        else flags?.setItem(name, WRITTEN[hint]);
      } catch {
        // A full or forbidden storage costs a stranger one refusal.
      }
    },
  };
}
