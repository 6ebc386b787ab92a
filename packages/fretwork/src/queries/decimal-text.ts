/** Decimals as text: exact, of a fixed number of places, never with an exponent. */

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,4}))?$/;
const MAX_LENGTH = 1100; // PostgreSQL's numeric has 1000 digits; a longer text is refused before it costs anything

/** A decimal: `digits` divided by ten to the power of `scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Size of a decimal column. */
export interface DecimalSize {
  readonly maxDigits: number;
  readonly decimalPlaces: number;
}

function parse(text: string): Decimal | undefined {
  const match = text.length <= MAX_LENGTH ? DECIMAL.exec(text) : null;
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return undefined;
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > MAX_LENGTH) return undefined;
  const digits = BigInt(whole + fraction) * (scale < 0 ? 10n ** BigInt(-scale) : 1n);
  return { digits: sign === '-' ? -digits : digits, scale: Math.max(0, scale) };
}

function print(digits: bigint, places: number): string {
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, '0');
  const sign = digits < 0n ? '-' : '';
  return places === 0 ? sign + text : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** Divides by ten to the power of `count`; a half goes to the even neighbour, as in Python and in banks. */
function roundOff(digits: bigint, count: number): bigint {
  const unit = 10n ** BigInt(count);
  const whole = digits / unit;
  const rest = digits % unit;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const isUp = twice > unit || (twice === unit && whole % 2n !== 0n);
  return isUp ? whole + (digits < 0n ? -1n : 1n) : whole;
}

/**
 * A decimal with exactly so many places; what is beyond them is rounded half to even.
 *
 * @param text A decimal, exponent allowed.
 * @returns The text itself where it is no decimal: `NaN` and `Infinity` of PostgreSQL.
 */
export function quantize(text: string, places: number): string {
  const decimal = parse(text);
  if (!decimal) return text;
  const { digits, scale } = decimal;
  return print(scale > places ? roundOff(digits, scale - places) : digits * 10n ** BigInt(places - scale), places);
}

/**
 * A double as a decimal with so many places: the shortest decimal that the double stands for, rounded.
 *
 * @param value A finite double.
 */
export function quantizeNumber(value: number, places: number): string {
  // Below 15 digits toFixed is exact where nothing has to be rounded, and fast; rounding is for `quantize`, as toFixed
  // looks at the double and not at the decimal that it stands for.
  if (Math.abs(value) * 10 ** places < 1e15) {
    const text = value.toFixed(places);
    if (Number(text) === value) return text;
  }
  return quantize(String(value), places);
}

/**
 * A decimal in plain digits, as a column of a size keeps it.
 *
 * @param size The column's; any number of digits where left out, for comparisons.
 * @returns `undefined` where it is no decimal or does not fit; nothing is rounded away.
 */
export function fitDecimal(text: string, size?: DecimalSize): string | undefined {
  const decimal = parse(text);
  if (!decimal) return undefined;
  const { digits, scale } = decimal;
  if (!size) return print(digits, scale);
  const { decimalPlaces: places, maxDigits } = size;
  const unit = 10n ** BigInt(Math.max(0, scale - places));
  if (digits % unit !== 0n) return undefined;
  const stored = scale > places ? digits / unit : digits * 10n ** BigInt(places - scale);
  return String(stored < 0n ? -stored : stored).length > maxDigits ? undefined : print(stored, places);
}

/** How many digits a decimal in plain digits really has: zeros at both ends do not count. */
export const significantDigits = (text: string): number =>
  text.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length;
