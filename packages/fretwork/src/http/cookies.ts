/** The cookies of sessions and of CSRF protection, as the settings want them. */
import { serialize } from 'hono/utils/cookie';
import type { Settings } from '../settings/settings.ts';
import type { Request } from './request.ts';

/** Which cookie it is: its name is a setting. */
export type CookieSetting = 'sessionCookieName' | 'csrfCookieName';

/** How a cookie is set. */
export interface AppCookieOptions {
  /** How long browsers keep it. */
  readonly maxAgeSeconds: number;
  /** Whether scripts of the page cannot read it. */
  readonly httpOnly: boolean;
}

/** The value of a cookie of the app; untrusted. */
export const readCookie = (request: Request, setting: CookieSetting): string | undefined =>
  request.cookies[nameOf(setting, request.app.settings)];

/**
 * Sets a cookie of the app: for this host alone, `SameSite=Lax`, and `Secure` unless the settings say otherwise.
 *
 * @param headers Those of the answer.
 * @see RFC 6265bis section 4.1.3.2, for the prefix `__Host-`
 */
export function writeCookie(
  headers: Headers,
  settings: Settings,
  setting: CookieSetting,
  value: string,
  { maxAgeSeconds, httpOnly }: AppCookieOptions,
): void {
  const options = { path: '/', maxAge: maxAgeSeconds, httpOnly, secure: isSecure(settings), sameSite: 'Lax' } as const;
  headers.append('set-cookie', serialize(nameOf(setting, settings), value, options));
}

/** Tells caches that the answer depends on cookies. @see Django `patch_vary_headers` */
export function varyOnCookie(headers: Headers): void {
  const known = (headers.get('vary') ?? '').split(',').map((name) => name.trim().toLowerCase());
  if (!known.includes('cookie') && !known.includes('*')) headers.append('vary', 'Cookie');
}

/** Whether cookies of the app travel over HTTPS alone. */
export const isSecure = ({ cookieSecure, debug }: Settings): boolean => cookieSecure ?? !debug;

// Browsers take the prefix from a secure cookie only, so a developer's machine goes without.
const nameOf = (setting: CookieSetting, settings: Settings): string =>
  settings.cookieHostPrefix && isSecure(settings) ? `__Host-${settings[setting]}` : settings[setting];
