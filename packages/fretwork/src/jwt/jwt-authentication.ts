/** JWTAuthentication: who is asking, by the token in a header. */
import { BaseAuthentication } from '../authentication/base-authentication.ts';
import { ImproperlyConfigured, InvalidToken, TokenError } from '../errors.ts';
import type { AuthenticationResult, Request } from '../http/request.ts';
import type { RequestUser } from '../http/user.ts';
import { type JwtContext, jwtOf, usersOf } from './context.ts';
import { TokenUser } from './token-user.ts';
import { AccessToken, passwordFingerprint, type Token, type TokenClass } from './tokens.ts';

/**
 * Authenticates by an access token in the header, `Authorization: Bearer …`.
 *
 * `request.auth` is the token. Costs one query, for the user; `JWTStatelessUserAuthentication` costs none.
 *
 * @throws {InvalidToken} code `bad_authorization_header`: not exactly one token after the word
 * @throws {InvalidToken} code `token_not_valid`, `user_not_found`, `user_inactive` or `password_changed`
 * @see Simple JWT `authentication.JWTAuthentication`; RFC 6750 section 2.1
 */
export class JWTAuthentication extends BaseAuthentication {
  readonly wwwAuthenticateRealm: string = 'api';

  authenticate(request: Request): Promise<AuthenticationResult> | null {
    const jwt = jwtOf(request);
    const header = request.header(jwt.settings.authHeaderName.toLowerCase());
    const text = header === null ? null : this.getRawToken(header, jwt);
    return text === null ? null : this.#authenticate(text, jwt);
  }

  async #authenticate(text: string, jwt: JwtContext): Promise<AuthenticationResult> {
    const token = await this.getValidatedToken(text, jwt);
    return [await this.getUser(token, jwt), token];
  }

  override authenticateHeader(request: Request): string {
    return bearerChallenge(jwtOf(request), this.wwwAuthenticateRealm);
  }

  /**
   * The token in a header; null where the header holds something else, which is for another class to judge.
   *
   * @throws {InvalidToken} code `bad_authorization_header`
   */
  getRawToken(header: string, jwt: JwtContext): string | null {
    const [type, text, ...more] = header.split(' ').filter((part) => part !== '');
    if (type === undefined || !jwt.settings.authHeaderTypes.includes(type)) return null;
    if (text !== undefined && more.length === 0) return text;
    throw new InvalidToken('Authorization header must contain two space-delimited values', 'bad_authorization_header');
  }

  /**
   * Reads the token as the first of `jwt.authTokenClasses` that takes it.
   *
   * @throws {InvalidToken} none does; says why for each class
   */
  async getValidatedToken(text: string, jwt: JwtContext): Promise<Token> {
    const messages: { token_class: string; token_type: string; message: string }[] = [];
    let cause: unknown;
    for (const tokenClass of tokenClassesOf(jwt)) {
      try {
        return await tokenClass.parse(text, jwt);
      } catch (error) {
        if (!(error instanceof TokenError)) throw error;
        cause = error;
        messages.push({ token_class: tokenClass.name, token_type: tokenClass.tokenType ?? '', message: error.message });
      }
    }
    const detail = { detail: 'Given token not valid for any token type', messages };
    throw new InvalidToken(detail, undefined, { cause });
  }

  /**
   * The user whom a token names.
   *
   * @throws {InvalidToken} the token names nobody, somebody who is gone or inactive, or an old password
   */
  async getUser(token: Token, jwt: JwtContext): Promise<RequestUser> {
    const { checkRevokeToken, checkUserIsActive, revokeTokenClaim, userIdField } = jwt.settings;
    const user = await usersOf(jwt).findByField(userIdField, userIdOf(token, jwt));
    if (user === null) throw new InvalidToken('User not found', 'user_not_found');
    if (checkUserIsActive && !user.isActive) throw new InvalidToken('User is inactive', 'user_inactive');
    if (checkRevokeToken && token.get(revokeTokenClaim) !== passwordFingerprint(Reflect.get(user, 'password'))) {
      throw new InvalidToken("The user's password has been changed.", 'password_changed');
    }
    return user;
  }
}

/**
 * Authenticates by the token alone: `request.user` is made of its claims, and the database is not asked.
 *
 * Somebody who was deleted or deactivated stays in until the token expires. Good between services that share a key.
 *
 * @see Simple JWT `authentication.JWTStatelessUserAuthentication`
 */
export class JWTStatelessUserAuthentication extends JWTAuthentication {
  override async getUser(token: Token, jwt: JwtContext): Promise<RequestUser> {
    userIdOf(token, jwt);
    const { tokenUserClass: UserClass = TokenUser, userIdClaim } = jwt.settings;
    const user = new UserClass(token, userIdClaim);
    if (isRequestUser(user)) return user;
    throw new ImproperlyConfigured('Setting `jwt.tokenUserClass` must be a class of users. Extend TokenUser.');
  }
}

/**
 * Value of `WWW-Authenticate` for tokens.
 *
 * @see RFC 6750 section 3
 */
export const bearerChallenge = (jwt: JwtContext, realm: string): string =>
  `${jwt.settings.authHeaderTypes[0]} realm="${realm}"`;

/**
 * The text by which a token names its user.
 *
 * @throws {InvalidToken} the token names nobody
 */
export function userIdOf(token: Token, jwt: JwtContext): string {
  const id = token.get(jwt.settings.userIdClaim);
  // Older Simple JWT wrote whole numbers.
  if (typeof id === 'string' || Number.isSafeInteger(id)) return String(id);
  throw new InvalidToken('Token contained no recognizable user identification');
}

const tokenClassesOf = (jwt: JwtContext): readonly TokenClassToParse[] =>
  (jwt.settings.authTokenClasses as readonly TokenClassToParse[] | undefined) ?? [AccessToken];

type TokenClassToParse = TokenClass & Pick<typeof AccessToken, 'parse'>;

const isRequestUser = (user: object): user is RequestUser => 'isAuthenticated' in user;
