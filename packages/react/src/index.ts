/** `@fretwork/react`: hooks for a Fretwork API, typed from its client. */
export type { AuthClient } from './auth-context.ts';
export { AuthProvider, type AuthProviderProps } from './auth-provider.tsx';
export { MissingProvider } from './errors.ts';
export { fieldErrors } from './field-errors.ts';
export { type HasPath, queryKeys } from './query-keys.ts';
export { type AuthStatus, type UseAuthResult, type UserOf, useAuth } from './use-auth.ts';
export type { ChangeOptions } from './use-change.ts';
export { type Creatable, type CreateOptions, useCreate } from './use-create.ts';
export { type Destroyable, type DestroyOptions, useDestroy } from './use-destroy.ts';
export {
  type InfiniteListOptions,
  type LinkedPage,
  type PageParameters,
  useInfiniteList,
} from './use-infinite-list.ts';
export { type Listable, type QueryOptions, useList } from './use-list.ts';
export { type Retrievable, useRetrieve } from './use-retrieve.ts';
export { type UseSessionsResult, useSessions } from './use-sessions.ts';
export {
  type PartiallyUpdatable,
  type Updatable,
  type Update,
  type UpdateOptions,
  usePartialUpdate,
  useUpdate,
} from './use-update.ts';
