/** Decimal numbers as text: exact reading, comparing, rounding and printing. */

/** A decimal number: `sign` times `digits` times ten to the `exponent`. */
export interface Decimal {
  readonly sign: '' | '-';
  /** Without leading zeros; `0` for zero. */
  readonly digits: string;
  readonly exponent: number;
}

const DECIMAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d{1,18}))?$/i;
const LARGEST_EXPONENT = 100_000;

/**
 * Reads a decimal number.
 *
 * @param text ASCII digits with an optional point and exponent; underscores count as nothing.
 * @returns `undefined` where it is none, or its exponent is beyond 100,000 either way.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text.replaceAll('_', ''));
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = match[4] ?? '', , power = '0'] = match;
  const exponent = Number(power) - fraction.length;
  if (Math.abs(exponent) > LARGEST_EXPONENT) return undefined;
  return { sign: sign === '-' ? '-' : '', digits: (whole + fraction).replace(/^0+(?=\d)/, ''), exponent };
}

/** How a digit that does not fit is rounded away; the names are Python's. @see Python `decimal` "Rounding modes" */
export type Rounding =
  | 'ROUND_UP'
  | 'ROUND_DOWN'
  | 'ROUND_CEILING'
  | 'ROUND_FLOOR'
  | 'ROUND_HALF_UP'
  | 'ROUND_HALF_DOWN'
  | 'ROUND_HALF_EVEN'
  | 'ROUND_05UP';

interface Cut {
  readonly negative: boolean;
  /** Last digit that stays. */
  readonly last: number;
  /** The part that goes, compared with one half: -1, 0 or 1. */
  readonly half: number;
}

/** Whether the magnitude grows by one when something other than zero is cut off. */
export const ROUNDINGS: Readonly<Record<Rounding, (cut: Cut) => boolean>> = {
  ROUND_UP: () => true,
  ROUND_DOWN: () => false,
  ROUND_CEILING: ({ negative }) => !negative,
  ROUND_FLOOR: ({ negative }) => negative,
  ROUND_HALF_UP: ({ half }) => half >= 0,
  ROUND_HALF_DOWN: ({ half }) => half > 0,
  ROUND_HALF_EVEN: ({ half, last }) => half > 0 || (half === 0 && last % 2 === 1),
  ROUND_05UP: ({ last }) => last % 5 === 0,
};

/**
 * Gives a number a fixed count of places after the point.
 *
 * @param places Digits after the point.
 */
export function quantize(value: Decimal, places: number, rounding: Rounding = 'ROUND_HALF_EVEN'): Decimal {
  const shift = value.exponent + places;
  if (shift >= 0) {
    const digits = value.digits === '0' ? '0' : value.digits + '0'.repeat(shift);
    return { ...value, digits, exponent: -places };
  }
  const digits = value.digits.padStart(1 - shift, '0');
  const kept = digits.slice(0, shift);
  const gone = digits.slice(shift);
  const cut = { negative: value.sign === '-', last: Number(kept.at(-1) ?? 0), half: compareWithHalf(gone) };
  const grows = /[1-9]/.test(gone) && ROUNDINGS[rounding](cut);
  const magnitude = BigInt(kept) + (grows ? 1n : 0n);
  return { sign: value.sign, digits: String(magnitude), exponent: -places };
}

function compareWithHalf(gone: string): number {
  const first = gone.charAt(0);
  if (first !== '5') return first > '5' ? 1 : -1;
  return /[1-9]/.test(gone.slice(1)) ? 1 : 0;
}

/** Takes zeros away at the end. */
export function normalize(value: Decimal): Decimal {
  const zeros = value.digits.length - value.digits.replace(/0+$/, '').length;
  if (value.digits === '0') return { ...value, exponent: 0 };
  return { ...value, digits: value.digits.slice(0, value.digits.length - zeros), exponent: value.exponent + zeros };
}

/** A number in plain digits, without exponent: `-0.0012`. */
export function plainText({ sign, digits, exponent }: Decimal): string {
  if (exponent >= 0) return `${sign}${digits === '0' ? '0' : digits + '0'.repeat(exponent)}`;
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** A number in plain digits where that is short, else with an exponent: `1E+30`. @see Python `str(Decimal)` */
export function shortText(value: Decimal): string {
  const { sign, digits, exponent } = value;
  const power = exponent + digits.length - 1;
  if (exponent <= 0 && power >= -6) return plainText(value);
  const mantissa = digits.length === 1 ? digits : `${digits.charAt(0)}.${digits.slice(1)}`;
  return `${sign}${mantissa}E${power < 0 ? '' : '+'}${power}`;
}

/**
 * Compares two numbers.
 *
 * @returns Below zero where `a` is less, above zero where it is more.
 */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const lowest = Math.min(a.exponent, b.exponent);
  const difference = scaled(a, lowest) - scaled(b, lowest);
  return difference < 0n ? -1 : Number(difference > 0n);
}

const scaled = ({ sign, digits, exponent }: Decimal, lowest: number): bigint => {
  const magnitude = BigInt(digits) * 10n ** BigInt(exponent - lowest);
  return sign === '-' ? -magnitude : magnitude;
};
