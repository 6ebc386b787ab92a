import { QueryClient, type UseMutationResult } from '@tanstack/react-query';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { eventually, renderHook, withCache } from '../tests/render.ts';
import { type Book, Shelf } from '../tests/shelf.ts';
import { useList } from './use-list.ts';
import { useRetrieve } from './use-retrieve.ts';
import { type Update, usePartialUpdate, useUpdate } from './use-update.ts';

const optimistic = (book: Book, input: Partial<Book>): Book => ({ ...book, ...input });

function updating(options: { readonly optimistic?: typeof optimistic }) {
  const shelf = new Shelf();
  const use = () => ({
    put: useUpdate(shelf, options),
    patch: usePartialUpdate(shelf, options),
    list: useList(shelf),
    book: useRetrieve(shelf, 2),
  });
  const shown = renderHook(use, withCache(new QueryClient()));
  const titles = () => [shown.current.list.data?.results[1]?.title, shown.current.book.data?.title];
  const loaded = () => eventually(() => expect(titles()).toEqual(['Bea', 'Bea']));
  return { shelf, shown, titles, loaded };
}

describe.each([
  ['useUpdate', 'put', 'update'],
  ['usePartialUpdate', 'patch', 'partialUpdate'],
] as const)('%s', (_name, hook, call) => {
  it('changes an item, shows the answer, and asks again', async () => {
    const { shelf, shown, titles, loaded } = updating({});
    await loaded();
    shelf.answered.length = 0;
    const book = await shown.current[hook].mutateAsync({ id: 2, input: { title: 'Zoe' } });
    expect(book).toEqual({ id: 2, title: 'Zoe' });
    await eventually(() => expect(titles()).toEqual(['Zoe', 'Zoe']));
    await eventually(() =>
      expect(shelf.answered.toSorted()).toEqual(['list {}', `${call} 2 {"title":"Zoe"}`, 'retrieve 2'].toSorted()),
    );
  });

  it('shows the change at once', async () => {
    const { shelf, shown, titles, loaded } = updating({ optimistic });
    await loaded();
    const release = shelf.hold();
    shown.current[hook].mutate({ id: 2, input: { title: 'Zoe' } });
    await eventually(() => expect(titles()).toEqual(['Zoe', 'Zoe']));
    expect(shown.current[hook].isPending).toBe(true);
    release();
    await eventually(() => expect(shown.current[hook].isSuccess).toBe(true));
    expect(titles()).toEqual(['Zoe', 'Zoe']);
  });

  it('takes it back where the server refuses', async () => {
    const { shelf, shown, titles, loaded } = updating({ optimistic });
    await loaded();
    shelf.failure = new Error('refused');
    const release = shelf.hold();
    shown.current[hook].mutate({ id: 2, input: { title: 'Zoe' } });
    await eventually(() => expect(titles()).toEqual(['Zoe', 'Zoe']));
    release();
    await eventually(() => expect(shown.current[hook].error).toBe(shelf.failure));
    expect(titles()).toEqual(['Bea', 'Bea']);
  });

  it('leaves alone what is not cached', async () => {
    const shelf = new Shelf();
    const cache = new QueryClient();
    const use = () => ({ put: useUpdate(shelf, { optimistic }), patch: usePartialUpdate(shelf, { optimistic }) });
    const update = renderHook(use, withCache(cache));
    await update.current[hook].mutateAsync({ id: 2, input: { title: 'Zoe' } });
    expect(cache.getQueryCache().getAll()).toEqual([]);
  });
});

describe('their types', () => {
  const shelf = new Shelf();

  it('are those of the resource', () => {
    const put = () => useUpdate(shelf);
    expectTypeOf(put).returns.toEqualTypeOf<UseMutationResult<Book, Error, Update<number, Pick<Book, 'title'>>>>();
    const patch = () => usePartialUpdate(shelf);
    expectTypeOf(patch).returns.toEqualTypeOf<
      UseMutationResult<Book, Error, Update<number, Partial<Pick<Book, 'title'>>>>
    >();
    // @ts-expect-error replacing needs every field
    () => put().mutate({ id: 1, input: {} });
    () => patch().mutate({ id: 1, input: {} });
    // @ts-expect-error no such field
    () => patch().mutate({ id: 1, input: { titel: 'Zoe' } });
  });
});
