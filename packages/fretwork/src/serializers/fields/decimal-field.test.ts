import { describe, expect, it } from 'vitest';
import { Serializer } from '../serializer.ts';
import { DecimalField } from './decimal-field.ts';

const scope = new Serializer();
const price = new DecimalField({ maxDigits: 5, decimalPlaces: 2, minValue: '0.50' });

describe('DecimalField', () => {
  it.each([
    ['1.5', '1.50'],
    [2, '2.00'],
    ['1e2', '100.00'],
    [0.5, '0.50'],
  ])('reads %j as %s', (input, expected) => {
    expect(price.runValidation(input)).toBe(expected);
  });

  it.each([
    ['x', 'invalid'],
    ['NaN', 'invalid'],
    ['1234.56', 'max_digits'],
    ['1.234', 'max_decimal_places'],
    ['1234', 'max_whole_digits'],
    ['0.4', 'min_value'],
    ['1e99999999', 'invalid'],
    ['1'.repeat(2000), 'max_string_length'],
  ])('refuses row %#', (input, code) => {
    expect(() => price.runValidation(input)).toThrow(expect.objectContaining({ codes: [code] }));
  });

  it.each([
    [{}, '1.2', '1.20'],
    [{}, '1.20', '1.20'],
    [{ coerceToString: false }, '1.20', 1.2],
    [{ normalizeOutput: true }, '1.20', '1.2'],
    [{ rounding: 'ROUND_UP' }, '1.201', '1.21'],
  ] as const)('with %j sends %s as %j', (options, value, expected) => {
    const field = new DecimalField({ maxDigits: 5, decimalPlaces: 2, ...options });
    expect(field.toRepresentation(value, scope)).toBe(expected);
  });
});
