/** Validators that may be given to any field: lengths, bounds, patterns, e-mail addresses and URLs. */
import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { ErrorDetail, ValidationError } from '../errors.ts';
import { ERROR_TEXTS, fillIn } from './error-messages.ts';
import type { Validator } from './field.ts';
import { codePoints } from './python-text.ts';

/** The text and code of a validator's error, where they differ from the usual ones. */
export interface ValidatorOptions {
  /** Names in braces are filled in. */
  readonly message?: string;
  readonly code?: string;
}

/** An error with one message. */
export const refusal = (text: string, code: string, values: Readonly<Record<string, unknown>> = {}): ValidationError =>
  new ValidationError(new ErrorDetail(fillIn(text, values), code));

type Sized = string | { readonly length: number } | object;

const sizeOf = (value: Sized): number => {
  if (typeof value === 'string') return codePoints(value);
  return 'length' in value ? Number(value.length) : Object.keys(value).length;
};

/**
 * Refuses texts and lists shorter than this.
 *
 * @see Django `MinLengthValidator`
 */
export const minLengthValidator = (limit: number, options: ValidatorOptions = {}): Validator<Sized> => {
  const { message = ERROR_TEXTS.MinLengthValidator.min_length, code = 'min_length' } = options;
  return (value) => {
    const length = sizeOf(value);
    if (length < limit)
      throw refusal(message, code, { min_length: limit, characters: characters(limit), length, value });
  };
};

/**
 * Refuses texts and lists longer than this.
 *
 * @see Django `MaxLengthValidator`
 */
export const maxLengthValidator = (limit: number, options: ValidatorOptions = {}): Validator<Sized> => {
  const { message = ERROR_TEXTS.MaxLengthValidator.max_length, code = 'max_length' } = options;
  return (value) => {
    const length = sizeOf(value);
    if (length > limit)
      throw refusal(message, code, { max_length: limit, characters: characters(limit), length, value });
  };
};

const characters = (count: number): string => (count === 1 ? 'character' : 'characters');

/** Anything with an order that `<` knows. */
type Ordered = number | bigint | string | Date | { valueOf(): bigint | number };

/**
 * Refuses values below this.
 *
 * @see Django `MinValueValidator`
 */
export const minValueValidator = (limit: Ordered, options: ValidatorOptions = {}): Validator<Ordered> => {
  const { message = ERROR_TEXTS.MinValueValidator.min_value, code = 'min_value' } = options;
  return (value) => {
    if (value < limit) throw refusal(message, code, { min_value: limit, value });
  };
};

/**
 * Refuses values above this.
 *
 * @see Django `MaxValueValidator`
 */
export const maxValueValidator = (limit: Ordered, options: ValidatorOptions = {}): Validator<Ordered> => {
  const { message = ERROR_TEXTS.MaxValueValidator.max_value, code = 'max_value' } = options;
  return (value) => {
    if (value > limit) throw refusal(message, code, { max_value: limit, value });
  };
};

/**
 * Refuses texts that the pattern is not found in; with `inverse`, those that it is found in.
 *
 * The pattern runs on what clients send: keep it linear, and give the field a `maxLength`.
 *
 * @see Django `RegexValidator`
 */
export const regexValidator = (
  pattern: RegExp,
  options: ValidatorOptions & { readonly inverse?: boolean } = {},
): Validator<string> => {
  const { message = ERROR_TEXTS.RegexValidator.invalid, code = 'invalid', inverse = false } = options;
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  return (value) => {
    if (stateless.test(String(value)) === inverse) throw refusal(message, code, { value });
  };
};

const LONGEST_ADDRESS = 320; // 64 before the @, 255 after it
const LONGEST_URL = 2048;
const LONGEST_HOST = 253;

/**
 * Refuses what is no e-mail address.
 *
 * @see Django `EmailValidator`; RFC 5321 section 4.1.2
 */
export const emailValidator = (options: ValidatorOptions = {}): Validator<string> => {
  const { message = ERROR_TEXTS.EmailField.invalid, code = 'invalid' } = options;
  return (value) => {
    if (!isEmail(value)) throw refusal(message, code, { value });
  };
};

/**
 * Refuses what is no absolute URL of one of these schemes.
 *
 * @see Django `URLValidator`; RFC 3986
 */
export const urlValidator = (
  options: ValidatorOptions & { readonly schemes?: readonly string[] } = {},
): Validator<string> => {
  const {
    message = ERROR_TEXTS.URLField.invalid,
    code = 'invalid',
    schemes = ['http', 'https', 'ftp', 'ftps'],
  } = options;
  return (value) => {
    if (!isUrl(value, schemes)) throw refusal(message, code, { value });
  };
};

const ATOM = /^[-!#$%&'*+/=?^_`{}|~0-9a-z]+$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 5322 allows most of them between quotes
const QUOTED = /^"(?:[\x01-\x08\x0b\x0c\x0e-\x1f!#-[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*"$/;
const ASCII_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const ASCII_TOP = /^[a-z0-9-]{1,62}[a-z0-9]$/i;

/** Whether a text is an e-mail address; linear in its length, which is bounded. */
export function isEmail(text: string): boolean {
  if (text.length > LONGEST_ADDRESS || text.includes('\n')) return false;
  const at = text.lastIndexOf('@');
  if (at < 1) return false;
  const user = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (!QUOTED.test(user) && !user.split('.').every((part) => ATOM.test(part))) return false;
  return isMailDomain(domain) || isMailDomain(domainToASCII(domain));
}

function isMailDomain(domain: string): boolean {
  if (domain.toLowerCase() === 'localhost') return true;
  const literal = /^\[([A-F0-9:.]+)\]$/i.exec(domain)?.[1];
  if (literal !== undefined) return isIPv4(literal) || isIPv6(literal);
  const labels = domain.split('.');
  const top = labels.pop() ?? '';
  return labels.length > 0 && labels.every((label) => ASCII_LABEL.test(label)) && ASCII_TOP.test(top);
}

const URL_PARTS = /^([a-z0-9.+-]*):\/\/([^/?#]*)([/?#].*)?$/is;
const AUTHORITY = /^(?:[^\s:@/]+(?::[^\s:@/]*)?@)?(\[[^\]]*\]|[^:@[\]]*)(?::[0-9]{1,5})?$/;
const HOST_LABEL = /^[a-z\u00a1-\uffff0-9](?:[a-z\u00a1-\uffff0-9-]{0,61}[a-z\u00a1-\uffff0-9])?$/i;
const HOST_TOP = /^(?:[a-z\u00a1-\uffff-]{2,63}|xn--[a-z0-9]{1,59})$/i;

/** Whether a text is an absolute URL of one of the schemes; linear in its length, which is bounded. */
export function isUrl(text: string, schemes: readonly string[]): boolean {
  if (text.length > LONGEST_URL || /\s/.test(text)) return false;
  const [, scheme = '', authority = ''] = URL_PARTS.exec(text) ?? [];
  if (!schemes.includes(asciiLower(scheme))) return false;
  const host = AUTHORITY.exec(authority)?.[1];
  if (host === undefined) return false;
  if (host.startsWith('[')) return isIPv6(host.slice(1, -1)) && !host.includes('%');
  return isIPv4(host) || isHost(host) || (/[^\0-\x7f]/.test(host) && isHost(domainToASCII(host)));
}

// Not toLowerCase: it turns some letters beyond ASCII into ASCII ones.
const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function isHost(host: string): boolean {
  if (host.length > LONGEST_HOST) return false;
  if (host.toLowerCase() === 'localhost') return true;
  const labels = (host.endsWith('.') ? host.slice(0, -1) : host).split('.');
  const top = labels.pop() ?? '';
  const isTop = HOST_TOP.test(top) && !top.startsWith('-') && !top.endsWith('-');
  return labels.length > 0 && isTop && labels.every((label) => HOST_LABEL.test(label));
}
