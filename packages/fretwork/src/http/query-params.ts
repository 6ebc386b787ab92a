/** Query parameters: reading the last value of a name, and URLs with parameters changed. */

/** The last value of a name, as Django's `QueryDict.get` gives it; `undefined` where there is none. */
export function lastParam(params: URLSearchParams, name: string): string | undefined {
  return params.size === 0 ? undefined : params.getAll(name).at(-1);
}

/**
 * The URL with other values of some parameters; `null` takes one away. Parameters are sorted by name, so that equal pages
 * have equal URLs.
 *
 * @see DRF `utils.urls.replace_query_param`, `remove_query_param`
 */
export function changeQueryParams(
  { origin, pathname, search }: URL,
  changes: Readonly<Record<string, string | number | null>>,
): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) params.delete(name);
    else params.set(name, String(value));
  }
  params.sort();
  return params.size === 0 ? origin + pathname : `${origin}${pathname}?${params}`;
}
