/** Parsing JSON without losing digits. */

/**
 * Parses JSON; whole numbers that a `number` would round become `bigint`. Costs nothing more where there are none.
 *
 * @param text Not trusted.
 * @throws {SyntaxError} it is no JSON
 */
export const parseExactJson = (text: string): unknown =>
  LONG_DIGITS.test(text)
    ? JSON.parse(text, exactInteger as (key: string, value: unknown) => unknown)
    : JSON.parse(text);

const LONG_DIGITS = /\d{16}/; // 2^53 has sixteen
const MOST_DIGITS = 4300; // as Python; more cost time out of proportion, and stay the infinity that JSON.parse makes
const INTEGER = /^-?\d+$/;

// TypeScript does not know the third argument yet. @see ECMAScript "JSON.parse source text access"
function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return source.length <= MOST_DIGITS && INTEGER.test(source) ? BigInt(source) : value;
}
