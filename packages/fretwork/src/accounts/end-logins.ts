/** Ending the logins of a user: refresh tokens, sessions, and tokens that do not change. */
import type { RequestUser } from '../http/user.ts';
import { jwtOf } from '../jwt/context.ts';
import { revokeAllFamilies } from '../jwt/families.ts';
import type { RevocationReason } from '../jwt/models.ts';
import type { AccountsApp } from './accounts-app.ts';
import type { AccountCaller } from './email-accounts.ts';

/** Which logins are ended. */
export interface EndLoginsOptions {
  readonly reason: RevocationReason;
  /** Id of one that goes on: the one that asks. */
  readonly except?: string;
}

/**
 * Ends every login of a user. Access tokens live on until they expire, unless the setting `jwt.checkFamily` is on.
 *
 * @see OWASP ASVS 7.4.2, 7.4.3
 */
export async function endLogins(
  { app }: AccountCaller,
  user: RequestUser,
  { except, reason }: EndLoginsOptions,
): Promise<void> {
  const { authTokens, sessions } = app as AccountsApp;
  await revokeAllFamilies(user, jwtOf({ app }), { except, reason });
  await sessions?.endAll(user);
  await authTokens?.revokeAll(user);
}
