/** Which statements are prepared by name on a server, and how they are called. */
import { LruMap } from './lru-map.ts';
import type { NamedStatement } from './postgres-statement.ts';

const MAX_SEEN_ONCE = 1000;

/**
 * Gives a name to every statement that comes a second time, until `capacity` names are given.
 *
 * Each connection prepares a name when it first meets it, and keeps it; so names are never given to another statement,
 * and past the bound statements simply stay unnamed.
 *
 * @param capacity Most names; 0 gives none.
 */
export class StatementNames {
  readonly #capacity: number;
  readonly #names = new Map<string, NamedStatement>();
  readonly #seenOnce = new LruMap<string, true>(MAX_SEEN_ONCE);
  #counter = 0;
  #cursors = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** What to prepare a statement as; undefined to send it unnamed. */
  named(sql: string): NamedStatement | undefined {
    const known = this.#names.get(sql);
    if (known !== undefined) return known;
    if (this.#names.size >= this.#capacity) return undefined;
    if (this.#seenOnce.get(sql) === undefined) {
      this.#seenOnce.set(sql, true);
      return undefined;
    }
    this.#seenOnce.delete(sql);
    this.#counter += 1;
    const named: NamedStatement = { name: `fretwork_${this.#counter}` };
    this.#names.set(sql, named);
    return named;
  }

  /** Gives a statement's name up, as its plan no longer fits; it gets another when it comes again. */
  retire(sql: string): void {
    this.#names.delete(sql);
    this.#seenOnce.set(sql, true);
  }

  /** A name that no other cursor has. */
  cursorName(): string {
    this.#cursors += 1;
    return `fretwork_cursor_${this.#cursors}`;
  }
}
