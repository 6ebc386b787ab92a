/** Query strings. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { queryString } from './query-string.ts';

it.each<[object | undefined, string]>([
  [undefined, ''],
  [{}, ''],
  [{ page: undefined, search: null }, ''],
  [{ page: 2, search: 'le guin & co' }, '?page=2&search=le+guin+%26+co'],
  [{ b: 1, a: true }, '?a=true&b=1'],
  [{ search: '' }, '?search='],
  [{ big: 10n, since: new Date(0) }, '?big=10&since=1970-01-01T00%3A00%3A00.000Z'],
  [
    { author__in: [1, 2], price__range: ['1.00', '2.00'], ordering: ['-price', 'title'] },
    '?author__in=1%2C2&ordering=-price%2Ctitle&price__range=1.00%2C2.00',
  ],
  [{ tags: ['a', 'b'], one: ['x'], none: [], holes: [null, 'y', undefined] }, '?holes=y&one=x&tags=a&tags=b'],
])('of %o is %s', (query, text) => {
  expect(queryString(query)).toBe(text);
});

it('say what was said, in any text, whatever the order', () => {
  const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean());
  const query = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(value, fc.array(value)));
  fc.assert(
    fc.property(query, (parameters) => {
      const text = queryString(parameters);
      const read = new URLSearchParams(text);
      for (const [name, given] of Object.entries(parameters)) {
        const texts = (Array.isArray(given) ? given : [given]).map(String);
        const isOne = texts.length > 1 && /(__in|__range|^ordering)$/.test(name);
        expect(read.getAll(name)).toEqual(isOne ? [texts.join(',')] : texts);
      }
      expect(queryString(Object.fromEntries(Object.entries(parameters).reverse()))).toBe(text);
    }),
  );
});
