/** Logging in by a code instead of a password, for apps that choose to. */
import { AuthenticationFailed, NotFound } from '../errors.ts';
import type { RequestUser } from '../http/user.ts';
import { jwtOf } from '../jwt/context.ts';
import { requestCode, type StartedFlow } from './code-requests.ts';
import { type AccountCaller, type EmailAccounts, emailAccountsOf } from './email-accounts.ts';
import { ownerOf, type PasswordResetInput } from './password-reset.ts';
import type { ReturnedCode } from './sign-up.ts';

/**
 * Mails a code to log in with; the answer and the work are the same where there is no account.
 *
 * @throws {NotFound} the setting `accounts.loginByCode` is off
 */
export async function requestLoginCode(caller: AccountCaller, input: PasswordResetInput): Promise<StartedFlow> {
  openFor(caller);
  return requestCode(caller, { ...input, purpose: 'login' });
}

/**
 * Logs in by a code, in one transaction with its use.
 *
 * @param logIn Logs the user in, inside the transaction.
 * @throws {AuthenticationFailed} a wrong code, or nobody who may log in
 * @throws {NotFound} the setting `accounts.loginByCode` is off
 */
export async function logInByCode<T>(
  caller: AccountCaller,
  returned: ReturnedCode,
  logIn: (user: RequestUser) => Promise<T>,
): Promise<T> {
  const own = openFor(caller);
  const row = await own.codes.check({ ...returned, purpose: 'login' }, caller);
  const user = await ownerOf(row.address, own);
  if (!(await jwtOf(caller).settings.userAuthenticationRule(user))) throw new AuthenticationFailed();
  const result = await own.codes.spend(row, async () => {
    await own.addresses.verify(row.address, own.now());
    return logIn(user);
  });
  own.emit({ kind: 'codeUsed', purpose: 'login' });
  return result;
}

function openFor(caller: AccountCaller): EmailAccounts {
  const own = emailAccountsOf(caller);
  if (!own.settings.loginByCode) throw new NotFound();
  return own;
}
