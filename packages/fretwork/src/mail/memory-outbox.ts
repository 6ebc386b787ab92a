/** MemoryOutbox: mails wait in the process, for apps whose models have no place for them. */
import { onCommit } from '../databases/transaction.ts';
import type { Mail } from './message.ts';
import type { KeptMail, Outbox, TakenMail } from './outbox.ts';

interface Entry {
  readonly id: number;
  readonly mail: Mail;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
}

const MOST_WAITING = 10_000;

/**
 * Forgets a mail when it is done with, and everything when the process ends. Holds ten thousand mails; the oldest make room.
 */
export class MemoryOutbox implements Outbox {
  readonly isVolatile: boolean = true;
  readonly #entries = new Map<number, Entry>();
  #lastId = 0;

  add(mail: Mail, nextAttemptAt: Date | null): Promise<void> {
    return onCommit(() => {
      this.#lastId += 1;
      this.#entries.set(this.#lastId, { id: this.#lastId, mail, attempts: 0, nextAttemptAt });
      const [oldest] = this.#entries.keys();
      if (this.#entries.size > MOST_WAITING && oldest !== undefined) this.#entries.delete(oldest);
    });
  }

  async take(now: Date, leaseUntil: Date): Promise<TakenMail | null> {
    let first: Entry | undefined;
    for (const entry of this.#entries.values()) {
      if (dueOf(entry) <= now.getTime() && (first === undefined || dueOf(entry) < dueOf(first))) first = entry;
    }
    if (first === undefined) return null;
    const taken = { ...first, attempts: first.attempts + 1, nextAttemptAt: leaseUntil };
    this.#entries.set(taken.id, taken);
    return taken;
  }

  async markSent({ id }: TakenMail): Promise<void> {
    this.#entries.delete(id);
  }

  async postpone({ id, attempts }: TakenMail, nextAttemptAt: Date): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry?.attempts === attempts) this.#entries.set(id, { ...entry, nextAttemptAt });
  }

  async markFailed({ id, attempts }: TakenMail): Promise<void> {
    if (this.#entries.get(id)?.attempts === attempts) this.#entries.delete(id);
  }

  async nextDue(): Promise<Date | null> {
    let earliest = Number.POSITIVE_INFINITY;
    for (const entry of this.#entries.values()) earliest = Math.min(earliest, dueOf(entry));
    return Number.isFinite(earliest) ? new Date(earliest) : null;
  }

  /** Nothing that is done with is kept. */
  async forget(): Promise<number> {
    return 0;
  }

  async list(limit: number): Promise<readonly KeptMail[]> {
    return [...this.#entries.values()].reverse().slice(0, limit);
  }

  async get(id: number): Promise<KeptMail | null> {
    return this.#entries.get(id) ?? null;
  }

  async clear(): Promise<void> {
    this.#entries.clear();
  }
}

const dueOf = ({ nextAttemptAt }: Entry): number => nextAttemptAt?.getTime() ?? Number.POSITIVE_INFINITY;
