/** The setting `cache`: which cache it makes, and what it refuses. */
import { describe, expect, it, vi } from 'vitest';
import { createApp } from '../app.ts';
import { openDatabase } from '../databases/open-database.ts';
import { ImproperlyConfigured, OperationalError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { urlpatterns } from '../routers/path.ts';
import { defineSettings } from '../settings/settings.ts';
import { DatabaseCache } from './database-cache.ts';
import { MemoryCache } from './memory-cache.ts';
import { cacheModels } from './models.ts';
import { openCache } from './open-cache.ts';
import { RedisCache } from './redis-cache.ts';

const models = defineModels(cacheModels);
const databases = { default: openDatabase('sqlite::memory:'), counters: openDatabase('sqlite::memory:') };

describe('openCache', () => {
  it.each([
    ['memory:', MemoryCache],
    ['database:', DatabaseCache],
    ['database:counters', DatabaseCache],
    ['redis://localhost', RedisCache],
    ['rediss://user:password@redis.example:6380/2?prefix=shop:&timeoutMs=250', RedisCache],
  ])('makes of %s', (url, Class) => {
    expect(openCache({ url, models, databases })).toBeInstanceOf(Class);
  });

  it.each([
    ['', 'must be memory:, database:, redis://'],
    ['memory', 'must be memory:'],
    ['memcached://hunter2@host', 'must be memory:'],
    ['__proto__:', 'must be memory:'],
    ['database:elsewhere', "names the database 'elsewhere'"],
    ['database:__proto__', "names the database '__proto__'"],
    ['redis://:hunter2@host/?timeout=3', 'has no option "timeout"'],
    ['redis://:hunter2@host/?timeoutMs=0', '"timeoutMs" of a Redis cache must be a whole number'],
    ['redis://:hunter2@host/?timeoutMs=never', '"timeoutMs" of a Redis cache must be a whole number'],
    ['redis:', 'must look like redis://'],
    ['redis://:hunter2@host:port', 'must look like redis://'],
  ])('refuses %j', (url, text) => {
    expect(() => openCache({ url, models, databases })).toThrow(ImproperlyConfigured);
    expect(() => openCache({ url, models, databases })).toThrow(text);
    expect(() => openCache({ url, models, databases })).not.toThrow(/hunter2/);
  });

  it('wants a database and its models for database:', () => {
    expect(() => openCache({ url: 'database:' })).toThrow(/app without models opens none/);
    expect(() => openCache({ url: 'database:', databases })).toThrow(/Add `\.\.\.cacheModels`/);
  });

  it('passes the database and the clock on', async () => {
    await createTables(databases.counters, models);
    const now = () => new Date(0);
    for (const url of ['memory:', 'database:counters']) {
      const cache = openCache({ url, models, databases, now });
      await cache.take('key', 1, 60);
      expect((await cache.take('key', 1, 60, new Date(1000))).waitSeconds).toBe(59);
    }
  });

  it('tells the log of a Redis that is away', async () => {
    const warn = vi.fn();
    const cache = openCache({ url: 'redis://127.0.0.1:1', logger: { warn, error: warn, info: warn } });
    await expect(cache.get('key')).rejects.toThrow('The Redis of the cache did not answer.');
    expect(warn).toHaveBeenCalledWith({ err: expect.anything() }, 'The cache is away.');
    await cache.close();
  });
});

describe('an app', () => {
  const appWith = (cache: string) =>
    createApp({
      settings: defineSettings({ secretKey: 'a secret of good length', cache }),
      models: defineModels(cacheModels),
      databases: { default: openDatabase('sqlite::memory:') },
      urls: urlpatterns(),
    });

  it('has the cache of its settings, and closes it with its databases', async () => {
    const app = appWith('database:');
    await createTables(app.databases.default as (typeof databases)['default'], app.models);
    expect([await app.cache.increment('visits', 60), await app.cache.increment('visits', 60)]).toEqual([1, 2]);
    expect(await app.models.CacheValue.objects.count()).toBe(1);
    await app.close();
    await expect(app.cache.get('visits')).rejects.toThrow(OperationalError);
    const redis = appWith('redis://127.0.0.1:1');
    await redis.close();
    await expect(redis.cache.get('visits')).rejects.toThrow('The cache has been closed.');
  });

  it('is refused with a cache that cannot work', () => {
    expect(() => appWith('memcached://host')).toThrow(ImproperlyConfigured);
    expect(() => appWith('database:elsewhere')).toThrow(/does not have/);
  });
});
