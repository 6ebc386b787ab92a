/** Where to go after the login: an address of the shop, whatever the link said. */

/** What an address of the login page may say. */
export interface NextSearch {
  readonly next?: string;
}

/** Reads `?next=`, which anybody may have written: paths of this origin only. */
export function readNextSearch(raw: Readonly<Record<string, unknown>>): NextSearch {
  const { next } = raw;
  return typeof next === 'string' && isOwnPath(next) ? { next } : {};
}

// "//example.com" and "/\example.com" lead elsewhere, and browsers drop tabs and line ends before they look.
const isOwnPath = (text: string): boolean => /^\/(?![/\\])[^\s\\]*$/.test(text) && text.length <= 500;
