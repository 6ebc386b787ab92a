/** Users made by code: fixtures, scripts, commands. */
import { ImproperlyConfigured } from '../errors.ts';
import type { AnyModels, Model } from '../models/define-models.ts';
import type { Instance, NewValues } from '../models/row.ts';
import { type AccountOptions, Accounts } from './accounts.ts';

/** Values of a new object of a user model, its password as typed; without one nobody can log in with a password. */
export type NewUserOf<D, K extends keyof D> = Omit<NewValues<D, K>, 'password'> & { readonly password?: string | null };

/**
 * Makes a user with a hashed password: `createUser(User, { username, password })`.
 *
 * Not checked as a serializer would check it.
 *
 * @throws {ValidationError} no name, or a password that is too long
 * @throws {IntegrityError} the name is taken
 * @see Django `UserManager.create_user`
 */
export async function createUser<D, K extends keyof D>(
  model: Model<D, K>,
  values: NewUserOf<D, K>,
  options?: AccountOptions,
): Promise<Instance<D, K>> {
  return (await new Accounts(model, options).createUser(values)) as unknown as Instance<D, K>;
}

/**
 * Makes a user who may do everything.
 *
 * @throws {ValidationError} no name, or a password that is too long
 * @see Django `UserManager.create_superuser`
 */
export async function createSuperuser<D, K extends keyof D>(
  model: Model<D, K>,
  values: NewUserOf<D, K>,
  options?: AccountOptions,
): Promise<Instance<D, K>> {
  return (await new Accounts(model, options).createSuperuser(values)) as unknown as Instance<D, K>;
}

/**
 * The accounts of an app; `createApp` makes them when it starts.
 *
 * @param userModel Key of the user model in `models`. @see Django `AUTH_USER_MODEL`
 * @throws {ImproperlyConfigured} there is no such model, or it lacks a field that logging in needs
 */
export function accountsOf(models: AnyModels, userModel = 'User', options?: AccountOptions): Accounts {
  const model = Object.hasOwn(models, userModel) ? models[userModel] : undefined;
  if (model !== undefined) return new Accounts(model, options);
  throw new ImproperlyConfigured(
    `Setting \`userModel\` names '${userModel}', which is no model. Add \`...accountModels\` (fretwork/accounts) to defineModels().`,
  );
}
