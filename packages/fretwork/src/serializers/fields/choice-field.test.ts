import { describe, expect, it } from 'vitest';
import { ChoiceField, MultipleChoiceField } from './choice-field.ts';

const SIZES = [
  [1, 'Small'],
  [
    'Large',
    [
      [2, 'L'],
      [3, 'XL'],
    ],
  ],
  4,
] as const;

describe('ChoiceField', () => {
  const field = new ChoiceField({ choices: SIZES });

  it.each([
    [1, 1],
    ['2', 2],
    [4, 4],
  ])('reads %j as %j', (input, expected) => {
    expect(field.runValidation(input)).toBe(expected);
  });

  it.each([
    [5, '"5" is not a valid choice.'],
    [[1], '"[1]" is not a valid choice.'],
    ['__proto__', '"__proto__" is not a valid choice.'],
  ])('refuses row %#', (input, message) => {
    expect(() => field.runValidation(input)).toThrow(expect.objectContaining({ messages: [message] }));
  });

  it('knows its labels', () => {
    expect([...field.choices]).toEqual([
      [1, 'Small'],
      [2, 'L'],
      [3, 'XL'],
      [4, '4'],
    ]);
    expect([...new ChoiceField({ choices: { a: 'A' } }).choices]).toEqual([['a', 'A']]);
  });
});

describe('MultipleChoiceField', () => {
  const field = new MultipleChoiceField({ choices: SIZES, allowEmpty: false });

  it('reads each value once', () => {
    expect(field.runValidation(['2', 2, 1])).toEqual([2, 1]);
  });

  it('reads the keys of an object, as DRF does', () => {
    expect(field.runValidation({ 2: 'any' })).toEqual([2]);
  });

  it.each([
    ['x', 'not_a_list'],
    [null, 'null'],
    [{}, 'empty'],
    [{ 9: 1 }, 'invalid_choice'],
    [[], 'empty'],
    [[9], 'invalid_choice'],
  ])('refuses row %#', (input, code) => {
    expect(() => field.runValidation(input)).toThrow(expect.objectContaining({ codes: [code] }));
  });
});
