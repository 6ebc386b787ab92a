import { type InfiniteData, QueryClient, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { eventually, renderHook, withCache } from '../tests/render.ts';
import { type Book, type BookPage, Shelf } from '../tests/shelf.ts';
import { type PageParameters, parametersOf, useInfiniteList } from './use-infinite-list.ts';

describe('useInfiniteList', () => {
  it('follows the pages to the last one', async () => {
    const shelf = new Shelf();
    const cache = new QueryClient();
    const list = renderHook(() => useInfiniteList(shelf, { search: '' }), withCache(cache));
    await eventually(() => expect(list.current.data?.pages).toHaveLength(1));
    await list.current.fetchNextPage();
    await list.current.fetchNextPage();
    await eventually(() => expect(list.current.hasNextPage).toBe(false));
    const titles = list.current.data?.pages.flatMap(({ results }) => results.map(({ title }) => title));
    expect(titles).toEqual(['Ada', 'Bea', 'Cis', 'Dot', 'Eve']);
    expect(shelf.answered).toEqual(
      ['{"search":""}', '{"search":"","page":"2"}', '{"search":"","page":"3"}'].map((query) => `list ${query}`),
    );
    expect(cache.getQueryData(['fretwork', 'books', 'infinite', { search: '' }])).toBe(list.current.data);
  });

  it('asks once where the request fails', async () => {
    const shelf = new Shelf();
    shelf.failure = new Error('away');
    const list = renderHook(() => useInfiniteList(shelf), withCache(new QueryClient()));
    await eventually(() => expect(list.current.error).toBe(shelf.failure));
    expect(shelf.answered).toEqual(['list {}']);
  });

  it('has the types of the resource', () => {
    const shelf = new Shelf();
    const use = () => useInfiniteList(shelf);
    type Data = InfiniteData<BookPage, PageParameters>;
    expectTypeOf(use).returns.toEqualTypeOf<UseInfiniteQueryResult<Data, Error>>();
    const selected = () =>
      useInfiniteList(shelf, {}, { select: ({ pages }) => pages.flatMap(({ results }) => results) });
    expectTypeOf(selected).returns.toEqualTypeOf<UseInfiniteQueryResult<Book[], Error>>();
    const whole = { path: 'tags', list: async (): Promise<readonly Book[]> => [] };
    // @ts-expect-error a list without pages has no next one
    () => useInfiniteList(whole);
  });
});

describe('parametersOf', () => {
  it.each([
    ['https://shop/api/books/?page=2', {}, { page: '2' }],
    ['https://shop/api/books/?page=3&search=sea', { page: 2, search: 'sea' }, { page: '3' }],
    ['/api/books/?cursor=cD0y%3D', { ordering: 'title' }, { cursor: 'cD0y=' }],
    ['https://shop/api/books/?limit=5&offset=5', { limit: 5 }, { offset: '5' }],
    ['https://shop/api/books/?inPrint=true&page=2', { inPrint: true }, { page: '2' }],
    ['https://shop/api/books/?language__in=en%2Cfr&page=2', { language__in: ['en', 'fr'] }, { page: '2' }],
    ['https://shop/api/books/?tag=a&tag=b&page=2', { tag: ['a', 'b'] }, { page: '2' }],
    ['https://evil.example/elsewhere/', {}, {}],
  ])('%s beyond %j is %j', (address, query, expected) => {
    expect(parametersOf(address, query)).toEqual(expected);
  });
});
