/** Hashes and checks passwords, so many at a time and no more. */
import { availableParallelism } from 'node:os';
import { ImproperlyConfigured, ServiceUnavailable } from '../errors.ts';
import { argon2Hasher, type PasswordHasher, pbkdf2Hasher, randomText, scryptHasher } from './password-hashers.ts';
import { checkPasswordBytes, isTooLong } from './password-validators.ts';

/** How passwords are kept. */
export interface PasswordOptions {
  /** The first encodes new passwords, all are read; argon2id, then Django's, where left out. */
  readonly hashers?: readonly [PasswordHasher, ...PasswordHasher[]];
  /** How many are worked on at a time; one for each processor, at most 3, where left out (each takes 46 MiB). */
  readonly concurrency?: number;
  /** How many may wait; 64 where left out. */
  readonly queue?: number;
}

/** What came of checking a password. */
export interface PasswordCheck {
  readonly correct: boolean;
  /** Correct, but encoded as new ones no longer are: hash it again while it is at hand. */
  readonly mustUpgrade: boolean;
}

/**
 * Hashes and checks passwords; one per app.
 *
 * Work runs off the event loop. Whoever comes when the queue is full gets 503, so that logins cannot starve everything else.
 *
 * @see Django `django.contrib.auth.hashers`
 */
export class Passwords {
  readonly #preferred: PasswordHasher;
  readonly #hashers: ReadonlyMap<string, PasswordHasher>;
  readonly #queueLimit: number;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @throws {ImproperlyConfigured} no hasher, two of one name, or a bound below one */
  constructor(options: PasswordOptions = {}) {
    const hashers = options.hashers ?? [argon2Hasher(), pbkdf2Hasher(), pbkdf2Hasher('sha1'), scryptHasher()];
    const { concurrency = Math.min(availableParallelism(), 3), queue = 64 } = options;
    this.#hashers = new Map(hashers.map((hasher) => [hasher.algorithm, hasher]));
    if (hashers.length === 0 || this.#hashers.size !== hashers.length || !(concurrency >= 1) || !(queue >= 0)) {
      throw new ImproperlyConfigured(
        'Setting `passwords` needs `hashers` of different names, a `concurrency` of at least 1 and a `queue` of at least 0.',
      );
    }
    this.#preferred = hashers[0];
    this.#free = concurrency;
    this.#queueLimit = queue;
  }

  /**
   * Encodes a new password for the database.
   *
   * @param password As the user typed it: neither trimmed nor normalised, as Django does it.
   * @throws {ValidationError} code `password_too_long`: more than 4096 bytes
   * @throws {ServiceUnavailable} too many are waiting
   * @see Django `make_password`
   */
  async hash(password: string): Promise<string> {
    checkPasswordBytes(password);
    return this.#takeTurn(() => this.#preferred.encode(password));
  }

  /**
   * Checks a password against what the database keeps.
   *
   * Takes the time of one hash whether the password is right, wrong or unusable, and where there is no user at all.
   *
   * @param encoded Of the user who was found; null where nobody was.
   * @throws {ServiceUnavailable} too many are waiting
   * @see Django `check_password`
   */
  async verify(password: string, encoded: string | null): Promise<PasswordCheck> {
    const long = isTooLong(password);
    const hasher = encoded === null || long ? undefined : this.#hashers.get(algorithmOf(encoded));
    return this.#takeTurn(async () => {
      if (hasher === undefined || encoded === null) {
        await this.#preferred.encode(long ? '' : password); // for the time it takes
        return { correct: false, mustUpgrade: false };
      }
      const correct = await hasher.verify(password, encoded);
      const mustUpgrade = correct && (hasher !== this.#preferred || hasher.mustUpdate(encoded));
      return { correct, mustUpgrade };
    });
  }

  async #takeTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else if (this.#waiting.length >= this.#queueLimit) throw new ServiceUnavailable();
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift(); // the turn passes on, or becomes free
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

/**
 * What the database keeps for a user who cannot log in with a password.
 *
 * @see Django `set_unusable_password`
 */
export const unusablePassword = (): string => `!${randomText(40)}`;

/** Whether a user has a password at all. @see Django `is_password_usable` */
export const isPasswordUsable = (encoded: string): boolean => encoded !== '' && !encoded.startsWith('!');

const algorithmOf = (encoded: string): string => encoded.slice(0, Math.max(0, encoded.indexOf('$')));
