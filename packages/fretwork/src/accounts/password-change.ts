/** A new password for somebody who knows the old one. */
import { transaction } from '../databases/transaction.ts';
import type { Request } from '../http/request.ts';
import { emailAccountsOf } from './email-accounts.ts';
import { endLogins } from './end-logins.ts';
import { requireGoodPassword } from './new-password.ts';
import { requirePassword } from './password-login.ts';
import { mailPasswordChanged } from './password-reset.ts';

/** The password that was, and the one that shall be; untrusted. */
export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Changes the password of whoever asks, ends their other logins, and tells them by mail.
 *
 * @param except Id of the login that goes on.
 * @throws {AuthenticationFailed} the current password is wrong
 * @throws {ValidationError} the new one will not do
 * @see Django `PasswordChangeForm`; OWASP ASVS 6.2.3, 7.4.3
 */
export async function changePassword(
  request: Request,
  { currentPassword, newPassword }: PasswordChange,
  except?: string,
): Promise<void> {
  const { accounts, addresses, emit } = emailAccountsOf(request);
  const { user } = request;
  await requirePassword(request, currentPassword);
  await requireGoodPassword('newPassword', newPassword, user, request);
  const encoded = await accounts.encode(newPassword);
  await transaction(async () => {
    await accounts.setEncodedPassword(user, encoded, newPassword);
    await endLogins(request, user, { reason: 'password', except });
    const owner = await addresses.findOf(String(user.id));
    if (owner !== null) await mailPasswordChanged(request, owner.email);
  });
  emit({ kind: 'passwordChanged', userId: String(user.id) });
}
