/** Pages, one after the other. */
import { expect, it, vi } from 'vitest';
import { NetworkError } from './errors.ts';
import { itemsOf, pagesOf } from './pages.ts';

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => Array.fromAsync(items);

it('are asked for by the parameters of the link, wherever it leads', async () => {
  const list = vi
    .fn()
    .mockResolvedValueOnce({ next: 'http://inside.local:9/other/?page=2&tags=a&tags=b', results: [1, 2] })
    .mockResolvedValueOnce({ next: '?cursor=x%3D', results: [3] })
    .mockResolvedValueOnce({ next: null, results: [] });
  expect(await collect(itemsOf(list, { page: 1 }))).toEqual([1, 2, 3]);
  expect(list.mock.calls).toEqual([[{ page: 1 }], [{ page: ['2'], tags: ['a', 'b'] }], [{ cursor: ['x='] }]]);
});

it('are one where a list is not cut', async () => {
  expect(await collect(pagesOf(async () => [1, 2]))).toEqual([[1, 2]]);
  expect(await collect(itemsOf(async () => [1, 2]))).toEqual([1, 2]);
});

it.each([undefined, null, 'text', {}, { results: 'no' }, { next: 5 }])('are none of %j', async (answer) => {
  const items = await collect(itemsOf(async () => answer));
  expect(items).toEqual(answer !== null && typeof answer === 'object' && 'results' in answer ? ['n', 'o'] : []);
});

it('are asked for only when the ones before are used up', async () => {
  const list = vi.fn().mockResolvedValue({ next: '?page=2', results: [1, 2] });
  for await (const item of itemsOf(list)) if (item === 2) break;
  expect(list).toHaveBeenCalledTimes(1);
});

it('come to an end', async () => {
  const list = vi.fn().mockResolvedValue({ next: '?page=2', results: [1] });
  await expect(collect(itemsOf(list))).rejects.toBeInstanceOf(NetworkError);
  expect(list).toHaveBeenCalledTimes(2);
});
