/** The model of `accounts`: the user, in the table that Django has. */
import type { InstanceOf, Model } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';

/**
 * Models for `defineModels`. `User` has the table and columns of Django's `auth_user`, so that its database can be taken over.
 *
 * Replace it by a `User` of your own: it needs the field that users log in with, and `password`. `isActive`, `isStaff`,
 * `isSuperuser` and `lastLogin` are used where they are there.
 *
 * @see Django `contrib.auth.models.User`, `AbstractBaseUser`
 */
export const accountModels = {
  User: model(
    {
      // In the order of Django's columns, so that `SELECT *` of an old database looks the same.
      password: f.char({ maxLength: 128, secret: true }),
      lastLogin: f.dateTime({ null: true, editable: false }),
      isSuperuser: f.boolean({ default: false }),
      username: f.char({ maxLength: 150, unique: true }),
      firstName: f.char({ maxLength: 150, blank: true }),
      lastName: f.char({ maxLength: 150, blank: true }),
      email: f.email({ blank: true }),
      isStaff: f.boolean({ default: false }),
      isActive: f.boolean({ default: true }),
      dateJoined: f.dateTime({ autoNowAdd: true }),
    },
    { table: 'auth_user', ordering: ['id'], str: (user) => user.username },
  ),
};

/** The model that `accountModels` defines. */
export type UserModel = Model<typeof accountModels, 'User'>;

/** Its objects. */
export type User = InstanceOf<UserModel>;
