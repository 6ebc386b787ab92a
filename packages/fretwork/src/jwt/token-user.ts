/** TokenUser: a user made of a token's claims, without a database. */
import type { RequestUser } from '../http/user.ts';
import type { JwtSettingsToken } from '../settings/jwt-settings.ts';

/**
 * A user who is what the token says: nothing is asked of the database.
 *
 * Put the claims `username`, `is_staff` and `is_superuser` into your tokens where permissions need them.
 *
 * @see Simple JWT `models.TokenUser`
 */
export class TokenUser implements RequestUser {
  readonly isAuthenticated = true;
  readonly isActive = true;
  readonly token: JwtSettingsToken;
  readonly #userIdClaim: string;

  /** @param token Verified. @param userIdClaim The setting `jwt.userIdClaim`. */
  constructor(token: JwtSettingsToken, userIdClaim: string) {
    this.token = token;
    this.#userIdClaim = userIdClaim;
  }

  /** As the token has it: text. */
  get id(): unknown {
    return this.token.get(this.#userIdClaim);
  }

  get pk(): unknown {
    return this.id;
  }

  get username(): string {
    const name = this.token.get('username');
    return typeof name === 'string' ? name : '';
  }

  get isStaff(): boolean {
    return this.token.get('is_staff') === true;
  }

  get isSuperuser(): boolean {
    return this.token.get('is_superuser') === true;
  }

  toString(): string {
    return `TokenUser ${String(this.id)}`;
  }
}
