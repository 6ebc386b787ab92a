import { describe, expect, it } from 'vitest';
import { FloatField } from './float-field.ts';

describe('FloatField', () => {
  it.each([
    [1, 1],
    ['1e3', 1000],
    ['.5', 0.5],
    ['1_0', 10],
    [true, 1],
  ])('reads %j as %d', (input, expected) => {
    expect(new FloatField().runValidation(input)).toBe(expected);
  });

  it.each([
    ['nan', 'invalid'],
    ['inf', 'max_value'],
    ['-inf', 'invalid'],
    ['x', 'invalid'],
    [3, 'max_value'],
    ['1'.repeat(2000), 'max_string_length'],
    [10n ** 400n, 'overflow'],
  ])('refuses row %#', (input, code) => {
    expect(() => new FloatField({ maxValue: 2 }).runValidation(input)).toThrow(
      expect.objectContaining({ codes: [code] }),
    );
  });
});
