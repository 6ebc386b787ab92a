import { QueryClient, type UseQueryResult } from '@tanstack/react-query';
import { createElement, useState } from 'react';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { eventually, renderHook, withCache } from '../tests/render.ts';
import { type Book, type BookPage, FakeClient, Shelf } from '../tests/shelf.ts';
import { AuthProvider } from './auth-provider.tsx';
import { useList } from './use-list.ts';

describe('useList', () => {
  it('asks for a page, and caches it by its path and query', async () => {
    const shelf = new Shelf();
    const cache = new QueryClient();
    const list = renderHook(() => useList(shelf, { page: 2 }), withCache(cache));
    expect(list.current.status).toBe('pending');
    await eventually(() => expect(list.current.data?.results.map(({ title }) => title)).toEqual(['Cis', 'Dot']));
    expect(cache.getQueryData(['fretwork', 'books', 'list', { page: 2 }])).toBe(list.current.data);
    // StrictMode mounts twice, and asks once.
    expect(shelf.answered).toEqual(['list {"page":2}']);
  });

  it('keeps the last page while the next one loads', async () => {
    const shelf = new Shelf();
    const list = renderHook(() => {
      const [page, setPage] = useState(1);
      return { ...useList(shelf, { page }), setPage };
    }, withCache(new QueryClient()));
    await eventually(() => expect(list.current.isSuccess).toBe(true));
    const release = shelf.hold();
    list.current.setPage(2);
    await eventually(() => expect(list.current.isPlaceholderData).toBe(true));
    expect(list.current.data?.results[0]?.title).toBe('Ada');
    release();
    await eventually(() => expect(list.current.data?.results[0]?.title).toBe('Cis'));
  });

  it('asks once where the request fails, and says why', async () => {
    const shelf = new Shelf();
    shelf.failure = new Error('away');
    const list = renderHook(() => useList(shelf), withCache(new QueryClient()));
    await eventually(() => expect(list.current.error).toBe(shelf.failure));
    expect(shelf.answered).toEqual(['list {}']);
  });

  it('aborts what nobody waits for any more', async () => {
    const shelf = new Shelf();
    const release = shelf.hold();
    const list = renderHook(() => useList(shelf), withCache(new QueryClient()));
    await eventually(() => expect(list.current.fetchStatus).toBe('fetching'));
    list.unmount();
    release();
    await eventually(() => expect(shelf.aborted).toContain('list {}'));
    expect(shelf.answered).toEqual([]);
  });

  it('takes options of TanStack Query', async () => {
    const shelf = new Shelf();
    const cache = withCache(new QueryClient());
    const list = renderHook(() => useList(shelf, {}, { select: ({ count }) => count }), cache);
    const off = renderHook(() => useList(shelf, { page: 3 }, { enabled: false }), cache);
    await eventually(() => expect(list.current.data).toBe(5));
    expect(off.current.fetchStatus).toBe('idle');
    expect(shelf.answered).toEqual(['list {}']);
  });

  it("never shows another user's last page", async () => {
    const shelf = new Shelf();
    const client = new FakeClient();
    client.session.signIn(1);
    const list = renderHook(
      () => {
        const [page, setPage] = useState(1);
        return { ...useList(shelf, { page }), setPage };
      },
      (inside) => createElement(AuthProvider, { client }, inside),
    );
    await eventually(() => expect(list.current.isSuccess).toBe(true));
    const release = shelf.hold();
    list.current.setPage(2);
    await eventually(() => expect(list.current.isPlaceholderData).toBe(true));
    const rendersBefore = list.all.length;
    client.session.signOut();
    await eventually(() => expect(list.current.data).toBeUndefined());
    expect(list.all.slice(rendersBefore).every(({ data }) => data === undefined)).toBe(true);
    release();
  });

  it('has the types of the resource', () => {
    const shelf = new Shelf();
    const use = () => useList(shelf, { page: 1 });
    expectTypeOf(use).returns.toEqualTypeOf<UseQueryResult<BookPage, Error>>();
    expectTypeOf(use).returns.not.toBeAny();
    const selected = () => useList(shelf, {}, { select: ({ results }) => results });
    expectTypeOf(selected).returns.toEqualTypeOf<UseQueryResult<readonly Book[], Error>>();
    // @ts-expect-error no such filter
    () => useList(shelf, { pages: 1 });
    // @ts-expect-error the hook says what is asked for
    () => useList(shelf, {}, { queryFn: () => [] });
  });
});
