import { QueryClient, type UseMutationResult } from '@tanstack/react-query';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { eventually, renderHook, withCache } from '../tests/render.ts';
import { Shelf } from '../tests/shelf.ts';
import { useDestroy } from './use-destroy.ts';
import { useInfiniteList } from './use-infinite-list.ts';
import { useList } from './use-list.ts';
import { useRetrieve } from './use-retrieve.ts';

function destroying(optimistic: boolean) {
  const shelf = new Shelf();
  const cache = new QueryClient();
  const use = () => ({
    destroy: useDestroy(shelf, { optimistic }),
    list: useList(shelf),
    pages: useInfiniteList(shelf),
  });
  const shown = renderHook(use, withCache(cache));
  const ids = () => [
    shown.current.list.data?.results.map(({ id }) => id),
    shown.current.pages.data?.pages.flatMap(({ results }) => results.map(({ id }) => id)),
  ];
  const loaded = async () => {
    await eventually(() =>
      expect(ids()).toEqual([
        [1, 2],
        [1, 2],
      ]),
    );
    await shown.current.pages.fetchNextPage();
    await eventually(() => expect(ids()[1]).toEqual([1, 2, 3, 4]));
  };
  return { shelf, cache, shown, ids, loaded };
}

describe('useDestroy', () => {
  it('removes an item, and asks for the lists again', async () => {
    const { shelf, shown, ids, loaded } = destroying(false);
    await loaded();
    shelf.answered.length = 0;
    await shown.current.destroy.mutateAsync(1);
    await eventually(() =>
      expect(ids()).toEqual([
        [2, 3],
        [2, 3, 4, 5],
      ]),
    );
    expect(shelf.answered[0]).toBe('destroy 1');
  });

  it('removes it at once, and puts it back in its place where the server refuses', async () => {
    const { shelf, shown, ids, loaded } = destroying(true);
    await loaded();
    shelf.failure = new Error('refused');
    const release = shelf.hold();
    shown.current.destroy.mutate(2);
    await eventually(() => expect(ids()).toEqual([[1], [1, 3, 4]]));
    expect(shown.current.list.data?.count).toBe(4);
    expect(shown.current.pages.data?.pages.map(({ count }) => count)).toEqual([4, 4]);
    release();
    await eventually(() => expect(shown.current.destroy.error).toBe(shelf.failure));
    expect(ids()).toEqual([
      [1, 2],
      [1, 2, 3, 4],
    ]);
    expect(shown.current.list.data?.count).toBe(5);
  });

  it('does not ask for the item that is gone', async () => {
    const shelf = new Shelf();
    const cache = new QueryClient();
    const use = () => ({ destroy: useDestroy(shelf), book: useRetrieve(shelf, 2) });
    const shown = renderHook(use, withCache(cache));
    cache.setQueryData(['fretwork', 'books', 'retrieve', '3'], { id: 3, title: 'Cis' });
    await eventually(() => expect(shown.current.book.isSuccess).toBe(true));
    await shown.current.destroy.mutateAsync(3);
    await eventually(() => expect(cache.isFetching()).toBe(0));
    await shown.current.destroy.mutateAsync(2);
    expect(cache.isFetching()).toBe(0);
    expect(shelf.answered).toEqual(['retrieve 2', 'destroy 3', 'retrieve 2', 'destroy 2']);
    expect(shown.current.book.data?.title).toBe('Bea');
    // What is not shown is not kept.
    expect(cache.getQueryData(['fretwork', 'books', 'retrieve', '3'])).toBeUndefined();
  });

  it('has the types of the resource', () => {
    const use = () => useDestroy(new Shelf());
    expectTypeOf(use).returns.toEqualTypeOf<UseMutationResult<void, Error, number>>();
    // @ts-expect-error by number
    () => use().mutate('2');
  });
});
