/** The limits of an app's accounts: how often codes are sent and tried, and passwords tried, whoever calls. */
import { OperationalError, Throttled } from '../errors.ts';
import type { LimitName, ResolvedAccountsSettings } from '../settings/accounts-settings.ts';
import type { RateParts } from '../settings/rate.ts';
import { clientNetwork } from '../throttling/client-network.ts';

/** Whether there was one, and how long until there is. */
interface Counted {
  readonly allowed: boolean;
  readonly waitSeconds: number;
  /** How many more there are. */
  readonly remaining: number;
}

/** What counts: an app's cache. */
export interface Budgets {
  /** Takes one from a budget; atomic, whoever else counts. */
  take(key: string, limit: number, periodSeconds: number): Promise<Counted>;
  /** What `take` would answer, without taking. */
  peek(key: string, limit: number, periodSeconds: number): Promise<Counted>;
  /** Forgets what was taken. */
  restore(key: string): Promise<void>;
}

/** What limits are counted with. */
export interface AccountLimitsOptions {
  readonly settings: ResolvedAccountsSettings;
  readonly budgets: Budgets;
  /** Told when a limit was reached. */
  onReached(limit: string): void;
}

/** Whose budget it is: names and addresses in their one spelling, networks by `networkOf`. */
export type LimitSubject = readonly string[];

/**
 * Counts what is done with accounts and refuses what is too much.
 *
 * Asked before anything is looked up, by the address that was given and not by the account behind it: a limit says nothing
 * about who has an account. Every call counts, also one that a later limit refuses.
 *
 * @see OWASP ASVS 6.3.1, 6.6.3
 */
export class AccountLimits {
  readonly #options: AccountLimitsOptions;

  constructor(options: AccountLimitsOptions) {
    this.#options = options;
  }

  /**
   * Counts one against a limit.
   *
   * @param subject Whose budget it is; empty for one that all share.
   * @throws {Throttled} it is used up; says when there is one again
   * @throws {OperationalError} the cache is away: without counting nobody may try
   */
  async take(name: LimitName, ...subject: LimitSubject): Promise<void> {
    for (const rate of this.#options.settings.limits[name]) await this.#ask('take', name, rate, subject);
  }

  /**
   * Looks at a limit, and counts nothing.
   *
   * @returns How many more it allows, one at least.
   * @throws {Throttled} it is used up; says when there is one again
   * @throws {OperationalError} the cache is away
   */
  async peek(name: LimitName, ...subject: LimitSubject): Promise<number> {
    let left = Number.POSITIVE_INFINITY;
    for (const rate of this.#options.settings.limits[name]) {
      left = Math.min(left, await this.#ask('peek', name, rate, subject));
    }
    return left;
  }

  /** Lets a pause pass between two codes of one purpose to one address. @throws {Throttled} too soon */
  async pause(...subject: LimitSubject): Promise<void> {
    const rate = this.#cooldown;
    if (rate.periodSeconds > 0) await this.#ask('take', 'codeCooldown', rate, subject);
  }

  /** Ends a pause: its code came back, so whoever asks next is no stranger to the mailbox. */
  async endPause(...subject: LimitSubject): Promise<void> {
    await this.#restore([this.#cooldown], 'codeCooldown', subject);
  }

  get #cooldown(): RateParts {
    return { limit: 1, periodSeconds: this.#options.settings.codeCooldownSeconds };
  }

  /** Forgets what was counted, as somebody has proved to be who they say; not at the price of what they did. */
  restore(name: LimitName, ...subject: LimitSubject): Promise<void> {
    return this.#restore(this.#options.settings.limits[name], name, subject);
  }

  async #restore(rates: readonly RateParts[], name: string, subject: LimitSubject): Promise<void> {
    try {
      for (const rate of rates) await this.#options.budgets.restore(keyOf(name, rate, subject));
    } catch (error) {
      if (!(error instanceof OperationalError)) throw error;
    }
  }

  async #ask(step: 'take' | 'peek', name: string, rate: RateParts, subject: LimitSubject): Promise<number> {
    const { limit, periodSeconds } = rate;
    const key = keyOf(name, rate, subject);
    const { allowed, waitSeconds, remaining } = await this.#options.budgets[step](key, limit, periodSeconds);
    if (allowed) return remaining;
    this.#options.onReached(name);
    throw new Throttled(waitSeconds);
  }
}

/** Whose budget a client has: its IPv4 address, its /64 network; one for all who have none. */
export const networkOf = ({ remoteAddress }: { readonly remoteAddress: string | undefined }): string =>
  remoteAddress === undefined ? '' : clientNetwork(remoteAddress);

// As JSON, since names may hold any separator; each rate of a limit counts by itself.
const keyOf = (name: string, { limit, periodSeconds }: RateParts, subject: LimitSubject): string =>
  JSON.stringify(['accounts', name, limit, periodSeconds, ...subject]);
