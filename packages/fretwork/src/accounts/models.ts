/** The models of `accounts`: users, in the table that Django has; their sessions; their tokens. */
import type { InstanceOf, Model } from '../models/define-models.ts';
import { type FieldMap, f, type JsonValue } from '../models/field.ts';
import { type ModelDefinition, model } from '../models/model.ts';
import type { Simplify } from '../models/row.ts';

/**
 * The fields of Django's user, for a `User` of your own: `User: model({ ...userFields, nickname: f.char({ maxLength: 50 }) })`.
 *
 * @see Django `contrib.auth.models.AbstractUser`
 */
export const userFields = {
  // In the order of Django's columns, so that `SELECT *` of an old database looks the same.
  password: f.char({ maxLength: 128, secret: true }),
  lastLogin: f.dateTime({ null: true, editable: false }),
  isSuperuser: f.boolean({ default: false }),
  username: f.char({ maxLength: 150, unique: true }),
  firstName: f.char({ maxLength: 150, blank: true }),
  lastName: f.char({ maxLength: 150, blank: true }),
  email: f.email({ blank: true, verboseName: 'email address' }),
  isStaff: f.boolean({ default: false }),
  isActive: f.boolean({ default: true }),
  dateJoined: f.dateTime({ autoNowAdd: true }),
};

const { username: _, ...fieldsWithoutName } = userFields;

/**
 * The fields of a user who logs in with an e-mail address and has no other name.
 *
 * @see Django "Specifying a custom user model": `USERNAME_FIELD = 'email'`
 */
export const emailUserFields = {
  ...fieldsWithoutName,
  email: f.email({ unique: true, verboseName: 'email address' }),
};

/**
 * Django's user with further fields, in Django's table: `defineModels({ User: userModel({ nickname: f.char(…) }) })`.
 *
 * @param extra Fields by name; one that `userFields` has takes its place.
 */
export const userModel = <const E extends FieldMap>(
  extra: E,
): ModelDefinition<Simplify<Omit<typeof userFields, keyof E> & E>> =>
  model({ ...userFields, ...extra } as FieldMap, {
    table: 'auth_user',
    ordering: ['id'],
    str: (user) => String(Reflect.get(user, 'username')),
  }) as never;

/**
 * Models for `defineModels`. `User` has the table and columns of Django's `auth_user`, so that its database can be taken over.
 *
 * Extend it with `userModel`, or replace it by a `User` of your own: it needs the field that users log in with, and
 * `password`. `isActive`, `isStaff`, `isSuperuser` and `lastLogin` are used where they are there.
 *
 * @see Django `contrib.auth.models.User`, `AbstractBaseUser`
 */
export const accountModels = {
  User: model(userFields, { table: 'auth_user', ordering: ['id'], str: (user) => user.username }),
};

/** The model that `accountModels` defines. */
export type UserModel = Model<typeof accountModels, 'User'>;

/** Its objects. */
export type User = InstanceOf<UserModel>;

/**
 * Models for `defineModels`: with them, and a user model, the app has sessions.
 *
 * One row per session, with the hash of its key: whoever copies the table is logged in nowhere. Not Django's table
 * `django_session`, which holds the keys themselves; people log in once more when an app takes over its database.
 *
 * @see Django `contrib.sessions.models.Session`
 */
export const sessionModels = {
  Session: model(
    {
      /** SHA-256 of the key in the cookie. */
      keyHash: f.char({ maxLength: 64, unique: true, editable: false, secret: true }),
      /** Primary key of the user who is logged in, as text: users of any model, with any kind of key. */
      userId: f.char({ maxLength: 255, null: true, dbIndex: true, editable: false }),
      /** What becomes another one when the user's password is changed. */
      authHash: f.char({ maxLength: 64, null: true, editable: false, secret: true }),
      data: f.jsonOf<Readonly<Record<string, JsonValue>>>()({ editable: false, secret: true }),
      /** When the login was, or the session began. */
      createdAt: f.dateTime({ dbIndex: true, editable: false }),
      /** When it was used last, to within a tenth of `sessionIdleTimeout`. */
      usedAt: f.dateTime({ dbIndex: true, editable: false }),
    },
    { table: 'auth_session', ordering: ['-usedAt'] },
  ),
};

/** The model that `sessionModels` defines. */
export type SessionModel = Model<typeof sessionModels, 'Session'>;

/** Its objects. */
export type SessionRow = InstanceOf<SessionModel>;

/**
 * Models for `defineModels`: with them, and a user model, users may have tokens for `TokenAuthentication`.
 *
 * One row per token, with the hash of its key. Not DRF's table `authtoken_token`, which holds the keys themselves:
 * `AuthTokens.adopt` takes them over one by one.
 *
 * @see DRF `authtoken.models.Token`
 */
export const tokenModels = {
  Token: model(
    {
      /** SHA-256 of the key. */
      keyHash: f.char({ maxLength: 64, unique: true, editable: false, secret: true }),
      /** What the key is made of, together with the app's `secretKey`; null for a key that came from elsewhere. */
      salt: f.char({ maxLength: 64, null: true, editable: false, secret: true }),
      /** A key that came from elsewhere and is to be given again, encrypted with the app's `secretKey`; else null. */
      sealedKey: f.char({ maxLength: 128, null: true, editable: false, secret: true }),
      /** Primary key of the user, as text: users of any model, with any kind of key. */
      userId: f.char({ maxLength: 255, dbIndex: true, editable: false }),
      createdAt: f.dateTime({ editable: false }),
    },
    { table: 'auth_token', ordering: ['id'] },
  ),
};

/** The model that `tokenModels` defines. */
export type TokenModel = Model<typeof tokenModels, 'Token'>;
