/** A forgotten password: a code to the account's address, and a new password once it comes back. */
import { AuthenticationFailed } from '../errors.ts';
import type { RequestUser } from '../http/user.ts';
import { mailOf } from '../mail/mailer.ts';
import { accountMails } from './account-mails.ts';
import { requestCode, type StartedFlow } from './code-requests.ts';
import { type AccountCaller, type EmailAccounts, emailAccountsOf } from './email-accounts.ts';
import { endLogins } from './end-logins.ts';
import { requireGoodPassword } from './new-password.ts';
import type { ReturnedCode } from './sign-up.ts';

/** Which account; untrusted. */
export interface PasswordResetInput {
  readonly email: string;
  readonly captcha?: string;
}

/** A code and the password that it is for; untrusted, the password checked as far as one can without its owner. */
export interface NewPasswordInput extends ReturnedCode {
  readonly newPassword: string;
}

/** Begins a password reset; the answer and the work are the same where there is no account. @throws {Throttled} too many */
export const requestPasswordReset = (caller: AccountCaller, input: PasswordResetInput): Promise<StartedFlow> =>
  requestCode(caller, { ...input, purpose: 'passwordReset' });

/**
 * Gives an account a new password, ends all its logins, and tells its owner; in one transaction with the use of the code.
 *
 * @throws {AuthenticationFailed} a wrong code, or an account that is gone, inactive, or has another address by now
 * @throws {ValidationError} the password is too much like its owner; the code stays good
 * @see OWASP ASVS 6.3.7, 7.4.3
 */
export async function confirmPasswordReset(caller: AccountCaller, input: NewPasswordInput): Promise<void> {
  const { flow, code, newPassword } = input;
  const own = emailAccountsOf(caller);
  const { accounts, addresses, codes, emit, now } = own;
  const row = await codes.check({ purpose: 'passwordReset', flow, code }, caller);
  const user = await ownerOf(row.address, own);
  await requireGoodPassword('newPassword', newPassword, user, caller);
  const encoded = await accounts.encode(newPassword);
  await codes.spend(row, async () => {
    const owner = await addresses.find(row.address);
    if (owner?.userId !== String(user.id)) throw new AuthenticationFailed();
    await accounts.setEncodedPassword(user, encoded, newPassword);
    await addresses.verify(row.address, now());
    await endLogins(caller, user, { reason: 'password' });
    await mailPasswordChanged(caller, owner.email);
  });
  emit({ kind: 'codeUsed', purpose: 'passwordReset' });
  emit({ kind: 'passwordChanged', userId: String(user.id) });
}

/** Tells the owner of an account that its password is another one. */
export async function mailPasswordChanged({ app }: AccountCaller, email: string): Promise<void> {
  const mail = mailOf(app);
  await mail.send({ to: email, ...mail.render(accountMails.passwordChanged, { email }) });
}

/**
 * The active user with an address.
 *
 * @param address As `canonicalAddress` spells it.
 * @throws {AuthenticationFailed} there is none
 */
export async function ownerOf(address: string, { accounts, addresses }: EmailAccounts): Promise<RequestUser> {
  const owner = await addresses.find(address);
  const user = owner === null ? null : await accounts.findByField('pk', owner.userId);
  if (!user?.isActive) throw new AuthenticationFailed();
  return user;
}
