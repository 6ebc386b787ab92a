/** UUIDField: a UUID. */
import { ImproperlyConfigured } from '../../errors.ts';
import { ERROR_TEXTS } from '../error-messages.ts';
import { Field, type FieldOptions } from '../field.ts';
import { asciiDigits, valueText } from '../python-text.ts';

const FORMATS = {
  hex_verbose: (uuid: string): string => String(uuid),
  hex: (uuid: string): string => uuid.replaceAll('-', ''),
  int: (uuid: string): number | bigint => smallest(BigInt(`0x${uuid.replaceAll('-', '')}`)),
  urn: (uuid: string): string => `urn:uuid:${uuid}`,
} as const;

const smallest = (value: bigint): number | bigint => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value);

/** Options of `UUIDField`. */
export interface UUIDFieldOptions extends FieldOptions<string> {
  /** How it is sent. @default 'hex_verbose' */
  readonly format?: keyof typeof FORMATS;
}

/**
 * A UUID, as lower-case text with hyphens.
 *
 * In: with or without hyphens, in braces, as URN, or as the whole number of 128 bits.
 *
 * @throws {ValidationError} code `invalid`
 * @see DRF `fields.UUIDField`; RFC 9562
 */
export class UUIDField extends Field<string, UUIDFieldOptions, string | number | bigint> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.UUIDField };

  constructor(options: UUIDFieldOptions = {}) {
    super(options);
    if (!Object.hasOwn(FORMATS, options.format ?? 'hex_verbose')) {
      throw new ImproperlyConfigured(
        `UUIDField has no format "${options.format}". Its formats are ${Object.keys(FORMATS).join(', ')}.`,
      );
    }
  }

  override toInternalValue(input: unknown): string {
    const uuid = readUuid(input);
    if (uuid === undefined) throw this.error('invalid', { value: valueText(input) });
    return uuid;
  }

  override toRepresentation(value: string): string | number | bigint {
    return FORMATS[this.options.format ?? 'hex_verbose'](value);
  }
}

const LONGEST = 64; // 'urn:uuid:', braces and hyphens included

/**
 * A UUID in any of its spellings as lower-case text with hyphens; `undefined` where it is none.
 *
 * @param input Not trusted.
 */
export function readUuid(input: unknown): string | undefined {
  if (typeof input === 'boolean') return fromInteger(input ? 1n : 0n);
  if (typeof input === 'bigint') return fromInteger(input);
  if (typeof input === 'number') return Number.isSafeInteger(input) ? fromInteger(BigInt(input)) : undefined;
  if (typeof input !== 'string' || input.length > LONGEST) return undefined;
  const bare = input
    .replaceAll('urn:', '')
    .replaceAll('uuid:', '')
    .replace(/^[{}]+|[{}]+$/g, '')
    .replaceAll('-', '');
  const digits = asciiDigits(bare);
  return /^[0-9a-f]{32}$/i.test(digits) ? withHyphens(digits.toLowerCase()) : undefined;
}

const fromInteger = (value: bigint): string | undefined =>
  value >= 0n && value < 1n << 128n ? withHyphens(value.toString(16).padStart(32, '0')) : undefined;

const withHyphens = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
