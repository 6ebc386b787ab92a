/** Logging in and out in views: who someone says they are, and the session that remembers it. */
import { findOriginFailure, rotateCsrfToken } from '../authentication/csrf.ts';
import { ImproperlyConfigured, PermissionDenied } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { AnonymousUser, type RequestUser } from '../http/user.ts';

/** A name and a password as a client may have sent them. */
export interface UntrustedCredentials {
  readonly username?: unknown;
  readonly password?: unknown;
}

/**
 * The active user with a name and a password; `null` for every reason not to let somebody in.
 *
 * Takes one query and one hash, whoever is asked for, and takes from the login limits of the setting `accounts`.
 *
 * @param credentials Untrusted: anything but two texts is nobody.
 * @throws {Throttled} too many tries
 * @throws {ServiceUnavailable} too many passwords are being checked
 * @see Django `authenticate`
 */
export async function authenticate(request: Request, credentials: UntrustedCredentials): Promise<RequestUser | null> {
  const check = () => checkCredentials(request, credentials);
  const name = typeof credentials.username === 'string' ? credentials.username : '';
  const { loginGuard } = request.app;
  return loginGuard === undefined ? check() : loginGuard.guard(request, name, check);
}

/** The same without limits, for callers that count by themselves. */
export async function checkCredentials(
  request: Request,
  { username, password }: UntrustedCredentials,
): Promise<RequestUser | null> {
  const check = request.app.authenticate;
  if (check === undefined) {
    throw new ImproperlyConfigured(
      'Logging in needs users: add `...accountModels` (fretwork/accounts) to defineModels(), or give createApp `authenticate`.',
    );
  }
  if (typeof username !== 'string' || typeof password !== 'string') return null;
  const user = await check({ username, password });
  return user?.isActive === true ? user : null;
}

/**
 * Logs a user in: the session gets a new key, the page a new CSRF token, and the answer the cookies of both.
 *
 * Refuses pages of other sites, which could log their visitors in as somebody else. Call it again after changing the user's
 * password: that ends all their sessions, and this one goes on under a new key.
 *
 * @param user As `authenticate` returned it, or an object of the user model; it is not asked whether they may log in.
 * @throws {PermissionDenied} `CSRF Failed: …`
 * @throws {ImproperlyConfigured} the app has no sessions, or this is no user
 * @see Django `login`, `update_session_auth_hash`; OWASP ASVS 7.2.4
 */
export async function login(request: Request, user: object): Promise<void> {
  requireUser(user);
  const failure = findOriginFailure(request);
  if (failure !== null) throw new PermissionDenied(`CSRF Failed: ${failure}`);
  const session = await request.session;
  await session.logIn(user);
  rotateCsrfToken(request);
  request.user = user;
}

function requireUser(user: object): asserts user is RequestUser {
  if (Reflect.get(user, 'isAuthenticated') === true) return;
  throw new ImproperlyConfigured('login() needs a user: what authenticate() returned, or an object of the user model.');
}

/**
 * Logs out: the session is deleted at once, its key is nobody's, and the answer takes the cookie away.
 *
 * @see Django `logout`
 */
export async function logout(request: Request): Promise<void> {
  const session = await request.session;
  await session.flush();
  request.user = new AnonymousUser();
  request.auth = null;
}
