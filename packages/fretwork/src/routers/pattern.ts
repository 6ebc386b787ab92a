/** Patterns of paths: what a route's text means, for matching and for writing URLs. */
import { ImproperlyConfigured } from '../errors.ts';

/** A converter: which texts it accepts and what they become. @see Django "Path converters" */
interface Converter {
  readonly regex: string;
  /** The argument; `undefined` where the text is none after all. */
  read(text: string): string | number | undefined;
}

const text = (regex: string): Converter => ({ regex, read: (value) => value });

const CONVERTERS: Readonly<Record<string, Converter>> = {
  str: text('[^/]+'),
  // Beyond 2^53 a number would name another object; no id in a path is that long.
  int: { regex: '[0-9]+', read: (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : undefined) },
  slug: text('[-a-zA-Z0-9_]+'),
  uuid: text('[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'),
  path: text('.+'),
};

/** One piece of a pattern: literal text, or an argument. */
type Piece = string | { readonly name: string; readonly regex: string; readonly converter: Converter };

/** A pattern taken apart. Patterns are joined with `concat`, the way `include` joins paths. */
export interface Pattern {
  /** Source of the regular expression, without anchors. */
  readonly source: string;
  /** Pieces to write a URL from; `null` where the regular expression is more than text and arguments. */
  readonly pieces: readonly Piece[] | null;
  readonly converters: Readonly<Record<string, Converter>>;
}

const ESCAPED = /[.*+?^${}()|[\]\\/]/g;
const escapeRegex = (literal: string): string => literal.replace(ESCAPED, '\\$&');

/**
 * Reads a path with converters: `books/<int:pk>/`.
 *
 * @throws {ImproperlyConfigured} unknown converter, a name that is no identifier, or a name used twice
 * @see Django `urls.path`
 */
export function pathPattern(path: string): Pattern {
  const pieces: Piece[] = [];
  let last = 0;
  for (const match of path.matchAll(/<(?:([^<>:]*):)?([^<>]*)>/g)) {
    const [whole, type = 'str', name = ''] = match;
    const converter = Object.hasOwn(CONVERTERS, type) ? CONVERTERS[type] : undefined;
    if (!converter) {
      throw new ImproperlyConfigured(`Path '${path}': there is no converter '${type}'. There are ${known()}.`);
    }
    if (match.index > last) pieces.push(path.slice(last, match.index));
    pieces.push({ name: checkedName(name, path), regex: converter.regex, converter });
    last = match.index + whole.length;
  }
  if (last < path.length) pieces.push(path.slice(last));
  return fromPieces(pieces, path);
}

const known = (): string => Object.keys(CONVERTERS).join(', ');

function checkedName(name: string, path: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== '__proto__') return name;
  throw new ImproperlyConfigured(`Path '${path}': '${name}' cannot be the name of an argument.`);
}

function fromPieces(pieces: readonly Piece[], path: string): Pattern {
  const converters: Record<string, Converter> = {};
  let source = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      source += escapeRegex(piece);
      continue;
    }
    if (piece.name in converters)
      throw new ImproperlyConfigured(`Path '${path}' uses the argument '${piece.name}' twice.`);
    converters[piece.name] = piece.converter;
    source += `(?<${piece.name}>${piece.regex})`;
  }
  return { source, pieces, converters };
}

/**
 * Reads a regular expression with named groups, in JavaScript's or Python's notation; anchors at its ends are implied.
 *
 * @see Django `urls.re_path`
 */
export function regexPattern(expression: string | RegExp): Pattern {
  const source = (typeof expression === 'string' ? expression : expression.source)
    .replaceAll('(?P<', '(?<')
    .replace(/^\^/, '')
    .replace(/(?<!\\)\$$/, '');
  try {
    new RegExp(`^${source}$`, 'u');
  } catch (error) {
    throw new ImproperlyConfigured(`'${expression}' is not a regular expression.`, { cause: error });
  }
  const pieces = piecesOf(source);
  const converters: Record<string, Converter> = {};
  for (const [, name = ''] of source.matchAll(/\(\?<([A-Za-z_]\w*)>/g)) converters[name] = text('');
  return { source, pieces, converters };
}

/** Path and regular expression one after the other, as `include` does. */
export const joinPatterns = (first: Pattern, second: Pattern): Pattern => ({
  source: first.source + second.source,
  pieces: first.pieces && second.pieces ? [...first.pieces, ...second.pieces] : null,
  converters: { ...first.converters, ...second.converters },
});

// Literal text, escaped punctuation, named groups, and an optional character (written as nothing), as Django's
// `normalize` reads expressions. Anything else matches, but cannot be reversed.
function piecesOf(source: string): readonly Piece[] | null {
  const pieces: Piece[] = [];
  let literal = '';
  let at = 0;
  while (at < source.length) {
    const group = /^\(\?<([A-Za-z_]\w*)>/.exec(source.slice(at));
    if (group) {
      const end = endOfGroup(source, at);
      if (literal !== '') pieces.push(literal);
      literal = '';
      const name = group[1] ?? '';
      pieces.push({ name, regex: source.slice(at + group[0].length, end), converter: text('') });
      at = end + 1;
      continue;
    }
    const [token = '', character = ''] = /^\\([^\w\s])|^([^\\()[\]{}|*+?.^$])/.exec(source.slice(at)) ?? [];
    if (token === '') return null;
    at += token.length;
    if (source[at] === '?') at += 1;
    else literal += character || token;
  }
  if (literal !== '') pieces.push(literal);
  return pieces;
}

function endOfGroup(source: string, start: number): number {
  let depth = 0;
  let inClass = false;
  for (let at = start; at < source.length; at += 1) {
    const character = source[at];
    if (character === '\\') at += 1;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return source.length;
}

/**
 * Writes a path with these arguments.
 *
 * @returns `null` where the pattern takes other arguments, or does not accept a value.
 */
export function writePath({ pieces }: Pattern, kwargs: Readonly<Record<string, string | number>>): string | null {
  if (pieces === null) return null;
  const names = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.name]));
  if (names.length !== Object.keys(kwargs).length) return null;
  let path = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      path += encode(piece);
      continue;
    }
    if (!Object.hasOwn(kwargs, piece.name)) return null;
    const value = String(kwargs[piece.name]);
    if (!new RegExp(`^(?:${piece.regex})$`, 'u').test(value)) return null;
    path += encode(value);
  }
  return path;
}

// Slashes and what RFC 3986 allows in a path stay; a lone surrogate has no encoding and becomes a replacement character.
const encode = (value: string): string =>
  encodeURIComponent(value.toWellFormed()).replace(/%(2F|3A|40|24|26|2B|2C|3B|3D|21|27|28|29|2A|7E)/gi, (code) =>
    decodeURIComponent(code),
  );
