/** The models of permissions: groups, and what their members and single users may do. */
import type { InstanceOf, Model } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';

/**
 * `groupModels` for a user model of another name: `...groupModelsFor('Member')`.
 *
 * @param user Key of the user model.
 */
export const groupModelsFor = <const U extends string>(user: U) => ({
  Group: model(
    {
      name: f.char({ maxLength: 150, unique: true }),
      permissions: f.manyToMany('Permission', { relatedName: 'groups', blank: true }),
      users: f.manyToMany(user, { relatedName: 'groups', dbTable: 'auth_user_groups', blank: true }),
    },
    { table: 'auth_group', ordering: ['id'], str: (group) => group.name },
  ),
  Permission: model(
    {
      name: f.char({ maxLength: 255 }),
      /** Name of the model that it is about, in lower case; where Django has a content type. */
      model: f.char({ maxLength: 100 }),
      codename: f.char({ maxLength: 100, unique: true }),
      users: f.manyToMany(user, {
        relatedName: 'userPermissions',
        dbTable: 'auth_user_user_permissions',
        blank: true,
      }),
    },
    { table: 'auth_permission', ordering: ['model', 'codename'], str: ({ model, name }) => `${model} | ${name}` },
  ),
});

/**
 * Models for `defineModels`, next to a user model: groups of users, and permissions of groups and of users.
 *
 * Tables and columns are Django's, but for `auth_permission`: models have unique names here, so it names the model itself
 * instead of a content type, and no two permissions share a codename. The relations are declared on this side, so that
 * any user model gets `groups` and `userPermissions`.
 *
 * @see Django `contrib.auth.models.Group`, `Permission`, `PermissionsMixin`
 */
export const groupModels = groupModelsFor('User');

/** The models as these parts use them, over a user model of any kind. */
type GroupDefinitions = typeof groupModels & { readonly User: Readonly<Record<never, never>> };

/** The model of permissions that `groupModels` defines. */
export type PermissionModel = Model<GroupDefinitions, 'Permission'>;

/** The model of groups that `groupModels` defines. */
export type GroupModel = Model<GroupDefinitions, 'Group'>;

/** A group of users. */
export type Group = InstanceOf<GroupModel>;
/** Something that users may be allowed to do. */
export type Permission = InstanceOf<PermissionModel>;
