import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperationalError, TransactionConflict } from '../errors.ts';
import { postgres, type TestDatabase } from '../testing/databases.ts';
import type { Database } from './database.ts';
import { openDatabase } from './open-database.ts';
import { transaction } from './transaction.ts';

const outside = AsyncLocalStorage.snapshot(); // runs a function outside of the transaction that it is called in

const one = async (database: Database, sql: string) => (await database.query(sql)).rows[0]?.[0];

describe('PostgreSQL', async () => {
  const probe = await postgres.create();
  const hasServer = probe.url.startsWith('postgres');
  await probe.drop();

  describe.skipIf(!hasServer)('on a server', () => {
    let test: TestDatabase;
    let db: Database;
    beforeEach(async () => {
      test = await postgres.create({ poolSize: 5 });
      db = test.database;
      await db.exec('CREATE TABLE item (id integer PRIMARY KEY, n integer); INSERT INTO item VALUES (1, 0), (2, 0)');
    });
    afterEach(() => test.drop());

    const pid = () => one(db, 'SELECT pg_backend_pid()');
    const kill = (process: unknown) => outside(() => db.query('SELECT pg_terminate_backend($1)', [process as string]));

    it('keeps a transaction to itself until it commits', async () => {
      await transaction(async () => {
        await db.query('UPDATE item SET n = 5');
        expect(await one(db, 'SELECT sum(n) FROM item')).toBe('10');
        expect(await outside(() => one(db, 'SELECT sum(n) FROM item'))).toBe('0');
      });
      expect(await one(db, 'SELECT sum(n) FROM item')).toBe('10');
    });

    it('serves a hundred writers at once through five connections', async () => {
      await Promise.all(
        Array.from({ length: 100 }, () => transaction(() => db.query('UPDATE item SET n = n + 1 WHERE id = 1'))),
      );
      expect(await one(db, 'SELECT n FROM item WHERE id = 1')).toBe('100');
      expect(Number(await one(db, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()`))).toBe(5);
    });

    it('makes a conflict of serializable transactions, and does them again', async () => {
      let runs = 0;
      const copy = (from: number, to: number) => async () => {
        runs += 1;
        const { rows } = await db.query('SELECT n FROM item WHERE id = $1', [from]);
        await sleep(20);
        await db.query('UPDATE item SET n = $1 WHERE id = $2', [Number(rows[0]?.[0]) + 1, to]);
      };
      const options = { isolation: 'serializable', retryOnConflict: 0 } as const;
      const results = await Promise.allSettled([transaction(copy(1, 2), options), transaction(copy(2, 1), options)]);
      const failed = results.filter((result) => result.status === 'rejected');
      expect(failed.map(({ reason }) => reason)).toEqual([expect.any(TransactionConflict)]);
      runs = 0;
      const again = { ...options, retryOnConflict: 10 };
      await Promise.all([transaction(copy(1, 2), again), transaction(copy(2, 1), again)]);
      expect(runs).toBeGreaterThan(2);
    });

    it('makes a conflict of a deadlock', async () => {
      const lockBoth = (first: number, second: number) =>
        transaction(async () => {
          for (const id of [first, second]) {
            await db.query('UPDATE item SET n = n + 1 WHERE id = $1', [id]);
            await sleep(30);
          }
        });
      const results = await Promise.allSettled([lockBoth(1, 2), lockBoth(2, 1)]);
      const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(reasons).toEqual([expect.any(TransactionConflict)]);
    });

    it('tells of a connection that is lost in a transaction, undoes it and goes on', async () => {
      const lost = transaction(async () => {
        await db.query('UPDATE item SET n = 9');
        await kill(await pid());
        await db.query('SELECT 1');
      });
      await expect(lost).rejects.toThrow(OperationalError);
      expect(await one(db, 'SELECT sum(n) FROM item')).toBe('0');
    });

    it('tells of a connection that is lost during a statement or before the commit', async () => {
      const sleeping = db.query('SELECT pg_sleep(5)');
      const refused = expect(sleeping).rejects.toThrow(OperationalError);
      await sleep(20);
      await kill(await one(db, "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"));
      await refused;
      const committing = transaction(async () => {
        await db.query('UPDATE item SET n = 9');
        await kill(await pid());
        await sleep(20);
      });
      await expect(committing).rejects.toThrow(OperationalError);
      expect(await one(db, 'SELECT sum(n) FROM item')).toBe('0');
    });

    it('replaces a connection that is lost while idle, unnoticed', async () => {
      const idle = await pid();
      const killer = openDatabase(test.url);
      await killer.query('SELECT pg_terminate_backend($1)', [idle as string]);
      await killer.close();
      await sleep(50);
      await expect(db.query('SELECT 1')).resolves.toMatchObject({ rows: [['1']] });
    });

    it('prepares what comes again, and survives a change of the table', async () => {
      const single = openDatabase({ url: test.url, poolSize: 1 });
      const sql = 'SELECT * FROM item WHERE id = $1';
      for (const _ of [1, 2, 3]) await single.query(sql, [1]);
      expect(await one(single, `SELECT count(*) FROM pg_prepared_statements WHERE statement = '${sql}'`)).toBe('1');
      await db.exec('ALTER TABLE item ADD COLUMN title text');
      expect((await single.query(sql, [1])).rows).toEqual([['1', '0', null]]);
      await db.exec('ALTER TABLE item ADD COLUMN pages text');
      for (const _ of [1, 2]) await single.query(sql, [1]);
      await db.exec('ALTER TABLE item DROP COLUMN pages');
      await expect(transaction(() => single.query(sql, [1]), { retryOnConflict: 1 })).resolves.toMatchObject({
        rows: [['1', '0', null]],
      });
      await single.close();
    });

    it('prepares nothing by name with prepare=false', async () => {
      const plain = openDatabase(`${test.url}?prepare=false&poolSize=1&options=-c%20statement_timeout%3D1234`);
      for (const _ of [1, 2, 3]) await plain.query('SELECT n FROM item WHERE id = $1', [1]);
      expect(await one(plain, 'SELECT count(*) FROM pg_prepared_statements')).toBe('0');
      expect(await one(plain, 'SHOW statement_timeout')).toBe('1234ms');
      expect(await one(plain, 'SHOW TimeZone')).toBe('UTC');
      await plain.close();
    });

    it('gives up waiting for a free connection', async () => {
      const narrow = openDatabase({ url: test.url, poolSize: 1, connectTimeoutMs: 50 });
      const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
      const holding = transaction(async () => {
        await narrow.query('SELECT 1');
        await mayEnd;
      });
      await sleep(30);
      await expect(narrow.query('SELECT 1')).rejects.toThrow(OperationalError);
      end();
      await holding;
      await expect(narrow.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
      await narrow.close();
    });

    it.each([
      ['password', (url: URL) => Object.assign(url, { username: 'nobody_at_all', password: 's3cret' })],
      ['database', (url: URL) => Object.assign(url, { pathname: '/no_such_database' })],
    ])('refuses a wrong %s as an OperationalError, without printing it', async (_, change) => {
      const wrong = openDatabase(change(new URL(test.url)).href);
      const error = await wrong.query('SELECT 1').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OperationalError);
      expect((error as Error).message).not.toMatch(/s3cret|nobody_at_all/);
      await wrong.close();
    });
  });

  it('tells quickly of a server that is away, and of one that never answers', async () => {
    const away = openDatabase('postgres://postgres@127.0.0.1:1/postgres');
    await expect(away.query('SELECT 1')).rejects.toThrow(OperationalError);
    await away.close();
    const silent: Server = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const mute = openDatabase(`postgres://postgres@127.0.0.1:${port}/postgres?connectTimeoutMs=100`);
    const start = performance.now();
    await expect(transaction(() => mute.query('SELECT 1'))).rejects.toThrow(OperationalError);
    expect(performance.now() - start).toBeLessThan(2000);
    await mute.close();
    silent.close();
  });
});
