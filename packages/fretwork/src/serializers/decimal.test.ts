import { describe, expect, it } from 'vitest';
import {
  compareDecimals,
  type Decimal,
  normalize,
  parseDecimal,
  plainText,
  quantize,
  type Rounding,
  shortText,
} from './decimal.ts';

const read = (text: string): Decimal => parseDecimal(text) as Decimal;

describe('decimals', () => {
  it.each([
    ['-0012.50', { sign: '-', digits: '1250', exponent: -2 }],
    ['.5', { sign: '', digits: '5', exponent: -1 }],
    ['1e3', { sign: '', digits: '1', exponent: 3 }],
    ['x', undefined],
    ['1e999999', undefined],
    ['', undefined],
  ])('reads %s', (text, expected) => {
    expect(parseDecimal(text)).toEqual(expected);
  });

  it.each<[string, number, Rounding, string]>([
    ['1.245', 2, 'ROUND_HALF_EVEN', '1.24'],
    ['1.255', 2, 'ROUND_HALF_EVEN', '1.26'],
    ['1.245', 2, 'ROUND_HALF_UP', '1.25'],
    ['1.245', 2, 'ROUND_HALF_DOWN', '1.24'],
    ['-1.241', 2, 'ROUND_FLOOR', '-1.25'],
    ['-1.249', 2, 'ROUND_CEILING', '-1.24'],
    ['1.201', 2, 'ROUND_05UP', '1.21'],
    ['9.999', 2, 'ROUND_UP', '10.00'],
    ['0.001', 2, 'ROUND_DOWN', '0.00'],
    ['2', 3, 'ROUND_UP', '2.000'],
  ])('rounds %s to %d places by %s', (text, places, rounding, expected) => {
    expect(plainText(quantize(read(text), places, rounding))).toBe(expected);
  });

  it.each([
    ['1E+30', '1E+30'],
    ['0.0000001', '1E-7'],
    ['12.5', '12.5'],
    ['1.5e10', '1.5E+10'],
  ])('prints %s shortly', (text, expected) => {
    expect(shortText(read(text))).toBe(expected);
  });

  it('compares by value, not by text', () => {
    expect([
      compareDecimals(read('1.10'), read('1.1')),
      compareDecimals(read('-2'), read('1')),
      compareDecimals(read('2'), read('1.9')),
    ]).toEqual([0, -1, 1]);
    expect(plainText(normalize(read('10.500')))).toBe('10.5');
  });
});
