import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { queryKeys } from './query-keys.ts';

const books = { path: 'books' };

describe('queryKeys', () => {
  it.each([
    ['all', queryKeys.all, ['fretwork']],
    ['a resource', queryKeys.resource(books), ['fretwork', 'books']],
    ['a list', queryKeys.list(books, { page: 2 }), ['fretwork', 'books', 'list', { page: 2 }]],
    ['a list without a query', queryKeys.list(books), ['fretwork', 'books', 'list', {}]],
    ['pages', queryKeys.infinite(books, { search: 'a' }), ['fretwork', 'books', 'infinite', { search: 'a' }]],
    ['an item by number', queryKeys.retrieve(books, 3), ['fretwork', 'books', 'retrieve', '3']],
    ['the same item by text', queryKeys.retrieve(books, '3'), ['fretwork', 'books', 'retrieve', '3']],
    ['sessions', queryKeys.sessions, ['fretwork', 'accounts', 'sessions']],
  ])('%s', (_what, key, expected) => {
    expect(key).toEqual(expected);
  });

  it('find everything of a resource, and nothing of another', () => {
    const cache = new QueryClient();
    const keys = [queryKeys.list(books), queryKeys.retrieve(books, 1), queryKeys.infinite(books)];
    for (const key of [...keys, queryKeys.list({ path: 'authors' })]) cache.setQueryData(key, 1);
    const found = cache.getQueryCache().findAll({ queryKey: queryKeys.resource(books) });
    expect(found.map(({ queryKey }) => queryKey)).toEqual(keys);
  });
});
