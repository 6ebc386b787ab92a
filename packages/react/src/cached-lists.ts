/** Changes the items of cached lists, whatever their shape, and takes the changes back. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { type HasPath, queryKeys } from './query-keys.ts';

type Items = readonly unknown[];

/** A change of a list, and what takes it back from a list that may have changed since. */
export interface ListEdit {
  readonly apply: (items: Items) => Items;
  readonly revert: (items: Items) => Items;
}

/** Which of a resource's cached lists are meant. */
export interface WhichLists {
  /** Part of their query: `{ book: 3 }` is part of `{ book: 3, page: 1 }`. */
  readonly query?: object;
  /** Only lists that begin with the first item. */
  readonly isFirstPage?: true;
}

/**
 * Changes the cached lists of a resource.
 *
 * @param edit Called once for each page, so that a change may remember what it has found there.
 * @returns Takes the changes back, item by item: whatever else has changed the lists since stays.
 */
export function editLists(
  queryClient: QueryClient,
  resource: HasPath,
  { query = {}, isFirstPage }: WhichLists,
  edit: () => ListEdit,
): () => void {
  const undos = [queryKeys.list(resource, query), queryKeys.infinite(resource, query)]
    .flatMap((queryKey) => queryClient.getQueryCache().findAll({ queryKey }))
    .filter(({ queryKey }) => isFirstPage !== true || beginsWithFirst(queryKey))
    .map(({ queryKey }) => {
      const edits: ListEdit[] = [];
      const editOf = (page: number): ListEdit => {
        edits[page] ??= edit();
        return edits[page];
      };
      const change = (which: keyof ListEdit) =>
        queryClient.setQueryData(queryKey, (data: unknown) =>
          changeItems(data, (items, page) => (page > 0 && isFirstPage === true ? items : editOf(page)[which](items))),
        );
      change('apply');
      return () => change('revert');
    });
  return () => {
    for (const undo of undos) undo();
  };
}

/** Puts an item in the place of the one that is meant, in all cached lists of a resource. */
export function replaceItems(
  queryClient: QueryClient,
  resource: HasPath,
  isMeant: (item: unknown) => boolean,
  item: unknown,
): void {
  const apply = (items: Items): Items => items.map((old) => (isMeant(old) ? item : old));
  editLists(queryClient, resource, {}, () => ({ apply, revert: apply }));
}

/** Where a page begins, by the names that the paginations have for it. */
const FIRST: Readonly<Record<string, (value: unknown) => boolean>> = {
  page: (value) => Number(value) === 1,
  offset: (value) => Number(value) === 0,
  cursor: (value) => value === '',
};

function beginsWithFirst([, , , query]: QueryKey): boolean {
  return Object.entries(query ?? {}).every(([name, value]) => value === undefined || (FIRST[name]?.(value) ?? true));
}

/**
 * The data of a list with other items: an array, a page, or the pages of an infinite list. Counts follow.
 *
 * @returns The data itself where nothing changes, or where it is none of these.
 */
export function changeItems(data: unknown, change: (items: Items, page: number) => Items): unknown {
  if (Array.isArray(data)) return change(data, 0);
  if (isPage(data)) {
    const results = change(data.results, 0);
    return withItems(data, results, results.length - data.results.length);
  }
  if (!isInfinite(data)) return data;
  const changed = data.pages.map((page, index) => change(page.results, index));
  if (changed.every((items, index) => items === data.pages[index]?.results)) return data;
  const added = changed.flat().length - data.pages.flatMap(({ results }) => results).length;
  // Every page of an infinite list says how many items there are in all.
  return { ...data, pages: data.pages.map((page, index) => withItems(page, changed[index] ?? [], added)) };
}

function withItems(page: Page, results: Items, added: number): Page {
  if (results === page.results && added === 0) return page;
  return { ...page, ...(typeof page.count === 'number' ? { count: page.count + added } : {}), results };
}

interface Page {
  readonly results: Items;
  readonly count?: unknown;
}

const isPage = (data: unknown): data is Page =>
  typeof data === 'object' && data !== null && 'results' in data && Array.isArray(data.results);

const isInfinite = (data: unknown): data is { readonly pages: readonly Page[] } =>
  typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) && data.pages.every(isPage);

/** Whether an item is the one that a key looks up; `3` and `'3'` are the same, and nothing is looked up by undefined. */
export function isItem(item: unknown, field: string, id: unknown): boolean {
  if (typeof item !== 'object' || item === null || id === undefined) return false;
  return String(Reflect.get(item, field)) === String(id);
}
