/** Permissions made of permissions: `and`, `or`, `not`. */
import type { Request } from '../http/request.ts';
import { BasePermission, type PermissionLike, toPermission } from './base-permission.ts';

/**
 * Both may be true only together; the second is asked only where the first agrees.
 *
 * @see DRF `permissions.AND`, `IsAuthenticated & IsOwner`
 */
export const and = (first: PermissionLike, second: PermissionLike): BasePermission => new And(first, second);

/**
 * Either is enough. For an object, the one that agrees has to agree with the request as well: a permission that
 * refuses the request cannot let an object through.
 *
 * @see DRF `permissions.OR`, `IsAdminUser | IsOwner`
 */
export const or = (first: PermissionLike, second: PermissionLike): BasePermission => new Or(first, second);

/** The opposite, for the request and for the object. @see DRF `permissions.NOT`, `~IsAuthenticated` */
export const not = (permission: PermissionLike): BasePermission => new Not(permission);

class And extends BasePermission {
  readonly #first: PermissionLike;
  readonly #second: PermissionLike;

  constructor(first: PermissionLike, second: PermissionLike) {
    super();
    this.#first = first;
    this.#second = second;
  }

  override async hasPermission(request: Request, view: unknown): Promise<boolean> {
    const [first, second] = [toPermission(this.#first), toPermission(this.#second)];
    return (await first.hasPermission(request, view)) && (await second.hasPermission(request, view));
  }

  override async hasObjectPermission(request: Request, view: unknown, object: unknown): Promise<boolean> {
    const [first, second] = [toPermission(this.#first), toPermission(this.#second)];
    return (
      (await first.hasObjectPermission(request, view, object)) &&
      (await second.hasObjectPermission(request, view, object))
    );
  }
}

class Or extends BasePermission {
  readonly #choices: readonly PermissionLike[];

  constructor(...choices: readonly PermissionLike[]) {
    super();
    this.#choices = choices;
  }

  override async hasPermission(request: Request, view: unknown): Promise<boolean> {
    for (const choice of this.#choices) if (await toPermission(choice).hasPermission(request, view)) return true;
    return false;
  }

  override async hasObjectPermission(request: Request, view: unknown, object: unknown): Promise<boolean> {
    for (const choice of this.#choices) {
      const permission = toPermission(choice);
      if (!(await permission.hasPermission(request, view))) continue;
      if (await permission.hasObjectPermission(request, view, object)) return true;
    }
    return false;
  }
}

class Not extends BasePermission {
  readonly #permission: PermissionLike;

  constructor(permission: PermissionLike) {
    super();
    this.#permission = permission;
  }

  override async hasPermission(request: Request, view: unknown): Promise<boolean> {
    return !(await toPermission(this.#permission).hasPermission(request, view));
  }

  override async hasObjectPermission(request: Request, view: unknown, object: unknown): Promise<boolean> {
    return !(await toPermission(this.#permission).hasObjectPermission(request, view, object));
  }
}
