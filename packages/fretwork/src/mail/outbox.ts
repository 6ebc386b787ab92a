/** Outbox: where mails wait for their delivery, in the app's database or in memory. */
import type { Mail } from './message.ts';

/** A mail that this process has taken, and may send until its lease is over. */
export interface TakenMail {
  readonly id: number;
  /** How often it has been taken, this time included; tells one lease from the next. */
  readonly attempts: number;
  readonly mail: Mail;
}

/** A mail in the mailbox. */
export interface KeptMail {
  readonly id: number;
  readonly mail: Mail;
}

/** Mails that were not sent but kept, the newest first. */
export interface Mailbox {
  /** @param limit The most that are read. */
  list(limit: number): Promise<readonly KeptMail[]>;
  get(id: number): Promise<KeptMail | null>;
  /** Forgets them all. */
  clear(): Promise<void>;
}

/**
 * Keeps mails until they are delivered; `ModelOutbox` does it in the database.
 *
 * Of two callers of `take`, in whatever process, one gets a mail. Whoever has it tells what became of it; where nobody
 * does until the lease is over, it can be taken again.
 */
export interface Outbox extends Mailbox {
  /** Whether what waits is lost when the process ends. */
  readonly isVolatile: boolean;
  /**
   * Takes in a mail, once the current transaction commits.
   *
   * @param nextAttemptAt When it may be taken; `null` for a mail that is only kept.
   */
  add(mail: Mail, nextAttemptAt: Date | null): Promise<void>;
  /** Takes the mail that has been due for longest. */
  take(now: Date, leaseUntil: Date): Promise<TakenMail | null>;
  /** It was delivered. @param code What there is to say of it all the same, or nothing. */
  markSent(taken: TakenMail, at: Date, code: string): Promise<void>;
  /** It was not; it may be taken again at that moment. Changes nothing where the lease has passed to somebody else. */
  postpone(taken: TakenMail, until: Date, code: string): Promise<void>;
  /** It never will be. Changes nothing where the lease has passed to somebody else. */
  markFailed(taken: TakenMail, at: Date, code: string): Promise<void>;
  /** When the next mail may be taken; `null` where none waits. */
  nextDue(): Promise<Date | null>;
  /** Forgets mails that were made before a moment and are done with. @returns How many there were. */
  forget(before: Date): Promise<number>;
}
