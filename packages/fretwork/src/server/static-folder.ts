/** StaticFolder: the files of a folder, read once; what is not on the list cannot be asked for. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { COMPRESSIBLE_CONTENT_TYPE_REGEX } from 'hono/utils/compress';
import { getMimeType } from 'hono/utils/mime';
import { ImproperlyConfigured } from '../errors.ts';

const LARGEST_FOLDER_BYTES = 100_000_000;
const SMALLEST_COMPRESSED_BYTES = 1_000; // below that a header is all that is saved

const compressors = {
  br: (body: Uint8Array) =>
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) as Promise<Uint8Array>,
  gzip: (body: Uint8Array) => promisify(gzip)(body, { level: 9 }) as Promise<Uint8Array>,
};

/** A way in which a file may be sent: as it is, or compressed; the better one first. */
export type ContentCoding = 'br' | 'gzip' | 'identity';

/** One file, in memory. */
export class StaticFile {
  readonly contentType: string;
  /** The ways in which the file may be sent. */
  readonly codings: readonly ContentCoding[];
  readonly #body: Uint8Array;
  readonly #digest: string;
  readonly #compressed = new Map<ContentCoding, Promise<Uint8Array>>();

  constructor(name: string, body: Uint8Array) {
    this.contentType = getMimeType(name) ?? 'application/octet-stream';
    this.#body = body;
    this.#digest = createHash('sha256').update(body).digest('base64url').slice(0, 27);
    const worthIt = body.length >= SMALLEST_COMPRESSED_BYTES && COMPRESSIBLE_CONTENT_TYPE_REGEX.test(this.contentType);
    this.codings = worthIt ? ['br', 'gzip', 'identity'] : ['identity'];
  }

  /** The entity tag of one way of sending the file; each is a representation of its own. */
  etag(coding: ContentCoding): string {
    return coding === 'identity' ? `"${this.#digest}"` : `"${this.#digest}-${coding}"`;
  }

  /** What is sent; compressed at the first request for it, beside the event loop, and kept. */
  body(coding: ContentCoding): Promise<Uint8Array> {
    if (coding === 'identity') return Promise.resolve(this.#body);
    const made = this.#compressed.get(coding) ?? compressors[coding](this.#body);
    this.#compressed.set(coding, made);
    return made;
  }
}

/**
 * Reads every file below a folder, by its path with slashes; an `index.html` also stands for its folder.
 *
 * Hidden files are left out (`.well-known` aside), and so are symbolic links: nothing outside of the folder is read.
 *
 * @throws {ImproperlyConfigured} there is no such folder, or it holds more than a built app should
 */
export function readStaticFolder(directory: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  let total = 0;
  for (const path of pathsBelow(directory)) {
    total += statSync(path).size;
    if (total > LARGEST_FOLDER_BYTES) {
      throw new ImproperlyConfigured(
        `'${directory}' holds more than ${LARGEST_FOLDER_BYTES / 1_000_000} MB. Static files are kept in memory: let a proxy or an object store serve large ones.`,
      );
    }
    const name = relative(directory, path).split(sep).join('/');
    const file = new StaticFile(name, readFileSync(path));
    files.set(name, file);
    if (/(^|\/)index\.html$/.test(name)) files.set(name.slice(0, -'index.html'.length), file);
  }
  return files;
}

function pathsBelow(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.name.startsWith('.') && entry.name !== '.well-known') return [];
      if (entry.isDirectory()) return pathsBelow(path);
      return entry.isFile() ? [path] : [];
    });
  } catch (cause) {
    throw new ImproperlyConfigured(`The folder '${directory}' of static files cannot be read.`, { cause });
  }
}
