import { QueryClient, type UseMutationResult } from '@tanstack/react-query';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { eventually, renderHook, withCache } from '../tests/render.ts';
import { type Book, Shelf } from '../tests/shelf.ts';
import { type CreateOptions, useCreate } from './use-create.ts';
import { useList } from './use-list.ts';

type Options = CreateOptions<Pick<Book, 'title'>, Book>;

function creating(options: Options, query: { readonly page?: number; readonly search?: string } = {}) {
  const shelf = new Shelf();
  const use = () => ({ create: useCreate(shelf, options), list: useList(shelf, query) });
  const shown = renderHook(use, withCache(new QueryClient()));
  const titles = () => shown.current.list.data?.results.map(({ title }) => title);
  const loaded = () => eventually(() => expect(shown.current.list.isSuccess).toBe(true));
  return { shelf, shown, titles, loaded };
}

const optimistic: Options['optimistic'] = (input, key) => ({ id: key, ...input });

describe('useCreate', () => {
  it('adds an item, and asks for the list again', async () => {
    const { shelf, shown, titles, loaded } = creating({});
    await loaded();
    const book = await shown.current.create.mutateAsync({ title: 'Fay' });
    expect(book).toEqual({ id: 105, title: 'Fay' });
    await eventually(() => expect(titles()).toEqual(['Fay', 'Ada']));
    expect(shelf.answered).toEqual(['list {}', 'create {"title":"Fay"}', 'list {}']);
  });

  it('shows an item at once, and then the one that the server made', async () => {
    const { shelf, shown, titles, loaded } = creating({ optimistic });
    await loaded();
    const release = shelf.hold();
    shown.current.create.mutate({ title: 'Fay' });
    await eventually(() => expect(titles()).toEqual(['Fay', 'Ada', 'Bea']));
    expect(shown.current.list.data?.count).toBe(6);
    expect(shown.current.list.data?.results[0]?.id).toBeLessThan(0);
    expect(shelf.answered).toEqual(['list {}']);
    release();
    await eventually(() => expect(shown.current.list.data?.results[0]?.id).toBe(105));
    await eventually(() => expect(titles()).toEqual(['Fay', 'Ada']));
    expect(shown.all.every(({ list }) => list.data === undefined || list.data.results.length > 1)).toBe(true);
  });

  it('takes it back where the server refuses', async () => {
    const { shelf, shown, titles, loaded } = creating({ optimistic });
    await loaded();
    shelf.failure = new Error('refused');
    const release = shelf.hold();
    shown.current.create.mutate({ title: 'Fay' });
    await eventually(() => expect(titles()).toEqual(['Fay', 'Ada', 'Bea']));
    release();
    await eventually(() => expect(shown.current.create.error).toBe(shelf.failure));
    expect(titles()).toEqual(['Ada', 'Bea']);
    expect(shown.current.list.data?.count).toBe(5);
  });

  it.each([
    [{ search: 'a' }, {}, false],
    [{ search: 'a' }, { search: 'a' }, true],
    [undefined, { search: 'a' }, true],
    [undefined, { page: 2 }, false],
  ])('of lists %j shows it in %j: %s', async (lists, query, isThere) => {
    const { shelf, shown, titles, loaded } = creating({ optimistic, lists }, query);
    await loaded();
    const release = shelf.hold();
    shown.current.create.mutate({ title: 'Fay' });
    await eventually(() => expect(shown.current.create.isPending).toBe(true));
    await new Promise((settle) => setImmediate(settle));
    expect(titles()?.includes('Fay')).toBe(isThere);
    release();
  });

  it('keeps two of them apart', async () => {
    const { shelf, shown, titles, loaded } = creating({ optimistic: (input) => ({ ...input }) as Book });
    await loaded();
    const release = shelf.hold();
    shown.current.create.mutate({ title: 'Fay' });
    await eventually(() => expect(titles()).toEqual(['Fay', 'Ada', 'Bea']));
    const later = shelf.hold();
    shelf.failure = new Error('refused');
    shown.current.create.mutate({ title: 'Gus' });
    await eventually(() => expect(titles()).toEqual(['Gus', 'Fay', 'Ada', 'Bea']));
    later();
    await eventually(() => expect(titles()).toEqual(['Fay', 'Ada', 'Bea']));
    shelf.failure = null;
    release();
    await eventually(() => expect(titles()).toEqual(['Fay', 'Ada']));
  });

  it('has the types of the resource', () => {
    const shelf = new Shelf();
    const use = () => useCreate(shelf);
    expectTypeOf(use).returns.toEqualTypeOf<UseMutationResult<Book, Error, Pick<Book, 'title'>>>();
    // @ts-expect-error the item lacks its title
    () => useCreate(shelf, { optimistic: (_input, key) => ({ id: key }) });
    // @ts-expect-error no such field
    () => use().mutate({ titel: 'Fay' });
  });
});
