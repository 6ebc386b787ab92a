/** BasicAuthentication: name and password in a header. */
import { isUtf8 } from 'node:buffer';
import { AuthenticationFailed, ImproperlyConfigured } from '../errors.ts';
import type { AuthenticationResult, Request } from '../http/request.ts';
import { BaseAuthentication } from './base-authentication.ts';

/**
 * HTTP Basic: name and password with every request. For scripts and tests, over TLS only.
 *
 * Costs a password hash per request; the app's accounts do the check. Wrong passwords count against the login limits of the setting
 * `accounts`, right ones do not.
 *
 * @throws {AuthenticationFailed} malformed header, wrong name or password, or an inactive user
 * @throws {Throttled} too many wrong passwords; nothing is checked then
 * @see DRF `authentication.BasicAuthentication`; RFC 7617
 */
export class BasicAuthentication extends BaseAuthentication {
  readonly wwwAuthenticateRealm: string = 'api';

  async authenticate(request: Request): Promise<AuthenticationResult | null> {
    const header = request.header('authorization') ?? '';
    const parts = header.split(' ').filter((part) => part !== '');
    if (parts[0]?.toLowerCase() !== 'basic') return null;
    const [, encoded] = parts;
    if (encoded === undefined) throw new AuthenticationFailed('Invalid basic header. No credentials provided.');
    if (parts.length > 2) {
      throw new AuthenticationFailed('Invalid basic header. Credentials string should not contain spaces.');
    }
    const [username, password] = decodeCredentials(encoded);
    return this.authenticateCredentials(username, password, request);
  }

  /** Checks a name and a password against the app's accounts. */
  async authenticateCredentials(username: string, password: string, request: Request): Promise<AuthenticationResult> {
    const { authenticate, loginGuard } = request.app;
    if (!authenticate)
      throw new ImproperlyConfigured('BasicAuthentication needs accounts: give createApp `authenticate`.');
    const check = () => authenticate({ username, password });
    const user = await (loginGuard?.guardRequest(request, username, check) ?? check());
    if (user === null) throw new AuthenticationFailed('Invalid username/password.');
    if (!user.isActive) throw new AuthenticationFailed('User inactive or deleted.');
    return [user, null];
  }

  override authenticateHeader(_request: Request): string {
    return `Basic realm="${this.wwwAuthenticateRealm}"`;
  }
}

const INVALID_BASE64 = 'Invalid basic header. Credentials not correctly base64 encoded.';

// UTF-8 where it is, Latin-1 where it is not: clients do either, and DRF reads both.
function decodeCredentials(encoded: string): [username: string, password: string] {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4 !== 0)
    throw new AuthenticationFailed(INVALID_BASE64);
  const bytes = Buffer.from(encoded, 'base64');
  const text = isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1');
  const colon = text.indexOf(':');
  return colon === -1 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}
