/** Files that came with a request. */

/**
 * A file of a form or of a raw upload; held in memory, not trusted.
 *
 * @see Django `UploadedFile`
 */
export class UploadedFile {
  /** Last part of the name that the client gave, without control characters; at most 255 characters. */
  readonly name: string;
  /** What the client says it is; check the content before believing it. */
  readonly contentType: string;
  /** Size in bytes. */
  readonly size: number;
  readonly #content: Uint8Array;

  constructor(name: string, contentType: string, content: Uint8Array) {
    this.name = sanitizeFileName(name);
    this.contentType = contentType;
    this.size = content.byteLength;
    this.#content = content;
  }

  /** The content; the array is the file's own, do not change it. */
  bytes(): Uint8Array {
    return this.#content;
  }

  /** The content read as UTF-8, with replacement characters where it is not. */
  text(): string {
    return new TextDecoder().decode(this.#content);
  }

  /** As the name alone, as a form shows it. */
  toJSON(): string {
    return this.name;
  }
}

const LONGEST_NAME = 255;

/**
 * The last part of a file name as a client may send it: no folders, no control characters, neither `.` nor `..`.
 *
 * @param name Untrusted; may hold either kind of slash.
 * @returns The empty string where nothing is left.
 * @see Django `MultiPartParser.sanitize_file_name`
 */
export function sanitizeFileName(name: string): string {
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to go
  const printable = last.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  if (printable === '.' || printable === '..') return '';
  if (printable.length <= LONGEST_NAME) return printable;
  const dot = printable.lastIndexOf('.');
  const extension = dot > 0 && printable.length - dot <= 16 ? printable.slice(dot) : '';
  return printable.slice(0, LONGEST_NAME - extension.length) + extension;
}
