import { describe, expect, expectTypeOf, it } from 'vitest';
import { CharField, EmailField, RegexField, SlugField, URLField } from './char-field.ts';

const codes = (expected: readonly string[]) => expect.objectContaining({ codes: expected });

describe('CharField', () => {
  it.each([
    [' a ', 'a'],
    [5, '5'],
    [1.5, '1.5'],
    [10n, '10'],
  ])('reads %o as %j', (input, expected) => {
    expect(new CharField().runValidation(input)).toBe(expected);
  });

  it.each([
    [true, ['invalid']],
    [[], ['invalid']],
    [' ', ['blank']],
    [null, ['null']],
    ['a\0', ['null_characters_not_allowed']],
    ['a\ud800', ['surrogate_characters_not_allowed']],
    ['abcd', ['max_length']],
  ])('refuses row %#', (input, expected) => {
    expect(() => new CharField({ maxLength: 3 }).runValidation(input)).toThrow(codes(expected));
  });

  it('counts code points', () => {
    expect(new CharField({ maxLength: 1 }).runValidation('😀')).toBe('😀');
    expect(() => new CharField({ minLength: 2 }).runValidation('😀')).toThrow(codes(['min_length']));
  });

  it('takes nothing but what the options say', () => {
    expectTypeOf(new CharField().toRepresentation).returns.toEqualTypeOf<string>();
    // @ts-expect-error a length is a number
    new CharField({ maxLength: '3' });
  });
});

describe('its kin', () => {
  it.each([
    [new EmailField(), 'a@b.co', 'a@b', 'Enter a valid email address.'],
    [new URLField(), 'https://a.co/x', 'javascript:x', 'Enter a valid URL.'],
    [new SlugField(), 'a-b_1', 'é', 'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.'],
    [
      new SlugField({ allowUnicode: true }),
      'é',
      'é!',
      'Enter a valid "slug" consisting of Unicode letters, numbers, underscores, or hyphens.',
    ],
    [new RegexField({ regex: /^\d{3}$/ }), '123', '12', 'This value does not match the required pattern.'],
  ])('%o', (field, good, bad, message) => {
    expect(field.runValidation(good)).toBe(good);
    expect(() => field.runValidation(bad)).toThrow(expect.objectContaining({ messages: [message] }));
  });
});
