/** The permissions that every API needs. */
import { type Request, SAFE_METHODS } from '../http/request.ts';
import { BasePermission } from './base-permission.ts';

/** Everybody may; for saying so where the default is stricter. @see DRF `permissions.AllowAny` */
export class AllowAny extends BasePermission {}

/** Whoever is logged in may. @see DRF `permissions.IsAuthenticated` */
export class IsAuthenticated extends BasePermission {
  override hasPermission(request: Request): boolean {
    return request.user.isAuthenticated;
  }
}

/** Staff may. @see DRF `permissions.IsAdminUser` */
export class IsAdminUser extends BasePermission {
  override hasPermission(request: Request): boolean {
    return request.user.isStaff;
  }
}

/** Everybody may read; whoever is logged in may write. @see DRF `permissions.IsAuthenticatedOrReadOnly` */
export class IsAuthenticatedOrReadOnly extends BasePermission {
  override hasPermission(request: Request): boolean {
    return SAFE_METHODS.has(request.method) || request.user.isAuthenticated;
  }
}
