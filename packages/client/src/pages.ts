/** All pages of a list, and all items of all pages. */
import { NetworkError } from './errors.ts';
import type { LooseQuery } from './query-string.ts';

/** A list that answers one page, or all items. */
export type List = (query: object | undefined) => Promise<unknown>;

/**
 * One page after the other, each asked for when the one before was used up.
 *
 * Of the server's links only the parameters count: where the list stands is known, whatever a proxy made of its address.
 *
 * @throws {NetworkError} a page names itself as the next one
 */
export async function* pagesOf(list: List, query?: object): AsyncGenerator<unknown, void, undefined> {
  let asked: object | undefined = query;
  let link: string | undefined;
  do {
    const page = await list(asked);
    yield page;
    const next = nextOf(page);
    if (next !== undefined && next === link) throw new NetworkError('The pages of this list have no end.');
    link = next;
    if (link !== undefined) asked = parametersOf(link);
  } while (link !== undefined);
}

/** One item after the other, over all pages. */
export async function* itemsOf(list: List, query?: object): AsyncGenerator<unknown, void, undefined> {
  for await (const page of pagesOf(list, query)) {
    yield* Array.isArray(page) ? page : ((page as { readonly results?: readonly unknown[] })?.results ?? []);
  }
}

function nextOf(page: unknown): string | undefined {
  const next = typeof page === 'object' && page !== null && 'next' in page ? page.next : undefined;
  return typeof next === 'string' ? next : undefined;
}

function parametersOf(link: string): LooseQuery {
  const { searchParams } = new URL(link, 'http://localhost');
  return Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]));
}
