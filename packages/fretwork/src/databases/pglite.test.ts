import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DataError, OperationalError } from '../errors.ts';
import { pglite } from '../testing/databases.ts';
import { openDatabase } from './open-database.ts';
import { transaction } from './transaction.ts';

describe('PGlite', () => {
  it('keeps its data in a directory', async () => {
    const directory = join(await mkdtemp(join(tmpdir(), 'fretwork-')), 'data');
    const first = openDatabase(`pglite:${directory}`);
    await first.exec('CREATE TABLE item (id integer); INSERT INTO item VALUES (7)');
    await first.close();
    const second = openDatabase(`pglite:${directory}`);
    expect((await second.query('SELECT id FROM item')).rows).toEqual([['7']]);
    await second.close();
    await rm(directory, { recursive: true });
  });

  it('makes others wait for an open transaction, and no longer than the busy timeout', async () => {
    const { database, drop } = await pglite.create({ busyTimeoutMs: 50 });
    await database.exec('CREATE TABLE item (id integer)');
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const holding = transaction(async () => {
      await database.query('INSERT INTO item VALUES (1)');
      await mayEnd;
    });
    await sleep(5);
    await expect(database.query('SELECT 1')).rejects.toThrow(OperationalError);
    end();
    await holding;
    expect((await database.query('SELECT count(*) FROM item')).rows).toEqual([['1']]);
    await drop();
  });

  it('keeps values out of its errors', async () => {
    const { database, drop } = await pglite.create();
    const error: unknown = await database.query('SELECT $1::int', ['s3cret']).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).not.toContain('s3cret');
    expect((error as Error).cause).not.toHaveProperty('params');
    await drop();
  });
});
