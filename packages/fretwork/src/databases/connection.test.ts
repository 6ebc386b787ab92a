import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { DataError, ProgrammingError } from '../errors.ts';
import { pglite, postgres, sqliteFile, sqliteMemory, type TestDatabase } from '../testing/databases.ts';
import type { Connection, QueryResult, SqlValue } from './connection.ts';

const ROWS = 50_000;

describe.each([sqliteFile, sqliteMemory, postgres, pglite])('a connection to $name', ({ create }) => {
  let test: TestDatabase;
  let db: Connection;
  let isPostgres: boolean;
  const p = (position: number) => test.database.dialect.placeholder(position);

  beforeAll(async () => {
    test = await create();
    db = test.database;
    isPostgres = test.database.dialect.name === 'postgres';
    const type = isPostgres ? 'bytea' : 'blob';
    await db.exec(`CREATE TABLE item (id integer PRIMARY KEY, big bigint, name text, data ${type}); SELECT 1;`);
  });
  afterAll(() => test.drop());

  const insert = (values: readonly SqlValue[]) =>
    db.query(`INSERT INTO item VALUES (${[1, 2, 3, 4].map(p).join(', ')})`, values);
  const read = async (id: number) => (await db.query(`SELECT * FROM item WHERE id = ${p(1)}`, [id])).rows;

  it('gives rows as lists in the order of the columns', async () => {
    await insert([1, 9007199254740993n, 'O\'Neil \\ " é 😀', new Uint8Array([0, 255, 39])]);
    const text = 'O\'Neil \\ " é 😀';
    expect(await read(1)).toEqual([
      isPostgres
        ? ['1', '9007199254740993', text, '\\x00ff27']
        : [1, 9007199254740993n, text, new Uint8Array([0, 255, 39])],
    ]);
  });

  it.each<[SqlValue]>([[9223372036854775807n], [-9223372036854775808n], [9007199254740991], [null]])(
    'keeps %s exactly',
    async (value) => {
      await db.query('DELETE FROM item');
      await insert([2, value, null, null]);
      const stored = (await read(2))[0]?.[1];
      expect(stored === null ? null : BigInt(stored as string)).toBe(value === null ? null : BigInt(value as bigint));
    },
  );

  it('counts the rows that a write changed', async () => {
    await db.query('DELETE FROM item');
    await insert([1, 1, 'a', null]);
    await insert([2, 1, 'b', null]);
    expect((await db.query(`UPDATE item SET big = ${p(1)}`, [5])).rowCount).toBe(2);
    expect((await db.query('DELETE FROM item WHERE id = 99')).rowCount).toBe(0);
    const returned = await db.query(`UPDATE item SET big = 6 WHERE id = ${p(1)} RETURNING name`, [1]);
    expect([returned.rowCount, returned.rows]).toEqual([1, [['a']]]);
    expect((await db.query('SELECT name FROM item ORDER BY id')).rowCount).toBe(2);
  });

  it.each<[string, readonly SqlValue[]]>([
    ['a number of 64 bits and one', [3, 9223372036854775808n, null, null]],
    ['a word for a number', ['three', 1, null, null]],
  ])('refuses %s as a DataError', async (_, values) => {
    await expect(insert(values)).rejects.toThrow(DataError);
  });

  it('refuses or keeps a null byte, and never cuts the text', async () => {
    const stored = insert([4, 1, 'a\0b', null]).then(() => read(4));
    if (isPostgres) await expect(stored).rejects.toThrow(DataError);
    else expect((await stored)[0]?.[2]).toBe('a\0b');
  });

  it.each(['SELECT * FROM nowhere', 'SELECT nothing FROM item', 'SELEC 1', 'SELECT 1; SELECT 2'])(
    'calls %j a mistake in the statement',
    async (sql) => {
      await expect(db.query(sql)).rejects.toThrow(ProgrammingError);
    },
  );

  it.each(['BEGIN', ' start  transaction', 'COMMIT', 'rollback', 'SAVEPOINT x'])('refuses a bare %j', async (sql) => {
    await expect(db.query(sql)).rejects.toThrow('Use transaction() instead');
  });

  it('says where a script failed, and keeps no transaction of it open', async () => {
    await expect(db.exec('BEGIN; DELETE FROM item; SELEC')).rejects.toThrow(ProgrammingError);
    await expect(db.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
  });

  it('takes lists of parameters on PostgreSQL', async () => {
    if (!isPostgres) return;
    const sql = 'SELECT x FROM unnest($1::text[]) AS x WHERE x = ANY($2::text[])';
    const odd = ['a', '', 'NULL', 'q"u,o{t}e\\', ' é '];
    const { rows } = await db.query(sql, [odd, odd]);
    expect(rows.flat()).toEqual(odd);
    expect((await db.query('SELECT $1::bigint[]', [[1, 2n, null]])).rows).toEqual([['{1,2,NULL}']]);
    expect((await db.query('SELECT $1::int[]', [[]])).rows).toEqual([['{}']]);
    expect((await db.query('SELECT $1::boolean, NOT $2::boolean', [true, true])).rows).toEqual([['t', 'f']]);
  });

  it('gives PostgreSQL values as text of one form, whatever the type', async () => {
    if (!isPostgres) return;
    const { rows } = await db.query(
      `SELECT 1.50::numeric(8, 2), true, '{"a": 1}'::jsonb, '{1,2}'::int[], 1e21::float8, '2024-05-06'::date,
        '2024-05-06 07:08:09.123456+02'::timestamptz, '1 day 02:00:00'::interval, NULL`,
    );
    expect(rows).toEqual([
      [
        '1.50',
        't',
        '{"a": 1}',
        '{1,2}',
        '1e+21',
        '2024-05-06',
        '2024-05-06 05:08:09.123456+00',
        '1 day 02:00:00',
        null,
      ],
    ]);
  });

  describe('streaming', () => {
    const numbers = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <';

    it('reads fifty thousand rows, a chunk at a time', async () => {
      let count = 0;
      let largest = 0;
      let sum = 0;
      for await (const chunk of db.iterate(`${numbers} ${p(1)}) SELECT i, i * 2 FROM n`, [ROWS], 500)) {
        count += chunk.length;
        largest = Math.max(largest, chunk.length);
        for (const row of chunk) sum += Number(row[1]);
      }
      expect([count, largest, sum]).toEqual([ROWS, 500, ROWS * (ROWS + 1)]);
    });

    it('lets the loop write, and sees the rows as they were', async () => {
      await db.query('DELETE FROM item');
      for (const id of [1, 2, 3]) await insert([id, 0, null, null]);
      const seen: unknown[] = [];
      for await (const chunk of db.iterate('SELECT id FROM item ORDER BY id', [], 1)) {
        seen.push(...chunk.flat().map(Number));
        await db.query(`UPDATE item SET big = big + 1 WHERE id = ${p(1)}`, [Number(chunk[0]?.[0])]);
      }
      expect(seen).toEqual([1, 2, 3]);
      expect((await db.query('SELECT big FROM item')).rows.flat().map(Number)).toEqual([1, 1, 1]);
    });

    it('may be left early, again and again', async () => {
      for (let round = 0; round < 25; round += 1) {
        for await (const chunk of db.iterate(`${numbers} 1000) SELECT i FROM n`, [], 10)) {
          expect(chunk).toHaveLength(10);
          break;
        }
      }
      await expect(insert([99, 1, null, null])).resolves.toMatchObject({ rowCount: 1 });
    });

    it('says what is wrong at the first step', async () => {
      const first = async () => {
        for await (const _ of db.iterate('SELECT * FROM nowhere')) return;
      };
      await expect(first()).rejects.toThrow(ProgrammingError);
    });

    it.each([0, -1, Number.NaN])('refuses chunks of %j', (size) => {
      expect(() => db.iterate('SELECT 1', [], size)).toThrow(ProgrammingError);
    });
  });
});

describe('the types', () => {
  it('know what a parameter can be', () => {
    expectTypeOf<Connection['query']>().returns.resolves.toEqualTypeOf<QueryResult>();
    expectTypeOf<Date>().not.toExtend<SqlValue>();
    expectTypeOf<readonly number[]>().toExtend<SqlValue>();
  });
});
