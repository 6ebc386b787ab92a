/** The models of `cache: 'database:'`: what was taken from budgets, and values that live for a while. */
import type { Model } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { STORED_KEY_LENGTH } from './cache.ts';

/**
 * Models for `defineModels`: with them, the setting `cache` may be `database:`.
 *
 * Read and written by `DatabaseCache` alone. Moments are milliseconds since the epoch, so that one statement can count them.
 *
 * @see Django `createcachetable`
 */
export const cacheModels = {
  CacheBudget: model(
    {
      key: f.char({ maxLength: STORED_KEY_LENGTH, primaryKey: true, editable: false }),
      /** When one was taken, the oldest first. */
      moments: f.json({ editable: false }),
      /** When the last of them is over. */
      expiresAtMs: f.bigInteger({ dbIndex: true, editable: false }),
    },
    { table: 'cache_budget' },
  ),
  CacheValue: model(
    {
      key: f.char({ maxLength: STORED_KEY_LENGTH, primaryKey: true, editable: false }),
      /** The value as JSON. */
      json: f.text({ editable: false }),
      expiresAtMs: f.bigInteger({ dbIndex: true, editable: false }),
    },
    { table: 'cache_value' },
  ),
};

/** The model of budgets that `cacheModels` defines. */
export type CacheBudgetModel = Model<typeof cacheModels, 'CacheBudget'>;
/** The model of values that `cacheModels` defines. */
export type CacheValueModel = Model<typeof cacheModels, 'CacheValue'>;
