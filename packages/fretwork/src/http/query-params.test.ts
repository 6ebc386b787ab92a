/** Query parameters. */
import { expect, it } from 'vitest';
import { changeQueryParams, lastParam } from './query-params.ts';

it('reads the last value', () => {
  expect(lastParam(new URLSearchParams('a=1&a=2&b='), 'a')).toBe('2');
  expect(lastParam(new URLSearchParams('a=1&b='), 'b')).toBe('');
  expect(lastParam(new URLSearchParams(''), 'a')).toBeUndefined();
});

it.each([
  ['http://h/x/?z=1&page=2&a=b', 'http://h/x/?a=b&page=3&z=1', 'http://h/x/?a=b&z=1'],
  ['http://h/x/?q=a%20b', 'http://h/x/?page=3&q=a+b', 'http://h/x/?q=a+b'],
  ['http://h/x/?page=1&page=9', 'http://h/x/?page=3', 'http://h/x/'],
  ['http://h/x/', 'http://h/x/?page=3', 'http://h/x/'],
])('changes and removes a parameter of %s', (url, replaced, removed) => {
  expect(changeQueryParams(new URL(url), { page: 3 })).toBe(replaced);
  expect(changeQueryParams(new URL(url), { page: null })).toBe(removed);
});

it('changes several at once', () => {
  const url = new URL('https://h:8443/x%20y/?offset=5&q=%27&limit=1');
  expect(changeQueryParams(url, { limit: 2, offset: null })).toBe('https://h:8443/x%20y/?limit=2&q=%27');
});
