import { keepPreviousData, QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { eventually } from '../tests/render.ts';
import { askAgain, forgetAnswers } from './forget-answers.ts';

describe('forgetAnswers', () => {
  it('empties what is shown, and removes what is not', async () => {
    const cache = new QueryClient();
    cache.setQueryData(['hidden'], 'private');
    cache.setQueryData(['shown'], 'private');
    const observer = new QueryObserver(cache, { queryKey: ['shown'], queryFn: () => 'new', staleTime: 60_000 });
    const stop = observer.subscribe(() => {});
    forgetAnswers(cache);
    expect(observer.getCurrentResult().data).toBeUndefined();
    expect(cache.getQueryData(['hidden'])).toBeUndefined();
    expect(cache.getQueryCache().getAll()).toHaveLength(1);
    askAgain(cache);
    await eventually(() => expect(observer.getCurrentResult().data).toBe('new'));
    stop();
  });

  it('lets nothing land that is under way', async () => {
    const cache = new QueryClient();
    const { promise, resolve } = Promise.withResolvers<string>();
    const observer = new QueryObserver(cache, { queryKey: ['slow'], queryFn: () => promise });
    const stop = observer.subscribe(() => {});
    forgetAnswers(cache);
    resolve('private');
    await new Promise((settle) => setImmediate(settle));
    expect(observer.getCurrentResult()).toMatchObject({ status: 'pending', fetchStatus: 'idle' });
    expect(
      JSON.stringify(
        cache
          .getQueryCache()
          .getAll()
          .map(({ state }) => state),
      ),
    ).not.toContain('private');
    stop();
  });

  it('leaves nothing in a query that an observer still remembers', () => {
    const cache = new QueryClient();
    cache.setQueryData(['page', 1], 'private');
    const page = (number: number) => ({ queryKey: ['page', number], enabled: number === 1, staleTime: 60_000 });
    const observer = new QueryObserver(cache, { ...page(1), queryFn: () => 'new' });
    const stop = observer.subscribe(() => {});
    observer.setOptions({ ...page(2), placeholderData: keepPreviousData });
    expect(observer.getCurrentResult().data).toBe('private');
    forgetAnswers(cache);
    observer.setOptions({ ...page(2), placeholderData: (last: string | undefined) => last });
    expect(observer.getCurrentResult().data).toBeUndefined();
    stop();
  });

  it('forgets changes, also those that wait for a connection', async () => {
    const cache = new QueryClient();
    const { promise, resolve } = Promise.withResolvers<void>();
    const mutation = cache.getMutationCache().build(cache, { mutationFn: () => promise });
    const running = mutation.execute(undefined);
    forgetAnswers(cache);
    expect(cache.getMutationCache().getAll()).toEqual([]);
    resolve();
    await running;
  });
});
