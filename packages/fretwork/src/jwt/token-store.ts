/** Where refresh tokens are kept track of, so that they can be exchanged once and revoked. */
import { randomUUID } from 'node:crypto';
import { transaction } from '../databases/transaction.ts';
import { ImproperlyConfigured, IntegrityError } from '../errors.ts';
import type { AnyModels } from '../models/define-models.ts';
import { jwtModels, type OutstandingTokenModel } from './models.ts';

/** What is kept of a token: identifiers and times, never its text. */
export interface TokenRecord {
  readonly jti: string;
  /** The claim that identifies the user, as text; null where the token has none. */
  readonly userId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/**
 * Keeps track of refresh and sliding tokens; `ModelTokenStore` does it in the database.
 *
 * Every method is one transaction, so that of two callers with one token exactly one is first.
 *
 * @see Simple JWT `token_blacklist`; RFC 9700 section 4.14
 */
export interface TokenStore {
  /** Whether a token was exchanged or revoked; a token never heard of was not. */
  isBlacklisted(jti: string): Promise<boolean>;
  /** Takes note of a token that begins a login. */
  outstand(token: TokenRecord): Promise<void>;
  /**
   * Retires a token and takes note of its successor.
   *
   * @returns False, with nothing changed, where the token had been exchanged or revoked before.
   */
  rotate(retired: TokenRecord, successor: TokenRecord): Promise<boolean>;
  /**
   * Revokes a token and every token that followed it by rotation, also one that is being issued at this moment.
   *
   * @returns False where the token itself had been exchanged or revoked before; those that followed are revoked all the same.
   */
  blacklist(token: TokenRecord): Promise<boolean>;
  /** Forgets tokens that have expired. @returns How many there were. */
  flushExpired(): Promise<number>;
}

/**
 * Keeps track of tokens in the database of the app's models.
 *
 * Takes two or three short statements a rotation. Relies on one thing only: an UPDATE with a condition changes a row once.
 */
export class ModelTokenStore implements TokenStore {
  readonly #model: OutstandingTokenModel;
  readonly #now: () => Date;

  /** @throws {ImproperlyConfigured} the model is not that of `jwtModels` */
  constructor(model: AnyModels[string], now: () => Date = () => new Date()) {
    const missing = Object.keys(jwtModels.OutstandingToken.fields).find((name) => !model.meta.columnsByName.has(name));
    if (missing !== undefined) {
      throw new ImproperlyConfigured(
        `The model ${model.meta.name} has no field '${missing}', which keeping track of tokens needs. Use \`...jwtModels\` (fretwork/jwt).`,
      );
    }
    // Its type names the models beside it, which make no difference here.
    this.#model = model as unknown as OutstandingTokenModel;
    this.#now = now;
  }

  isBlacklisted(jti: string): Promise<boolean> {
    return this.#model.objects.filter({ jti, blacklistedAt: { isnull: false } }).exists();
  }

  async outstand(token: TokenRecord): Promise<void> {
    await this.#model.objects.create({ ...token, family: randomUUID() });
  }

  rotate(retired: TokenRecord, successor: TokenRecord): Promise<boolean> {
    return transaction(async () => {
      if (!(await this.#retire(retired))) return false;
      const family = await this.#familyOf(retired);
      await this.#model.objects.create({ ...successor, family });
      return true;
    });
  }

  blacklist(token: TokenRecord): Promise<boolean> {
    return transaction(async () => {
      const first = await this.#retire(token);
      const family = await this.#familyOf(token);
      if (family !== null) await this.#revokeFamily(family);
      return first;
    });
  }

  flushExpired(): Promise<number> {
    return this.#model.objects.filter({ expiresAt: { lt: this.#now() } }).delete();
  }

  // The one statement that decides: of all callers at once, the database lets one change the row.
  async #retire(token: TokenRecord): Promise<boolean> {
    const { jti } = token;
    const blacklistedAt = this.#now();
    const live = this.#model.objects.filter({ jti, blacklistedAt: { isnull: true } });
    if ((await live.update({ blacklistedAt })) === 1) return true;
    if (await this.#model.objects.filter({ jti }).exists()) return false;
    return this.#createRetired(token, blacklistedAt);
  }

  // A token that the table does not know: made by another service with this key, or before the table was.
  async #createRetired(token: TokenRecord, blacklistedAt: Date): Promise<boolean> {
    try {
      await transaction(() => this.#model.objects.create({ ...token, family: randomUUID(), blacklistedAt }));
      return true;
    } catch (error) {
      if (error instanceof IntegrityError && error.kind === 'unique') return false;
      throw error;
    }
  }

  async #familyOf({ jti }: TokenRecord): Promise<string | null> {
    const [family = null] = await this.#model.objects.filter({ jti }).valuesList('family', { flat: true });
    return family;
  }

  // A rotation under way holds the row of its token until it commits its successor: the UPDATE waits for it, and the next
  // round sees the successor. The rounds end, because a token that is revoked has no successor.
  async #revokeFamily(family: string): Promise<void> {
    const live = this.#model.objects.filter({ family, blacklistedAt: { isnull: true } });
    while (await live.exists()) await live.update({ blacklistedAt: this.#now() });
  }
}
