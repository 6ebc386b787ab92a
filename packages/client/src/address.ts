/** Addresses of the API: put together so that nothing in them leads anywhere else. */
import { UsageError } from './errors.ts';
import { queryString } from './query-string.ts';

/** Where an API stands. */
export interface AddressOptions {
  readonly baseURL?: string;
  readonly prefix?: string;
  readonly accounts?: string;
  readonly trailingSlash?: boolean;
}

/** Makes the addresses of one API. */
export interface Addresses {
  /** Tells this API's accounts from those of another one. */
  readonly name: string;
  /**
   * An address below `baseURL`.
   *
   * @throws {UsageError} it leads elsewhere, or there is no `baseURL` and no page either
   */
  below(path: string, query?: object): string;
  /** An address of the accounts: `login/`. */
  account(path: string): string;
  /** An address of a resource, of one of its objects or of an action. */
  resource(path: string, parts?: readonly (string | number)[], query?: object): string;
}

/**
 * The addresses of an API.
 *
 * A `baseURL` without an origin counts from the page's own; that is read at the first request, so that a module may make its
 * client where there is no page.
 */
export function createAddresses(options: AddressOptions): Addresses {
  const { baseURL = '', prefix = 'api/', accounts = 'accounts/', trailingSlash = true } = options;
  const slash = trailingSlash ? '/' : '';
  let base: URL | undefined;
  const below = (path: string, query?: object): string => {
    base ??= baseOf(baseURL);
    return addressBelow(base, path) + queryString(query);
  };
  const account = (path: string): string => below(`${prefix}${accounts}${path}`);
  return {
    name: isWhole(baseURL) || pageLocation() !== undefined ? account('') : `${baseURL}/${prefix}${accounts}`,
    below,
    account,
    resource: (path, parts = [], query) => {
      const segments = [...path.split('/'), ...parts].map(segmentOf);
      return below(`${prefix}${segments.join('/')}${slash}`, query);
    },
  };
}

/**
 * One part of a path, encoded.
 *
 * @throws {UsageError} it is empty, or would lead up: browsers take `%2e%2e` for `..` as well
 */
export function segmentOf(part: unknown): string {
  const isPart = (typeof part === 'string' && part.isWellFormed()) || Number.isFinite(part);
  const text = isPart ? String(part) : '';
  if (text !== '' && text !== '.' && text !== '..') return encodeURIComponent(text);
  throw new UsageError(
    'An address cannot be made of this key: pass a number, or a text that is not empty and no dots.',
  );
}

const isWhole = (baseURL: string): boolean => /^https?:\/\//i.test(baseURL);
const pageLocation = (): Location | undefined => globalThis.location as Location | undefined;

function baseOf(baseURL: string): URL {
  const page = pageLocation();
  if (!isWhole(baseURL) && page === undefined) {
    throw new UsageError(
      'Pass `baseURL` with its origin, https://…: there is no page here whose origin could be taken.',
    );
  }
  const base = URL.parse(isWhole(baseURL) ? baseURL : `/${baseURL.replace(/^\/+/, '')}`, page?.origin);
  const isPlain =
    base !== null && base.username === '' && base.password === '' && base.search === '' && base.hash === '';
  if (!isPlain) throw new UsageError('`baseURL` has to be an origin and perhaps a folder: https://shop.example/books.');
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

// A token goes with every request, so an address from anywhere must not take it to another server or app.
function addressBelow(base: URL, path: string): string {
  const relative = path.replace(/^\/(?!\/)/, '');
  const isRelative = !/^(?:[a-z][a-z0-9+.-]*:|\/)|\\/i.test(relative);
  const url = isRelative ? URL.parse(relative, base) : null;
  const isBelow = url !== null && url.origin === base.origin && url.pathname.startsWith(base.pathname);
  if (!isBelow) throw new UsageError('The address is not below `baseURL`. Pass a path: api/me/.');
  url.hash = '';
  return url.href;
}
