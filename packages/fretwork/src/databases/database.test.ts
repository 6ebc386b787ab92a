import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { OperationalError } from '../errors.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { Database } from './database.ts';
import { sqliteDialect } from './dialect.ts';
import type { ExecutedQuery } from './query-log.ts';
import { transaction } from './transaction.ts';

describe.each(testDatabases)('a database on $name', ({ create }) => {
  let test: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    test = await create();
    db = test.database;
  });
  afterAll(() => test.drop());

  const select = (value: number) => db.query(`SELECT ${value}`);

  it('captures the statements of a function and of what it awaits, without values', async () => {
    await select(0);
    const { result, queries } = await db.captureQueries(async () => {
      await Promise.all([select(1), select(2)]);
      await transaction(() => transaction(() => select(3)));
      for await (const _ of db.iterate('SELECT 4')) void 0;
      await db.query(`SELECT CAST(${db.dialect.placeholder(1)} AS text)`, ['secret']);
      return 'done';
    });
    await select(5);
    expect(result).toBe('done');
    const [first = '', second = '', ...others] = queries.map(({ sql }) => sql);
    // Of two at the same time either may be done first.
    expect([...[first, second].toSorted(), ...others]).toEqual([
      ...[1, 2, 3, 4].map((value) => `SELECT ${value}`),
      expect.stringContaining('CAST'),
    ]);
    expect(queries.map(({ params }) => params)).toEqual([0, 0, 0, 0, 1]);
    expect(queries.every(({ durationMs }) => durationMs >= 0)).toBe(true);
    expect(JSON.stringify(queries)).not.toContain('secret');
  });

  it('keeps captures at the same time apart, and counts a nested one in both', async () => {
    const inner = () => db.captureQueries(() => select(2));
    const [outer, other] = await Promise.all([
      db.captureQueries(async () => {
        await select(1);
        return (await inner()).queries.length;
      }),
      db.captureQueries(() => select(9)),
    ]);
    expect([outer.result, outer.queries.length, other.queries.length]).toEqual([1, 2, 1]);
  });

  it('captures a statement that failed', async () => {
    const { queries } = await db.captureQueries(() => db.query('SELECT * FROM nowhere').catch(() => undefined));
    expect(queries).toHaveLength(1);
  });

  it('tells listeners, of slow statements where they ask for these, until they stop', async () => {
    const all: ExecutedQuery[] = [];
    const slow: ExecutedQuery[] = [];
    const stops = [
      db.onQuery((query) => all.push(query)),
      db.onQuery((query) => slow.push(query), { slowerThanMs: 60_000 }),
    ];
    await select(1);
    for (const stop of stops) stop();
    await select(2);
    expect([all.map(({ sql }) => sql), slow]).toEqual([['SELECT 1'], []]);
  });

  it('runs a transaction', async () => {
    expectTypeOf(db.transaction(() => 'a')).resolves.toEqualTypeOf<string>();
    await db.exec('CREATE TABLE item (id integer)');
    await db
      .transaction(async () => {
        await db.query('INSERT INTO item VALUES (1)');
        throw new RangeError('undone');
      })
      .catch(() => undefined);
    expect((await db.query('SELECT * FROM item')).rows).toEqual([]);
  });
});

describe('opening', () => {
  it('happens at the first statement, once, and again after it failed', async () => {
    let attempts = 0;
    const database = new Database('default', sqliteDialect, async () => {
      attempts += 1;
      throw new OperationalError('away');
    });
    expect(attempts).toBe(0);
    await Promise.allSettled([database.query('SELECT 1'), database.query('SELECT 1')]);
    expect(attempts).toBe(1);
    await expect(database.query('SELECT 1')).rejects.toThrow('away');
    expect(attempts).toBe(2);
    await database.close();
    await expect(database.query('SELECT 1')).rejects.toThrow('has been closed');
  });
});
