/** The kinds of token that can be revoked: refresh, sliding, untyped; subclass them for your own. */
import { ImproperlyConfigured, TokenError } from '../errors.ts';
import type { ResolvedJwtSettings } from '../settings/jwt-settings.ts';
import type { Claims } from './claims.ts';
import type { JwtContext } from './context.ts';
import { familyIdOf, isFamilyId, isOpenerId, openerIdOf, siblingOf } from './family-id.ts';
import type { RevocationReason } from './models.ts';
import type { PresentedRecord, TokenRecord, TokenStore } from './token-store.ts';
import { AccessToken, Token, type TokenClass, toNumericDate } from './tokens.ts';
import { CLAIM_NAMES } from './user-claims.ts';

/**
 * A token that can be revoked before it expires, one query each time it is read.
 *
 * @see Simple JWT `tokens.BlacklistMixin`
 */
export class BlacklistableToken extends Token {
  /** @throws {TokenError} also where the token was revoked */
  override async verify(): Promise<void> {
    await super.verify();
    await this.checkBlacklist();
  }

  /** @throws {TokenError} the token was revoked */
  async checkBlacklist(): Promise<void> {
    if (this.isForeign) return;
    if (await this.jwt.store?.isBlacklisted(this.presented, this.currentTime))
      throw new TokenError('Token is blacklisted');
  }

  /** Begins a login with this token, and names it in the claims. */
  override async outstand(): Promise<void> {
    const { client, settings, store } = this.jwt;
    if (store === null) return;
    const record = this.presented;
    await store.openFamily(record, settings.familyLifetimeSeconds, client);
    this.joinFamily(record.familyId);
  }

  /** Names a login in the claims, where the setting `jwt.familyClaim` has a name for it. */
  joinFamily(id: string): void {
    const { familyClaim } = this.jwt.settings;
    if (familyClaim !== null) this.set(familyClaim, id);
  }

  /**
   * Ends the login of the token: it and whatever followed it by rotation.
   *
   * @returns False where it had been revoked before.
   * @throws {ImproperlyConfigured} there is no store to remember it
   */
  async blacklist(reason?: RevocationReason): Promise<boolean> {
    const { familyLifetimeSeconds } = this.jwt.settings;
    return storeOf(this.jwt).revoke(this.presented, this.currentTime, familyLifetimeSeconds, reason);
  }

  /** When nothing more can come of the token, which the store must not forget before. */
  protected get lastMoment(): Date {
    return new Date(Number(this.get('exp')) * 1000);
  }

  /** What the store is told of the token when it is presented. */
  get presented(): PresentedRecord {
    const { family, record } = this;
    const namesFamily = isFamilyId(family);
    return { ...record, namesFamily, familyId: namesFamily ? family : familyIdOf(record.jti) };
  }

  /** What the store keeps of the token: never its text. */
  get record(): TokenRecord {
    const { jtiClaim, userIdClaim } = this.jwt.settings;
    const userId = this.get(userIdClaim);
    return {
      jti: String(this.get(jtiClaim)),
      userId: userId === undefined || userId === null ? null : String(userId),
      createdAt: this.currentTime,
      expiresAt: this.lastMoment,
    };
  }
}

/**
 * Gets new access tokens, for a day or so.
 *
 * @see Simple JWT `tokens.RefreshToken`
 */
export class RefreshToken extends BlacklistableToken {
  static override readonly tokenType: string = 'refresh';
  // It is exchanged for tokens of this app.
  static readonly ownOnly: boolean = true;

  static override lifetimeSeconds(settings: ResolvedJwtSettings): number {
    return settings.refreshTokenLifetimeSeconds;
  }

  /** The class of the tokens it gets. */
  protected readonly accessTokenClass: TokenClass = AccessToken;

  /** Claims that an access token does not take over. */
  get noCopyClaims(): ReadonlySet<string> {
    const { tokenTypeClaim, jtiClaim } = this.jwt.settings;
    return new Set([tokenTypeClaim, 'exp', 'iat', jtiClaim, 'jti', CLAIM_NAMES]);
  }

  /**
   * The token that takes this one's place: the same claims with another id and lifetime.
   *
   * @param record What the store kept of it: the same record makes the same claims again. A new id and a whole lifetime where left out.
   * @param family The login's id.
   */
  successor(record?: TokenRecord, family?: string): this {
    const { familyClaim, jtiClaim } = this.jwt.settings;
    const next = this.#copy();
    if (record === undefined) {
      // Where the claims do not name the login, the id has to.
      if (choosesItsIds(next) && familyClaim !== null) next.setJti();
      else next.set(jtiClaim, siblingOf(String(this.get(jtiClaim))));
      next.setExp();
    } else {
      next.set(jtiClaim, record.jti);
      next.set('exp', toNumericDate(record.expiresAt));
    }
    next.setIat('iat', record?.createdAt);
    if (family !== undefined) next.joinFamily(family);
    return next;
  }

  #copy(): this {
    const Class = this.constructor as new (jwt: JwtContext, claims: Claims) => this;
    return new Class(this.jwt, this.payload);
  }

  /** A new access token with this token's own claims. */
  get accessToken(): Token {
    const access = new this.accessTokenClass(this.jwt);
    access.setExp({ from: this.currentTime });
    this.#markOpener(access);
    const own = this.noCopyClaims;
    for (const [claim, value] of Object.entries(this.payload)) if (!own.has(claim)) access.set(claim, value);
    return access;
  }

  // `UntypedToken` asks for the login of every token that names one, unless it is known to open views: by its type or by this.
  #markOpener(access: Token): void {
    const { family } = this;
    if (access.tokenType === AccessToken.tokenType || !isFamilyId(family)) return;
    if (access instanceof BlacklistableToken || choosesItsIds(access)) return;
    const { jtiClaim } = this.jwt.settings;
    access.set(jtiClaim, openerIdOf(String(access.get(jtiClaim)), family));
  }
}

/**
 * One token for both purposes: opens views until `exp`, and may be exchanged until `refresh_exp`.
 *
 * @see Simple JWT `tokens.SlidingToken`
 */
export class SlidingToken extends BlacklistableToken {
  static override readonly tokenType = 'sliding';
  static readonly ownOnly: boolean = true;

  static override lifetimeSeconds(settings: ResolvedJwtSettings): number {
    return settings.slidingTokenLifetimeSeconds;
  }

  protected override initialise(): void {
    super.initialise();
    const { slidingTokenRefreshExpClaim: claim, slidingTokenRefreshLifetimeSeconds: lifetimeSeconds } =
      this.jwt.settings;
    this.setExp({ claim, lifetimeSeconds });
  }

  // It is renewed under the same id until `refresh_exp`, and lives a whole life after the last time.
  protected override get lastMoment(): Date {
    const { slidingTokenRefreshExpClaim, slidingTokenLifetimeSeconds } = this.jwt.settings;
    const last = Number(this.get(slidingTokenRefreshExpClaim)) + slidingTokenLifetimeSeconds;
    return new Date(Math.max(Number.isFinite(last) ? last : 0, Number(this.get('exp'))) * 1000);
  }
}

/**
 * A token of any type: says only that it is genuine, not expired and not revoked.
 *
 * @see Simple JWT `tokens.UntypedToken`; `TokenVerifySerializer`
 */
export class UntypedToken extends BlacklistableToken {
  static override readonly tokenType = 'untyped';

  static override lifetimeSeconds(): number {
    return 0;
  }

  override verifyTokenType(): void {} // any will do

  override async checkBlacklist(): Promise<void> {
    if (this.#isKept) await super.checkBlacklist();
  }

  // What merely opens views is kept nowhere; whatever is not known to do so may be spent.
  get #isKept(): boolean {
    const { authTokenClasses, tokenTypeClaim } = this.jwt.settings;
    const classes = [AccessToken, ...((authTokenClasses as readonly TokenClass[] | undefined) ?? [])];
    const mine = classes.filter(({ tokenType }) => tokenType === this.get(tokenTypeClaim));
    if (!mine.every((one) => Reflect.get(one, 'prototype') instanceof BlacklistableToken)) return false;
    const { familyId, jti, namesFamily } = this.presented;
    return !(namesFamily && isOpenerId(jti, familyId));
  }

  override async outstand(): Promise<void> {} // it never was handed out as such
}

// A class that overrides `setJti` may have told somebody of the id.
const choosesItsIds = (token: Token): boolean => token.setJti !== Token.prototype.setJti;

/**
 * Where logins are kept track of.
 *
 * @throws {ImproperlyConfigured} nowhere
 */
export function storeOf({ store }: JwtContext): TokenStore {
  if (store !== null) return store;
  throw new ImproperlyConfigured(
    'Revoking a token needs a place to remember it. Add `...jwtModels` (fretwork/jwt) to defineModels() and migrate.',
  );
}
