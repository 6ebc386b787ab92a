/** Who is asking: the authentication classes. */
export { authenticateRequest, BaseAuthentication } from './base-authentication.ts';
export { BasicAuthentication } from './basic-authentication.ts';
