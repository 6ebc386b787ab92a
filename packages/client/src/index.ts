/** The client of a Fretwork API. */
export type {
  Accounts,
  ClientUser,
  CodeAddress,
  CodeFlow,
  Credentials,
  Login,
  ReturnedCode,
} from './accounts.ts';
export type { ActionCall, ActionCallOptions, ActionCalls } from './action-call.ts';
export { type Client, type ClientCalls, type ClientOptions, createClient, type PlainRequestOptions } from './client.ts';
export {
  ApiError,
  type ErrorAnswer,
  type FieldErrors,
  isValidationError,
  NetworkError,
  NotAuthenticated,
  NotFound,
  PermissionDenied,
  ServerError,
  SessionChanged,
  Throttled,
  UsageError,
  ValidationError,
} from './errors.ts';
export type { JSONOf } from './json-of.ts';
export type { CursorPage, ListQuery, Page } from './list-query.ts';
export type { LooseQuery, QueryValue } from './query-string.ts';
export type {
  AnyResource,
  CreateCall,
  DestroyCall,
  InputOf,
  ItemOf,
  ListAnswerOf,
  ListCalls,
  Lookup,
  QueryOf,
  RequestOptions,
  Resource,
  ResourceTypes,
  RetrieveCall,
  UpdateCalls,
} from './resource.ts';
export type { ResourcesOf } from './resources-of.ts';
export type { Session, SessionState } from './session.ts';
export { memoryStorage, type TokenStorage } from './token-storage.ts';
