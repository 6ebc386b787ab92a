/** Query strings as a Fretwork API reads them. */

/** One value of a query; null and undefined are left out. */
export type QueryValue = string | number | bigint | boolean | Date | null | undefined;

/** Values by parameter, whatever the parameters are. */
export type LooseQuery = { readonly [name: string]: QueryValue | readonly QueryValue[] };

/** Parameters whose lists are one value with commas; lists of others are repeated. */
const WITH_COMMAS = /(?:__(?:in|range)|^ordering)$/;

/**
 * Makes a query string of values: `?page=2&author__in=1,2`; nothing of an empty query.
 *
 * The order of the parameters is that of their names, so that equal queries have one address.
 *
 * @param query Values by parameter. Dates are sent as ISO 8601.
 */
export function queryString(query: object = {}): string {
  const search = new URLSearchParams();
  const entries = Object.entries(query as LooseQuery).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [name, value] of entries) {
    const texts = (isList(value) ? value : [value]).filter((one) => one !== null && one !== undefined).map(textOf);
    if (texts.length > 1 && WITH_COMMAS.test(name)) search.append(name, texts.join(','));
    else for (const text of texts) search.append(name, text);
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

const isList = (value: unknown): value is readonly QueryValue[] => Array.isArray(value);

const textOf = (value: QueryValue): string => (value instanceof Date ? value.toISOString() : String(value));
