/** Renderers: what turns a response's data into a body. */
import { JSONText, stringify } from '../serializers/json-text.ts';
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
  if (!isPlainObject(data) || !holdsText(data)) return stringify(data, 0);
  let text = '{';
  for (const name of Object.keys(data)) {
    const value = data[name];
    if (value === undefined) continue;
    const member = value instanceof JSONText ? value.text : stringify(value, 0);
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(name)}:${member}`;
  }
  return `${text}}`;
}

function holdsText(data: Readonly<Record<string, unknown>>): boolean {
  for (const name in data) if (data[name] instanceof JSONText) return true;
  return false;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
