/** Telling people that one of their logins was ended because a token of it came back. */
import type { AppContext } from '../http/app-context.ts';
import { mailOf } from '../mail/mailer.ts';
import type { RefreshTokenReuse } from '../settings/refresh-settings.ts';
import { accountMails } from './account-mails.ts';
import type { AccountsApp } from './accounts-app.ts';

/**
 * Mails the owner of a login that was ended because a spent refresh token was presented, where their address is known.
 *
 * `createApp` calls it before the setting `jwt.onRefreshTokenReused`.
 */
export async function mailTokenReused(app: AppContext, { userId, login }: RefreshTokenReuse): Promise<void> {
  const { addresses } = (app as AccountsApp).accounts ?? {};
  const owner = userId === null ? null : await addresses?.findOf(userId);
  if (!owner) return;
  const mail = mailOf(app);
  await mail.send({ to: owner.email, ...mail.render(accountMails.tokenReused, { userAgent: login.userAgent }) });
}
