/** SessionAuthentication: who is asking, by the session of a browser. */
import { PermissionDenied } from '../errors.ts';
import type { AuthenticationResult, Request } from '../http/request.ts';
import { BaseAuthentication } from './base-authentication.ts';
import { findCsrfFailure } from './csrf.ts';

/**
 * Authenticates by the session that `login` began; for pages of the same site.
 *
 * Cookies travel by themselves, so a request that changes something has to carry the CSRF token as well. Has no challenge:
 * a refused request is 403. Costs two queries where there is a session cookie, none where there is not.
 *
 * @throws {PermissionDenied} `CSRF Failed: …`
 * @see DRF `authentication.SessionAuthentication`
 */
export class SessionAuthentication extends BaseAuthentication {
  async authenticate(request: Request): Promise<AuthenticationResult | null> {
    const session = await request.session;
    const user = await session.getUser();
    if (user === null || !user.isActive) return null;
    await this.enforceCsrf(request);
    return [user, null];
  }

  /** Refuses a request that another site may have forged. */
  async enforceCsrf(request: Request): Promise<void> {
    const reason = await findCsrfFailure(request);
    if (reason !== null) throw new PermissionDenied(`CSRF Failed: ${reason}`);
  }
}
