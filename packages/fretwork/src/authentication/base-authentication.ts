/** BaseAuthentication: how a request says who is asking. */
import type { AuthenticationResult, Authenticator, Request } from '../http/request.ts';

/**
 * Finds out who is asking; subclass it for your own scheme.
 *
 * An instance is made for each request.
 *
 * @see DRF `authentication.BaseAuthentication`
 */
export abstract class BaseAuthentication implements Authenticator {
  /**
   * Reads the credentials of a request.
   *
   * @returns User and credential, or `null` where the request has no credentials of this kind: the next class is asked.
   * @throws {AuthenticationFailed} there are credentials of this kind, and they are wrong
   */
  abstract authenticate(request: Request): AuthenticationResult | null | Promise<AuthenticationResult | null>;

  /** Value of `WWW-Authenticate` where a request is refused; `null` turns the 401 into 403. */
  authenticateHeader(_request: Request): string | null {
    return null;
  }
}

/**
 * Asks authenticators in turn, and writes what the first one knows into the request.
 *
 * @throws {AuthenticationFailed} one of them refused; the request is anonymous then
 * @see DRF `Request._authenticate`
 */
export async function authenticateRequest(request: Request): Promise<void> {
  if (request.forcedAuthentication) {
    [request.user, request.auth] = request.forcedAuthentication;
    request.successfulAuthenticator = request.authenticators[0] ?? null;
    return;
  }
  for (const authenticator of request.authenticators) {
    const result = await authenticator.authenticate(request);
    if (result === null) continue;
    [request.user, request.auth] = result;
    request.successfulAuthenticator = authenticator;
    return;
  }
}
