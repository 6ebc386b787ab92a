/** Parsers: what turns a body into `request.data`. */
import { ParseError } from '../errors.ts';
import { parseExactJson } from '../serializers/exact-json.ts';
import { QueryDict } from '../serializers/query-dict.ts';
import { readBody } from './body.ts';
import { type MediaType, parseMediaType } from './media-type.ts';
import { UploadedFile } from './uploaded-file.ts';

/** How much a parser may take in. */
export interface ParserLimits {
  /** Largest body in bytes. */
  readonly maxBytes: number;
  /** Most fields in a form. */
  readonly maxFields: number;
  /** Most files in a form. */
  readonly maxFiles: number;
}

/** What a parser knows besides the body. */
export interface ParserContext {
  readonly limits: ParserLimits;
  /** Arguments from the URL. */
  readonly kwargs: Readonly<Record<string, string | number>>;
  /** The header `Content-Length`, where it was looked at already; `null` where there is none. */
  readonly contentLength?: string | null;
}

/**
 * Turns bodies of one media type into data. One instance serves all requests, so it keeps nothing of them.
 *
 * @see DRF `parsers.BaseParser`
 */
export abstract class BaseParser {
  /** Media type that it reads, such as `application/json`; `*` for any part. */
  abstract readonly mediaType: string;
  #parsed: MediaType | undefined;

  /** `mediaType`, taken apart. */
  get parsedMediaType(): MediaType {
    this.#parsed ??= parseMediaType(this.mediaType);
    return this.#parsed;
  }

  /**
   * Reads the body; it is not empty.
   *
   * @param raw The web request, its body unread and untrusted.
   * @param mediaType The request's `Content-Type`.
   * @throws {ParseError} the body is not of the media type
   */
  abstract parse(raw: globalThis.Request, mediaType: MediaType, context: ParserContext): Promise<unknown>;
}

/**
 * Reads JSON. Integers beyond 2^53 stay exact, as `bigint`.
 *
 * @throws {ParseError} not JSON, not text in the charset that the header names (UTF-8 where it names none), or values within
 *   values beyond 500 levels
 * @see DRF `parsers.JSONParser`; RFC 8259
 */
export class JSONParser extends BaseParser {
  readonly mediaType: string = 'application/json';

  async parse(
    raw: globalThis.Request,
    mediaType: MediaType,
    { limits, contentLength }: ParserContext,
  ): Promise<unknown> {
    const text = decode(await readBody(raw, limits.maxBytes, contentLength), mediaType, 'JSON');
    if (isTooDeep(text)) throw new ParseError(`JSON parse error - more than ${DEEPEST} levels`);
    try {
      return parseExactJson(text);
    } catch (error) {
      throw parseError(`JSON parse error - ${messageOf(error)}`, error);
    }
  }
}

const DEEPEST = 500; // levels; whoever walks through the value must not run out of stack

// Brackets are counted before the value is built. Few texts have so many that it takes a second look.
function isTooDeep(text: string): boolean {
  const openings = countOf(text, '[', DEEPEST + 1) + countOf(text, '{', DEEPEST + 1);
  return openings > DEEPEST && depthOf(text) > DEEPEST;
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '"') isText = !isText;
    else if (isText) continue;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

/**
 * Reads an HTML form without files, into a `QueryDict`.
 *
 * @see DRF `parsers.FormParser`; the WHATWG URL standard, `application/x-www-form-urlencoded`
 */
export class FormParser extends BaseParser {
  readonly mediaType = 'application/x-www-form-urlencoded';

  async parse(
    raw: globalThis.Request,
    mediaType: MediaType,
    { limits, contentLength }: ParserContext,
  ): Promise<QueryDict> {
    const text = decode(await readBody(raw, limits.maxBytes, contentLength), mediaType, 'Form');
    if (countOf(text, '&', limits.maxFields) >= limits.maxFields) throw new ParseError(TOO_MANY_FIELDS);
    return new QueryDict(new URLSearchParams(text));
  }
}

/**
 * Reads an HTML form with files, into a `QueryDict` of text and `UploadedFile`.
 *
 * A file input that was left empty counts as not sent.
 *
 * @see DRF `parsers.MultiPartParser`; RFC 7578
 */
export class MultiPartParser extends BaseParser {
  readonly mediaType = 'multipart/form-data';

  async parse(
    raw: globalThis.Request,
    mediaType: MediaType,
    { limits, contentLength }: ParserContext,
  ): Promise<QueryDict> {
    const boundary = mediaType.params.get('boundary');
    if (!boundary) throw new ParseError('Multipart form parse error - Invalid boundary in multipart: None');
    const bytes = await readBody(raw, limits.maxBytes, contentLength);
    const parts = limits.maxFields + limits.maxFiles;
    // Counted before anything is built of them: a thousand parts cost more than their bytes.
    if (countBytes(bytes, `--${boundary}`, parts + 1) > parts + 1) throw new ParseError(TOO_MANY_FIELDS);
    return new QueryDict(await formPairs(bytes, mediaType.full, limits));
  }
}

async function formPairs(bytes: Uint8Array, contentType: string, limits: ParserLimits) {
  const pairs: [string, string | UploadedFile][] = [];
  let files = 0;
  for (const [name, value] of await formData(bytes, contentType)) {
    if (typeof value === 'string') pairs.push([name, value]);
    else if (value.name !== '') {
      files += 1;
      pairs.push([name, new UploadedFile(value, value.name, value.type)]);
    }
  }
  if (files > limits.maxFiles) throw new ParseError('The number of files exceeded what the server accepts.');
  if (pairs.length - files > limits.maxFields) throw new ParseError(TOO_MANY_FIELDS);
  return pairs;
}

async function formData(bytes: Uint8Array, contentType: string): Promise<FormData> {
  try {
    return await new globalThis.Response(bytes as BodyInit, { headers: { 'content-type': contentType } }).formData();
  } catch (error) {
    throw parseError('Multipart form parse error - Malformed multipart body', error);
  }
}

/** A raw upload as `request.data`. */
export interface RawUpload {
  readonly file: UploadedFile;
}

/**
 * Takes the whole body as one file, whatever its media type.
 *
 * Its name is the URL's `filename`, or what `Content-Disposition` says.
 *
 * @throws {ParseError} there is no name
 * @see DRF `parsers.FileUploadParser`
 */
export class FileUploadParser extends BaseParser {
  readonly mediaType = '*/*';

  async parse(raw: globalThis.Request, mediaType: MediaType, { limits, kwargs }: ParserContext): Promise<RawUpload> {
    const name = String(kwargs.filename ?? dispositionName(raw.headers.get('content-disposition') ?? ''));
    const type = `${mediaType.mainType}/${mediaType.subType}`;
    const file = new UploadedFile(await readBody(raw, limits.maxBytes), name, type);
    if (file.name !== '') return { file };
    throw new ParseError(
      'Missing filename. Request should include a Content-Disposition header with a filename parameter.',
    );
  }
}

const TOO_MANY_FIELDS = 'The number of fields exceeded what the server accepts.';

// RFC 6266: `filename*=UTF-8''…` goes before `filename="…"`.
function dispositionName(header: string): string {
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;]*)/i.exec(header)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended.trim());
    } catch {
      return '';
    }
  }
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header);
  return plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2] ?? '';
}

function decode(bytes: Uint8Array, mediaType: MediaType, kind: string): string {
  const decoder = decoderFor(mediaType.params.get('charset'));
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw parseError(`${kind} parse error - the body is not valid ${decoder.encoding}`, error);
  }
}

const strictDecoder = (charset: string): InstanceType<typeof TextDecoder> =>
  new TextDecoder(charset, { fatal: true, ignoreBOM: true });

// Keeps nothing between two whole texts.
const UTF8 = strictDecoder('utf-8');

function decoderFor(charset = 'utf-8'): InstanceType<typeof TextDecoder> {
  if (charset.toLowerCase() === 'utf-8') return UTF8;
  try {
    return strictDecoder(charset);
  } catch {
    return UTF8; // an unknown charset is not believed
  }
}

const parseError = (message: string, cause: unknown): ParseError => new ParseError(message, undefined, { cause });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function countOf(text: string, needle: string, stopAt: number): number {
  let count = 0;
  for (let at = text.indexOf(needle); at !== -1 && count < stopAt; at = text.indexOf(needle, at + 1)) count += 1;
  return count;
}

function countBytes(bytes: Uint8Array, needle: string, stopAfter: number): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let count = 0;
  for (let at = buffer.indexOf(needle); at !== -1 && count <= stopAfter; at = buffer.indexOf(needle, at + 1))
    count += 1;
  return count;
}
