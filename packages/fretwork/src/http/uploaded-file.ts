/** Files that came with a request. */

/**
 * A file of a form or of a raw upload: a web `File` whose name is safe to show. Held in memory; its content and its
 * `type` are what the client says, check them before believing them.
 *
 * @param content The file, or its bytes.
 * @param name As the client gave it; only its last part is kept.
 * @see Django `UploadedFile`
 */
export class UploadedFile extends File {
  constructor(content: Blob | Uint8Array, name: string, type: string) {
    super([content as BlobPart], sanitizeFileName(name), { type });
  }

  /** What the client says it is. */
  get contentType(): string {
    return this.type;
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
