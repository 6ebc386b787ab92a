import { expect, it } from 'vitest';
import { parseExactly } from './exact-json.ts';

it.each([
  ['9007199254740993', '9007199254740993'],
  ['9007199254740991', '9007199254740991'],
  ['1234567890123456.5', '1234567890123456.5'],
])('reads %s without rounding an integer', (text, expected) => {
  expect(String(parseExactly(text))).toBe(expected);
});

it('reads a long integer in time that does not explode', () => {
  const started = performance.now();
  parseExactly('9'.repeat(100_000));
  expect(performance.now() - started).toBeLessThan(1000);
});
