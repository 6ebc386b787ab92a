/** Decimals as text: quantizing, fitting into a column, and counting digits. */
import { describe, expect, it } from 'vitest';
import { fitDecimal, quantize, quantizeNumber, significantDigits } from './decimal-text.ts';

describe('quantize', () => {
  it.each([
    ['12.5', 2, '12.50'],
    ['-12.505', 2, '-12.50'], // half to even
    ['12.515', 2, '12.52'],
    ['0.5', 0, '0'],
    ['1.5', 0, '2'],
    ['-1.5', 0, '-2'],
    ['9.99', 1, '10.0'],
    ['1e3', 1, '1000.0'],
    ['1E-3', 2, '0.00'],
    ['-0.001', 2, '0.00'],
    ['99999999999999999999.995', 2, '100000000000000000000.00'],
    ['NaN', 2, 'NaN'],
    ['1'.repeat(5000), 2, '1'.repeat(5000)],
  ])('makes of %s with %d places %s', (text, places, expected) => {
    expect(quantize(text, places)).toBe(expected);
  });
});

describe('quantizeNumber', () => {
  it.each([
    [12.5, 2, '12.50'],
    [0.1 + 0.2, 2, '0.30'],
    [-0.001, 2, '0.00'],
    [1e21, 0, '1000000000000000000000'],
    [1.5e-7, 8, '0.00000015'],
    [123456789012.1, 10, '123456789012.1000000000'], // its double has other digits behind these
  ])('makes of %d with %d places %s', (value, places, expected) => {
    expect(quantizeNumber(value, places)).toBe(expected);
  });
});

describe('fitDecimal', () => {
  const size = { maxDigits: 5, decimalPlaces: 2 };

  it.each([
    ['999.99', '999.99'],
    ['-999.99', '-999.99'],
    ['1', '1.00'],
    ['1.5000', '1.50'],
    ['+.5', '0.50'],
    ['5.', '5.00'],
    ['1e2', '100.00'],
    ['000001', '1.00'],
    ['1000.00', undefined],
    ['0.001', undefined],
    ['1e9999', undefined],
    ['1e-9999', undefined],
    ['', undefined],
    ['.', undefined],
    ['-', undefined],
    ['0x10', undefined],
    ['1 ', undefined],
    ['9'.repeat(1_000_000), undefined], // refused before it is parsed
  ])('fits %s as %s', (text, expected) => {
    expect(fitDecimal(text, size)).toBe(expected);
  });

  it('takes any number of digits where there is no size', () => {
    expect(fitDecimal('123456789.123456789')).toBe('123456789.123456789');
    expect(fitDecimal('1e-3')).toBe('0.001');
  });
});

describe('significantDigits', () => {
  it.each([
    ['0.00', 0],
    ['12.50', 3],
    ['-1000', 1],
    ['0.0012', 2],
  ])('of %s are %d', (text, expected) => {
    expect(significantDigits(text)).toBe(expected);
  });
});
