/** CharField and its kin: text, e-mail addresses, slugs, URLs and texts of a pattern. */

import { ValidationError } from '../../errors.ts';
import { ERROR_TEXTS, type ErrorTexts } from '../error-messages.ts';
import { Field, type FieldOptions, type Scope } from '../field.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import { codePoints, numberText, strip, valueText } from '../python-text.ts';
import { emailValidator, regexValidator, urlValidator } from '../validators.ts';

/** Options of text fields. */
export interface CharFieldOptions extends FieldOptions<string> {
  /** Most code points. */
  readonly maxLength?: number;
  /** Fewest code points. */
  readonly minLength?: number;
  /** Whether '' is a valid value. @default false */
  readonly allowBlank?: boolean;
  /** Whether white space at the ends is taken away first. @default true */
  readonly trimWhitespace?: boolean;
}

/**
 * A text.
 *
 * In: strings, and numbers as their digits. Null characters and lone surrogates are refused: databases can't keep them.
 *
 * @throws {ValidationError} codes `invalid`, `blank`, `max_length`, `min_length`, `null_characters_not_allowed`,
 *   `surrogate_characters_not_allowed`
 * @see DRF `fields.CharField`
 */
export class CharField<Options extends CharFieldOptions = CharFieldOptions> extends Field<string, Options> {
  static override readonly texts: ErrorTexts = { ...Field.texts, ...ERROR_TEXTS.CharField };

  constructor(options: Options = {} as Options) {
    super(options);
    const { maxLength, minLength } = options;
    if (maxLength !== undefined) this.validators.push((value) => this.#checkMost(value, maxLength));
    if (minLength !== undefined) this.validators.push((value) => this.#checkFewest(value, minLength));
    this.validators.push((value) => this.#checkCharacters(value));
  }

  override getInitial(): unknown {
    return this.options.initial === undefined ? '' : super.getInitial();
  }

  override runValidation(input: unknown, scope?: Scope): MaybePromise<string> {
    const { trimWhitespace = true, allowBlank = false } = this.options;
    if (input === '' || (trimWhitespace && typeof input === 'string' && strip(input) === '')) {
      if (!allowBlank) throw this.error('blank');
      return '';
    }
    return super.runValidation(input, scope);
  }

  override toInternalValue(input: unknown): string {
    const text = textOf(input);
    if (text === undefined) throw this.error('invalid', { input: valueText(input) });
    return this.options.trimWhitespace === false ? text : strip(text);
  }

  override toRepresentation(value: string): string {
    return valueText(value);
  }

  #checkMost(value: string, limit: number): void {
    // The length in UTF-16 units is never less than the one in code points, and is there for free.
    if (value.length > limit && codePoints(value) > limit) throw this.error('max_length', { max_length: limit });
  }

  #checkFewest(value: string, limit: number): void {
    if (value.length < limit || codePoints(value) < limit) throw this.error('min_length', { min_length: limit });
  }

  #checkCharacters(value: string): void {
    const hasNull = value.includes('\0');
    if (!hasNull && value.isWellFormed()) return;
    const errors = hasNull ? [this.error('null_characters_not_allowed')] : [];
    const lone = LONE_SURROGATE.exec(value)?.[0].charCodeAt(0);
    if (lone !== undefined) {
      errors.push(this.error('surrogate_characters_not_allowed', { code_point: lone.toString(16).toUpperCase() }));
    }
    throw new ValidationError(errors.flatMap((error) => error.details));
  }
}

const LONE_SURROGATE = /[\ud800-\udfff]/u; // with the u flag a proper pair is one character and does not match

const textOf = (input: unknown): string | undefined => {
  if (typeof input === 'string') return input;
  if (typeof input === 'number') return numberText(input);
  return typeof input === 'bigint' ? String(input) : undefined;
};

/**
 * An e-mail address.
 *
 * @throws {ValidationError} code `invalid`, and those of `CharField`
 * @see DRF `fields.EmailField`
 */
export class EmailField extends CharField {
  static override readonly texts: ErrorTexts = { ...CharField.texts, ...ERROR_TEXTS.EmailField };

  constructor(options: CharFieldOptions = {}) {
    super(options);
    const message = options.errorMessages?.invalid ?? EmailField.texts.invalid;
    this.validators.push(emailValidator({ message }));
  }
}

/** Options of `RegexField`. */
export interface RegexFieldOptions extends CharFieldOptions {
  /** Searched in the text, so anchor it; it runs on what clients send, so keep it linear. */
  readonly regex: RegExp;
}

/**
 * A text that a pattern is found in.
 *
 * @throws {ValidationError} code `invalid`, and those of `CharField`
 * @see DRF `fields.RegexField`
 */
export class RegexField extends CharField<RegexFieldOptions> {
  static override readonly texts: ErrorTexts = { ...CharField.texts, ...ERROR_TEXTS.RegexField };

  constructor(options: RegexFieldOptions) {
    super(options);
    const message = options.errorMessages?.invalid ?? RegexField.texts.invalid;
    this.validators.push(regexValidator(options.regex, { message }));
  }
}

/** Options of `SlugField`. */
export interface SlugFieldOptions extends CharFieldOptions {
  /** Whether letters and digits of all scripts are accepted. @default false */
  readonly allowUnicode?: boolean;
}

const SLUG = /^[-a-zA-Z0-9_]+$/;
const UNICODE_SLUG = /^[-\p{L}\p{N}_]+$/u;

/**
 * A text of letters, digits, underscores and hyphens.
 *
 * @throws {ValidationError} code `invalid`, and those of `CharField`
 * @see DRF `fields.SlugField`
 */
export class SlugField extends CharField<SlugFieldOptions> {
  static override readonly texts: ErrorTexts = { ...CharField.texts, ...ERROR_TEXTS.SlugField };

  constructor(options: SlugFieldOptions = {}) {
    super(options);
    const { allowUnicode = false, errorMessages } = options;
    const message = allowUnicode
      ? SlugField.texts.invalid_unicode
      : (errorMessages?.invalid ?? SlugField.texts.invalid);
    this.validators.push(regexValidator(allowUnicode ? UNICODE_SLUG : SLUG, { message }));
  }
}

/**
 * An absolute URL with the scheme http, https, ftp or ftps.
 *
 * @throws {ValidationError} code `invalid`, and those of `CharField`
 * @see DRF `fields.URLField`
 */
export class URLField extends CharField {
  static override readonly texts: ErrorTexts = { ...CharField.texts, ...ERROR_TEXTS.URLField };

  constructor(options: CharFieldOptions = {}) {
    super(options);
    const message = options.errorMessages?.invalid ?? URLField.texts.invalid;
    this.validators.push(urlValidator({ message }));
  }
}
