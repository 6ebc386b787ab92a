/** Logging in with a password, and showing it again: the limits, and one answer for every reason to refuse. */
import { AuthenticationFailed } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { RequestUser } from '../http/user.ts';
import { jwtOf } from '../jwt/context.ts';
import { emailAccountsOf } from './email-accounts.ts';
import { checkCredentials } from './login.ts';

/** A name or an address, and a password; untrusted. */
export interface PasswordLogin {
  readonly name: string;
  readonly password: string;
}

/**
 * The user with a name or an address and a password, who may log in.
 *
 * Limits come first, by client, by name, and by both: a stranger who tries a name from one place does not keep its owner
 * out from another. A right password begins anew for name and client.
 *
 * @throws {AuthenticationFailed} for every reason, after the same work
 * @throws {Throttled} too many tries
 */
export async function logInWithPassword(request: Request, { name, password }: PasswordLogin): Promise<RequestUser> {
  const { accounts, logins } = emailAccountsOf(request);
  const { onLoginFailed, onLoginSuccess, userAuthenticationRule } = jwtOf(request).settings;
  const user = await logins.guard(request, name, async () => {
    const found = await checkCredentials(request, { username: name, password });
    return found !== null && (await userAuthenticationRule(found)) ? found : null;
  });
  if (user === null) {
    await onLoginFailed?.({ [accounts.usernameField]: name }, request);
    throw new AuthenticationFailed();
  }
  await onLoginSuccess?.(user, request);
  return user;
}

/**
 * Has somebody who is logged in show their password again, before something that a stolen session must not do.
 *
 * @throws {AuthenticationFailed} it is wrong, or they have none
 * @throws {Throttled} too many tries
 * @see OWASP ASVS 6.2.3, 7.5.1
 */
export async function requirePassword(request: Request, password: string): Promise<void> {
  const { accounts, logins } = emailAccountsOf(request);
  const { user } = request;
  const subject = `user ${String(user.id)}`; // no spelling of a name holds a blank
  const shown = await logins.count(request, subject, async () =>
    (await accounts.checkPassword(user, password)) ? user : null,
  );
  if (shown === null) throw new AuthenticationFailed();
}
