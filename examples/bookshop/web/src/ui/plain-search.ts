/** Query strings as people know them: `?search=1984&page=2`, nothing quoted. */

/** Reads a query string; the last of several values counts. */
export const parsePlainSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

/** Writes a query string with its question mark; empty where there is nothing to write. */
export function stringifyPlainSearch(search: Readonly<Record<string, unknown>>): string {
  const known = Object.entries(search).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)] as [string, string]],
  );
  const text = new URLSearchParams(known).toString();
  return text === '' ? '' : `?${text}`;
}
