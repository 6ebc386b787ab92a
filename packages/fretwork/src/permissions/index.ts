/** Who may do what. */
export { BasePermission, type PermissionLike } from './base-permission.ts';
export { and, not, or } from './composition.ts';
export {
  hasPermission,
  modelBackend,
  type PermissionBackend,
  type PermissionQuestion,
  permissionsOf,
} from './has-permission.ts';
export {
  ModelPermissions,
  ModelPermissionsOrAnonReadOnly,
  type ModelView,
  ObjectPermissions,
  type PermsMap,
} from './model-permissions.ts';
export { AllowAny, IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly } from './permissions.ts';
export { type PermissionValues, permissionsOfModels, syncPermissions } from './sync-permissions.ts';
