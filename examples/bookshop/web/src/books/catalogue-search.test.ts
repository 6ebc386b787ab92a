/** The address of the catalogue: read from anything, written for the API. */
import { describe, expect, it } from 'vitest';
import { countFilters, readCatalogueSearch, toBookQuery } from './catalogue-search.ts';

describe('readCatalogueSearch', () => {
  it('reads what the pages write', () => {
    const raw = {
      ...{ search: '1984', language: 'fr', tag: 'poetry', author: '7', minPrice: '5', maxPrice: '12.50' },
      ...{ inPrint: 'true', order: '-price', page: '3' },
    };
    const read = { ...raw, author: 7, inPrint: true, page: 3 };
    expect(readCatalogueSearch(raw)).toEqual(read);
    expect(readCatalogueSearch(read)).toEqual(read);
  });

  it.each([
    ['page', 'one'],
    ['page', '0'],
    ['page', '-2'],
    ['page', '1'],
    ['page', '1e9'],
    ['page', '99999999999'],
    ['language', 'constructor'],
    ['language', 'xx'],
    ['order', 'password'],
    ['order', '-published'],
    ['order', '__proto__'],
    ['inPrint', 'false'],
    ['minPrice', 'cheap'],
    ['maxPrice', '-1'],
    ['maxPrice', '1.234'],
    ['author', "1'--"],
    ['tag', 'a b'],
    ['search', ''],
    ['colour', 'red'],
  ])('leaves out %s=%s', (name, value) => {
    expect(readCatalogueSearch({ [name]: value })).toEqual({});
  });

  it('bounds a search that is far too long', () => {
    expect(readCatalogueSearch({ search: 'x'.repeat(5000) }).search).toHaveLength(200);
  });
});

it('toBookQuery says it in the words of the API', () => {
  expect(toBookQuery({})).toEqual({ ordering: '-published', pageSize: 24 });
  expect(toBookQuery({ search: 'sea', tag: 'art', minPrice: '5', maxPrice: '9', inPrint: true, page: 2 })).toEqual({
    ...{ search: 'sea', tags__name: 'art', price__gte: '5', price__lte: '9', inPrint: true },
    ...{ ordering: '-published', page: 2, pageSize: 24 },
  });
});

it('countFilters counts what narrows the shelf', () => {
  expect([countFilters({}), countFilters({ search: 'x', order: 'price', page: 2 })]).toEqual([0, 0]);
  expect(countFilters({ tag: 'art', inPrint: true, maxPrice: '9' })).toBe(3);
});
