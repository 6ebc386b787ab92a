/** LoginLimits: how often passwords are tried, by client, by name and by both, whichever endpoint reads them. */
import { ValidationError } from '../errors.ts';
import type { LoginCaller, LoginGuard } from '../http/app-context.ts';
import type { AccountEvent } from '../settings/accounts-settings.ts';
import { type AccountLimits, networkOf } from './account-limits.ts';
import { canonicalAddress } from './canonical-address.ts';
import { GuessLines } from './guess-lines.ts';

/** What they are made of. */
export interface LoginLimitsOptions {
  readonly limits: AccountLimits;
  emit(event: AccountEvent): void;
}

/**
 * The limits of logins; one per app, so that no endpoint is a way around those of another.
 *
 * A stranger who tries a name from one place does not keep its owner out from another. At a login a right password begins anew for
 * name and client; with every request it does not: a script that goes on asking would forgive whoever guesses beside it.
 */
export class LoginLimits implements LoginGuard {
  readonly #options: LoginLimitsOptions;
  readonly #lines = new GuessLines();

  constructor(options: LoginLimitsOptions) {
    this.#options = options;
  }

  async guard<T extends object>(caller: LoginCaller, name: string, check: () => Promise<T | null>): Promise<T | null> {
    const found = await this.count(caller, spellingOf(name), check);
    if (found === null) this.#options.emit({ kind: 'loginFailed' });
    return found;
  }

  async guardRequest<T extends object>(
    caller: LoginCaller,
    name: string,
    check: () => Promise<T | null>,
  ): Promise<T | null> {
    const subject = spellingOf(name);
    const left = () => this.#peek(caller, subject);
    const found = await this.#lines.run(subject, left, async () => {
      const user = await check();
      // Of guesses in other processes and at other doors that were too many meanwhile, the right one is refused as well.
      await (user === null ? this.#take(caller, subject) : left());
      return user;
    });
    if (found === null) this.#options.emit({ kind: 'loginFailed' });
    return found;
  }

  /**
   * The same for somebody who is logged in and shows their password again: under a budget of their own.
   *
   * @param subject Whose budget it is.
   * @throws {Throttled} too many tries
   */
  async count<T>(caller: LoginCaller, subject: string, check: () => Promise<T | null>): Promise<T | null> {
    const { limits } = this.#options;
    await this.#take(caller, subject);
    const found = await check();
    if (found === null) return null;
    await limits.restore('loginsPerNameAndNetwork', subject, networkOf(caller));
    await limits.restore('loginsPerName', subject);
    return found;
  }

  async #take(caller: LoginCaller, subject: string): Promise<void> {
    const { limits } = this.#options;
    const network = networkOf(caller);
    await limits.take('loginsPerNetwork', network);
    await limits.take('loginsPerNameAndNetwork', subject, network);
    await limits.take('loginsPerName', subject);
  }

  // How many more guesses there are.
  async #peek(caller: LoginCaller, subject: string): Promise<number> {
    const { limits } = this.#options;
    const network = networkOf(caller);
    const ofNetwork = await limits.peek('loginsPerNetwork', network);
    const ofBoth = await limits.peek('loginsPerNameAndNetwork', subject, network);
    return Math.min(ofNetwork, ofBoth, await limits.peek('loginsPerName', subject));
  }
}

/**
 * The spelling of a name that all others of it share.
 *
 * Wider than what users are found by: texts that are taken for one address have one budget, whether or not the app tells
 * subaddresses apart. A user who has a name and an address has a budget for each.
 */
function spellingOf(name: string): string {
  try {
    return canonicalAddress(name, { foldSubaddresses: true });
  } catch (error) {
    if (error instanceof ValidationError) return foldedName(name);
    throw error;
  }
}

const foldedName = (name: string): string =>
  name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\+[^@]*@/, '@')
    .replaceAll(' ', '_');
