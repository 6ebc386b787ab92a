/** Permissions that ask for the permissions of a view's model: DRF's `DjangoModelPermissions` and its kin. */
import { ImproperlyConfigured, MethodNotAllowed, NotFound } from '../errors.ts';
import { type Request, SAFE_METHODS } from '../http/request.ts';
import type { ModelMeta } from '../models/meta.ts';
import { BasePermission } from './base-permission.ts';
import { hasPermission } from './has-permission.ts';

/** Codenames by HTTP method; `{model}` stands for the model's name in lower case. */
export type PermsMap = Readonly<Record<string, readonly string[]>>;

/** What these permissions need of a view: the QuerySet says which model it is about. */
export interface ModelView {
  readonly getQueryset?: () => { readonly meta: ModelMeta };
  readonly queryset?: { readonly meta: ModelMeta };
  /** Set on a view that has no model and is to be left alone: the root of a router. */
  readonly ignoreModelPermissions?: boolean;
}

const PERMS_MAP: PermsMap = Object.freeze({
  GET: [],
  OPTIONS: [],
  HEAD: [],
  POST: ['add_{model}'],
  PUT: ['change_{model}'],
  PATCH: ['change_{model}'],
  DELETE: ['delete_{model}'],
});

/**
 * Whoever is logged in may read; writing takes `add_book`, `change_book` or `delete_book`, by the model of the view's QuerySet.
 *
 * Set `permsMap` in a subclass for other permissions: `{ ...super.permsMap, GET: ['view_{model}'] }`. A method that is not in
 * it is answered 405. Costs one query for each request that needs a permission.
 *
 * @see DRF `permissions.DjangoModelPermissions`
 */
export class ModelPermissions<TObject = unknown> extends BasePermission<TObject, ModelView> {
  readonly permsMap: PermsMap = PERMS_MAP;
  /** Whether a stranger is refused even what takes no permission. */
  readonly authenticatedUsersOnly: boolean = true;

  override async hasPermission(request: Request, view: ModelView): Promise<boolean> {
    if (this.authenticatedUsersOnly && !request.user.isAuthenticated) return false;
    if (view.ignoreModelPermissions) return true;
    return hasPermission(request, this.getRequiredPermissions(request.method, this.modelOf(view)));
  }

  /**
   * Codenames that a method takes; override it where they follow from more than the method.
   *
   * @throws {MethodNotAllowed} `permsMap` does not have the method
   */
  getRequiredPermissions(method: string, model: ModelMeta): readonly string[] {
    const codenames = Object.hasOwn(this.permsMap, method) ? this.permsMap[method] : undefined;
    if (codenames === undefined) throw new MethodNotAllowed(method);
    return codenames.map((codename) => codename.replaceAll('{model}', model.name.toLowerCase()));
  }

  /**
   * The model that a view is about.
   *
   * @throws {ImproperlyConfigured} the view has no QuerySet
   */
  protected modelOf(view: ModelView): ModelMeta {
    const queryset = view.getQueryset ? view.getQueryset() : view.queryset;
    if (queryset) return queryset.meta;
    throw new ImproperlyConfigured(
      `Cannot apply ${this.constructor.name} on a view that does not set \`queryset\` or have a getQueryset() method.`,
    );
  }
}

/** As `ModelPermissions`, and strangers may read. @see DRF `permissions.DjangoModelPermissionsOrAnonReadOnly` */
export class ModelPermissionsOrAnonReadOnly<TObject = unknown> extends ModelPermissions<TObject> {
  override readonly authenticatedUsersOnly: boolean = false;
}

/**
 * As `ModelPermissions`, and the same permissions for the object itself, which a backend of the setting `permissionBackends`
 * has to grant: `modelBackend` grants none.
 *
 * Where reading takes a permission (`GET` in `permsMap`) that a user lacks, the object does not exist for them: 404 instead of 403.
 *
 * @see DRF `permissions.DjangoObjectPermissions`
 */
export class ObjectPermissions<TObject = unknown> extends ModelPermissions<TObject> {
  override async hasObjectPermission(request: Request, view: ModelView, object: TObject): Promise<boolean> {
    const model = this.modelOf(view);
    const may = (method: string) => hasPermission(request, this.getRequiredObjectPermissions(method, model), object);
    if (await may(request.method)) return true;
    if (SAFE_METHODS.has(request.method) || !(await may('GET'))) throw new NotFound();
    return false;
  }

  /** Codenames that a method takes of an object. @throws {MethodNotAllowed} `permsMap` does not have the method */
  getRequiredObjectPermissions(method: string, model: ModelMeta): readonly string[] {
    return this.getRequiredPermissions(method, model);
  }
}
