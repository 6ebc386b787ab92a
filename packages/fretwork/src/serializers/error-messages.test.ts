import { describe, expect, it } from 'vitest';
import { ERROR_TEXTS, fillIn } from './error-messages.ts';

describe('fillIn', () => {
  it.each([
    ['at most {max_length}', { max_length: 3 }, 'at most 3'],
    ['{a} and {b}', { a: null, b: true }, 'None and True'],
    ['{constructor}', {}, '{constructor}'],
    ['{a}', { a: '{b}', b: 'no' }, '{b}'], // what clients sent is never a pattern
  ])('%s', (text, values, expected) => {
    expect(fillIn(text, values)).toBe(expected);
  });
});

it('has every text once per class', () => {
  expect(ERROR_TEXTS.CharField.blank).toBe('This field may not be blank.');
});
