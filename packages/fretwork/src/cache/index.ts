/** Where an app keeps counters and values that its processes share. */
export { type Cache, type CachingApp, cacheOf, type Taken } from './cache.ts';
export { DatabaseCache, type DatabaseCacheOptions } from './database-cache.ts';
export { MemoryCache, type MemoryCacheOptions } from './memory-cache.ts';
export { type CacheBudgetModel, type CacheValueModel, cacheModels } from './models.ts';
export { type OpenCacheOptions, openCache } from './open-cache.ts';
export { RedisCache, type RedisCacheOptions } from './redis-cache.ts';
