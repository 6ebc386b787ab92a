import { createElement } from 'react';
import { expect, it } from 'vitest';
import { renderHook } from '../tests/render.ts';
import { CacheEpochContext, useCacheEpoch } from './cache-epoch.ts';

it('is one for good where no provider says otherwise', () => {
  expect(renderHook(useCacheEpoch).current).toEqual({ identity: '', count: { current: 0 } });
});

it('is what the provider around says', () => {
  const value = { identity: 'id 1', count: { current: 4 } };
  const inside = renderHook(useCacheEpoch, (hook) => createElement(CacheEpochContext, { value }, hook));
  expect(inside.current).toBe(value);
});
