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
 * @returns Nothing to wait for, where no authenticator finds credentials of its kind.
 * @throws {AuthenticationFailed} one of them refused; the request is anonymous then
 * @see DRF `Request._authenticate`
 */
export function authenticateRequest(request: Request): Promise<void> | void {
  if (request.forcedAuthentication) {
    [request.user, request.auth] = request.forcedAuthentication;
    request.successfulAuthenticator = request.authenticators[0] ?? null;
    return;
  }
  for (const [index, authenticator] of request.authenticators.entries()) {
    const found = authenticator.authenticate(request);
    if (found !== null) return authenticateFrom(request, index, found);
  }
}

async function authenticateFrom(request: Request, index: number, found: Found): Promise<void> {
  const result = await found;
  if (result !== null) {
    [request.user, request.auth] = result;
    request.successfulAuthenticator = request.authenticators[index] ?? null;
    return;
  }
  const next = request.authenticators[index + 1];
  if (next !== undefined) await authenticateFrom(request, index + 1, next.authenticate(request));
}

type Found = ReturnType<Authenticator['authenticate']>;
