/** The tables of the cache. */
import { expect, expectTypeOf, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { STORED_KEY_LENGTH, storedKey } from './cache.ts';
import { type CacheBudgetModel, type CacheValueModel, cacheModels } from './models.ts';

it('have room for every key, and moments for statements to count', () => {
  const { CacheBudget, CacheValue } = defineModels(cacheModels);
  expect([CacheBudget.meta.table, CacheValue.meta.table]).toEqual(['cache_budget', 'cache_value']);
  expect(storedKey('é').length).toBeLessThanOrEqual(STORED_KEY_LENGTH);
  expect(CacheBudget.meta.columns.map(({ column }) => column)).toEqual(['key', 'moments', 'expires_at_ms']);
  expect(CacheValue.meta.columns.map(({ column }) => column)).toEqual(['key', 'json', 'expires_at_ms']);
  expectTypeOf(CacheBudget).toExtend<CacheBudgetModel>();
  expectTypeOf(CacheValue).toExtend<CacheValueModel>();
});
