import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperationalError, TransactionConflict } from '../errors.ts';
import { sqliteFile, sqliteMemory, type TestDatabase } from '../testing/databases.ts';
import { openDatabase } from './open-database.ts';
import { transaction } from './transaction.ts';

describe('a SQLite file', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await sqliteFile.create({ busyTimeoutMs: 100 });
    await test.database.exec('CREATE TABLE item (id integer PRIMARY KEY, n integer)');
  });
  afterEach(() => test.drop());

  const count = async () => (await test.database.query('SELECT count(*) FROM item')).rows[0]?.[0];
  const add = () => test.database.query('INSERT INTO item (n) VALUES (1)');

  it('lets others read what is committed while a transaction is open, without waiting', async () => {
    const { promise: written, resolve: sayWritten } = Promise.withResolvers<void>();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const writing = transaction(async () => {
      await add();
      sayWritten();
      await mayEnd;
      return count();
    });
    await written;
    expect(await count()).toBe(0);
    end();
    expect(await writing).toBe(1);
    expect(await count()).toBe(1);
  });

  it('serves a hundred writers at once', async () => {
    await add();
    const patient = openDatabase(test.url);
    const increment = async () => {
      const { rows } = await patient.query('SELECT n FROM item WHERE id = 1');
      await sleep(0);
      await patient.query('UPDATE item SET n = ? WHERE id = 1', [Number(rows[0]?.[0]) + 1]);
    };
    await Promise.all(Array.from({ length: 100 }, () => transaction(increment)));
    expect((await patient.query('SELECT n FROM item')).rows).toEqual([[101]]);
    await patient.close();
  });

  it('gives up waiting for another transaction after the busy timeout', async () => {
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const holding = transaction(async () => {
      await add();
      await mayEnd;
    });
    await sleep(5);
    for (const waiting of [() => add(), () => transaction(add)]) {
      const error = await waiting().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TransactionConflict);
      expect(error).toBeInstanceOf(OperationalError);
    }
    end();
    await holding;
    await add();
    expect(await count()).toBe(2);
  });

  it('waits for another process without stopping this one, and gives up in time', async () => {
    const other = new DatabaseSync(test.url.slice('sqlite:'.length));
    other.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 5);
    await expect(transaction(add)).rejects.toThrow(TransactionConflict);
    expect(ticks).toBeGreaterThan(2);
    clearInterval(timer);
    setTimeout(() => other.exec('COMMIT'), 20);
    await add();
    expect(await count()).toBe(1);
    other.close();
  });

  it('sends a write that begins like a query to the writer', async () => {
    const sql = 'WITH v (n) AS (VALUES (1), (2)) INSERT INTO item (n) SELECT n FROM v RETURNING n';
    for (const _ of [1, 2]) expect((await test.database.query(sql)).rows).toEqual([[1], [2]]);
    expect(await count()).toBe(4);
  });

  it('sends it there, and has it wait its turn, while a transaction is open too', async () => {
    const sql = 'WITH v (n) AS (VALUES (7)) INSERT INTO item (n) SELECT n FROM v RETURNING n';
    const write = () => test.database.query(sql);
    const { promise: begun, resolve: sayBegun } = Promise.withResolvers<void>();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const writing = transaction(async () => {
      await add();
      sayBegun();
      await mayEnd;
    });
    await begun;
    const inserted = [write(), write()];
    expect(await count()).toBe(0);
    end();
    await writing;
    expect((await Promise.all(inserted)).map(({ rows }) => rows)).toEqual([[[7]], [[7]]]);
    expect(await count()).toBe(3);
  });

  it('runs a pragma that sets something where writes run', async () => {
    await test.database.query('PRAGMA foreign_keys = OFF');
    await test.database.exec('CREATE TABLE child (item_id REFERENCES item (id)); INSERT INTO child VALUES (9)');
    expect((await test.database.query('PRAGMA journal_mode')).rows).toEqual([['wal']]);
    const violations = await test.database.query('PRAGMA foreign_key_check(child)');
    expect(violations.rowCount).toBe(1);
  });

  it('holds one moment through a read-only transaction, in nobody’s way', async () => {
    await transaction(
      async () => {
        expect(await count()).toBe(0);
        await new Promise((resolve) => setImmediate(resolve));
        const outside = openDatabase(test.url);
        const { DatabaseSync: Raw } = await import('node:sqlite');
        const raw = new Raw(test.url.slice('sqlite:'.length));
        raw.exec('INSERT INTO item (n) VALUES (1)');
        raw.close();
        await outside.close();
        expect(await count()).toBe(0);
      },
      { readOnly: true },
    );
    expect(await count()).toBe(1);
  });

  it('reads its own writes while a stream is open', async () => {
    await add();
    await add();
    for await (const _ of test.database.iterate('SELECT * FROM item', [], 1)) {
      await add();
      expect(await count()).toBeGreaterThan(2);
    }
    expect(await count()).toBe(4);
  });

  it('refuses statements once it is closed', async () => {
    await test.database.close();
    for (const statement of [() => count(), () => add(), () => transaction(add)]) {
      await expect(statement()).rejects.toThrow(OperationalError);
    }
  });
});

describe('SQLite in memory', () => {
  it('makes reads wait for an open transaction, and no longer than the busy timeout', async () => {
    const { database, drop } = await sqliteMemory.create({ busyTimeoutMs: 30 });
    await database.exec('CREATE TABLE item (id integer)');
    const read = () => database.query('SELECT count(*) FROM item');
    const writing = transaction(async () => {
      await database.query('INSERT INTO item VALUES (1)');
      await sleep(10);
    });
    await sleep(1);
    expect((await read()).rows).toEqual([[1]]);
    await writing;
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const holding = transaction(async () => {
      await database.query('DELETE FROM item');
      await mayEnd;
    });
    await sleep(1);
    await expect(read()).rejects.toThrow(OperationalError);
    end();
    await holding;
    await drop();
  });
});

describe('a SQLite file that cannot be opened', () => {
  it('is an OperationalError, each time', async () => {
    const database = openDatabase('sqlite:/nowhere/at/all/db.sqlite3');
    for (const _ of [1, 2]) await expect(database.query('SELECT 1')).rejects.toThrow(OperationalError);
  });
});
