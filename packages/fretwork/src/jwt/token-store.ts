/** Where logins and their refresh tokens are kept track of, so that a token is exchanged once and a login can be ended. */
import { transaction } from '../databases/transaction.ts';
import { ImproperlyConfigured, IntegrityError } from '../errors.ts';
import type { AnyModels } from '../models/define-models.ts';
import { Q, type QNode } from '../queries/where.ts';
import { type ClientFacts, NO_CLIENT } from './client-facts.ts';
import type { AccountQuery } from './context.ts';
import { isFamilyId } from './family-id.ts';
import { jwtModels, type RefreshFamily, type RefreshFamilyModel, type RevocationReason } from './models.ts';

/** What is kept of a token: identifiers and times, never its text. */
export interface TokenRecord {
  readonly jti: string;
  /** The claim that identifies the user, as text; null where the token has none. */
  readonly userId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What is known of a token that is presented: what is kept of it, and where its login is found. */
export interface PresentedRecord extends TokenRecord {
  /** The id of its login, a UUID. */
  readonly familyId: string;
  /** Whether its claims say so, and the login must therefore be known; else the id follows from the token's own. */
  readonly namesFamily: boolean;
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
 * A token that names no login (made by Django with the same key) begins one when it is first exchanged or revoked. The login's id
 * follows from the token's, so that the token finds it again.
 *
 * Every change of a login is one conditional UPDATE of its row, found by its key: a login that was ended yields no token, and a
 * token no second successor, whoever was under way.
 *
 * @see Simple JWT `token_blacklist`; RFC 9700 section 4.14
 */
export class TokenStore {
  readonly #families: RefreshFamilyModel['objects'];

  /** @throws {ImproperlyConfigured} the models are not those of `jwtModels` */
  constructor(models: AnyModels) {
    // Its type names the models beside it, which make no difference here.
    this.#families = (modelOf(models, 'RefreshFamily') as unknown as RefreshFamilyModel).objects;
  }

  /**
   * Whether a token was exchanged or its login has ended. One query.
   *
   * One never heard of was not, unless it names a login: that one was deleted, or is somebody else's.
   */
  async isBlacklisted(token: PresentedRecord, now: Date): Promise<boolean> {
    const family = await this.#familyOf(token).first();
    if (family === null) return token.namesFamily;
    return family.revokedAt !== null || family.expiresAt <= now || isSpent(token, family);
  }

  /** Whether a login goes on. One query. @param id From a verified token, but perhaps another service's: any text. */
  async isLive(id: string, now: Date): Promise<boolean> {
    return isFamilyId(id) && this.#families.filter({ id, ...goesOn(now) }).exists();
  }

  /**
   * Begins a login with its first token. One statement.
   *
   * @param familySeconds How long the login lasts at most; never shorter than its first token.
   * @throws {IntegrityError} there is a login of that id
   */
  async openFamily(token: PresentedRecord, familySeconds: number, client: ClientFacts = NO_CLIENT): Promise<void> {
    const { familyId: id, jti, userId, createdAt, expiresAt: tokenExpiresAt } = token;
    const expiresAt = new Date(Math.max(createdAt.getTime() + familySeconds * 1000, tokenExpiresAt.getTime()));
    const family = { ...client, id, userId, createdAt, expiresAt, jti, tokenExpiresAt, lastUsedAt: createdAt };
    await this.#families.create(family);
  }

  /** Whether `rotateWhile` may be called: users are where logins are, and no subclass rotates in its own way. */
  canAsk({ meta, state }: AccountQuery): boolean {
    const isHere = meta.registry === this.#families.meta.registry && state.alias === undefined;
    return isHere && this.rotate === TokenStore.prototype.rotate;
  }

  /**
   * As `rotate`, in the usual case alone and only while a QuerySet has an object: one statement, which asks about the user as well.
   *
   * @param user One that `canAsk` takes.
   * @returns False where anything is unusual, and nothing was done: whoever asks the user first may call `rotate`.
   */
  rotateWhile(
    user: AccountQuery,
    presented: PresentedRecord,
    wanted: TokenRecord,
    rules: RotationRules,
  ): Promise<boolean> {
    return this.#replace(presented, wanted, rules, Q.exists(user));
  }

  /**
   * Retires a token and takes note of its successor.
   *
   * One short statement; where it finds something unusual, further ones say what. Of callers with one token the database lets one
   * be first; the others find the token spent. A spent token ends the login, unless it is the parent of the newest token and was
   * spent a moment ago.
   *
   * @param presented Of a verified token.
   * @param wanted The successor; what comes back expires with the family at the latest.
   */
  async rotate(presented: PresentedRecord, wanted: TokenRecord, rules: RotationRules): Promise<Rotation> {
    const { familyId } = presented;
    if (await this.#replace(presented, wanted, rules)) return { outcome: 'rotated', familyId, successor: wanted };
    const now = wanted.createdAt;
    const family = await this.#findOrAdopt(presented, now, rules);
    if (family === null) return { outcome: 'revoked' };
    if (family.clientId !== null && family.clientId !== rules.client.clientId) return { outcome: 'foreign' };
    if (family.revokedAt !== null) return { outcome: 'revoked' };
    if (family.expiresAt <= now) return { outcome: 'expired' };
    // A good one that began its login just now, or whose successor would outlive it.
    if (!isSpent(presented, family)) {
      const expiresAt = new Date(Math.min(wanted.expiresAt.getTime(), family.expiresAt.getTime()));
      const successor = { ...wanted, expiresAt };
      if (await this.#replace(presented, successor, rules)) return { outcome: 'rotated', familyId, successor };
    }
    return this.#judgeSpent(presented, now, rules);
  }

  // The whole of an exchange: checks everything in the statement that changes it.
  async #replace(
    presented: PresentedRecord,
    successor: TokenRecord,
    rules: RotationRules,
    ...also: readonly QNode<never>[]
  ): Promise<boolean> {
    const { client, retire } = rules;
    const { createdAt: rotatedAt, expiresAt: tokenExpiresAt } = successor;
    const { jti } = presented;
    const isGood = Q.or({ jti }, { jti: ANY });
    const outlives = { expiresAt: { gte: tokenExpiresAt } };
    const family = this.#usable(presented, rotatedAt, client).filter(isGood, outlives, ...also);
    const tokens = retire ? { jti: successor.jti, parentJti: jti } : { jti: ANY, parentJti: null };
    return (await family.update({ ...lastUse(rotatedAt, client), ...tokens, tokenExpiresAt, rotatedAt })) === 1;
  }

  // Reads the login again: what made `#replace` fail may have happened since it was read.
  async #judgeSpent(presented: PresentedRecord, now: Date, { client, graceSeconds }: RotationRules): Promise<Rotation> {
    const family = await this.#familyOf(presented).first();
    if (family === null || family.revokedAt !== null || family.jti === null) return { outcome: 'revoked' };
    const { id, jti, parentJti, rotatedAt, tokenExpiresAt } = family;
    if (rotatedAt !== null && parentJti === presented.jti && tokenExpiresAt > now) {
      const isRecent = graceSeconds > 0 && now.getTime() - rotatedAt.getTime() <= graceSeconds * 1000;
      const successor = { jti, userId: presented.userId, createdAt: rotatedAt, expiresAt: tokenExpiresAt };
      // Only while it is the newest: nobody is handed a token that was spent a moment ago.
      const isHandedOut = isRecent && (await this.#use(presented, now, client, { jti }));
      if (isHandedOut) return { outcome: 'repeated', familyId: id, successor };
    }
    return (await this.revokeFamily(id, 'reuse', now)) ? { outcome: 'reused', family } : { outcome: 'revoked' };
  }

  /**
   * Notes that a login was used, where tokens do not rotate.
   *
   * @returns False where it has ended, or its tokens are bound to another client.
   */
  async touch(token: PresentedRecord, now: Date, client: ClientFacts = NO_CLIENT): Promise<boolean> {
    if (await this.#use(token, now, client)) return true;
    return !token.namesFamily && !(await this.#familyOf(token).exists());
  }

  /**
   * Ends the login that a token belongs to, and with it every token that follows from it.
   *
   * @returns False where the token had been exchanged or revoked before; the login is ended all the same.
   */
  async revoke(
    token: PresentedRecord,
    now: Date,
    familySeconds: number,
    reason: RevocationReason = 'logout',
  ): Promise<boolean> {
    const family = await this.#findOrAdopt(token, now, { familySeconds, client: NO_CLIENT });
    if (family === null) return false;
    return (await this.revokeFamily(family.id, reason, now)) && !isSpent(token, family);
  }

  /** Ends a login. One statement. @returns False where there is none, or it had ended. */
  async revokeFamily(id: string, reason: RevocationReason, now: Date, userId?: string): Promise<boolean> {
    if (!isFamilyId(id)) return false;
    const owned = userId === undefined ? {} : { userId };
    const found = this.#families.filter({ id, revokedAt: { isnull: true }, ...owned });
    return (await found.update({ revokedAt: now, revokedFor: reason })) === 1;
  }

  /** Ends all logins of a user but one. One statement. @returns How many there were. */
  revokeFamilies(userId: string, reason: RevocationReason, now: Date, except?: string): Promise<number> {
    const live = this.#families.filter({ userId, revokedAt: { isnull: true } });
    const others = except !== undefined && isFamilyId(except) ? live.exclude({ id: except }) : live;
    // Two of these may lock the same rows in another order.
    return transaction(() => others.update({ revokedAt: now, revokedFor: reason }), { retryOnConflict: 3 });
  }

  /** The logins of a user that can go on, the one used last first. One query. */
  listFamilies(userId: string, now: Date): Promise<RefreshFamily[]> {
    return this.#families
      .filter({ userId, revokedAt: { isnull: true }, expiresAt: { gt: now }, tokenExpiresAt: { gt: now } })
      .toArray();
  }

  /**
   * Forgets logins that have ended by themselves, and with them their tokens, none of which is good any more.
   *
   * A login that was ended before its time is kept until then: its tokens may not come back as ones never heard of.
   *
   * @param before Now, less the setting `jwt.leeway`.
   * @returns How many there were.
   * @see Simple JWT `flushexpiredtokens`
   */
  async flushExpired(before: Date): Promise<number> {
    return this.#families.filter({ expiresAt: { lt: before } }).delete();
  }

  #familyOf(token: PresentedRecord): Families {
    return this.#families.filter(keyOf(token));
  }

  #usable(token: PresentedRecord, now: Date, { clientId }: ClientFacts): Families {
    const mine = clientId === null ? [] : [{ clientId }];
    const isItsClient = Q.or({ clientId: { isnull: true } }, ...mine);
    return this.#families.filter({ ...keyOf(token), ...goesOn(now) }, isItsClient);
  }

  async #use(
    token: PresentedRecord,
    now: Date,
    client: ClientFacts,
    also: { readonly jti?: string } = {},
  ): Promise<boolean> {
    return (await this.#usable(token, now, client).filter(also).update(lastUse(now, client))) === 1;
  }

  // Null where the token names a login that is not there.
  async #findOrAdopt(
    token: PresentedRecord,
    now: Date,
    { familySeconds, client }: Pick<RotationRules, 'familySeconds' | 'client'>,
  ): Promise<RefreshFamily | null> {
    const family = await this.#familyOf(token).first();
    if (family !== null || token.namesFamily) return family;
    try {
      await transaction(() => this.openFamily({ ...token, createdAt: now }, familySeconds, client));
    } catch (error) {
      // Somebody else was first.
      if (!(error instanceof IntegrityError && error.kind === 'unique')) throw error;
    }
    return this.#familyOf(token).first();
  }
}

type Families = ReturnType<RefreshFamilyModel['objects']['filter']>;

// A login of somebody else is none of the token's, whatever its claims say.
const keyOf = ({ familyId: id, userId }: PresentedRecord) => ({ id, userId: userId ?? ({ isnull: true } as const) });

const goesOn = (now: Date) => ({ revokedAt: { isnull: true }, expiresAt: { gt: now } }) as const;

// What a row says where tokens are not retired. No token has such an id.
const ANY = '';

const isSpent = (token: TokenRecord, family: RefreshFamily): boolean => family.jti !== ANY && family.jti !== token.jti;

const lastUse = (now: Date, { address }: ClientFacts): { lastUsedAt: Date; address?: string } => ({
  lastUsedAt: now,
  ...(address !== '' && { address }),
});

function modelOf(models: AnyModels, name: keyof typeof jwtModels): AnyModels[string] {
  const model = Object.hasOwn(models, name) ? models[name] : undefined;
  const missing = Object.keys(jwtModels[name].fields).find((field) => !model?.meta.columnsByName.has(field));
  if (model !== undefined && missing === undefined) return model;
  throw new ImproperlyConfigured(
    `Keeping track of tokens needs the model ${name}${missing === undefined || model === undefined ? '' : ` with its field '${missing}'`}. ` +
      'Add `...jwtModels` (fretwork/jwt) to defineModels() and migrate.',
  );
}
