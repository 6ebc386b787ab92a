/** Tokens that do not change: issued, found, taken over and revoked; their keys are nowhere to be read. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { AuthToken, AuthTokenBackend } from '../authentication/token-authentication.ts';
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
   * A token that came from elsewhere (`adopt`) cannot be given again; it stays good beside the new one.
   *
   * @see DRF `Token.objects.get_or_create`
   */
  async issue(user: RequestUser): Promise<AuthToken> {
    const { model } = this.#options;
    const own = await model.objects.filter({ userId: String(user.id), salt: { isnull: false } });
    for (const { salt, keyHash, createdAt } of own) {
      const key = this.#keyOf(salt ?? '');
      if (hashOf(key) === keyHash) return { key, user, createdAt };
    }
    const salt = randomBytes(20).toString('hex');
    return this.#create(user, this.#keyOf(salt), salt, this.#options.now());
  }

  /**
   * Takes over a key that exists already: from `authtoken_token` of DRF, from a fixture.
   *
   * @param key Random, at least 128 bits of it: it is hashed without salt.
   * @throws {IntegrityError} somebody has it
   */
  adopt(user: RequestUser, key: string, createdAt: Date = this.#options.now()): Promise<AuthToken> {
    return this.#create(user, key, null, createdAt);
  }

  /** Takes all tokens of a user away. @returns How many there were. */
  revokeAll(user: RequestUser): Promise<number> {
    return this.#options.model.objects.filter({ userId: String(user.id) }).delete();
  }

  async #create(user: RequestUser, key: string, salt: string | null, createdAt: Date): Promise<AuthToken> {
    await this.#options.model.objects.create({ keyHash: hashOf(key), salt, userId: String(user.id), createdAt });
    return { key, user, createdAt };
  }

  // As long as DRF's, 160 bits.
  #keyOf(salt: string): string {
    return createHmac('sha256', this.#options.secretKey)
      .update(`fretwork auth token ${salt}`)
      .digest('hex')
      .slice(0, 40);
  }
}

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
