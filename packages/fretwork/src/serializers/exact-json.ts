/** Parsing JSON without losing digits. */

/**
 * Parses JSON; whole numbers that a `number` would round become `bigint`, and `-0` is 0, as only `-0.0` is another number.
 * Costs nothing more where there are none.
 *
 * @param text Not trusted.
 * @throws {SyntaxError} it is no JSON
 */
export const parseExactJson = (text: string): unknown =>
  INEXACT.test(text) ? JSON.parse(text, exactInteger as (key: string, value: unknown) => unknown) : JSON.parse(text);

const INEXACT = /\d{16}|-0(?![.\d])/; // 2^53 has sixteen digits
const MOST_DIGITS = 4300; // as Python; more cost time out of proportion, and stay the infinity that JSON.parse makes
const INTEGER = /^-?\d+$/;

// TypeScript does not know the third argument yet. @see ECMAScript "JSON.parse source text access"
function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || (Number.isSafeInteger(value) && value !== 0)) return value;
  const source = context?.source ?? '';
  if (value === 0) return source === '-0' ? 0 : value;
  return source.length <= MOST_DIGITS && INTEGER.test(source) ? BigInt(source) : value;
}
