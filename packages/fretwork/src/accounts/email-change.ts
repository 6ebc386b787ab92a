/** Another e-mail address for an account: a code to the new one, a notice to the old one. */
import { onCommit } from '../databases/transaction.ts';
import { AuthenticationFailed, IntegrityError } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { mailOf } from '../mail/mailer.ts';
import { accountMails } from './account-mails.ts';
import { requestCode, type StartedFlow } from './code-requests.ts';
import { type EmailAccounts, emailAccountsOf } from './email-accounts.ts';
import type { EmailCodeRow } from './email-code-models.ts';
import { requirePassword } from './password-login.ts';
import type { ReturnedCode } from './sign-up.ts';

/** The new address, and the password of whoever asks; untrusted. */
export interface EmailChange {
  readonly email: string;
  readonly password: string;
  readonly captcha?: string;
}

/**
 * Begins to change the address of whoever asks. Where it is somebody else's, that owner is told; the answer is the same.
 *
 * @throws {AuthenticationFailed} the password is wrong
 * @throws {Throttled} too many codes
 * @see OWASP ASVS 7.5.1
 */
export async function requestEmailChange(request: Request, change: EmailChange): Promise<StartedFlow> {
  const { email, password, captcha } = change;
  await requirePassword(request, password);
  return requestCode(request, { purpose: 'emailChange', email, captcha, userId: String(request.user.id) });
}

/**
 * Changes the address of whoever asked for it; codes that are under way to the old one are void.
 *
 * @throws {AuthenticationFailed} a wrong code, somebody else's, or the address has been taken since
 */
export async function confirmEmailChange(request: Request, returned: ReturnedCode): Promise<void> {
  const own = emailAccountsOf(request);
  const row = await own.codes.check({ ...returned, purpose: 'emailChange' }, request);
  if (row.userId !== String(request.user.id)) throw new AuthenticationFailed();
  try {
    await own.codes.spend(row, () => changeEmail(request, row, own));
  } catch (error) {
    // biome-ignore lint/style/useErrorCause: it is there, behind text and code
    if (error instanceof IntegrityError) throw new AuthenticationFailed(undefined, undefined, { cause: error });
    throw error;
  }
  own.emit({ kind: 'codeUsed', purpose: 'emailChange' });
  own.emit({ kind: 'emailChanged', userId: row.userId });
}

async function changeEmail(request: Request, { email }: EmailCodeRow, own: EmailAccounts): Promise<void> {
  const { accounts, addresses, codes, now } = own;
  const userId = String(request.user.id);
  const old = await addresses.findOf(userId);
  await addresses.change({ userId, email, verifiedAt: now() });
  await accounts.setEmail(request.user, email);
  if (old === null) return;
  const mail = mailOf(request);
  await mail.send({ to: old.email, ...mail.render(accountMails.emailChanged, { email }) });
  await onCommit(async () => void (await codes.voidAll(old.address)));
}
