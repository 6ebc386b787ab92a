/** FileField and ImageField: uploaded files. */
import { ERROR_TEXTS, type ErrorTexts } from '../error-messages.ts';
import { Field, type FieldOptions } from '../field.ts';
import type { MaybePromise } from '../maybe-promise.ts';

/** Options of `FileField`. */
export interface FileFieldOptions extends FieldOptions<File> {
  /** Most characters of the file's name. */
  readonly maxLength?: number;
  /** Whether a file without content is valid. @default false */
  readonly allowEmptyFile?: boolean;
}

/** A stored file: its name in the storage, or an object that knows its URL. */
export type StoredFile = string | { readonly url: string | null };

/**
 * An uploaded file, as the web's `File`; sent as its URL or name. Its name comes from the client: never use it as a path.
 *
 * @throws {ValidationError} codes `required`, `invalid`, `no_name`, `empty`, `max_length`
 * @see DRF `fields.FileField`
 */
export class FileField extends Field<File, FileFieldOptions, string | null, File> {
  static override readonly texts: ErrorTexts = { ...Field.texts, ...ERROR_TEXTS.FileField };

  constructor(options: FileFieldOptions = {}) {
    super(options);
  }

  override toInternalValue(input: unknown): MaybePromise<File> {
    if (!(input instanceof File)) throw this.error('invalid');
    const { maxLength, allowEmptyFile = false } = this.options;
    const { length } = input.name;
    if (length === 0) throw this.error('no_name');
    if (!allowEmptyFile && input.size === 0) throw this.error('empty');
    if (maxLength !== undefined && length > maxLength)
      throw this.error('max_length', { max_length: maxLength, length });
    return input;
  }

  override toRepresentation(value: File | StoredFile): string | null {
    if (typeof value === 'string') return value === '' ? null : value;
    return 'url' in value ? value.url : value.name;
  }
}

const SIGNATURES: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x47, 0x49, 0x46, 0x38], // GIF
  [0x42, 0x4d], // BMP
];

/**
 * An uploaded image, recognised by its first bytes; SVG is not one, because it may carry scripts.
 *
 * @throws {ValidationError} code `invalid_image`, and those of `FileField`
 * @see DRF `fields.ImageField`
 */
export class ImageField extends FileField {
  static override readonly texts: ErrorTexts = { ...FileField.texts, ...ERROR_TEXTS.ImageField };

  override async toInternalValue(input: unknown): Promise<File> {
    const file = await super.toInternalValue(input);
    const start = new Uint8Array(await file.slice(0, 12).arrayBuffer());
    if (!isImage(start)) throw this.error('invalid_image');
    return file;
  }
}

function isImage(start: Uint8Array): boolean {
  const text = String.fromCharCode(...start);
  const isWebp = text.startsWith('RIFF') && text.slice(8) === 'WEBP';
  const isAvif = text.slice(4) === 'ftypavif';
  return isWebp || isAvif || SIGNATURES.some((bytes) => bytes.every((byte, index) => start[index] === byte));
}
