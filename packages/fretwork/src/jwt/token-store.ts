/** Where logins and their refresh tokens are kept track of, so that a token is exchanged once and a login can be ended. */
import { randomUUID } from 'node:crypto';
import { transaction } from '../databases/transaction.ts';
import { ImproperlyConfigured, IntegrityError } from '../errors.ts';
import type { AnyModels } from '../models/define-models.ts';
import { Q } from '../queries/where.ts';
import { type ClientFacts, NO_CLIENT } from './client-facts.ts';
import {
  jwtModels,
  type OutstandingTokenModel,
  type RefreshFamily,
  type RefreshFamilyModel,
  type RevocationReason,
} from './models.ts';

/** What is kept of a token: identifiers and times, never its text. */
export interface TokenRecord {
  readonly jti: string;
  /** The claim that identifies the user, as text; null where the token has none. */
  readonly userId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What is known of a token that is presented: what is kept of it, and the login that its claims name, if any. */
export interface PresentedRecord extends TokenRecord {
  readonly familyId?: string | undefined;
}

/** How `rotate` decides. */
export interface RotationRules {
  /** How long the parent of the newest token still gets that token; 0 for never. */
  readonly graceSeconds: number;
  /** How long a login lasts that begins with a token from elsewhere. */
  readonly familySeconds: number;
  /** Whether the presented token is spent; where not, nothing can be told about reuse. */
  readonly retire: boolean;
  /** Who presents the token. */
  readonly client: ClientFacts;
}

/** What became of an exchange: the successor, or why there is none. */
export type Rotation =
  | { readonly outcome: 'rotated' | 'repeated'; readonly familyId: string; readonly successor: TokenRecord }
  | { readonly outcome: 'reused'; readonly family: RefreshFamily }
  | { readonly outcome: 'revoked' | 'expired' | 'foreign' };

/**
 * Keeps track of logins and tokens in the database of the app's models. Has no clock: whoever calls says what time it is.
 *
 * A token that the tables do not know (made by Django with the same key, or before they were) begins a login when it is
 * first exchanged or revoked.
 *
 * Every change of a login takes the lock of its family's row first, by a conditional UPDATE, and every rotation checks the
 * family in that same statement: a login that was ended yields no token, whoever was under way.
 *
 * @see Simple JWT `token_blacklist`; RFC 9700 section 4.14
 */
export class TokenStore {
  readonly #families: RefreshFamilyModel['objects'];
  readonly #tokens: OutstandingTokenModel['objects'];

  /** @throws {ImproperlyConfigured} the models are not those of `jwtModels` */
  constructor(models: AnyModels) {
    // Their types name the models beside them, which make no difference here.
    this.#families = (modelOf(models, 'RefreshFamily') as unknown as RefreshFamilyModel).objects;
    this.#tokens = (modelOf(models, 'OutstandingToken') as unknown as OutstandingTokenModel).objects;
  }

  /** Whether a token was exchanged or its login has ended; one never heard of was not. One query. */
  isBlacklisted(jti: string, now: Date): Promise<boolean> {
    const ended = Q.or(
      { blacklistedAt: { isnull: false } },
      { familyId: { isnull: true } },
      { family: { revokedAt: { isnull: false } } },
      { family: { expiresAt: { lte: now } } },
    );
    return this.#tokens.filter({ jti }, ended).exists();
  }

  /** Whether a login goes on. One query. @param id From a verified token, but perhaps another service's: any text. */
  async isLive(id: string, now: Date): Promise<boolean> {
    return UUID.test(id) && this.#live(id, now).exists();
  }

  /**
   * Begins a login with its first token. Two statements, in one transaction.
   *
   * @param familySeconds How long the login lasts at most; never shorter than its first token.
   * @returns Its id.
   */
  openFamily(token: TokenRecord, familySeconds: number, client: ClientFacts = NO_CLIENT): Promise<string> {
    const ends = Math.max(token.createdAt.getTime() + familySeconds * 1000, token.expiresAt.getTime());
    return this.#begin(token, new Date(ends), client);
  }

  /**
   * Retires a token and takes note of its successor; inside a transaction, so that signing can fail before anything is lost.
   *
   * Three short statements, and one query where something is unusual. Of callers with one token the database lets one be
   * first; the others find the token spent. A spent token ends the login, unless it is the parent of the newest token and
   * was spent a moment ago.
   *
   * @param presented Of a verified token.
   * @param wanted The successor; what comes back expires with the family at the latest.
   */
  async rotate(presented: PresentedRecord, wanted: TokenRecord, rules: RotationRules): Promise<Rotation> {
    const { familyId } = presented;
    const isUsual =
      rules.retire && familyId !== undefined && (await this.#rotateIn(familyId, presented, wanted, rules));
    return isUsual
      ? { outcome: 'rotated', familyId, successor: wanted }
      : this.#rotateWithCare(presented, wanted, rules);
  }

  // Nothing is read: each statement checks what it changes. False where one of them found something else than usual, and
  // nothing was changed but the moment of the last use.
  async #rotateIn(
    familyId: string,
    { jti }: TokenRecord,
    wanted: TokenRecord,
    { client }: RotationRules,
  ): Promise<boolean> {
    if (!UUID.test(familyId)) return false;
    const now = wanted.createdAt;
    const mine = client.clientId === null ? [] : [{ clientId: client.clientId }];
    const family = this.#live(familyId, now)
      .filter({ expiresAt: { gte: wanted.expiresAt } })
      .filter(Q.or({ clientId: { isnull: true } }, ...mine));
    if ((await family.update(lastUse(now, client))) !== 1) return false;
    const token = this.#tokens.filter({ jti, familyId, blacklistedAt: { isnull: true } });
    if ((await token.update({ blacklistedAt: now })) !== 1) return false;
    const { userId, createdAt, expiresAt } = wanted;
    await this.#tokens.create({ jti: wanted.jti, userId, createdAt, expiresAt, parent: jti, familyId });
    return true;
  }

  async #rotateWithCare(presented: TokenRecord, wanted: TokenRecord, rules: RotationRules): Promise<Rotation> {
    const now = wanted.createdAt;
    const family = await this.#familyOf(presented, now, rules);
    if (family === null) return { outcome: 'revoked' };
    if (family.clientId !== null && family.clientId !== rules.client.clientId) return { outcome: 'foreign' };
    if (!(await this.#use(family.id, now, rules.client))) {
      return { outcome: family.revokedAt === null && family.expiresAt <= now ? 'expired' : 'revoked' };
    }
    if (rules.retire && !(await this.#retire(presented.jti, now)))
      return this.#judgeSpent(presented, family, now, rules);
    const expiresAt = new Date(Math.min(wanted.expiresAt.getTime(), family.expiresAt.getTime()));
    const { jti, userId, createdAt } = wanted;
    const successor = { jti, userId, createdAt, expiresAt };
    const parent = rules.retire ? presented.jti : null;
    await this.#tokens.create({ ...successor, parent, familyId: family.id });
    return { outcome: 'rotated', familyId: family.id, successor };
  }

  /** Notes that a login was used, where tokens do not rotate. @returns False where it has ended. */
  async touch(jti: string, now: Date, client: ClientFacts = NO_CLIENT): Promise<boolean> {
    const [id] = await this.#tokens.filter({ jti }).valuesList('familyId', { flat: true });
    return id == null || this.#use(id, now, client);
  }

  /**
   * Ends the login that a token belongs to, and with it every token that follows from it.
   *
   * @returns False where the token had been exchanged or revoked before; the login is ended all the same.
   */
  revoke(token: TokenRecord, now: Date, familySeconds: number, reason: RevocationReason = 'logout'): Promise<boolean> {
    return transaction(async () => {
      const family = await this.#familyOf(token, now, { familySeconds, client: NO_CLIENT });
      const ended = family !== null && (await this.revokeFamily(family.id, reason, now));
      return (await this.#retire(token.jti, now)) && ended;
    });
  }

  /** Ends a login. One statement. @returns False where there is none, or it had ended. */
  async revokeFamily(id: string, reason: RevocationReason, now: Date, userId?: string): Promise<boolean> {
    if (!UUID.test(id)) return false;
    const owned = userId === undefined ? {} : { userId };
    const found = this.#families.filter({ id, revokedAt: { isnull: true }, ...owned });
    return (await found.update({ revokedAt: now, revokedFor: reason })) === 1;
  }

  /** Ends all logins of a user but one. One statement. @returns How many there were. */
  revokeFamilies(userId: string, reason: RevocationReason, now: Date, except?: string): Promise<number> {
    const live = this.#families.filter({ userId, revokedAt: { isnull: true } });
    const others = except !== undefined && UUID.test(except) ? live.exclude({ id: except }) : live;
    // Two of these may lock the same rows in another order.
    return transaction(() => others.update({ revokedAt: now, revokedFor: reason }), { retryOnConflict: 3 });
  }

  /** The logins of a user that can go on, the one used last first. One query. */
  listFamilies(userId: string, now: Date): Promise<RefreshFamily[]> {
    return this.#families
      .filter({ userId, revokedAt: { isnull: true }, expiresAt: { gt: now } })
      .filter({ tokens: { blacklistedAt: { isnull: true }, expiresAt: { gt: now } } })
      .distinct()
      .toArray();
  }

  /**
   * Forgets what nobody could use any more.
   *
   * A login outlives its tokens here, and a token its login: neither may come back as one never heard of.
   *
   * @param before Now, less the setting `jwt.leeway`.
   * @returns How many tokens and logins there were.
   * @see Simple JWT `flushexpiredtokens`
   */
  async flushExpired(before: Date): Promise<number> {
    const tokens = await this.#tokens.filter({ expiresAt: { lt: before } }).delete();
    const empty = this.#families.filter({ expiresAt: { lt: before }, tokens: { isnull: true } });
    return tokens + (await empty.delete());
  }

  #live(id: string, now: Date) {
    return this.#families.filter({ id, revokedAt: { isnull: true }, expiresAt: { gt: now } });
  }

  // The lock and the check in one: waits for whoever changes the login, and looks at what they left.
  async #use(id: string, now: Date, client: ClientFacts): Promise<boolean> {
    return (await this.#live(id, now).update(lastUse(now, client))) === 1;
  }

  async #retire(jti: string, now: Date): Promise<boolean> {
    return (await this.#tokens.filter({ jti, blacklistedAt: { isnull: true } }).update({ blacklistedAt: now })) === 1;
  }

  // The family's lock is held: nobody else changes its tokens meanwhile.
  async #judgeSpent(
    { jti, userId }: TokenRecord,
    family: RefreshFamily,
    now: Date,
    { graceSeconds }: RotationRules,
  ): Promise<Rotation> {
    const [spentAt] = await this.#tokens.filter({ jti }).valuesList('blacklistedAt', { flat: true });
    const child = await this.#tokens.filter({ parent: jti }).first();
    const isRecent = spentAt != null && graceSeconds > 0 && now.getTime() - spentAt.getTime() <= graceSeconds * 1000;
    if (child !== null && isRecent && child.blacklistedAt === null && child.expiresAt > now) {
      const { createdAt, expiresAt } = child;
      return { outcome: 'repeated', familyId: family.id, successor: { jti: child.jti, userId, createdAt, expiresAt } };
    }
    await this.revokeFamily(family.id, 'reuse', now);
    return { outcome: 'reused', family };
  }

  // Null where the token is known and has no login: from before there were any.
  async #familyOf(
    token: TokenRecord,
    now: Date,
    { familySeconds, client }: Pick<RotationRules, 'familySeconds' | 'client'>,
  ): Promise<RefreshFamily | null> {
    const known = this.#tokens.filter({ jti: token.jti }).selectRelated('family');
    const row = (await known.first()) ?? (await this.#adopt(token, now, familySeconds, client));
    return (row ?? (await known.get())).family;
  }

  // Null where somebody else was first.
  async #adopt(token: TokenRecord, now: Date, familySeconds: number, client: ClientFacts): Promise<null> {
    try {
      await this.#begin({ ...token, createdAt: now }, new Date(now.getTime() + familySeconds * 1000), client);
    } catch (error) {
      if (!(error instanceof IntegrityError && error.kind === 'unique')) throw error;
    }
    return null;
  }

  #begin(token: TokenRecord, expiresAt: Date, client: ClientFacts): Promise<string> {
    const { userId, createdAt } = token;
    return transaction(async () => {
      const family = { ...client, id: randomUUID(), userId, createdAt, expiresAt, lastUsedAt: createdAt };
      await this.#families.create(family);
      await this.#tokens.create({ ...token, familyId: family.id });
      return family.id;
    });
  }
}

const lastUse = (now: Date, { address }: ClientFacts): { lastUsedAt: Date; address?: string } => ({
  lastUsedAt: now,
  ...(address !== '' && { address }),
});

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

function modelOf(models: AnyModels, name: keyof typeof jwtModels): AnyModels[string] {
  const model = Object.hasOwn(models, name) ? models[name] : undefined;
  const missing = Object.entries(jwtModels[name].fields).find(([field, { kind }]) => {
    const column = kind === 'foreignKey' ? `${field}Id` : field;
    return !model?.meta.columnsByName.has(column);
  });
  if (model !== undefined && missing === undefined) return model;
  throw new ImproperlyConfigured(
    `Keeping track of tokens needs the model ${name}${missing === undefined || model === undefined ? '' : ` with its field '${missing[0]}'`}. ` +
      'Add `...jwtModels` (fretwork/jwt) to defineModels() and migrate.',
  );
}
