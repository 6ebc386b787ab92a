import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { eventually, renderHook, withCache } from '../tests/render.ts';
import { Shelf } from '../tests/shelf.ts';
import { useList } from './use-list.ts';
import { useRetrieve } from './use-retrieve.ts';
import { useRetry } from './use-retry.ts';

it.each([
  [undefined, false],
  [false, false],
  [2, 2],
])('is what the QueryClient says: %s', (retry, expected) => {
  const cache = new QueryClient({ defaultOptions: { queries: { retry } } });
  expect(renderHook(useRetry, withCache(cache)).current).toBe(expected);
});

it('holds for the hooks, and gives way to their options', async () => {
  const shelf = new Shelf();
  shelf.failure = new Error('away');
  const cache = new QueryClient({ defaultOptions: { queries: { retry: 1, retryDelay: 1 } } });
  const use = () => [useList(shelf), useRetrieve(shelf, 1, { retry: false })] as const;
  const shown = renderHook(use, withCache(cache));
  await eventually(() => expect(shown.current.map(({ isError }) => isError)).toEqual([true, true]));
  expect(shelf.answered.toSorted()).toEqual(['list {}', 'list {}', 'retrieve 1']);
});
