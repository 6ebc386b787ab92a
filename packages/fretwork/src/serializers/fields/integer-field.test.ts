import { describe, expect, expectTypeOf, it } from 'vitest';
import { Serializer } from '../serializer.ts';
import { BigIntegerField, IntegerField } from './integer-field.ts';

describe('IntegerField', () => {
  const field = new IntegerField({ minValue: 1, maxValue: 9 });

  it.each([
    [1, 1],
    ['9', 9],
    ['2.0', 2],
    [' +3 ', 3],
    ['٣', 3],
  ])('reads %j as %j', (input, expected) => {
    expect(field.runValidation(input)).toBe(expected);
  });

  it.each([
    [true, 'invalid'],
    ['1e3', 'invalid'],
    [1.5, 'invalid'],
    ['9'.repeat(4000), 'max_string_length'],
    ['9'.repeat(400), 'max_value'],
    [0, 'min_value'],
  ])('refuses row %#', (input, code) => {
    expect(() => field.runValidation(input)).toThrow(expect.objectContaining({ codes: [code] }));
  });

  it('refuses what a number would round', () => {
    expect(() => new IntegerField().runValidation(2n ** 53n)).toThrow(
      expect.objectContaining({ messages: ['Ensure this value is less than or equal to 9007199254740991.'] }),
    );
  });

  it('is a number to TypeScript', () => {
    expectTypeOf(field.toInternalValue).returns.toEqualTypeOf<number>();
    // @ts-expect-error a bound is a number, not a string
    new IntegerField({ minValue: '1' });
  });
});

describe('BigIntegerField', () => {
  it('is exact whatever its size', () => {
    expect([
      new BigIntegerField().runValidation('12345678901234567890'),
      new BigIntegerField().runValidation('12'),
    ]).toEqual([12345678901234567890n, 12]);
  });

  it('is text where the option or the setting says so', () => {
    const scope = new Serializer({ context: { settings: { coerceBigintToString: true } } });
    expect(new BigIntegerField().toRepresentation(5n, scope)).toBe('5');
    expect(new BigIntegerField({ coerceToString: false }).toRepresentation(5n, scope)).toBe(5);
  });
});
