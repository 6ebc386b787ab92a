/** Query strings, there and back. */
import { expect, it } from 'vitest';
import { parsePlainSearch, stringifyPlainSearch } from './plain-search.ts';

it.each([
  [{}, ''],
  [{ search: '1984', page: 2 }, '?search=1984&page=2'],
  [{ search: 'a&b=c d', inPrint: true }, '?search=a%26b%3Dc+d&inPrint=true'],
  [{ search: '', tag: undefined, author: null }, ''],
])('writes %j as %j', (search, text) => {
  expect(stringifyPlainSearch(search)).toBe(text);
});

it('reads what it wrote, and whatever else there is', () => {
  expect(parsePlainSearch('?search=a%26b%3Dc+d&page=2&page=3')).toEqual({ search: 'a&b=c d', page: '3' });
  expect(parsePlainSearch('?%E0%A4%A&=&__proto__=1')).toBeTypeOf('object');
});
