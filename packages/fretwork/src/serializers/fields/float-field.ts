/** FloatField: a double. */
import { ImproperlyConfigured } from '../../errors.ts';
import { ERROR_TEXTS } from '../error-messages.ts';
import { Field, type FieldOptions } from '../field.ts';
import { asciiDigits, strip } from '../python-text.ts';
import { addBounds, MAX_STRING_LENGTH } from './integer-field.ts';

/** Options of `FloatField`. */
export interface FloatFieldOptions extends FieldOptions<number> {
  /** Smallest value accepted, inclusive. */
  readonly minValue?: number;
  /** Largest value accepted, inclusive. */
  readonly maxValue?: number;
}

/**
 * A double. Not-a-number and the infinities are refused: JSON can't send them back.
 *
 * In: JSON numbers, booleans as 1 and 0, and texts such as `"1.5"` and `"1e3"`.
 *
 * @throws {ValidationError} codes `invalid`, `min_value`, `max_value`, `max_string_length`, `overflow`
 * @see DRF `fields.FloatField`
 */
export class FloatField extends Field<number, FloatFieldOptions> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.FloatField };

  constructor(options: FloatFieldOptions = {}) {
    super(options);
    addBounds(this.validators, options, (code, values) => this.error(code, values));
  }

  override toInternalValue(input: unknown): number {
    if (typeof input === 'string' && input.length > MAX_STRING_LENGTH) {
      throw this.error('max_string_length', { max_length: MAX_STRING_LENGTH });
    }
    const value = readFloat(input);
    if (typeof input === 'bigint' && !Number.isFinite(value)) throw this.error('overflow');
    const { minValue, maxValue } = this.options;
    if (value === Number.POSITIVE_INFINITY && maxValue !== undefined)
      throw this.error('max_value', { max_value: maxValue });
    if (value === Number.NEGATIVE_INFINITY && minValue !== undefined)
      throw this.error('min_value', { min_value: minValue });
    if (!Number.isFinite(value)) throw this.error('invalid');
    return value;
  }

  override toRepresentation(value: number): number {
    const read = readFloat(value);
    if (Number.isNaN(read) && typeof value !== 'number') {
      throw new ImproperlyConfigured(`The field "${this.name}" is a number, but its object has something else there.`);
    }
    return read;
  }
}

const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;

/** A number from JSON or text; not-a-number where it is none. */
function readFloat(input: unknown): number {
  if (typeof input === 'number') return input;
  if (typeof input === 'boolean' || typeof input === 'bigint') return Number(input);
  if (typeof input !== 'string' || input.length > MAX_STRING_LENGTH) return Number.NaN;
  const text = asciiDigits(strip(input));
  if (FLOAT.test(text)) return Number(text.replaceAll('_', ''));
  const sign = INFINITY.exec(text)?.[1];
  if (sign === undefined) return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
