/** Who may do what. */
export { BasePermission, type PermissionLike } from './base-permission.ts';
export { and, not, or } from './composition.ts';
export { AllowAny, IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly } from './permissions.ts';
