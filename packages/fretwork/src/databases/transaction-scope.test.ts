import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TransactionManagementError } from '../errors.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import type { Database } from './database.ts';
import { onCommit, transaction } from './transaction.ts';

describe.each(testDatabases)('the order within a transaction on $name', ({ create }) => {
  let test: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    test = await create();
    db = test.database;
    await db.exec('CREATE TABLE item (id integer PRIMARY KEY, n integer DEFAULT 0)');
  });
  beforeEach(() => db.exec('DELETE FROM item'));
  afterAll(() => test.drop());

  const add = (id: number) => db.query(`INSERT INTO item (id) VALUES (${db.dialect.placeholder(1)})`, [id]);
  const ids = async () => (await db.query('SELECT id FROM item ORDER BY id')).rows.flat().map(Number);

  it('keeps nested transactions that run at the same time apart', async () => {
    const nested = (id: number) =>
      transaction(async () => {
        await add(id);
        await sleep(1);
        await add(id + 100);
        if (id % 2 === 0) throw new RangeError('even');
      });
    await transaction(() => Promise.allSettled([1, 2, 3, 4, 5].map(nested)));
    expect(await ids()).toEqual([1, 3, 5, 101, 103, 105]);
  });

  it('keeps statements beside a nested transaction out of its savepoint', async () => {
    await transaction(async () => {
      const nested = transaction(async () => {
        await add(1);
        await sleep(5);
        throw new RangeError('undone');
      });
      await sleep(2);
      await Promise.all([add(2), nested.catch(() => undefined)]);
    });
    expect(await ids()).toEqual([2]);
  });

  it('ends only after the statements that nobody awaited', async () => {
    await transaction(() => {
      for (const id of [1, 2, 3]) void add(id);
    });
    expect(await ids()).toEqual([1, 2, 3]);
  });

  it('ends only after a nested transaction that nobody awaited', async () => {
    await transaction(async () => {
      void transaction(async () => {
        await add(1);
        await sleep(5);
        await add(2);
      });
      await add(3);
    });
    expect(await ids()).toEqual([1, 2, 3]);
  });

  it('refuses what comes after its end, and lets new transactions begin', async () => {
    let late: () => Promise<unknown> = async () => undefined;
    let lateHook: () => Promise<unknown> = async () => undefined;
    let fresh: () => Promise<unknown> = async () => undefined;
    let lateStream: () => Promise<unknown> = async () => undefined;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    await transaction(async () => {
      await add(1);
      const rows = db.iterate('SELECT id FROM item');
      const inside = <T>(work: () => Promise<T>) => {
        const result = ended.then(work);
        result.catch(() => undefined);
        return () => result;
      };
      late = inside(() => add(2));
      lateHook = inside(() => onCommit(() => undefined));
      fresh = inside(() => transaction(() => add(3)));
      lateStream = inside(async () => {
        for await (const _ of rows) return;
      });
    });
    end();
    for (const refused of [late, lateHook, lateStream]) {
      await expect(refused()).rejects.toThrow(TransactionManagementError);
    }
    await fresh();
    expect(await ids()).toEqual([1, 3]);
  });

  it('gives a connection back after every end', async () => {
    for (let round = 0; round < 30; round += 1) {
      await transaction(() => add(round));
      await transaction(async () => {
        await add(1000);
        throw new RangeError('undone');
      }).catch(() => undefined);
      await transaction(async () => {
        for await (const _ of db.iterate('SELECT id FROM item', [], 1)) break;
      });
    }
    expect(await ids()).toHaveLength(30);
  });
});
