import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { changeItems, editLists, isItem, replaceItems } from './cached-lists.ts';
import { queryKeys } from './query-keys.ts';

const books = { path: 'books' };
const a = { id: 1 };
const b = { id: 2 };
const c = { id: 3 };
const page = (count: number, ...results: readonly unknown[]) => ({ count, next: null, previous: null, results });
const added = () => ({
  apply: (items: readonly unknown[]) => [c, ...items],
  revert: (items: readonly unknown[]) => items.filter((item) => !isItem(item, 'id', 3)),
});

describe('changeItems', () => {
  const append = (items: readonly unknown[], index: number) => [...items, index];

  it.each([
    ['an array', [a], [a, 0]],
    ['a page', page(7, a), page(8, a, 0)],
    ['a page without a count', { next: null, results: [] }, { next: null, results: [0] }],
    [
      'pages, each of which counts all items',
      { pages: [page(9, a), page(9, b)], pageParams: [{}, { page: '2' }] },
      { pages: [page(11, a, 0), page(11, b, 1)], pageParams: [{}, { page: '2' }] },
    ],
    ['pages without any', { pages: [], pageParams: [] }, { pages: [], pageParams: [] }],
    ['nothing yet', undefined, undefined],
    ['null', null, null],
    ['text', 'results', 'results'],
    ['another object', { results: 'none' }, { results: 'none' }],
    ['pages of something else', { pages: [1] }, { pages: [1] }],
  ])('%s', (_what, data, expected) => {
    expect(changeItems(data, append)).toEqual(expected);
  });

  it.each([[[a]], [page(1, a)], [{ pages: [page(1, a)], pageParams: [{}] }]])('returns %j itself', (data) => {
    expect(changeItems(data, (items) => items)).toBe(data);
  });
});

describe('editLists', () => {
  const cached = (...queries: readonly object[]) => {
    const cache = new QueryClient();
    for (const query of queries) cache.setQueryData(queryKeys.list(books, query), page(1, a));
    const ids = () =>
      queries.map((query) => {
        const data = cache.getQueryData<{ results: { id: number }[] }>(queryKeys.list(books, query));
        return data?.results.map(({ id }) => id);
      });
    return { cache, ids };
  };

  it('changes the lists that match, and changes them back', () => {
    const { cache, ids } = cached({ book: 3, page: 1 }, { book: 4 }, {});
    const undo = editLists(cache, books, { query: { book: 3 } }, added);
    expect(ids()).toEqual([[3, 1], [1], [1]]);
    undo();
    expect(ids()).toEqual([[1], [1], [1]]);
  });

  it('takes back only its own change', () => {
    const { cache, ids } = cached({});
    const undo = editLists(cache, books, {}, added);
    cache.setQueryData(queryKeys.list(books), page(3, b, c, a));
    undo();
    expect(ids()).toEqual([[2, 1]]);
    expect(cache.getQueryData(queryKeys.list(books))).toMatchObject({ count: 2 });
  });

  it.each([
    [{ page: 1 }, true],
    [{ page: '1' }, true],
    [{ page: 2 }, false],
    [{ page: undefined, search: 'x' }, true],
    [{ offset: 0, limit: 5 }, true],
    [{ offset: 5, limit: 5 }, false],
    [{ cursor: '' }, true],
    [{ cursor: 'cD0y' }, false],
  ])('knows whether %j begins with the first item', (query, isFirst) => {
    const { cache, ids } = cached(query);
    editLists(cache, books, { isFirstPage: true }, added);
    expect(ids()).toEqual([isFirst ? [3, 1] : [1]]);
  });

  it('adds to the first of several pages', () => {
    const cache = new QueryClient();
    const key = queryKeys.infinite(books);
    const before = { pages: [page(2, a), page(2, b)], pageParams: [{}, { page: '2' }] };
    cache.setQueryData(key, before);
    const undo = editLists(cache, books, { isFirstPage: true }, added);
    expect(cache.getQueryData(key)).toEqual({ ...before, pages: [page(3, c, a), page(3, b)] });
    undo();
    expect(cache.getQueryData(key)).toEqual(before);
  });

  it('leaves other resources and other answers alone', () => {
    const { cache, ids } = cached({});
    cache.setQueryData(queryKeys.list({ path: 'authors' }), page(1, a));
    cache.setQueryData(queryKeys.retrieve(books, 1), a);
    editLists(cache, books, {}, added);
    expect(ids()).toEqual([[3, 1]]);
    expect(cache.getQueryData(queryKeys.list({ path: 'authors' }))).toEqual(page(1, a));
    expect(cache.getQueryData(queryKeys.retrieve(books, 1))).toEqual(a);
  });

  it('does not fill a list that was never asked for', () => {
    const cache = new QueryClient();
    editLists(cache, books, {}, added);
    expect(cache.getQueryCache().getAll()).toEqual([]);
  });
});

describe('replaceItems', () => {
  it('puts an item in the place of another, everywhere', () => {
    const cache = new QueryClient();
    cache.setQueryData(queryKeys.list(books), page(2, a, b));
    cache.setQueryData(queryKeys.list(books, { page: 5 }), [b]);
    replaceItems(cache, books, (item) => isItem(item, 'id', '2'), c);
    expect(cache.getQueryData(queryKeys.list(books))).toEqual(page(2, a, c));
    expect(cache.getQueryData(queryKeys.list(books, { page: 5 }))).toEqual([c]);
  });
});

describe('isItem', () => {
  it.each([
    [{ id: 3 }, 'id', 3, true],
    [{ id: 3 }, 'id', '3', true],
    [{ id: 4 }, 'id', 3, false],
    [{ name: 'sea' }, 'name', 'sea', true],
    [{ name: 'sea' }, 'id', undefined, false],
    [null, 'id', 3, false],
    ['3', 'id', 3, false],
  ])('%j by %s %s: %s', (item, field, id, expected) => {
    expect(isItem(item, field, id)).toBe(expected);
  });
});
