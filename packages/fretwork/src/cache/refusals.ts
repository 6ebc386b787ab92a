/** What a process remembers of refusals, so that a flood of requests costs the shared cache nothing. */
import { LruMap } from '../databases/lru-map.ts';
import { allowed, checkLimit, refused, type Taken, toMilliseconds } from './cache.ts';

interface Refusal {
  readonly limit: number;
  readonly periodMs: number;
  /** When it was heard of. */
  readonly atMs: number;
  /** When the next one will be allowed. */
  readonly freeAtMs: number;
}

/** A budget: so many in so long. */
interface Limit {
  readonly limit: number;
  readonly periodSeconds: number;
  readonly now: Date;
}

/** What a shared cache says: how many were taken, or when the next one will be allowed. */
type Answer = { readonly count: number } | { readonly freeAtMs: number };

const MOST_KEYS = 10_000;
const LONGEST_MS = 1000;

/**
 * Budgets that were found empty within the last second: until one is free, asking again would give the same answer.
 *
 * A second at most, because another process may give a budget back.
 */
export class Refusals {
  readonly #byKey = new LruMap<string, Refusal>(MOST_KEYS);

  /**
   * What a budget has to say: without asking the cache where that is known.
   *
   * @param ask Asks the cache.
   * @throws {ImproperlyConfigured} the limit is not a whole number, or below zero
   */
  async unlessKnown(
    key: string,
    { limit, periodSeconds, now }: Limit,
    ask: (periodMs: number, nowMs: number) => Promise<Answer>,
  ): Promise<Taken> {
    checkLimit(limit);
    const periodMs = toMilliseconds(periodSeconds);
    const nowMs = now.getTime();
    if (limit === 0) return refused(nowMs + periodMs, nowMs);
    const known = this.find(key, limit, periodMs, nowMs);
    if (known !== undefined) return known;
    const answer = await ask(periodMs, nowMs);
    if ('count' in answer) return allowed(limit, answer.count);
    return this.note(key, { limit, periodMs, atMs: nowMs, freeAtMs: answer.freeAtMs });
  }

  /** The refusal that still stands; `undefined` where the cache has to be asked. */
  find(key: string, limit: number, periodMs: number, nowMs: number): Taken | undefined {
    const known = this.#byKey.get(key);
    if (known === undefined || known.limit !== limit || known.periodMs !== periodMs) return undefined;
    const { atMs, freeAtMs } = known;
    const stands = nowMs >= atMs && nowMs < Math.min(freeAtMs, atMs + LONGEST_MS);
    return stands ? refused(freeAtMs, nowMs) : undefined;
  }

  /** Takes note of a refusal. */
  note(key: string, refusal: Refusal): Taken {
    this.#byKey.set(key, refusal);
    return refused(refusal.freeAtMs, refusal.atMs);
  }

  /** A budget was given back. */
  forget(key: string): void {
    this.#byKey.delete(key);
  }

  /** Every budget was given back. */
  clear(): void {
    this.#byKey.clear();
  }
}
