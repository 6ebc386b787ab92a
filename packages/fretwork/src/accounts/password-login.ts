/** Logging in with a password, and showing it again: the limits, and one answer for every reason to refuse. */
import { AuthenticationFailed } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { RequestUser } from '../http/user.ts';
import { jwtOf } from '../jwt/context.ts';
import { networkOf } from './account-limits.ts';
import { type EmailAccounts, emailAccountsOf } from './email-accounts.ts';
import { authenticate } from './login.ts';

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
  const own = emailAccountsOf(request);
  const { onLoginFailed, onLoginSuccess, userAuthenticationRule } = jwtOf(request).settings;
  const spelling = spellingOf(name);
  await takeLogin(own, request, spelling);
  const user = await authenticate(request, { username: name, password });
  if (user === null || !(await userAuthenticationRule(user))) {
    own.emit({ kind: 'loginFailed' });
    await onLoginFailed?.({ [own.accounts.usernameField]: name }, request);
    throw new AuthenticationFailed();
  }
  await forgetTries(own, request, spelling);
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
  const own = emailAccountsOf(request);
  const { user } = request;
  const name = `user ${String(user.id)}`; // no spelling of a name holds a blank
  await takeLogin(own, request, name);
  if (!(await own.accounts.checkPassword(user, password))) throw new AuthenticationFailed();
  await forgetTries(own, request, name);
}

async function takeLogin({ limits }: EmailAccounts, request: Request, name: string): Promise<void> {
  await limits.take('loginsPerNetwork', networkOf(request));
  await limits.take('loginsPerNameAndNetwork', name, networkOf(request));
  await limits.take('loginsPerName', name);
}

async function forgetTries({ limits }: EmailAccounts, request: Request, name: string): Promise<void> {
  await limits.restore('loginsPerNameAndNetwork', name, networkOf(request));
  await limits.restore('loginsPerName', name);
}

// Wider than any two names of one user differ: names that it takes for one have one budget, and none has two.
const spellingOf = (name: string): string =>
  name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\+[^@]*@/, '@')
    .replaceAll(' ', '_');
