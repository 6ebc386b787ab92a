/** Who is asking: the authentication classes. */
export { authenticateRequest, BaseAuthentication } from './base-authentication.ts';
export { BasicAuthentication } from './basic-authentication.ts';
export { findCsrfFailure, findOriginFailure, getCsrfToken, rotateCsrfToken } from './csrf.ts';
export { SessionAuthentication } from './session-authentication.ts';
export {
  type AuthToken,
  type AuthTokenApp,
  type AuthTokenBackend,
  type IssuedToken,
  TokenAuthentication,
} from './token-authentication.ts';
