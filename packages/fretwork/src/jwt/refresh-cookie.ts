/** The refresh token in a cookie that scripts cannot read, for browsers; and how a view tells it from one in the body. */
import { findOriginFailure } from '../authentication/csrf.ts';
import { PermissionDenied, ValidationError } from '../errors.ts';
import { isSecure } from '../http/cookies.ts';
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import { QueryDict } from '../serializers/query-dict.ts';
import { jwtOf } from './context.ts';
import type { RotatedFamily } from './families.ts';

/** How a client keeps its refresh token: in its own hands, or in a cookie. */
export type RefreshTransport = 'body' | 'cookie';

/** A refresh token as a client sent it. */
export interface PresentedToken {
  /** Not trusted yet. */
  readonly text: string;
  readonly transport: RefreshTransport;
}

/**
 * The refresh token of a request: the field `refresh` of its body, or the cookie. Null where there is neither.
 *
 * A cookie travels by itself, so it counts only where the request proves that a page of this app sent it.
 *
 * @throws {ValidationError} both are there: which one is meant is not for us to guess (RFC 6750 section 2)
 * @throws {PermissionDenied} `CSRF Failed: …`
 */
export async function readRefreshToken(request: Request): Promise<PresentedToken | null> {
  const inBody = fieldOf(await request.data);
  const inCookie = request.cookies[refreshCookieName(request)] || null;
  if (inBody !== null && inCookie !== null) {
    throw new ValidationError({ refresh: ['Send the refresh token in the body or in the cookie, not in both.'] });
  }
  if (inCookie === null) return inBody === null ? null : { text: inBody, transport: 'body' };
  requireOwnPage(request);
  return { text: inCookie, transport: 'cookie' };
}

/**
 * Answers with tokens, not to be cached: the refresh token in the body, or in the cookie and nowhere else.
 *
 * @param tokens As `openFamily` and `rotate` return them.
 * @see OWASP ASVS 3.3.4; RFC 6749 section 5.1
 */
export function answerTokens(request: Request, tokens: RotatedFamily, transport: RefreshTransport): Response {
  const { access, refresh, refreshExpiresAt } = tokens;
  const inBody = refresh !== undefined && transport === 'body';
  const response = new Response(inBody ? { access, refresh } : { access }, {
    headers: { 'cache-control': 'no-store' },
  });
  if (refresh !== undefined && refreshExpiresAt !== undefined && transport === 'cookie') {
    setRefreshCookie(request, response, refresh, refreshExpiresAt);
  }
  return response;
}

/** Puts a refresh token into its cookie. @param expiresAt When the token expires, and the cookie with it. */
export function setRefreshCookie(request: Request, response: Response, refresh: string, expiresAt: Date): void {
  const seconds = Math.floor((expiresAt.getTime() - jwtOf(request).now().getTime()) / 1000);
  writeCookie(request, response, refresh, Math.min(Math.max(seconds, 0), LONGEST_SECONDS));
}

/** Tells the browser to forget the refresh token. */
export const clearRefreshCookie = (request: Request, response: Response): void => writeCookie(request, response, '', 0);

/** The cookie's name with its prefix. @see RFC 6265bis section 4.1.3 */
export function refreshCookieName(request: Request): string {
  const { name, path } = jwtOf(request).settings.refreshCookie;
  if (!isSecure(request.app.settings)) return name; // browsers take the prefix over HTTPS only
  return `${path === '/' ? '__Host-' : '__Secure-'}${name}`;
}

/**
 * Refuses a request that does not prove to come from a page of this app, or of `csrfTrustedOrigins`.
 *
 * Stricter than for a login: `Origin` or `Sec-Fetch-Site` must be there. Every browser of today sends one with a POST.
 *
 * @throws {PermissionDenied} `CSRF Failed: …`
 * @see OWASP "Cross-Site Request Forgery Prevention", fetch metadata; OWASP ASVS 3.5.1
 */
export function requireOwnPage(request: Request): void {
  const says = request.headers.has('origin') || request.headers.has('sec-fetch-site');
  const failure = findOriginFailure(request) ?? (says ? null : 'Origin checking failed - no Origin.');
  if (failure !== null) throw new PermissionDenied(`CSRF Failed: ${failure}`);
}

const LONGEST_SECONDS = 400 * 86_400; // browsers keep no cookie longer

function writeCookie(request: Request, response: Response, value: string, maxAge: number): void {
  const { path, sameSite } = jwtOf(request).settings.refreshCookie;
  const secure = isSecure(request.app.settings);
  response.setCookie(refreshCookieName(request), value, { path, sameSite, secure, httpOnly: true, maxAge });
}

function fieldOf(data: unknown): string | null {
  if (data instanceof QueryDict) return textOf(data.get('refresh'));
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, 'refresh')) return null;
  return textOf(Reflect.get(data, 'refresh'));
}

// Anything that is there was sent: what is no token is refused like a bad one.
const textOf = (value: unknown): string | null =>
  value === undefined || value === null || value === '' ? null : typeof value === 'string' ? value : '-';
