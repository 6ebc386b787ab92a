/** JSON without rounding. */

/**
 * Reads JSON; integers that a number cannot hold become `bigint`.
 *
 * @param text Untrusted.
 * @throws {SyntaxError} it is not JSON
 * @throws {RangeError} it is nested too deeply
 */
export const parseExactly = (text: string): unknown =>
  // A reviver is slow; only a run of 16 digits can be an integer that a number cannot hold.
  /\d{16}/.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text);

// TypeScript does not know the reviver's third argument yet (ES2025 `JSON.parse` source text access).
const exactInteger = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? BigInt(context?.source ?? value)
    : value;
