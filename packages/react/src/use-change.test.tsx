import { QueryClient } from '@tanstack/react-query';
import { createElement, type ReactNode } from 'react';
import { describe, expect, it } from 'vitest';
import { eventually, renderHook, withCache } from '../tests/render.ts';
import { CacheEpochContext } from './cache-epoch.ts';
import { queryKeys } from './query-keys.ts';
import { type ChangeOptions, type Steps, useChange } from './use-change.ts';
import { useList } from './use-list.ts';

const books = { path: 'books' };

/** A change whose answer a test gives, and what its steps did. */
function changing(options: ChangeOptions<string, number> = {}, steps: Partial<Steps<string, number>> = {}) {
  const did: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const epoch = { identity: '', count: { current: 0 } };
  const cache = new QueryClient();
  const asked: string[] = [];
  const resource = (path: string) => ({ path, list: async () => [asked.push(path)] });
  const all: Steps<string, number> = {
    request: () => promise,
    show: (id) => {
      did.push(`show ${id}`);
      return { land: (answer) => did.push(`land ${answer}`), undo: () => did.push('undo') };
    },
    keep: (answer, id) => did.push(`keep ${answer} ${id}`),
    ...steps,
  };
  const around = (inside: ReactNode) => withCache(cache)(createElement(CacheEpochContext, { value: epoch }, inside));
  const change = renderHook(() => {
    useList(resource('books'));
    useList(resource('authors'));
    return useChange(books, all, options);
  }, around);
  return { did, resolve, reject, epoch, cache, asked, change };
}

/** Waits for the lists, which are asked for twice under StrictMode, and forgets that they were. */
async function settled({ asked, cache }: { readonly asked: string[]; readonly cache: QueryClient }): Promise<void> {
  await eventually(() => expect(cache.isFetching()).toBe(0));
  asked.length = 0;
}

describe('useChange', () => {
  it('shows the change, lands the answer, and asks again', async () => {
    const test = changing();
    await settled(test);
    test.change.current.mutate(7);
    await eventually(() => expect(test.did).toEqual(['show 7']));
    expect(test.asked).toEqual([]);
    test.resolve('yes');
    await eventually(() => expect(test.change.current.data).toBe('yes'));
    expect(test.did).toEqual(['show 7', 'land yes', 'keep yes 7']);
    await eventually(() => expect(test.asked).toEqual(['books']));
  });

  it('takes it back where it fails, and asks again', async () => {
    const test = changing();
    await settled(test);
    test.change.current.mutate(7);
    test.reject(new Error('no'));
    await eventually(() => expect(test.change.current.error?.message).toBe('no'));
    expect(test.did).toEqual(['show 7', 'undo']);
    await eventually(() => expect(test.asked).toEqual(['books']));
  });

  it('asks for other resources too', async () => {
    const test = changing({ invalidates: [{ path: 'authors' }] });
    await settled(test);
    test.change.current.mutate(7);
    test.resolve('yes');
    await eventually(() => expect(test.asked.toSorted()).toEqual(['authors', 'books']));
  });

  it.each(['resolve', 'reject'] as const)('touches nothing of the next user: %s', async (end) => {
    const called: string[] = [];
    const test = changing({ onSettled: () => void called.push('settled') });
    await settled(test);
    test.change.current.mutate(7);
    await eventually(() => expect(test.did).toEqual(['show 7']));
    test.epoch.count.current += 1;
    test[end]('late');
    await eventually(() => expect(called).toEqual(['settled']));
    expect(test.did).toEqual(['show 7']);
    expect(test.asked).toEqual([]);
  });

  it('spares what is gone', async () => {
    const test = changing({}, { gone: () => queryKeys.list(books) });
    await settled(test);
    test.change.current.mutate(7);
    test.resolve('yes');
    await eventually(() => expect(test.change.current.isSuccess).toBe(true));
    expect(test.cache.isFetching()).toBe(0);
    expect(test.asked).toEqual([]);
  });

  it('leaves the asking to the last of several, but for what only it changes', async () => {
    const test = changing({ invalidates: [{ path: 'authors' }] });
    await settled(test);
    const other = Promise.withResolvers<void>();
    const options = { mutationKey: queryKeys.resource(books), mutationFn: () => other.promise };
    const running = test.cache.getMutationCache().build(test.cache, options).execute(undefined);
    test.change.current.mutate(7);
    test.resolve('yes');
    await eventually(() => expect(test.change.current.isSuccess).toBe(true));
    await eventually(() => expect(test.asked).toEqual(['authors']));
    other.resolve();
    await running;
    expect(test.asked).toEqual(['authors']);
  });

  it('calls what TanStack Query calls', async () => {
    const called: unknown[] = [];
    const test = changing({
      onSuccess: (answer, variables) => called.push(answer, variables),
      onSettled: (answer, error) => called.push(answer, error),
    });
    test.change.current.mutate(7);
    test.resolve('yes');
    await eventually(() => expect(called).toEqual(['yes', 7, 'yes', null]));
  });
});
