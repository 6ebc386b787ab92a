/** Renderers: what turns a response's data into a body. */
import { toMicrosecondISO } from '../models/precise-date.ts';
import { parseExactJson } from '../serializers/exact-json.ts';
import { type MediaType, parseMediaType } from './media-type.ts';

/** What a renderer knows besides the data. */
export interface RendererContext {
  readonly request: unknown;
  readonly view: unknown;
  readonly status: number;
}

/**
 * Turns data into a body of one media type. One instance serves all requests, so it keeps nothing of them.
 *
 * @see DRF `renderers.BaseRenderer`
 */
export abstract class BaseRenderer {
  /** Media type that it produces, such as `application/json`. */
  abstract readonly mediaType: string;
  /** Short name in `?format=` and in suffixes, such as `json`. */
  abstract readonly format: string;
  /** Charset in the content type; `null` for none. */
  readonly charset: string | null = 'utf-8';
  #parsed: MediaType | undefined;

  /** `mediaType`, taken apart. */
  get parsedMediaType(): MediaType {
    this.#parsed ??= parseMediaType(this.mediaType);
    return this.#parsed;
  }

  /**
   * Produces the body; an empty one is sent without a content type.
   *
   * @param data What the handler answered.
   * @param accepted The media type that the client asked for, with its parameters.
   */
  abstract render(data: unknown, accepted: MediaType, context: RendererContext): string | Uint8Array;
}

/** Text that is JSON already: written by whoever made it, copied as it is by `JSONRenderer`. */
export class JSONText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The value, for other renderers and for tests; integers beyond 2^53 as `bigint`. */
  toJSON(): unknown {
    return parseExactJson(this.text);
  }
}

/**
 * Writes JSON: compact, or indented where the client asks for `application/json; indent=4`.
 *
 * Dates as DRF prints them, bigints exact, maps as objects, sets as lists.
 *
 * @see DRF `renderers.JSONRenderer`
 */
export class JSONRenderer extends BaseRenderer {
  readonly mediaType = 'application/json';
  readonly format = 'json';
  override readonly charset: string | null = null; // RFC 8259 section 11: JSON has no charset

  render(data: unknown, accepted: MediaType): string {
    if (data === undefined || data === null) return '';
    const indent = accepted.params.size === 0 ? 0 : indentOf(accepted.params.get('indent'));
    const text = indent === 0 ? compact(data) : stringify(data, indent);
    return escapeLineSeparators(text);
  }
}

const DEEPEST_INDENT = 8;

// `indent=0` and nonsense mean compact, as in DRF.
function indentOf(text: string | undefined): number {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isNaN(value) ? 0 : Math.max(0, Math.min(value, DEEPEST_INDENT));
}

// Both are legal in JSON and were once line ends in JavaScript; DRF escapes them, so do we.
function escapeLineSeparators(text: string): string {
  return text.includes('\u2028') || text.includes('\u2029')
    ? text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
    : text;
}

// A page is an object of plain values around ready text; only its own level is written here.
function compact(data: unknown): string {
  if (data instanceof JSONText) return data.text;
  if (!isPlainObject(data) || !Object.values(data).some((value) => value instanceof JSONText))
    return stringify(data, 0);
  const members = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${value instanceof JSONText ? value.text : stringify(value, 0)}`);
  return `{${members.join(',')}}`;
}

// A replacer makes JSON.stringify several times slower, so it is used only where something needs it.
function stringify(data: unknown, indent: number): string {
  return JSON.stringify(data, needsReplacer(data) ? replace : undefined, indent) ?? '';
}

function needsReplacer(value: unknown): boolean {
  if (typeof value === 'bigint') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(needsReplacer);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return true;
  for (const name in value) if (needsReplacer((value as Record<string, unknown>)[name])) return true;
  return false;
}

// `this` is the holder: a date has become text in `value` before a replacer sees it.
function replace(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  if (original instanceof Date) return Number.isNaN(original.getTime()) ? null : toMicrosecondISO(original);
  if (typeof original === 'bigint') return rawJSON(original.toString());
  if (original instanceof Map) return Object.fromEntries(original);
  if (original instanceof Set) return [...original];
  if (original instanceof Uint8Array) return new TextDecoder().decode(original);
  return value;
}

// TypeScript's library does not know `JSON.rawJSON` (ES2025) yet.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
