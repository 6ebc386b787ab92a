/** `?next=` never leads out of the shop. */
import { expect, it } from 'vitest';
import { readNextSearch } from './next-address.ts';

it.each(['/', '/books/7', '/books/7/edit?x=1', '/?search=a+b'])('goes to %s', (next) => {
  expect(readNextSearch({ next })).toEqual({ next });
});

it.each([
  ['https://example.com/'],
  ['//example.com'],
  ['/\\example.com'],
  ['/\t/example.com'],
  ['/a\\b'],
  ['javascript:alert(1)'],
  ['books'],
  [''],
  [7],
  [undefined],
  [`/${'x'.repeat(500)}`],
])('does not go to %j', (next) => {
  expect(readNextSearch({ next })).toEqual({});
});
