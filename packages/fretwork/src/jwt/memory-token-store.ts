/** A token store in memory, for tests; it forgets everything when the process ends. */
import { randomUUID } from 'node:crypto';
import type { TokenRecord, TokenStore } from './token-store.ts';

interface Entry extends TokenRecord {
  readonly family: string;
  blacklisted: boolean;
}

/**
 * Keeps track of tokens in this process alone.
 *
 * Not for production: a restart makes every revoked token good again, and other processes know nothing of it.
 *
 * @see ModelTokenStore
 */
export class MemoryTokenStore implements TokenStore {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => Date;

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
  }

  async isBlacklisted(jti: string): Promise<boolean> {
    return this.#entries.get(jti)?.blacklisted === true;
  }

  async outstand(token: TokenRecord): Promise<void> {
    this.#add(token, randomUUID());
  }

  async rotate(retired: TokenRecord, successor: TokenRecord): Promise<boolean> {
    const entry = this.#entries.get(retired.jti) ?? this.#add(retired, randomUUID());
    if (entry.blacklisted) return false;
    entry.blacklisted = true;
    this.#add(successor, entry.family);
    return true;
  }

  async blacklist(token: TokenRecord): Promise<boolean> {
    const entry = this.#entries.get(token.jti) ?? this.#add(token, randomUUID());
    const first = !entry.blacklisted;
    for (const other of this.#entries.values()) if (other.family === entry.family) other.blacklisted = true;
    return first;
  }

  async flushExpired(): Promise<number> {
    const expired = [...this.#entries.values()].filter(({ expiresAt }) => expiresAt < this.#now());
    for (const { jti } of expired) this.#entries.delete(jti);
    return expired.length;
  }

  #add(token: TokenRecord, family: string): Entry {
    const entry = { ...token, family, blacklisted: false };
    this.#entries.set(token.jti, entry);
    return entry;
  }
}
