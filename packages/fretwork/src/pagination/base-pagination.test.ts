/** Numbers as pagination reads them. */
import { expect, it } from 'vitest';
import { pageSizeFrom, wholeNumber } from './base-pagination.ts';

it.each([
  ['7', null, 7],
  [' +7 ', null, 7],
  ['0', null, 0],
  ['-1', null, null],
  ['1.5', null, null],
  ['1e3', null, null],
  ['', null, null],
  [undefined, null, null],
  ['100', 20, 20],
  ['9'.repeat(200), null, Number.MAX_SAFE_INTEGER],
  ['9'.repeat(100_000), null, null],
])('%j with the limit %j is %j', (text, limit, expected) => {
  expect(wholeNumber(text, limit)).toBe(expected);
});

it('falls back where a size makes no sense', () => {
  expect([
    pageSizeFrom('0', 5, 10),
    pageSizeFrom('x', 5, 10),
    pageSizeFrom('99', 5, 10),
    pageSizeFrom(undefined, null, 10),
  ]).toEqual([5, 5, 10, null]);
});
