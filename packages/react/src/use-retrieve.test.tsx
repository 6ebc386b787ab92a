import { QueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { eventually, renderHook, withCache } from '../tests/render.ts';
import { type Book, Shelf } from '../tests/shelf.ts';
import { useRetrieve } from './use-retrieve.ts';

describe('useRetrieve', () => {
  it('looks up an item, and caches it by its id', async () => {
    const shelf = new Shelf();
    const cache = new QueryClient();
    const book = renderHook(() => useRetrieve(shelf, 3), withCache(cache));
    await eventually(() => expect(book.current.data).toEqual({ id: 3, title: 'Cis' }));
    expect(cache.getQueryData(['fretwork', 'books', 'retrieve', '3'])).toBe(book.current.data);
    expect(shelf.answered).toEqual(['retrieve 3']);
  });

  it.each([null, undefined])('asks for nothing while the id is %s', async (none) => {
    const shelf = new Shelf();
    const book = renderHook(() => {
      const [id, setId] = useState<number | null | undefined>(none);
      return { ...useRetrieve(shelf, id), setId };
    }, withCache(new QueryClient()));
    expect(book.current.fetchStatus).toBe('idle');
    book.current.setId(2);
    await eventually(() => expect(book.current.data?.title).toBe('Bea'));
    expect(shelf.answered).toEqual(['retrieve 2']);
  });

  it('shows nothing of the last item while the next one loads', async () => {
    const shelf = new Shelf();
    const book = renderHook(() => {
      const [id, setId] = useState(1);
      return { ...useRetrieve(shelf, id), setId };
    }, withCache(new QueryClient()));
    await eventually(() => expect(book.current.isSuccess).toBe(true));
    const release = shelf.hold();
    book.current.setId(2);
    await eventually(() => expect(book.current.isPending).toBe(true));
    expect(book.current.data).toBeUndefined();
    release();
  });

  it('asks once where the request fails', async () => {
    const shelf = new Shelf();
    const book = renderHook(() => useRetrieve(shelf, 99), withCache(new QueryClient()));
    await eventually(() => expect(book.current.error?.message).toBe('not found'));
    expect(shelf.answered).toEqual(['retrieve 99']);
  });

  it('has the types of the resource', () => {
    const shelf = new Shelf();
    const use = () => useRetrieve(shelf, 1, { staleTime: 1000 });
    expectTypeOf(use).returns.toEqualTypeOf<UseQueryResult<Book, Error>>();
    const selected = () => useRetrieve(shelf, 1, { select: ({ title }) => title });
    expectTypeOf(selected).returns.toEqualTypeOf<UseQueryResult<string, Error>>();
    // @ts-expect-error looked up by number
    () => useRetrieve(shelf, true);
  });
});
