/** CSRF protection: proof that a request comes from a page of ours and not from another site's. */
import { randomInt, timingSafeEqual } from 'node:crypto';
import { readCookie, varyOnCookie, writeCookie } from '../http/cookies.ts';
import { type Request, SAFE_METHODS } from '../http/request.ts';
import { QueryDict } from '../serializers/query-dict.ts';

/**
 * The token that a page sends back with its writes, in the header `X-CSRFToken` or the form field `csrfmiddlewaretoken`.
 *
 * The answer sets the cookie that the token belongs to. Two calls give two texts for one secret, so that compression
 * cannot leak it.
 *
 * @see Django `middleware.csrf.get_token`
 */
export function getCsrfToken(request: Request): string {
  const known = request.csrfSecret ?? secretOf(readCookie(request, 'csrfCookieName') ?? '');
  return mask(keepSecret(request, known ?? randomLetters()));
}

/**
 * Makes a new secret, so that tokens from before are worthless; `login` does it.
 *
 * @see Django `middleware.csrf.rotate_token`
 */
export function rotateCsrfToken(request: Request): void {
  keepSecret(request, randomLetters());
}

/**
 * Says why a request may be forged; `null` where it is not.
 *
 * Requests that only read pass. All others need the origin of a page of ours, or of `csrfTrustedOrigins`, and the token.
 *
 * @returns Django's texts, safe to send.
 * @throws {APIException} a form that cannot be read
 * @see Django `CsrfViewMiddleware.process_view`; OWASP "Cross-Site Request Forgery Prevention"
 */
export async function findCsrfFailure(request: Request): Promise<string | null> {
  if (SAFE_METHODS.has(request.method) || request.method === 'TRACE') return null;
  return findOriginFailure(request) ?? refererFailure(request) ?? (await tokenFailure(request));
}

/**
 * Says why a request comes from a page of another site; `null` where it does not, or where nothing tells.
 *
 * The part of the check that needs no token, for requests of somebody who has none yet: a login.
 */
export function findOriginFailure(request: Request): string | null {
  const origin = request.header('origin');
  if (origin !== null && isTrusted(origin, request)) return null;
  if (origin !== null && origin !== request.url.origin) {
    return `Origin checking failed - ${origin} does not match any trusted origins.`;
  }
  // Browsers say it themselves, and no page can change it. Old ones, and clients that are none, say nothing.
  const site = request.header('sec-fetch-site');
  return site === 'cross-site' || site === 'same-site' ? `Origin checking failed - the request is ${site}.` : null;
}

// --------------------------------------------------------------------------------------------- where it comes from

// Over plain HTTP anybody on the way could write the header, so it would prove nothing.
function refererFailure({ headers, url, app }: Request): string | null {
  if (headers.has('origin') || url.protocol !== 'https:') return null;
  const text = headers.get('referer');
  if (text === null) return 'Referer checking failed - no Referer.';
  const referer = URL.parse(text);
  if (!referer?.host || referer.username !== '') return 'Referer checking failed - Referer is malformed.';
  if (referer.protocol !== 'https:') return 'Referer checking failed - Referer is insecure while host is secure.';
  const hosts = [url.host, ...app.settings.csrfTrustedOrigins.map(hostOf)];
  if (hosts.some((host) => isSameDomain(referer.host, host))) return null;
  return `Referer checking failed - ${text} does not match any trusted origins.`;
}

const isTrusted = (origin: string, { app }: Request): boolean =>
  app.settings.csrfTrustedOrigins.some((trusted) => {
    if (!trusted.includes('*')) return trusted === origin;
    const parsed = URL.parse(origin);
    return parsed !== null && trusted.startsWith(`${parsed.protocol}//`) && isSameDomain(parsed.host, hostOf(trusted));
  });

const hostOf = (trusted: string): string =>
  trusted
    .slice(trusted.indexOf('://') + 3)
    .replace('*', '')
    .toLowerCase();

/** Whether a host is the one of a pattern; a leading dot is a domain with its subdomains. @see Django `is_same_domain` */
const isSameDomain = (host: string, pattern: string): boolean =>
  pattern.startsWith('.') ? host === pattern.slice(1) || host.endsWith(pattern) : host === pattern;

// ------------------------------------------------------------------------------------------------------- the token

async function tokenFailure(request: Request): Promise<string | null> {
  const cookie = readCookie(request, 'csrfCookieName');
  if (cookie === undefined) return 'CSRF cookie not set.';
  const cookieFlaw = flawOf(cookie);
  if (cookieFlaw !== null) return `CSRF cookie ${cookieFlaw}.`;
  const field = await formField(request);
  const token = field || request.header('x-csrftoken');
  if (token === null) return 'CSRF token missing.';
  const source = field ? 'POST' : "the 'X-Csrftoken' HTTP header";
  const flaw = flawOf(token) ?? (isSameSecret(secretOf(token), secretOf(cookie)) ? null : 'incorrect');
  return flaw === null ? null : `CSRF token from ${source} ${flaw}.`;
}

// A body is read only where it is a form; reading it here keeps it for the handler.
async function formField(request: Request): Promise<string> {
  if (request.method !== 'POST' || !isForm(request.contentType)) return '';
  const data = await request.data;
  const value = data instanceof QueryDict ? data.get('csrfmiddlewaretoken') : '';
  return typeof value === 'string' ? value : '';
}

const isForm = (contentType: string): boolean =>
  /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i.test(contentType);

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const SECRET_LENGTH = 32;
const TOKEN_LENGTH = 2 * SECRET_LENGTH;
const AGE_SECONDS = 52 * 7 * 86_400;

function flawOf(text: string): string | null {
  if (text.length !== SECRET_LENGTH && text.length !== TOKEN_LENGTH) return 'has incorrect length';
  return /^[a-zA-Z0-9]+$/.test(text) ? null : 'has invalid characters';
}

/** The secret in a cookie or a token, masked or not; `undefined` where there is none. */
function secretOf(text: string): string | undefined {
  if (flawOf(text) !== null) return undefined;
  return text.length === SECRET_LENGTH ? text : unmask(text);
}

const isSameSecret = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && timingSafeEqual(Buffer.from(one), Buffer.from(other));

function keepSecret(request: Request, secret: string): string {
  if (request.csrfSecret === undefined) {
    request.beforeResponse(({ headers }) => {
      varyOnCookie(headers);
      // Readable for scripts: sending it back is what they have to do.
      const options = { maxAgeSeconds: AGE_SECONDS, httpOnly: false };
      writeCookie(headers, request.app.settings, 'csrfCookieName', request.csrfSecret ?? secret, options);
    });
  }
  request.csrfSecret = secret;
  return secret;
}

const randomLetters = (): string =>
  Array.from({ length: SECRET_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** Adds or takes away letter by letter. @see Django `_mask_cipher_secret`, `_unmask_cipher_token` */
function shift(text: string, by: string, sign: 1 | -1): string {
  const moved = Array.from(text, (letter, index) => {
    const sum = LETTERS.indexOf(letter) + sign * LETTERS.indexOf(by[index] ?? '');
    return LETTERS[(sum + LETTERS.length) % LETTERS.length];
  });
  return moved.join('');
}

function mask(secret: string): string {
  const pad = randomLetters();
  return pad + shift(secret, pad, 1);
}

const unmask = (token: string): string => shift(token.slice(SECRET_LENGTH), token.slice(0, SECRET_LENGTH), -1);
