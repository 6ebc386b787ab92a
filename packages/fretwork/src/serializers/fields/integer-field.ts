/** IntegerField and BigIntegerField: whole numbers. */
import { ImproperlyConfigured } from '../../errors.ts';
import { ERROR_TEXTS, type ErrorTexts } from '../error-messages.ts';
import { Field, type FieldOptions, type Scope, type Validator } from '../field.ts';
import { asciiDigits, strip, valueText } from '../python-text.ts';

/** Longest text that is read as a number; a longer one is refused before it costs anything. */
export const MAX_STRING_LENGTH = 1000;

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Options of whole numbers. */
export interface IntegerFieldOptions<Value extends number | bigint = number> extends FieldOptions<Value> {
  /** Smallest value accepted, inclusive. */
  readonly minValue?: Value;
  /** Largest value accepted, inclusive. */
  readonly maxValue?: Value;
}

/**
 * A whole number that a `number` holds exactly (|n| < 2^53); larger ones are refused, not rounded.
 *
 * In: `12`, `"12"`, `"12.0"`.
 *
 * @throws {ValidationError} codes `invalid`, `min_value`, `max_value`, `max_string_length`
 * @see DRF `fields.IntegerField`
 */
export class IntegerField extends Field<number, IntegerFieldOptions> {
  static override readonly texts: ErrorTexts = { ...Field.texts, ...ERROR_TEXTS.IntegerField };

  constructor(options: IntegerFieldOptions = {}) {
    super(options);
    addBounds(this.validators, options, (code, values) => this.error(code, values));
  }

  override toInternalValue(input: unknown): number {
    if (typeof input === 'number' && Number.isSafeInteger(input)) return input;
    if (tooLong(input)) throw this.error('max_string_length', { max_length: MAX_STRING_LENGTH });
    const value = readInteger(input);
    if (value === undefined) throw this.error('invalid');
    const { maxValue = SAFE, minValue = -SAFE } = this.options;
    if (value > SAFE) throw this.error('max_value', { max_value: maxValue });
    if (value < -SAFE) throw this.error('min_value', { min_value: minValue });
    return Number(value);
  }

  override toRepresentation(value: number): number {
    return typeof value === 'number' && Number.isInteger(value) ? value : (wholeNumber(value, this.name) as number);
  }
}

/** Options of `BigIntegerField`. */
export interface BigIntegerFieldOptions extends IntegerFieldOptions<number | bigint> {
  /** Whether it is sent as a string. @default the settings' `coerceBigintToString` */
  readonly coerceToString?: boolean | null;
}

/**
 * A whole number of any size: a `number` where that is exact, a `bigint` beyond.
 *
 * @throws {ValidationError} codes `invalid`, `min_value`, `max_value`, `max_string_length`
 * @see DRF `fields.BigIntegerField`
 */
export class BigIntegerField extends Field<
  number | bigint,
  BigIntegerFieldOptions,
  number | bigint | string,
  number | bigint | string
> {
  static override readonly texts: ErrorTexts = { ...Field.texts, ...ERROR_TEXTS.BigIntegerField };

  constructor(options: BigIntegerFieldOptions = {}) {
    super(options);
    addBounds(this.validators, options, (code, values) => this.error(code, values));
  }

  override toInternalValue(input: unknown): number | bigint {
    if (typeof input === 'number' && Number.isSafeInteger(input)) return input;
    if (tooLong(input)) throw this.error('max_string_length', { max_length: MAX_STRING_LENGTH });
    const value = readInteger(input);
    if (value === undefined) throw this.error('invalid');
    return narrowest(value);
  }

  override toRepresentation(value: number | bigint, scope: Scope): number | bigint | string {
    const asText = this.options.coerceToString ?? scope.settings.coerceBigintToString;
    return asText ? valueText(value) : wholeNumber(value, this.name);
  }
}

const tooLong = (input: unknown): boolean => typeof input === 'string' && input.length > MAX_STRING_LENGTH;

const narrowest = (value: bigint): number | bigint => (value <= SAFE && value >= -SAFE ? Number(value) : value);

/** A whole number from JSON or text; zeros after the point count as nothing. */
function readInteger(input: unknown): bigint | undefined {
  if (typeof input === 'bigint') return input;
  if (typeof input === 'number') return Number.isSafeInteger(input) ? BigInt(input) : undefined;
  if (typeof input !== 'string') return undefined;
  const text = asciiDigits(strip(input).replace(/\.0*$/, ''));
  return !SEPARATORS.test(input) && INTEGER.test(text)
    ? BigInt(text.replaceAll('_', '').replace(/^\+/, ''))
    : undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: white space to Python's strip, but not to its int
const SEPARATORS = /[\u001c-\u001f]/;
const INTEGER = /^[+-]?\d+(?:_\d+)*$/;

function wholeNumber(value: unknown, name: string): number | bigint {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' && Number.isFinite(value)) return Math.trunc(value);
  const read = typeof value === 'number' ? undefined : readInteger(value);
  if (read === undefined) {
    throw new ImproperlyConfigured(`The field "${name}" is a whole number, but its object has something else there.`);
  }
  return narrowest(read);
}

/** Adds checks for `minValue` and `maxValue`. */
export function addBounds<Value extends number | bigint>(
  validators: Validator<Value>[],
  { minValue, maxValue }: { readonly minValue?: Value; readonly maxValue?: Value },
  error: (code: string, values: Readonly<Record<string, unknown>>) => Error,
): void {
  if (maxValue !== undefined) {
    validators.push((value) => {
      if (value > maxValue) throw error('max_value', { max_value: maxValue });
    });
  }
  if (minValue !== undefined) {
    validators.push((value) => {
      if (value < minValue) throw error('min_value', { min_value: minValue });
    });
  }
}
