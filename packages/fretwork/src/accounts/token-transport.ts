/** How refresh tokens travel: in bodies, or in a cookie that no script can read; never both. */
import { findOriginFailure } from '../authentication/csrf.ts';
import { AuthenticationFailed, PermissionDenied, UnsupportedMediaType, ValidationError } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import { clientFactsOf } from '../jwt/client-facts.ts';
import { jwtOf } from '../jwt/context.ts';
import { logOutFamily, rotate } from '../jwt/families.ts';
import type { TokenLogin } from './token-logins.ts';

/** Where a client wants its refresh token; it says so when it logs in. */
export type TokenTransport = 'body' | 'cookie';

/** Makes an answer of data. */
type Answer = (data: unknown) => Response;

/**
 * Refuses pages of other sites that would log their visitors in as somebody else.
 *
 * @throws {PermissionDenied} `CSRF Failed: …`
 */
export function checkTransport(request: Request, transport: TokenTransport): void {
  if (transport === 'cookie') requireOwnOrigin(request);
}

/** Answers a login with its tokens: both in the body, or the refresh token in its cookie alone. */
export function sendTokens(request: Request, answer: Answer, login: TokenLogin, transport: TokenTransport): Response {
  const { access, refresh } = login;
  if (transport === 'body') return answer({ access, refresh });
  return setCookie(request, answer({ access }), refresh, login.refreshExpiresAt);
}

/**
 * Exchanges the refresh token that a request brings, and sends the new one the way the old one came.
 *
 * @param body The token in the body, where there is one.
 * @throws {AuthenticationFailed} no token, or none that is good
 * @throws {ValidationError} code `ambiguous`: one in the body and one in the cookie
 * @throws {PermissionDenied} `CSRF Failed: …`, for a cookie only
 */
export async function rotatePresented(request: Request, answer: Answer, body: string | undefined): Promise<Response> {
  const cookie = request.cookies[cookieOf(request).name];
  if (body !== undefined && cookie !== undefined) {
    throw new ValidationError({ refresh: ['Send it in the body or as a cookie, not both.'] }, 'ambiguous');
  }
  if (cookie !== undefined) requireOwnPage(request);
  const text = body ?? cookie;
  if (text === undefined) throw new AuthenticationFailed();
  const { access, refresh, refreshExpiresAt } = await rotate(text, jwtOf(request), clientFactsOf(request));
  if (cookie === undefined) return answer(refresh === undefined ? { access } : { access, refresh });
  const response = answer({ access });
  return refresh === undefined || refreshExpiresAt === undefined
    ? response
    : setCookie(request, response, refresh, refreshExpiresAt);
}

/**
 * Ends the logins of the refresh tokens that a request brings, in the body, the cookie, or both.
 *
 * @throws {PermissionDenied} `CSRF Failed: …`, for a cookie only
 */
export async function endPresented(request: Request, body: string | undefined): Promise<void> {
  const cookie = request.cookies[cookieOf(request).name];
  if (cookie !== undefined) requireOwnPage(request);
  for (const text of [body, cookie]) if (text !== undefined) await logOutFamily(text, jwtOf(request));
}

/** Takes the cookie away, where there is one. */
export function forgetToken(request: Request, response: Response): Response {
  const { name, options } = cookieOf(request);
  return request.cookies[name] === undefined ? response : response.setCookie(name, '', { ...options, maxAge: 0 });
}

// Browsers take a prefix from secure cookies only: with `__Host-` no subdomain can plant one. RFC 6265bis section 4.1.3.
function cookieOf(request: Request) {
  const { cookieSecure, debug } = request.app.settings;
  const { name, path, sameSite } = jwtOf(request).settings.refreshCookie;
  const secure = cookieSecure ?? !debug;
  const secured = path === '/' ? `__Host-${name}` : `__Secure-${name}`;
  return { name: secure ? secured : name, options: { path, sameSite, secure, httpOnly: true } } as const;
}

function setCookie(request: Request, response: Response, token: string, expiresAt: Date): Response {
  const { name, options } = cookieOf(request);
  const maxAge = Math.max(0, Math.floor((expiresAt.getTime() - jwtOf(request).now().getTime()) / 1000));
  return response.setCookie(name, token, { ...options, maxAge });
}

function requireOwnOrigin(request: Request): void {
  const failure = findOriginFailure(request);
  if (failure !== null) throw new PermissionDenied(`CSRF Failed: ${failure}`);
}

// A form of another site can send a cookie, but no JSON: that takes a preflight, which answers to `corsAllowedOrigins`.
function requireOwnPage(request: Request): void {
  requireOwnOrigin(request);
  if (/^application\/json\b/i.test(request.contentType)) return;
  throw new UnsupportedMediaType(request.contentType, 'Send `Content-Type: application/json` with the cookie.');
}
