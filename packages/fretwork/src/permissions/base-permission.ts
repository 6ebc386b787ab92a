/** BasePermission: who may do what. */
import type { ErrorInput } from '../errors.ts';
import type { Request } from '../http/request.ts';

/**
 * Answers one question and throws nothing; subclass it for your own rule.
 *
 * An instance is made for each request.
 *
 * @typeParam TObject The objects that it can judge.
 * @typeParam TView What it needs of a view.
 * @see DRF `permissions.BasePermission`
 */
export abstract class BasePermission<TObject = unknown, TView = unknown> {
  /** Text or texts of the refusal; DRF's where left out. */
  readonly message?: ErrorInput;
  /** Code of the refusal. */
  readonly code?: string;

  /** Whether the request may reach the handler. */
  hasPermission(_request: Request, _view: TView): boolean | Promise<boolean> {
    return true;
  }

  /** Whether it may deal with this object; asked by `getObject`, after `hasPermission`. Lists are not asked about. */
  hasObjectPermission(_request: Request, _view: TView, _object: TObject): boolean | Promise<boolean> {
    return true;
  }
}

/** A permission as views take it: a class, or a composition made by `and`, `or` and `not`. */
// biome-ignore lint/suspicious/noExplicitAny: a view's permissions judge its own objects, whatever their type; `never` would forbid calling them
export type PermissionLike = (new () => BasePermission<any, any>) | BasePermission<any, any>;

/** The permission of a class or composition. */
export const toPermission = (permission: PermissionLike): BasePermission =>
  typeof permission === 'function' ? new permission() : permission;
