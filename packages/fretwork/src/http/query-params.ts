/** Query parameters: reading the last value of a name, and URLs with a parameter changed. */

/** The last value of a name, as Django's `QueryDict.get` gives it; `undefined` where there is none. */
export function lastParam(params: URLSearchParams, name: string): string | undefined {
  return params.size === 0 ? undefined : params.getAll(name).at(-1);
}

/**
 * The URL with one value for a parameter. Parameters are sorted by name, so that equal pages have equal URLs.
 *
 * @see DRF `utils.urls.replace_query_param`
 */
export function replaceQueryParam(url: URL, name: string, value: string | number): URL {
  const changed = new URL(url);
  changed.searchParams.set(name, String(value));
  return sorted(changed);
}

/** The URL without a parameter. @see DRF `utils.urls.remove_query_param` */
export function removeQueryParam(url: URL, name: string): URL {
  const changed = new URL(url);
  changed.searchParams.delete(name);
  return sorted(changed);
}

function sorted(url: URL): URL {
  url.searchParams.sort();
  // Setting it again writes it the one way there is (`a%20b` becomes `a+b`), even where nothing moved.
  url.search = url.searchParams.toString();
  return url;
}
