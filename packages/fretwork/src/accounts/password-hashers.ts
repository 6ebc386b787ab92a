/** How passwords are encoded for the database: argon2id, and what Django writes. */
import { createHash, pbkdf2, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { hash as argon2Hash, verify as argon2Verify, parseOptions } from '@node-rs/argon2';
import { ImproperlyConfigured } from '../errors.ts';

/**
 * One way to encode passwords; write your own to read what another system wrote.
 *
 * @see Django `BasePasswordHasher`
 */
export interface PasswordHasher {
  /** What stands before the first `$` of its encoded passwords. */
  readonly algorithm: string;
  /** Encodes with a new salt; at most 128 characters. Runs off the event loop where it takes time. */
  encode(password: string): Promise<string>;
  /** Compares in constant time. Never throws for what the client sent; false for an encoded text it cannot read. */
  verify(password: string, encoded: string): Promise<boolean>;
  /** Whether the encoded password was made with other costs than a new one would be. */
  mustUpdate(encoded: string): boolean;
}

/** Costs of argon2id. @see OWASP Password Storage Cheat Sheet */
export interface Argon2Options {
  /** KiB; 47104 where left out. */
  readonly memoryCost?: number;
  /** Passes; 1 where left out. */
  readonly timeCost?: number;
  /** Lanes; 1 where left out. */
  readonly parallelism?: number;
}

/**
 * argon2id, in the format that Django reads too: `argon2$argon2id$v=19$…`.
 *
 * @throws {ImproperlyConfigured} cheaper than OWASP's least (7168 KiB and five passes, or the like)
 * @see Django `Argon2PasswordHasher`; RFC 9106
 */
export function argon2Hasher(options: Argon2Options = {}): PasswordHasher {
  const { memoryCost = 47_104, timeCost = 1, parallelism = 1 } = options;
  if (memoryCost < 7_168 || memoryCost * timeCost < 7_168 * 5) {
    throw new ImproperlyConfigured(
      'argon2Hasher() is too cheap to withstand guessing. Leave `memoryCost` and `timeCost` out (47104 KiB, one pass), or raise them.',
    );
  }
  return {
    algorithm: 'argon2',
    encode: async (password) => `argon2${await argon2Hash(password, { memoryCost, timeCost, parallelism })}`,
    verify: (password, encoded) => argon2Verify(toPhc(encoded), password).catch(() => false),
    mustUpdate(encoded) {
      try {
        const used = parseOptions(toPhc(encoded));
        const same = used.memoryCost === memoryCost && used.timeCost === timeCost && used.parallelism === parallelism;
        return !same || !encoded.startsWith('argon2$argon2id$');
      } catch {
        return true;
      }
    },
  };
}

const toPhc = (encoded: string): string => encoded.slice('argon2'.length);

/**
 * PBKDF2, as Django's default writes it: `pbkdf2_sha256$iterations$salt$hash`.
 *
 * @param iterations Of new passwords; 1,200,000 where left out, as in Django 6.0.
 * @see Django `PBKDF2PasswordHasher`, `PBKDF2SHA1PasswordHasher`
 */
export function pbkdf2Hasher(digest: 'sha256' | 'sha1' = 'sha256', iterations = 1_200_000): PasswordHasher {
  const algorithm = `pbkdf2_${digest}`;
  const bytes = digest === 'sha256' ? 32 : 20;
  const derive = async (password: string, salt: string, rounds: number) =>
    (await promisify(pbkdf2)(password, salt, rounds, bytes, digest)).toString('base64');
  return {
    algorithm,
    async encode(password) {
      const salt = randomSalt();
      return `${algorithm}$${iterations}$${salt}$${await derive(password, salt, iterations)}`;
    },
    async verify(password, encoded) {
      const [, rounds = '', salt = '', hash = ''] = encoded.split('$');
      return isCost(rounds) && isSame(await derive(password, salt, Number(rounds)), hash);
    },
    mustUpdate: (encoded) => encoded.split('$')[1] !== String(iterations),
  };
}

/**
 * scrypt, as Django writes it: `scrypt$N$salt$r$p$hash`.
 *
 * @see Django `ScryptPasswordHasher`; RFC 7914
 */
export function scryptHasher(options: { readonly cost?: number; readonly parallelism?: number } = {}): PasswordHasher {
  const { cost = 16_384, parallelism = 5 } = options;
  const blockSize = 8;
  const derive = (password: string, salt: string, [N, r, p]: readonly [number, number, number]) =>
    new Promise<string>((resolve, reject) => {
      const maxmem = 128 * r * (N + p + 2);
      scrypt(password, salt, 64, { N, r, p, maxmem }, (error, key) =>
        error === null ? resolve(key.toString('base64')) : reject(error),
      );
    });
  return {
    algorithm: 'scrypt',
    async encode(password) {
      const salt = randomSalt();
      const hash = await derive(password, salt, [cost, blockSize, parallelism]);
      return `scrypt$${cost}$${salt}$${blockSize}$${parallelism}$${hash}`;
    },
    async verify(password, encoded) {
      const [, N = '', salt = '', r = '', p = '', hash = ''] = encoded.split('$');
      if (![N, r, p].every(isCost)) return false;
      const derived = await derive(password, salt, [Number(N), Number(r), Number(p)]).catch(() => '');
      return isSame(derived, hash);
    },
    mustUpdate(encoded) {
      const [, N, , r, p] = encoded.split('$');
      return N !== String(cost) || r !== String(blockSize) || p !== String(parallelism);
    },
  };
}

/**
 * Salted MD5: for tests that create many users, and for reading ancient databases. Never for real passwords.
 *
 * @see Django `MD5PasswordHasher`
 */
export function md5Hasher(): PasswordHasher {
  const derive = (password: string, salt: string) => createHash('md5').update(salt).update(password).digest('hex');
  return {
    algorithm: 'md5',
    async encode(password) {
      const salt = randomSalt();
      return `md5$${salt}$${derive(password, salt)}`;
    },
    async verify(password, encoded) {
      const [, salt = '', hash = ''] = encoded.split('$');
      return isSame(derive(password, salt), hash);
    },
    mustUpdate: () => false,
  };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random letters and digits, evenly drawn. @see Django `get_random_string` */
export const randomText = (length: number): string =>
  Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');

const randomSalt = (): string => randomText(22); // 131 bits, as Django's

const isCost = (text: string): boolean => /^[1-9]\d{0,9}$/.test(text);

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}
