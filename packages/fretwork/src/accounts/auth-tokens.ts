/** Tokens that do not change: issued, found, taken over and revoked; their keys are nowhere to be read. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { AuthToken, AuthTokenBackend, IssuedToken } from '../authentication/token-authentication.ts';
import { ImproperlyConfigured } from '../errors.ts';
import type { RequestUser } from '../http/user.ts';
import type { Accounts } from './accounts.ts';
import type { TokenModel } from './models.ts';

/** What tokens are made with. */
export interface AuthTokenOptions {
  readonly model: TokenModel;
  readonly users: Pick<Accounts, 'findByField'>;
  /** The app's; with another one tokens stay good, but are no longer given a second time. */
  readonly secretKey: string;
  readonly now: () => Date;
}

/** Whose a token is: any user with a primary key. */
export type TokenOwner = Pick<RequestUser, 'id'>;

/** How a key is taken over. */
export interface AdoptOptions {
  /** When the token was made; now where left out. */
  readonly createdAt?: Date;
  /**
   * Whether `issue` is to give this key again, as DRF does: it is kept encrypted with the app's `secretKey` then. Otherwise
   * its text is nowhere. @default false
   */
  readonly recoverable?: boolean;
}

/**
 * Keeps the tokens of an app: hashes alone, so that a copy of the database lets nobody in.
 *
 * A key is made of a random salt and the app's `secretKey`, which is how `issue` can give it again.
 *
 * @see DRF `authtoken`
 */
export class AuthTokens implements AuthTokenBackend {
  readonly #options: AuthTokenOptions;

  constructor(options: AuthTokenOptions) {
    this.#options = options;
  }

  async find(key: string): Promise<AuthToken | null> {
    const { model, users } = this.#options;
    const row = await model.objects.filter({ keyHash: hashOf(key) }).first();
    const user = row === null ? null : await users.findByField('pk', row.userId);
    return row === null || user === null ? null : { key, user, createdAt: row.createdAt };
  }

  /**
   * The token of a user: the one they were given before, else a new one.
   *
   * A token that came from elsewhere and is not `recoverable` cannot be given again; it stays good beside the new one.
   *
   * @see DRF `Token.objects.get_or_create`
   */
  async issue(user: TokenOwner): Promise<IssuedToken> {
    const { model } = this.#options;
    for (const row of await model.objects.filter({ userId: String(user.id), salt: { isnull: false } })) {
      const key = this.#keyOf(row);
      // With another `secretKey` it comes out wrong.
      if (hashOf(key) === row.keyHash) return { key, createdAt: row.createdAt };
    }
    const made = { salt: randomSalt(), sealedKey: null };
    return this.#create(user, this.#keyOf(made), made, this.#options.now());
  }

  /**
   * Takes over a key that exists already: from `authtoken_token` of DRF, from a fixture.
   *
   * @param key Random, at least 128 bits of it: it is hashed without salt.
   * @throws {IntegrityError} somebody has it
   * @throws {ImproperlyConfigured} it is `recoverable`, and longer than 64 bytes
   */
  async adopt(user: TokenOwner, key: string, options: AdoptOptions = {}): Promise<IssuedToken> {
    const { createdAt = this.#options.now(), recoverable = false } = options;
    return this.#create(user, key, recoverable ? this.#seal(key) : { salt: null, sealedKey: null }, createdAt);
  }

  /** Takes all tokens of a user away. @returns How many there were. */
  revokeAll(user: TokenOwner): Promise<number> {
    return this.#options.model.objects.filter({ userId: String(user.id) }).delete();
  }

  async #create(user: TokenOwner, key: string, kept: KeptKey, createdAt: Date): Promise<IssuedToken> {
    const { model } = this.#options;
    await model.objects.create({ ...kept, keyHash: hashOf(key), userId: String(user.id), createdAt });
    return { key, createdAt };
  }

  #keyOf({ salt, sealedKey }: KeptKey): string {
    const pad = this.#padOf(salt ?? '');
    if (sealedKey !== null) return xor(Buffer.from(sealedKey, 'hex'), pad).toString('utf8');
    return pad.toString('hex').slice(0, KEY_LENGTH);
  }

  #seal(key: string): KeptKey {
    const salt = randomSalt();
    const [bytes, pad] = [Buffer.from(key), this.#padOf(salt)];
    if (bytes.length <= pad.length) return { salt, sealedKey: xor(bytes, pad).toString('hex') };
    throw new ImproperlyConfigured(`A key of more than ${pad.length} bytes cannot be \`recoverable\`.`);
  }

  // Used once, as every salt is: a key is made of it, or hidden under it.
  #padOf(salt: string): Buffer {
    return createHmac('sha512', this.#options.secretKey).update(`fretwork auth token ${salt}`).digest();
  }
}

/** What of a key is kept besides its hash. */
interface KeptKey {
  readonly salt: string | null;
  readonly sealedKey: string | null;
}

const KEY_LENGTH = 40; // as DRF's, 160 bits

const randomSalt = (): string => randomBytes(20).toString('hex');

const xor = (bytes: Buffer, pad: Buffer): Buffer => Buffer.from(bytes.map((byte, index) => byte ^ (pad[index] ?? 0)));

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
