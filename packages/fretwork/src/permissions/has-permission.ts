/** `hasPermission`: what a user may do, by their own permissions and those of their groups. */
import { ImproperlyConfigured } from '../errors.ts';
import { Request } from '../http/request.ts';
import type { RequestUser } from '../http/user.ts';
import { type ModelMeta, modelOf } from '../models/meta.ts';
import { Q } from '../queries/where.ts';
import type { PermissionModel } from './models.ts';

/** What a backend is asked. */
export interface PermissionQuestion {
  /** An active user who is no superuser. */
  readonly user: RequestUser;
  /** `change_book`. */
  readonly permission: string;
  /** The object that it is about; `undefined` where it is about all of them. */
  readonly object: unknown;
  /** The request that asks, where there is one: what was read for it may be kept until it is answered. */
  readonly request: Request | undefined;
}

/**
 * Says what users may do; for the setting `permissionBackends`.
 *
 * @see Django "Handling object permissions": a backend's `has_perm`
 */
export interface PermissionBackend {
  readonly hasPermission: (question: PermissionQuestion) => boolean | Promise<boolean>;
}

/**
 * Whether a user has a permission, or all of several.
 *
 * Superusers have all, users who are not active have none. Others have what one of the app's `permissionBackends` grants.
 * Costs one query; with a request, one for all that is asked while it is answered.
 *
 * @param who The request that a user makes, or a user: without a request only `modelBackend` is asked, and anew each time.
 * @param permissions Codenames, such as `change_book`; an empty list is granted to everybody.
 * @param object The object that it is about. `modelBackend` grants nothing about single objects, as in Django.
 * @throws {ImproperlyConfigured} the app has no `groupModels` to look into
 * @see Django `User.has_perm`, `User.has_perms`
 */
export async function hasPermission(
  who: Request | RequestUser,
  permissions: string | readonly string[],
  object?: unknown,
): Promise<boolean> {
  const request = who instanceof Request ? who : undefined;
  const user = who instanceof Request ? who.user : who;
  const wanted = typeof permissions === 'string' ? [permissions] : permissions;
  if (wanted.length === 0) return true;
  if (!user.isActive) return false;
  if (user.isSuperuser) return true;
  const backends = (request?.app.settings.permissionBackends ?? DEFAULT_BACKENDS) as readonly PermissionBackend[];
  for (const permission of wanted) {
    if (!(await isGranted(backends, { user, permission, object, request }))) return false;
  }
  return true;
}

async function isGranted(backends: readonly PermissionBackend[], question: PermissionQuestion): Promise<boolean> {
  for (const backend of backends) if (await backend.hasPermission(question)) return true;
  return false;
}

/**
 * Grants what the tables of `groupModels` say: a user's own permissions, and those of their groups.
 *
 * @see Django `ModelBackend`
 */
export const modelBackend: PermissionBackend = {
  async hasPermission({ user, permission, object, request }) {
    return object === undefined && (await permissionsOf(request ?? user)).has(permission);
  },
};

const DEFAULT_BACKENDS: readonly PermissionBackend[] = [modelBackend];

/**
 * Codenames of all that the tables grant to a user; for a client that has to know which buttons to show.
 *
 * Holds nothing for a user who is no object of a model, such as one that a token alone describes, and does not know of
 * superusers.
 *
 * @param who The request that a user makes, or a user. With a request, read once until it is answered.
 * @see Django `User.get_all_permissions`
 */
export function permissionsOf(who: Request | RequestUser): Promise<ReadonlySet<string>> {
  if (!(who instanceof Request)) return readPermissions(who);
  const known = read.get(who);
  if (known !== undefined && known.user === who.user) return known.permissions;
  const permissions = readPermissions(who.user);
  read.set(who, { user: who.user, permissions });
  return permissions;
}

// Kept with the request and not with the user, who may be kept longer: what is taken from somebody is gone with the next request.
const read = new WeakMap<Request, { readonly user: RequestUser; readonly permissions: Promise<ReadonlySet<string>> }>();

async function readPermissions(user: RequestUser): Promise<ReadonlySet<string>> {
  const meta = modelOf(user);
  if (meta === undefined || !user.isActive) return new Set();
  const alias = meta.instanceClass.getAlias(user);
  const { objects } = permissionModelOf(meta);
  const all = alias === undefined ? objects : objects.using(alias);
  const owner = { pk: Reflect.get(user, 'pk') as number };
  const own = all.filter({ users: owner } as never).values('id');
  const ofGroups = all.filter({ groups: { users: owner } } as never).values('id');
  // Two subqueries: joined to both at once, every user of a permission would meet every member of its groups.
  const either = all.filter(Q.or({ id: { in: own } }, { id: { in: ofGroups } }));
  const granted = await either.orderBy().valuesList('codename');
  return new Set(granted.map(([codename]) => codename));
}

function permissionModelOf({ name, registry }: ModelMeta): PermissionModel {
  const meta = registry.models.get('Permission');
  if (meta?.columnsByName.has('codename') && meta.relations.has('users')) {
    return meta.instanceClass as unknown as PermissionModel;
  }
  const call = name === 'User' ? '...groupModels' : `...groupModelsFor('${name}')`;
  throw new ImproperlyConfigured(
    `${name} has no permissions: add \`${call}\` (fretwork/accounts) to defineModels() and migrate.`,
  );
}
