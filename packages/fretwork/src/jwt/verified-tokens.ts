/** Remembers which tokens had a good signature, so that a token sent with every request is verified once. */
import { hash } from 'node:crypto';
import type { Claims } from './claims.ts';

interface Entry {
  readonly claims: Claims;
  readonly untilSeconds: number;
}

/**
 * A bounded cache of verified tokens, by their SHA-256 digest; the text of a token is not kept.
 *
 * Holds signatures, not permissions: expiry, type and blacklist are checked for every request again. The oldest entry
 * makes room for a new one.
 *
 * @param capacity Tokens kept; 0 keeps none.
 * @param maxAgeSeconds How long a verification counts, so that a key withdrawn from a JWKS stops counting too.
 */
export class VerifiedTokens {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;
  readonly #maxAgeSeconds: number;

  constructor(capacity = 10_000, maxAgeSeconds = 300) {
    this.#capacity = capacity;
    this.#maxAgeSeconds = maxAgeSeconds;
  }

  /**
   * The claims of a token that was verified before and still is good.
   *
   * @param digest As `digestOf` gives it.
   * @param nowSeconds Seconds since the epoch.
   */
  get(digest: string, nowSeconds: number): Claims | undefined {
    const entry = this.#entries.get(digest);
    if (entry === undefined) return undefined;
    if (nowSeconds < entry.untilSeconds) return entry.claims;
    this.#entries.delete(digest);
    return undefined;
  }

  /**
   * Remembers a verified token.
   *
   * @param digest As `digestOf` gives it.
   * @param claims Frozen to the bottom: they are shared by every request that sends the token.
   * @param expiresSeconds When the token stops being good, leeway included; seconds since the epoch.
   */
  set(digest: string, claims: Claims, expiresSeconds: number, nowSeconds: number): void {
    if (this.#capacity === 0) return;
    if (this.#entries.size >= this.#capacity) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    const untilSeconds = Math.min(expiresSeconds, nowSeconds + this.#maxAgeSeconds);
    this.#entries.set(digest, { claims, untilSeconds });
  }

  /** How many tokens are remembered. */
  get size(): number {
    return this.#entries.size;
  }
}

/** By which a token is known. */
export const digestOf = (token: string): string => hash('sha256', token, 'base64');
