/** Where refresh tokens are kept track of, so that they can be exchanged once and revoked. */

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
  /** Whether a token was revoked; a token never heard of was not. */
  isBlacklisted(jti: string): Promise<boolean>;
  /** Takes note of a token that begins a login. */
  outstand(token: TokenRecord): Promise<void>;
  /**
   * Retires a token and takes note of its successor.
   *
   * @returns False, with nothing changed, where the token had been retired or revoked before.
   */
  rotate(retired: TokenRecord, successor: TokenRecord): Promise<boolean>;
  /**
   * Revokes a token and every token that followed it by rotation, also one that is being issued at this moment.
   *
   * @returns False where the token had been retired or revoked before.
   */
  blacklist(token: TokenRecord): Promise<boolean>;
}
