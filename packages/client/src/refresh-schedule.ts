/** When to refresh without being asked: shortly before the token expires, and again after a failure. */
import type { AccessToken } from './access-token.ts';
import { Throttled } from './errors.ts';

const LONGEST_MARGIN = 30_000;
const LONGEST_TIMER = 2 ** 31 - 1;
const LONGEST_PAUSE = 60_000;
/** Whatever a token says of itself, the server is not asked more often. */
const SHORTEST_PAUSE = 1_000;

/** One timer, and the memory of failures. */
export class RefreshSchedule {
  readonly #now: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #lastError: unknown;
  #blockedUntil = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** When a token should be changed for another one; infinity where it does not say when it expires. */
  static dueAt({ expiresAt, lifetimeMilliseconds }: AccessToken): number {
    return expiresAt - Math.min(LONGEST_MARGIN, lifetimeMilliseconds / 4);
  }

  /** The refresh worked: calls the task when the new token is due. */
  succeeded(token: AccessToken, task: () => void): void {
    this.forgive();
    this.#lastError = undefined;
    const due = RefreshSchedule.dueAt(token);
    if (Number.isFinite(due)) this.#in(due - this.#now(), task);
    else this.stop();
  }

  /** The server could not decide: calls the task later, and later each time. One failure counts once. */
  failed(error: unknown, task: () => void): void {
    if (error === this.#lastError) return;
    const asked = error instanceof Throttled ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    this.#lastError = error;
    this.#blockedUntil = this.#now() + Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, asked));
    const pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** this.#failures) * (1 + Math.random() / 4);
    this.#failures = Math.min(this.#failures + 1, 10);
    this.#in(Math.max(asked, pause), task);
  }

  /** Refuses to try right after a failure. @throws what failed */
  assertMayTry(): void {
    if (this.#now() < this.#blockedUntil) throw this.#lastError;
  }

  /** Things have changed: a try is worth it again. */
  forgive(): void {
    this.#failures = 0;
    this.#blockedUntil = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #in(milliseconds: number, task: () => void): void {
    this.stop();
    this.#timer = setTimeout(task, Math.min(LONGEST_TIMER, Math.max(SHORTEST_PAUSE, milliseconds)));
    // Node goes on for as long as a timer runs; nobody waits for this one.
    (this.#timer as { readonly unref?: () => void }).unref?.();
  }
}
