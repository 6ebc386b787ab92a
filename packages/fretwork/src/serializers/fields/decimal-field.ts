/** DecimalField: an exact decimal number, as text. */
import { ImproperlyConfigured } from '../../errors.ts';
import {
  compareDecimals,
  type Decimal,
  normalize,
  parseDecimal,
  plainText,
  quantize,
  ROUNDINGS,
  type Rounding,
  shortText,
} from '../decimal.ts';
import { ERROR_TEXTS } from '../error-messages.ts';
import { Field, type FieldOptions, type Scope } from '../field.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import { asciiDigits, numberText, strip } from '../python-text.ts';
import { MAX_STRING_LENGTH } from './integer-field.ts';

/** Options of `DecimalField`. */
export interface DecimalFieldOptions extends FieldOptions<string> {
  /** Digits in all; `null` for no limit. */
  readonly maxDigits: number | null;
  /** Digits after the point; `null` for as many as come. */
  readonly decimalPlaces: number | null;
  /** Smallest value accepted, inclusive. */
  readonly minValue?: number | string;
  /** Largest value accepted, inclusive. */
  readonly maxValue?: number | string;
  /** Whether it is sent as text; as a JSON number it may lose digits. @default the settings' `coerceDecimalToString` */
  readonly coerceToString?: boolean;
  /** How digits that do not fit are rounded when it is sent. @default 'ROUND_HALF_EVEN' */
  readonly rounding?: Rounding | null;
  /** Whether zeros at the end are left out when it is sent. @default false */
  readonly normalizeOutput?: boolean;
}

/**
 * An exact decimal number, kept and sent as text such as `"12.50"`.
 *
 * @throws {ValidationError} codes `invalid`, `min_value`, `max_value`, `max_digits`, `max_decimal_places`,
 *   `max_whole_digits`, `max_string_length`
 * @see DRF `fields.DecimalField`
 */
export class DecimalField extends Field<string, DecimalFieldOptions, string | number, string | number> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.DecimalField };

  constructor(options: DecimalFieldOptions) {
    super(options);
    const { minValue, maxValue, rounding } = options;
    if (rounding && !Object.hasOwn(ROUNDINGS, rounding)) {
      throw new ImproperlyConfigured(
        `DecimalField knows no rounding "${rounding}". Use one of ${Object.keys(ROUNDINGS).join(', ')}.`,
      );
    }
    if (maxValue !== undefined) this.#addBound('max_value', maxValue, (order) => order <= 0);
    if (minValue !== undefined) this.#addBound('min_value', minValue, (order) => order >= 0);
  }

  override runValidation(input: unknown, scope?: Scope): MaybePromise<string> {
    const isBlank =
      this.allowNull && typeof input === 'string' && input.length <= MAX_STRING_LENGTH && strip(input) === '';
    return super.runValidation(isBlank ? null : input, scope);
  }

  override toInternalValue(input: unknown): string {
    if (typeof input === 'string' && input.length > MAX_STRING_LENGTH) {
      throw this.error('max_string_length', { max_length: MAX_STRING_LENGTH });
    }
    const value = readDecimal(input);
    if (value === undefined) throw this.error('invalid');
    this.#checkPrecision(value);
    return this.#text(value);
  }

  override toRepresentation(value: string, scope: Scope): string | number {
    const asText = this.options.coerceToString ?? scope.settings.coerceDecimalToString;
    if (asText && this.#isFinished(value)) return value;
    const read = readDecimal(value);
    if (read === undefined) {
      if (NOT_FINITE.test(String(value))) return String(value);
      throw new ImproperlyConfigured(`The field "${this.name}" is a decimal, but its object has something else there.`);
    }
    const { decimalPlaces, rounding, normalizeOutput = false } = this.options;
    const rounded = decimalPlaces === null ? read : quantize(read, decimalPlaces, rounding ?? undefined);
    const text = plainText(normalizeOutput ? normalize(rounded) : rounded);
    return asText ? text : Number(text);
  }

  /** Whether a text from the database has the places that are sent already. */
  #isFinished(value: unknown): boolean {
    const { decimalPlaces, normalizeOutput = false } = this.options;
    if (typeof value !== 'string' || decimalPlaces === null || decimalPlaces < 1 || normalizeOutput) return false;
    return value.indexOf('.') === value.length - decimalPlaces - 1 && PLAIN.test(value);
  }

  #text(value: Decimal): string {
    const { decimalPlaces, rounding } = this.options;
    return decimalPlaces === null ? shortText(value) : plainText(quantize(value, decimalPlaces, rounding ?? undefined));
  }

  #checkPrecision({ digits, exponent }: Decimal): void {
    const { maxDigits, decimalPlaces } = this.options;
    const places = Math.max(0, -exponent);
    const whole = exponent >= 0 ? digits.length + exponent : Math.max(0, digits.length - places);
    const total = whole + places;
    if (maxDigits !== null && total > maxDigits) throw this.error('max_digits', { max_digits: maxDigits });
    if (decimalPlaces === null) return;
    if (places > decimalPlaces) throw this.error('max_decimal_places', { max_decimal_places: decimalPlaces });
    const maxWhole = (maxDigits ?? Number.POSITIVE_INFINITY) - decimalPlaces;
    if (whole > maxWhole) throw this.error('max_whole_digits', { max_whole_digits: maxWhole });
  }

  #addBound(code: 'max_value' | 'min_value', limit: number | string, accepts: (order: number) => boolean): void {
    const bound = readDecimal(limit);
    if (bound === undefined) throw new ImproperlyConfigured(`DecimalField: the bound "${limit}" is no decimal number.`);
    this.validators.push((value) => {
      const read = parseDecimal(value);
      if (read && !accepts(compareDecimals(read, bound))) throw this.error(code, { [code]: limit });
    });
  }
}

const PLAIN = /^-?(?:0|[1-9]\d*)\.\d+$/;
const NOT_FINITE = /^[+-]?(?:s?nan|inf(?:inity)?)$/i;

function readDecimal(input: unknown): Decimal | undefined {
  if (typeof input === 'string') return parseDecimal(asciiDigits(strip(input)));
  if (typeof input === 'bigint') return parseDecimal(String(input));
  return typeof input === 'number' ? parseDecimal(numberText(input)) : undefined;
}
