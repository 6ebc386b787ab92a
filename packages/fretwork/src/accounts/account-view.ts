/** AccountView: what the account endpoints have in common. */
import { BaseAuthentication } from '../authentication/base-authentication.ts';
import { AuthenticationFailed, TokenError } from '../errors.ts';
import { JSONParser } from '../http/parsers.ts';
import type { Authenticator, Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import { jwtOf } from '../jwt/context.ts';
import { bearerChallenge, JWTAuthentication } from '../jwt/jwt-authentication.ts';
import { IsAuthenticated } from '../permissions/permissions.ts';
import type { SerializerClass } from '../serializers/callable.ts';
import { APIView } from '../views/api-view.ts';

/** Names nobody, but says how one would authenticate, so that a refusal is 401 and not 403. */
class BearerChallenge extends BaseAuthentication {
  authenticate(): null {
    return null;
  }

  override authenticateHeader(request: Request): string {
    return bearerChallenge(jwtOf(request), 'api');
  }
}

/**
 * An account endpoint. Reads JSON alone, which no page of another site can send unasked; its answers are for no cache.
 *
 * Every credential that fails has one answer: 401, `{"detail": …, "code": "authentication_failed"}`, be it a password, a
 * code, a refresh token or the access token in the header.
 */
export class AccountView extends APIView {
  override parserClasses = [JSONParser];

  override async handleException(error: unknown): Promise<Response> {
    const isCredential = error instanceof AuthenticationFailed || error instanceof TokenError;
    const response = await super.handleException(isCredential ? alike(error) : error);
    return withoutCache(response);
  }

  /** The data of the request, checked. @throws {ValidationError} with what is wrong by field */
  protected async read<Value>(Serializer: SerializerClass<unknown, unknown, Value>): Promise<Value> {
    const { format, request, settings } = this;
    const serializer = Serializer({ data: await request.data, context: { request, view: this, format, settings } });
    await serializer.isValid({ raiseException: true });
    return serializer.validatedData as Value;
  }

  /** An answer that no cache keeps. */
  protected answer(data: unknown, status = 200): Response {
    return withoutCache(new Response(data, { status }));
  }
}

/** An account endpoint for everybody: what is in the header makes no difference. */
export class OpenAccountView extends AccountView {
  override authenticationClasses = [BearerChallenge];
  override permissionClasses = [];
}

/** An account endpoint for whoever is logged in, by an access token or as the app's other views want it. */
export class OwnAccountView extends AccountView {
  override permissionClasses = [IsAuthenticated];

  override getAuthenticators(): readonly Authenticator[] {
    const usual = super.getAuthenticators();
    return usual.some((one) => one instanceof JWTAuthentication) ? usual : [new JWTAuthentication(), ...usual];
  }
}

const alike = (cause: Error): AuthenticationFailed => {
  const { defaultCode: code, defaultDetail: detail } = AuthenticationFailed;
  return new AuthenticationFailed({ detail, code }, code, { cause });
};

// RFC 6749 section 5.1: tokens are not for caches, nor is anything else of an account.
function withoutCache(response: Response): Response {
  response.headers['cache-control'] = 'no-store';
  return response;
}
