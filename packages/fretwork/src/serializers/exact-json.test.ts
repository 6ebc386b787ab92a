import { describe, expect, it } from 'vitest';
import { parseExactJson } from './exact-json.ts';

describe('parseExactJson', () => {
  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['[-12345678901234567890, 1]', [-12345678901234567890n, 1]],
    ['{"a": "12345678901234567890"}', { a: '12345678901234567890' }],
    ['12345678901234567890.5', 12345678901234567000], // a fraction is a double, as in Python
    ['1e30', 1e30],
    ['[-0, 0]', [0, 0]], // a whole number has one zero
    ['[-0.0, -0e1]', [-0, -0]],
  ])('reads %s', (text, expected) => {
    expect(parseExactJson(text)).toEqual(expected);
  });

  it('spends no time on numbers that nobody means', () => {
    expect(parseExactJson('9'.repeat(1e6))).toBe(Number.POSITIVE_INFINITY);
  });

  it('refuses what is no JSON', () => {
    expect(() => parseExactJson('{a: 1}')).toThrow(SyntaxError);
  });
});
