/** Accounts: who may log in, over the app's own user model. */
import { transaction } from '../databases/transaction.ts';
import { DoesNotExist, ImproperlyConfigured, ServiceUnavailable, ValidationError } from '../errors.ts';
import type { Credentials } from '../http/app-context.ts';
import type { RequestUser } from '../http/user.ts';
import type { AccountQuery, UserAdapter } from '../jwt/context.ts';
import type { AnyModels } from '../models/define-models.ts';
import { type ColumnMeta, type ModelMeta, modelOf } from '../models/meta.ts';
import type { PasswordValidator } from '../settings/settings.ts';
import { addressesIn, type EmailAddresses } from './email-addresses.ts';
import type { UserModel } from './models.ts';
import { passwordChanged } from './password-validators.ts';
import { Passwords, unusablePassword } from './passwords.ts';

/** How users log in. */
export interface AccountOptions {
  /** The field that users log in with; `'username'` where the model has it, else `'email'`. @see Django `USERNAME_FIELD` */
  readonly usernameField?: string;
  /** How passwords are kept; argon2id where left out. One for the whole app, so that its bounds hold. */
  readonly passwords?: Passwords;
  /** Rules that are told of a new password: the setting `passwordValidators`. */
  readonly passwordValidators?: readonly PasswordValidator[];
  /** The setting `accounts.foldSubaddresses`; true where left out. */
  readonly foldSubaddresses?: boolean;
}

/** Values of a new user; `password` as it was typed. */
export type NewUser = Readonly<Record<string, unknown>> & { readonly password?: string | null };

/**
 * Finds, checks and makes users; one per app.
 *
 * Works over any model with the field that users log in with and a `password`: a primary key of any kind, an e-mail address
 * instead of a name. Its objects get what a request's user must have (`isAuthenticated` and so on) where they lack it.
 *
 * @see Django `contrib.auth`: `authenticate`, `UserManager`, `ModelBackend`
 */
export class Accounts implements UserAdapter {
  readonly usernameField: string;
  readonly passwords: Passwords;
  /** Whose e-mail address is whose; absent without `...emailCodeModels`. */
  readonly addresses: EmailAddresses | undefined;
  readonly #model: UserModel;
  readonly #validators: readonly PasswordValidator[] | undefined;

  /**
   * @param model The user model: `models.User`, or one of your own.
   * @throws {ImproperlyConfigured} it lacks a field that logging in needs
   */
  constructor(model: AnyModels[string], options: AccountOptions = {}) {
    const { columnsByName, name: modelName } = model.meta;
    const { passwords = new Passwords() } = options;
    const usernameField = options.usernameField ?? (columnsByName.has('username') ? 'username' : 'email');
    for (const name of [usernameField, 'password']) {
      if (columnsByName.has(name)) continue;
      throw new ImproperlyConfigured(
        `The user model ${modelName} has no field '${name}', which logging in needs. Add it.`,
      );
    }
    // Any model with these two fields; the fields of `User` beyond them are asked for by name before they are used.
    this.#model = model as unknown as UserModel;
    this.usernameField = usernameField;
    this.passwords = passwords;
    this.#validators = options.passwordValidators;
    this.addresses = addressesIn(model.meta.registry, { foldSubaddresses: options.foldSubaddresses ?? true });
    completeUsers(this.#model, usernameField);
  }

  async findByField(field: string, id: string): Promise<RequestUser | null> {
    const column = this.#columnOf(field);
    const value = fromText(column, id);
    return value === undefined ? null : this.#find(column.name, value);
  }

  activeByField(field: string, id: string): AccountQuery | undefined {
    const column = this.#columnOf(field);
    const isUnique = column.primaryKey || column.options.unique === true;
    if (!isUnique || !this.#isActiveByColumn()) return undefined;
    const value = fromText(column, id);
    const user = { [column.name]: value, isActive: true };
    return value === undefined ? undefined : this.#model.objects.filter(user as never);
  }

  // A subclass that finds users in its own way, and users who know in their own way whether they are active, are to be asked.
  #isActiveByColumn(): boolean {
    const isPlain = this.findByField === Accounts.prototype.findByField && !('isActive' in this.#model.prototype);
    return isPlain && this.#meta.columnsByName.get('isActive')?.kind === 'boolean';
  }

  #columnOf(field: string): ColumnMeta {
    const column = this.#meta.columnsByName.get(field === 'pk' ? this.#meta.primaryKey.name : field);
    if (column !== undefined) return column;
    throw new ImproperlyConfigured(
      `Setting \`jwt.userIdField\` names '${field}', which ${this.#meta.name} does not have.`,
    );
  }

  /**
   * The user with a name and a password, active or not; null where there is none.
   *
   * Takes one query and one hash, whoever is asked for; an e-mail address is a name too, and takes two queries. A password
   * that was encoded in an older way is encoded anew.
   *
   * @throws {ServiceUnavailable} too many passwords are being checked
   * @see Django `ModelBackend.authenticate`
   */
  async authenticate({ username, password }: Credentials): Promise<RequestUser | null> {
    const user = isStorable(username) ? await this.#findByName(username) : null;
    return user !== null && (await this.checkPassword(user, password)) ? user : this.#nobody(user, password);
  }

  /**
   * Checks a user's password, and encodes it anew where that is due.
   *
   * @see Django `AbstractBaseUser.check_password`
   */
  async checkPassword(user: object, password: string): Promise<boolean> {
    const encoded = passwordOf(user);
    const { correct, mustUpgrade } = await this.passwords.verify(password, encoded);
    if (mustUpgrade) await this.#upgrade(user, password, encoded);
    return correct;
  }

  /**
   * Gives a user a new password, writes it, and tells the rules that want to know.
   *
   * @param password As typed; null for none, so that nobody logs in with one.
   * @throws {ValidationError} code `password_too_long`
   * @see Django `AbstractBaseUser.set_password`
   */
  async setPassword(user: object, password: string | null): Promise<void> {
    const encoded = await this.encode(password);
    await transaction(() => this.setEncodedPassword(user, encoded, password));
  }

  /**
   * Writes a password that was encoded before, so that a transaction need not wait for it, and tells the rules that want to know.
   *
   * @param encoded What `encode` made of it.
   * @param password As typed; null for none, of which nobody is told.
   */
  async setEncodedPassword(user: object, encoded: string, password: string | null): Promise<void> {
    await this.#write(user, { password: encoded });
    if (password !== null) await passwordChanged(password, user, this.#validators);
  }

  /**
   * Encodes a new password as it is kept; null for none, so that nobody logs in with one.
   *
   * @throws {ValidationError} code `password_too_long`
   * @throws {ServiceUnavailable} too many are waiting
   */
  async encode(password: string | null): Promise<string> {
    return password === null ? unusablePassword() : this.passwords.hash(password);
  }

  /** Writes a user's e-mail address into the user, where the model has the field. */
  async setEmail(user: object, email: string): Promise<void> {
    if (this.#meta.columnsByName.has('email')) await this.#write(user, normalised({ email }));
  }

  /**
   * Makes a user.
   *
   * @param values Fields of the model; without a `password` the user cannot log in with one. Not checked as a serializer would.
   * @throws {ValidationError} no name
   * @throws {IntegrityError} the name is taken
   * @see Django `UserManager.create_user`
   */
  async createUser(values: NewUser): Promise<RequestUser> {
    const name = values[this.usernameField];
    if (typeof name !== 'string' || name === '') {
      throw new ValidationError({ [this.usernameField]: [`The given ${this.usernameField} must be set`] }, 'required');
    }
    const { password = null, ...others } = values;
    return this.createEncoded({ ...others, password: await this.encode(password) });
  }

  /**
   * Makes a user whose password was encoded before, with their e-mail address.
   *
   * @param verifiedAt When they proved that it is theirs. Without it they get it where it is nobody's yet, as in Django,
   *   where two users may have one address; only the first of them is found by it.
   * @throws {IntegrityError} the name is taken, or the address that was proved
   */
  createEncoded(values: NewUser & { readonly password: string }, verifiedAt?: Date): Promise<RequestUser> {
    const fields = { ...values, ...normalised(values) };
    const create = async () => (await this.#model.objects.create(fields as never)) as unknown as RequestUser;
    const { addresses } = this;
    const { email } = values;
    if (addresses === undefined || typeof email !== 'string' || email === '') return create();
    return transaction(async () => {
      const user = await create();
      const userId = String(user.id);
      if (verifiedAt === undefined) await addresses.adopt(userId, email);
      else await addresses.add({ userId, email, verifiedAt });
      return user;
    });
  }

  /**
   * Makes a user who may do everything.
   *
   * @throws {ValidationError} no name
   * @see Django `UserManager.create_superuser`
   */
  createSuperuser(values: NewUser): Promise<RequestUser> {
    const { columnsByName } = this.#meta;
    const flags = ['isStaff', 'isSuperuser'].filter((name) => columnsByName.has(name));
    return this.createUser({ ...values, ...Object.fromEntries(flags.map((name) => [name, true])) });
  }

  /**
   * Holds a user still for the rest of the transaction, so that a login and a new password come one after the other: of
   * a login with the old password, either nothing is left or it is refused.
   *
   * @param user As they were when they proved who they are.
   * @returns False where their password is another one by now, or they are gone or are no longer active.
   */
  async hold(user: object): Promise<boolean> {
    if (modelOf(user) !== this.#meta) return true; // not ours: their passwords are kept elsewhere
    const { columnsByName } = this.#meta;
    const password = passwordOf(user);
    const active = columnsByName.has('isActive') ? { isActive: Reflect.get(user, 'isActive') } : {};
    const unchanged = this.#model.objects.filter({ pk: Reflect.get(user, 'pk'), password, ...active } as never);
    return (await unchanged.update({ password } as never)) === 1; // takes the lock of the row, on every database
  }

  async updateLastLogin(user: RequestUser, at: Date): Promise<void> {
    if (this.#meta.columnsByName.has('lastLogin')) await this.#write(user, { lastLogin: at });
  }

  get #meta(): ModelMeta {
    return this.#model.meta;
  }

  async #find(field: string, value: unknown): Promise<RequestUser | null> {
    try {
      return (await this.#model.objects.get({ [field]: value } as never)) as unknown as RequestUser;
    } catch (error) {
      if (error instanceof DoesNotExist) return null;
      throw error;
    }
  }

  // An address costs two queries whether it is somebody's or not.
  async #findByName(name: string): Promise<RequestUser | null> {
    const owner = await this.addresses?.findSpelt(name);
    if (owner) return this.findByField('pk', owner.userId);
    return this.#find(this.usernameField, name);
  }

  // Nobody of that name: the time of a hash is spent all the same, so that a stranger cannot tell.
  async #nobody(user: RequestUser | null, password: string): Promise<null> {
    if (user === null) await this.passwords.verify(password, null);
    return null;
  }

  // Only where the password still is what was checked, and never at the price of the login.
  async #upgrade(user: object, password: string, encoded: string): Promise<void> {
    try {
      const renewed = await this.passwords.hash(password);
      const where = { pk: Reflect.get(user, 'pk'), password: encoded };
      const changed = await this.#model.objects.filter(where as never).update({ password: renewed });
      if (changed === 1) Reflect.set(user, 'password', renewed);
    } catch (error) {
      if (!(error instanceof ServiceUnavailable)) throw error;
    }
  }

  async #write(user: object, values: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#model.objects.filter({ pk: Reflect.get(user, 'pk') } as never).update(values as never);
    Object.assign(user, values);
  }
}

const passwordOf = (user: object): string => String(Reflect.get(user, 'password') ?? '');

const whole =
  (most: number) =>
  (text: string): unknown =>
    /^(?:0|[1-9]\d{0,15})$/.test(text) && Number(text) <= most ? Number(text) : undefined;
const readUuid = (text: string): unknown =>
  /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? text.toLowerCase() : undefined;
const readText = (text: string): unknown => (isStorable(text) ? text : undefined);

// What a claim's text must look like to be a value of the column; anything else is nobody, and no error of the database.
const READERS: Partial<Record<ColumnMeta['kind'], (text: string) => unknown>> = {
  auto: whole(Number.MAX_SAFE_INTEGER),
  smallInteger: whole(32_767),
  integer: whole(2_147_483_647),
  positiveInteger: whole(2_147_483_647),
  bigInteger: whole(Number.MAX_SAFE_INTEGER),
  uuid: readUuid,
  char: readText,
  text: readText,
  slug: readText,
  email: readText,
};

function fromText(column: ColumnMeta, text: string): unknown {
  const read = READERS[column.kind];
  if (read !== undefined) return read(text);
  throw new ImproperlyConfigured(
    `Setting \`jwt.userIdField\` names '${column.name}', which cannot identify a user. Use the primary key.`,
  );
}

const LONGEST_TEXT = 1_024;

// PostgreSQL refuses null characters, and no text column keeps half a character.
const isStorable = (text: string): boolean =>
  text.length <= LONGEST_TEXT && !text.includes('\0') && text.isWellFormed();

/** The domain of an address in lower case, a name in one spelling. @see Django `normalize_email`, `normalize_username` */
function normalised({ email, username }: NewUser): Record<string, string> {
  const result: Record<string, string> = {};
  if (typeof username === 'string') result.username = username.normalize('NFKC');
  if (typeof email === 'string') {
    const at = email.lastIndexOf('@');
    result.email = at === -1 ? email : email.slice(0, at) + email.slice(at).toLowerCase();
  }
  return result;
}

// On the class, once: a request's user is the object itself, with nothing wrapped around it.
function completeUsers(model: UserModel, usernameField: string): void {
  const missing: Record<string, (this: object) => unknown> = {
    isAuthenticated: () => true,
    isActive: () => true,
    isStaff: () => false,
    isSuperuser: () => false,
    username() {
      return Reflect.get(this, usernameField);
    },
  };
  if (model.meta.primaryKey.name !== 'id')
    missing.id = function (this: object) {
      return Reflect.get(this, 'pk');
    };
  for (const [name, get] of Object.entries(missing)) {
    if (model.meta.columnsByName.has(name)) continue;
    Object.defineProperty((model as unknown as { readonly prototype: object }).prototype, name, {
      configurable: true,
      get,
    });
  }
}
