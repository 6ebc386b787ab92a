/** The cache in a database: its models, transactions and leftovers. What every cache does is in `cache.test.ts`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { rollbackAfter, transaction } from '../databases/transaction.ts';
import { ImproperlyConfigured, OperationalError, TransactionManagementError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { DatabaseCache } from './database-cache.ts';
import { cacheModels } from './models.ts';

describe.each(testDatabases)('a cache in $name', ({ create }) => {
  const models = defineModels(cacheModels);
  let opened: TestDatabase;
  let cache: DatabaseCache;
  let ms = 0;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    cache = new DatabaseCache({ database: opened.database, models, now: () => new Date(ms) });
  });
  afterAll(() => opened.drop());

  const rows = async () => {
    const counts = await opened.database.query(
      'SELECT (SELECT count(*) FROM cache_budget), (SELECT count(*) FROM cache_value)',
    );
    return counts.rows[0]?.map(Number);
  };

  it('takes with one statement, refuses with two, and needs none for a second after it', async () => {
    const another = new DatabaseCache({ database: opened.database, models });
    const take = async () => {
      const { result, queries } = await opened.database.captureQueries(() => cache.take('one', 1, 60));
      return [result.allowed, queries.length];
    };
    expect([await take(), await take(), await take()]).toEqual([
      [true, 1],
      [false, 2],
      [false, 0],
    ]);
    await another.restore('one'); // by another process, say
    ms += 1000;
    expect([await take(), await take(), await take()]).toEqual([
      [true, 1],
      [false, 2],
      [false, 0],
    ]);
    await cache.restore('one');
    expect(await take()).toEqual([true, 1]);
  });

  it('forgets what is over', async () => {
    await cache.clear();
    await cache.take('short', 1, 60);
    await cache.take('long', 1, 3600);
    await cache.set('short', 1, 60);
    await cache.increment('long', 3600);
    ms += 60_000;
    expect([await cache.flushExpired(), await cache.flushExpired(), await rows()]).toEqual([2, 0, [1, 1]]);
    for (let count = 0; count < 1000; count += 1) await cache.restore(`none-${count}`);
    ms += 3_600_000;
    for (let count = 0; count < 1000; count += 1) await cache.restore(`none-${count}`);
    expect(await rows()).toEqual([0, 0]); // by itself, now and then
  });

  it('takes nothing inside of a transaction, which could give it back', async () => {
    await expect(transaction(() => cache.take('inside', 1, 60))).rejects.toThrow(TransactionManagementError);
    await rollbackAfter(async () => expect((await cache.take('inside', 1, 60)).allowed).toBe(true));
    expect((await cache.take('inside', 1, 60)).allowed).toBe(true);
  });
});

it('wants the models of cacheModels', () => {
  const database = openDatabase('sqlite::memory:');
  const { CacheBudget } = cacheModels;
  const odd = { CacheBudget, CacheValue: { key: f.char({ maxLength: 10, primaryKey: true }) } };
  for (const models of [{}, defineModels({ CacheBudget }), defineModels(odd)]) {
    expect(() => new DatabaseCache({ database, models })).toThrow(ImproperlyConfigured);
    expect(() => new DatabaseCache({ database, models })).toThrow(/needs the model Cache\w+\. Add `\.\.\.cacheModels`/);
  }
});

it('says that the database is away', async () => {
  const database = openDatabase({ url: 'postgres://postgres@127.0.0.1:1/none', connectTimeoutMs: 500 });
  const cache = new DatabaseCache({ database, models: defineModels(cacheModels) });
  await expect(cache.take('key', 1, 60)).rejects.toThrow(OperationalError);
  await database.close();
});
