/** A token: its claims, and how they are made, checked and signed; and the kind that opens views. Subclass them for your own. */
import { createHash, randomUUID } from 'node:crypto';
import { ImproperlyConfigured, TokenError } from '../errors.ts';
import type { ResolvedJwtSettings } from '../settings/jwt-settings.ts';
import { type Claims, copyClaims } from './claims.ts';
import type { JwtContext } from './context.ts';

/** A class of tokens: what `new`, `parse` and `forUser` need of it. */
export interface TokenClass<T extends Token = Token> {
  new (jwt: JwtContext, claims?: Claims): T;
  readonly name: string;
  /** What the claim `token_type` says. */
  readonly tokenType: string | null;
  /** Whether tokens of this class are good only where this app issued them; false where left out. */
  readonly ownOnly?: boolean;
  /** How long a new token is good, in seconds. */
  lifetimeSeconds(settings: ResolvedJwtSettings): number | null;
}

/** How `setExp` may be told to differ. */
export interface ExpiryOptions {
  readonly claim?: string;
  /** When the lifetime begins; when the token was made where left out. */
  readonly from?: Date;
  readonly lifetimeSeconds?: number;
}

/**
 * A token: its claims, and how they are made, checked and signed.
 *
 * A new one has the claims `token_type`, `exp`, `iat` and `jti`; `parse` makes one from text and checks it.
 *
 * @see Simple JWT `tokens.Token`
 */
export class Token {
  static readonly tokenType: string | null = null;

  static lifetimeSeconds(_settings: ResolvedJwtSettings): number | null {
    return null;
  }

  /**
   * Reads a token that a client sent, and checks everything that its class checks.
   *
   * @param text Not trusted yet.
   * @throws {ExpiredTokenError} past its `exp`
   * @throws {TokenError} forged, malformed, revoked, or of another type
   */
  static async parse<T extends Token>(this: TokenClass<T>, text: string, jwt: JwtContext): Promise<T> {
    const token = new this(jwt, await jwt.backend.decode(text, { ownOnly: this.ownOnly === true }));
    await token.verify();
    return token;
  }

  /**
   * Makes a token for a user; a refresh token becomes known to the store, which is one query.
   *
   * @param user Has the field that `jwt.userIdField` names, and `password` where `jwt.checkRevokeToken` is on.
   * @see Simple JWT `Token.for_user`
   */
  static async forUser<T extends Token>(this: TokenClass<T>, user: object, jwt: JwtContext): Promise<T> {
    const token = new this(jwt);
    const { checkRevokeToken, revokeTokenClaim, userIdClaim, userIdField } = jwt.settings;
    token.set(userIdClaim, String(readField(user, userIdField, 'userIdField')));
    if (checkRevokeToken) {
      token.set(revokeTokenClaim, passwordFingerprint(readField(user, 'password', 'checkRevokeToken')));
    }
    await token.outstand();
    return token;
  }

  readonly jwt: JwtContext;
  /** When this token was made or read. */
  readonly currentTime: Date;
  // Those that were read are frozen, and shared by every request that sends the token: the first change makes a copy.
  #claims: Claims;

  /** @param claims Of a token whose signature was verified; a new token where left out. */
  constructor(jwt: JwtContext, claims?: Claims) {
    this.jwt = jwt;
    this.currentTime = jwt.now();
    this.#claims = claims !== undefined && Object.isFrozen(claims) ? claims : copyClaims(claims);
    if (claims === undefined) this.initialise();
  }

  get tokenType(): string | null {
    return this.#class.tokenType;
  }

  /** The claims as they are now; has no prototype. */
  get payload(): Claims {
    return this.#claims;
  }

  get(claim: string): unknown {
    return this.#claims[claim];
  }

  has(claim: string): boolean {
    return claim in this.#claims;
  }

  /** @param value A JSON value; whoever holds the token can read it. */
  set(claim: string, value: unknown): void {
    this.#ownClaims()[claim] = value;
  }

  delete(claim: string): void {
    delete this.#ownClaims()[claim];
  }

  #ownClaims(): Record<string, unknown> {
    if (Object.isFrozen(this.#claims)) this.#claims = copyClaims(this.#claims);
    return this.#claims as Record<string, unknown>;
  }

  /** Gives a new token its claims. */
  protected initialise(): void {
    if (this.tokenType === null || this.#class.lifetimeSeconds(this.jwt.settings) === null) {
      throw new TokenError('Cannot create token with no type or lifetime');
    }
    this.set(this.jwt.settings.tokenTypeClaim, this.tokenType);
    this.setExp();
    this.setIat();
    this.setJti();
  }

  /**
   * Checks a token that was read: expiry, id and type.
   *
   * Override to check more; call `super.verify()` first.
   *
   * @throws {TokenError} what is wrong, in words that may be sent
   */
  verify(): void | Promise<void> {
    this.verifyClaims();
    return this.checkFamily();
  }

  /**
   * Checks that the login still goes on, where the setting `jwt.checkFamily` asks for it; one query then.
   *
   * A token that names no login (made by Django with the same key) passes.
   *
   * @throws {TokenError} its login was ended
   */
  checkFamily(): void | Promise<void> {
    const { store, settings } = this.jwt;
    if (!settings.checkFamily || store === null || this.family === undefined || this.isForeign) return;
    return requireLive(store.isLive(String(this.family), this.currentTime));
  }

  /** Whether another issuer made it, whose logins and ids say nothing about those of this app. */
  get isForeign(): boolean {
    return this.jwt.backend.isForeign(this.#claims);
  }

  /** The id of the login that the token belongs to, where its claims say so. */
  get family(): unknown {
    const { familyClaim } = this.jwt.settings;
    return familyClaim === null ? undefined : this.get(familyClaim);
  }

  /** @throws {TokenError} expired, without an id, or of another type */
  verifyClaims(): void {
    this.checkExp();
    if (!this.has(this.jwt.settings.jtiClaim)) throw new TokenError('Token has no id');
    this.verifyTokenType();
  }

  /** @throws {TokenError} the token is of another type, or of none */
  verifyTokenType(): void {
    const { tokenTypeClaim } = this.jwt.settings;
    if (!this.has(tokenTypeClaim)) throw new TokenError('Token has no type');
    if (this.get(tokenTypeClaim) !== this.tokenType) throw new TokenError('Token has wrong type');
  }

  /** Gives the token a new id. */
  setJti(): void {
    this.set(this.jwt.settings.jtiClaim, randomUUID().replaceAll('-', ''));
  }

  setExp(options: ExpiryOptions = {}): void {
    const { claim = 'exp', from = this.currentTime } = options;
    const lifetime = options.lifetimeSeconds ?? this.#class.lifetimeSeconds(this.jwt.settings) ?? 0;
    this.set(claim, toNumericDate(from) + Math.floor(lifetime));
  }

  /** @param claim `iat` where left out. */
  setIat(claim = 'iat', at: Date = this.currentTime): void {
    this.set(claim, toNumericDate(at));
  }

  /** @throws {TokenError} the claim is missing or past */
  checkExp(claim = 'exp', now: Date = this.currentTime): void {
    if (!this.has(claim)) throw new TokenError(`Token has no '${claim}' claim`);
    const time = this.get(claim);
    const nowSeconds = Math.floor(now.getTime() / 1000) - this.jwt.settings.leewaySeconds;
    if (typeof time !== 'number' || time <= nowSeconds) throw new TokenError(`Token '${claim}' claim has expired`);
  }

  /** Makes the token known to the store, where its class is one that can be revoked. */
  async outstand(): Promise<void> {}

  /**
   * Signs the claims.
   *
   * @returns Compact JWS.
   */
  encode(): Promise<string> {
    return this.jwt.backend.encode(this.#claims);
  }

  get #class(): TokenClass {
    return this.constructor as TokenClass;
  }
}

/**
 * Opens views, for a few minutes; nothing is asked of the database to read one.
 *
 * @see Simple JWT `tokens.AccessToken`
 */
export class AccessToken extends Token {
  static override readonly tokenType = 'access';

  static override lifetimeSeconds(settings: ResolvedJwtSettings): number {
    return settings.accessTokenLifetimeSeconds;
  }
}

/**
 * A short text that changes whenever the password's hash does.
 *
 * @param encodedPassword As the database keeps it; salted, so that its digest tells nothing.
 */
export const passwordFingerprint = (encodedPassword: unknown): string =>
  createHash('sha256').update(String(encodedPassword)).digest('hex').slice(0, 32);

/** A moment as tokens write it: whole seconds since 1970. */
export const toNumericDate = (date: Date): number => Math.floor(date.getTime() / 1000);

async function requireLive(live: Promise<boolean>): Promise<void> {
  if (!(await live)) throw new TokenError('Token is blacklisted');
}

function readField(user: object, field: string, setting: string): unknown {
  const value: unknown = Reflect.get(user, field);
  if (value !== undefined && value !== null) return value;
  throw new ImproperlyConfigured(
    `Setting \`jwt.${setting}\` needs the field '${field}' of the user, which this one does not have.`,
  );
}
