/** `/auth/` and `/jwt/`: sessions, tokens, and one set of authenticators each. */
import { authenticate, login, logout } from 'fretwork/accounts';
import {
  type AuthToken,
  BasicAuthentication,
  getCsrfToken,
  SessionAuthentication,
  TokenAuthentication,
} from 'fretwork/authentication';
import { InvalidToken, TokenError, ValidationError } from 'fretwork/errors';
import { type Request, Response } from 'fretwork/http';
import { type AccessToken, JWTAuthentication, JWTStatelessUserAuthentication, jwtOf, UntypedToken } from 'fretwork/jwt';
import { AllowAny, IsAuthenticated } from 'fretwork/permissions';
import { APIView, apiView } from 'fretwork/views';

const fieldOf = (data: unknown, name: string): unknown => (data as Readonly<Record<string, unknown>> | null)?.[name];

export const tokenOnly = apiView(
  ['GET'],
  function token_only({ user, auth }: Request) {
    return new Response({ user: user.username, key: (auth as AuthToken).key });
  },
  { authenticationClasses: [TokenAuthentication], permissionClasses: [IsAuthenticated] },
);

export class CsrfToken extends APIView {
  override authenticationClasses = [];
  override permissionClasses = [];

  override get(request: Request) {
    return new Response({ csrf_token: getCsrfToken(request) });
  }
}

export class Login extends APIView {
  override authenticationClasses = [];
  override permissionClasses = [];

  override async post(request: Request) {
    const data = await request.data;
    const credentials = { username: fieldOf(data, 'username'), password: fieldOf(data, 'password') };
    const user = await authenticate(request, credentials);
    if (user === null) throw new ValidationError({ detail: 'Wrong username or password.' });
    await login(request, user);
    return new Response({ user: user.username, csrf_token: getCsrfToken(request) });
  }
}

export class Logout extends APIView {
  override authenticationClasses = [SessionAuthentication];

  override async post(request: Request) {
    await logout(request);
    return new Response(undefined, { status: 204 });
  }
}

/** GET and POST tell who is asking and which authenticator said so. */
export class WhoAmI extends APIView {
  override description = 'GET and POST tell who is asking and which authenticator said so.';
  override permissionClasses = [IsAuthenticated];

  override get({ user, successfulAuthenticator }: Request) {
    return new Response({ user: user.username, authenticator: successfulAuthenticator?.constructor.name });
  }

  override post(request: Request) {
    return this.get(request);
  }
}

/** No challenge: rejected requests become 403. */
export class ProxyLogin extends WhoAmI {
  override description = 'No authenticate_header(): rejected requests become 403.';
  override authenticationClasses = [SessionAuthentication];
}

export class BasicOnly extends WhoAmI {
  override authenticationClasses = [BasicAuthentication];
}

export class TokenOrBasic extends WhoAmI {
  override authenticationClasses = [TokenAuthentication, BasicAuthentication];
}

export class SessionThenJwt extends WhoAmI {
  override authenticationClasses = [SessionAuthentication, JWTAuthentication];
}

export class JwtThenSession extends WhoAmI {
  override authenticationClasses = [JWTAuthentication, SessionAuthentication];
}

export class JwtOnly extends WhoAmI {
  override authenticationClasses = [JWTAuthentication];
}

class BearerTokenAuthentication extends TokenAuthentication {
  override readonly keyword = 'Key';
}

export class KeywordToken extends WhoAmI {
  override authenticationClasses = [BearerTokenAuthentication];
}

/** Open to everybody, but broken credentials are still refused. */
export class OptionalUser extends APIView {
  override description = 'Open to everybody, but broken credentials are still refused.';
  override permissionClasses = [AllowAny];

  override get({ user }: Request) {
    return new Response({ authenticated: user.isAuthenticated, user: user.username });
  }
}

type KnownClaims = { readonly exp: number; readonly iat: number; readonly token_type: string; readonly jti: string };

const about = (claims: Readonly<Record<string, unknown>>) => {
  const { exp, iat, token_type } = claims as unknown as KnownClaims;
  return { names: Object.keys(claims).sort(), user_id: claims.user_id ?? null, token_type, lifetime: exp - iat };
};

export class JwtClaims extends APIView {
  override authenticationClasses = [JWTAuthentication];
  override permissionClasses = [IsAuthenticated];

  override get({ auth }: Request) {
    return new Response(about((auth as AccessToken).payload));
  }
}

/** The user is built from the token; the database is not asked. */
export class JwtStateless extends APIView {
  override description = 'The user is built from the token; the database is not asked.';
  override authenticationClasses = [JWTStatelessUserAuthentication];
  override permissionClasses = [IsAuthenticated];

  override get({ user }: Request) {
    return new Response({ id: user.id, is_staff: user.isStaff, username: user.username });
  }
}

/** Checks the signature and expiry of any token and shows its claims. */
export class JwtInspect extends APIView {
  override description = 'Checks the signature and expiry of any token and shows its claims.';
  override authenticationClasses = [];
  override permissionClasses = [];

  override async post(request: Request) {
    const text = fieldOf(await request.data, 'token') ?? '';
    try {
      const { payload } = await UntypedToken.parse(String(text), jwtOf(request));
      return new Response({ ...about(payload), jti_length: String(payload.jti).length });
    } catch (error) {
      throw error instanceof TokenError ? new InvalidToken(error.message, undefined, { cause: error }) : error;
    }
  }
}
