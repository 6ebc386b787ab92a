/** Media types as headers carry them. */

/**
 * A media type with its parameters, such as `application/json; indent=4`.
 *
 * @see DRF `utils.mediatypes._MediaType`; RFC 9110 section 8.3.1
 */
export interface MediaType {
  readonly full: string;
  /** `application`, `*`. */
  readonly mainType: string;
  /** `json`, `*`. */
  readonly subType: string;
  /** Parameters by lower-case name. */
  readonly params: ReadonlyMap<string, string>;
}

/**
 * Reads one media type; never fails, whatever a client wrote.
 *
 * @param text One entry of an `Accept` header, or a `Content-Type`; untrusted.
 */
export function parseMediaType(text: string): MediaType {
  const [name = '', ...rest] = splitOutsideQuotes(text, ';');
  const [mainType = '', subType = ''] = name.trim().toLowerCase().split('/', 2);
  const params = new Map<string, string>();
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (equals > 0) params.set(part.slice(0, equals).trim().toLowerCase(), unquote(part.slice(equals + 1).trim()));
  }
  return { full: text.trim(), mainType, subType, params };
}

/** How specific a media type is: 0 for any, 3 for one with parameters. @see DRF `_MediaType.precedence` */
export function precedenceOf({ mainType, subType, params }: MediaType): 0 | 1 | 2 | 3 {
  if (mainType === '*') return 0;
  if (subType === '*') return 1;
  return params.size === 0 ? 2 : 3;
}

/**
 * Whether what a renderer or parser offers is what a header asks for.
 *
 * Parameters of the offer have to be met, those of the request do not; `q` counts on neither side, as in DRF.
 */
export function matchesMediaType(offered: MediaType, asked: MediaType): boolean {
  for (const [name, value] of offered.params) {
    if (name !== 'q' && asked.params.get(name) !== value) return false;
  }
  const sub = offered.subType === '*' || asked.subType === '*' || offered.subType === asked.subType;
  const main = offered.mainType === '*' || asked.mainType === '*' || offered.mainType === asked.mainType;
  return sub && main;
}

/** Splits a header's value where the separator is not inside a quoted string. */
export function splitOutsideQuotes(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '\\' && quoted) index += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

const unquote = (value: string): string =>
  value.length >= 2 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1).replace(/\\(.)/g, '$1')
    : value;
