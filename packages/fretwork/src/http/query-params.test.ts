/** Query parameters. */
import { expect, it } from 'vitest';
import { lastParam, removeQueryParam, replaceQueryParam } from './query-params.ts';

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
  expect(replaceQueryParam(new URL(url), 'page', 3).href).toBe(replaced);
  expect(removeQueryParam(new URL(url), 'page').href).toBe(removed);
});
