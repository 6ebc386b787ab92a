/** TokenAuthentication: who is asking, by a key in a header. */
import { isUtf8 } from 'node:buffer';
import { AuthenticationFailed, ImproperlyConfigured } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import type { AuthenticationResult, Request } from '../http/request.ts';
import type { RequestUser } from '../http/user.ts';
import { BaseAuthentication } from './base-authentication.ts';

/** A token as it is given to its user, once or again. */
export interface IssuedToken {
  /** What the client sends; the database does not have it. */
  readonly key: string;
  readonly createdAt: Date;
}

/** A token that was presented, as `request.auth`. @see DRF `authtoken.models.Token` */
export interface AuthToken extends IssuedToken {
  readonly user: RequestUser;
}

/** Where an app keeps its tokens; `AuthTokens` keeps their hashes in the database. */
export interface AuthTokenBackend {
  /**
   * The token with a key, and its user, active or not; `null` where there is none.
   *
   * @param key As the client sent it; untrusted.
   */
  find(key: string): Promise<AuthToken | null>;
}

/** An app whose users may have tokens; `createApp` makes one. */
export interface AuthTokenApp extends AppContext {
  readonly authTokens?: AuthTokenBackend;
}

/**
 * Authenticates by a key that does not change: `Authorization: Token 9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b`.
 *
 * For scripts and devices. `request.auth` is the `AuthToken`. Costs two queries.
 *
 * @throws {AuthenticationFailed} malformed header, no such token, or an inactive user
 * @see DRF `authentication.TokenAuthentication`
 */
export class TokenAuthentication extends BaseAuthentication {
  /** The word before the key; also the challenge of a 401. */
  readonly keyword: string = 'Token';

  async authenticate(request: Request): Promise<AuthenticationResult | null> {
    const [word, key, ...more] = (request.header('authorization') ?? '').split(/[ \t]+/).filter(Boolean);
    if (word?.toLowerCase() !== this.keyword.toLowerCase()) return null;
    if (key === undefined) throw new AuthenticationFailed('Invalid token header. No credentials provided.');
    if (more.length > 0) {
      throw new AuthenticationFailed('Invalid token header. Token string should not contain spaces.');
    }
    const bytes = Buffer.from(key, 'latin1'); // headers are bytes, and these are one character each
    if (!isUtf8(bytes)) {
      throw new AuthenticationFailed('Invalid token header. Token string should not contain invalid characters.');
    }
    return this.authenticateCredentials(bytes.toString('utf8'), request);
  }

  /** Finds the token and its user. */
  async authenticateCredentials(key: string, request: Request): Promise<AuthenticationResult> {
    const token = await tokensOf(request).find(key);
    if (token === null) throw new AuthenticationFailed('Invalid token.');
    if (!token.user.isActive) throw new AuthenticationFailed('User inactive or deleted.');
    return [token.user, token];
  }

  override authenticateHeader(_request: Request): string {
    return this.keyword;
  }
}

function tokensOf({ app }: Request): AuthTokenBackend {
  const { authTokens } = app as AuthTokenApp;
  if (authTokens !== undefined) return authTokens;
  throw new ImproperlyConfigured(
    'The app has no tokens: add `...accountModels` and `...tokenModels` (fretwork/accounts) to defineModels().',
  );
}
