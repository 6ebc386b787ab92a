/** Whether a new password will do, with what is wrong under the name of its field. */
import { ValidationError } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import { validatePassword } from './password-validators.ts';

/**
 * Checks a new password by the rules of the setting `passwordValidators`.
 *
 * @param field Name under which a client finds what is wrong.
 * @param user Whose it will be, or what is known of them; null for nobody.
 * @throws {ValidationError} with every rule that is broken
 */
export async function requireGoodPassword(
  field: string,
  password: string,
  user: object | null,
  { app }: { readonly app: AppContext },
): Promise<void> {
  try {
    await validatePassword(password, user, app.settings.passwordValidators);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    // biome-ignore lint/style/useErrorCause: it is there, behind the code
    throw new ValidationError({ [field]: error.details }, undefined, { cause: error });
  }
}
