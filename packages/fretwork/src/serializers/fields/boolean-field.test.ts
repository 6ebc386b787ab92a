import { describe, expect, it } from 'vitest';
import { QueryDict } from '../query-dict.ts';
import { Serializer } from '../serializer.ts';
import { BooleanField } from './boolean-field.ts';

describe('BooleanField', () => {
  it.each([
    [true, true],
    ['On', true],
    [0, false],
    ['NO', false],
    ['f', false],
  ])('reads %j as %s', (input, expected) => {
    expect(new BooleanField().runValidation(input)).toBe(expected);
  });

  it.each([['maybe'], [2], [' true'], [[]], [{}], ['t'.repeat(1e6)]])('refuses row %#', (input) => {
    expect(() => new BooleanField().runValidation(input)).toThrow(expect.objectContaining({ codes: ['invalid'] }));
  });

  it('takes the words for null where null is allowed', () => {
    expect(new BooleanField({ allowNull: true }).runValidation('null')).toBeNull();
  });

  it('is false where a form does not have it, as an unticked box', () => {
    expect(new BooleanField().bind('a').getValue(new QueryDict(), new Serializer())).toBe(false);
  });
});
