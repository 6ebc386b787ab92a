import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError, ProgrammingError } from '../errors.ts';
import { sqliteFile, type TestDatabase } from '../testing/databases.ts';
import type { SqlValue } from './connection.ts';

describe('a SQLite connection', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await sqliteFile.create({ statementCache: 2 });
    await test.database.exec('CREATE TABLE n (id integer PRIMARY KEY, big integer, real real, text text, blob blob)');
  });
  afterAll(() => test.drop());

  it.each<[SqlValue, unknown, string]>([
    [1, 1, 'integer'], // node:sqlite alone would bind a REAL, and print 1.0
    [-0, 0, 'integer'],
    [1.5, 1.5, 'real'],
    [2 ** 53 - 1, 2 ** 53 - 1, 'integer'],
    [9007199254740993n, 9007199254740993n, 'integer'],
    [-9223372036854775808n, -9223372036854775808n, 'integer'],
    [12n, 12, 'integer'],
    [1e300, 1e300, 'real'],
    ['a\0b', 'a\0b', 'text'],
    [null, null, 'null'],
    [new Uint8Array([0, 255]), new Uint8Array([0, 255]), 'blob'],
  ])('keeps %s', async (value, expected, type) => {
    const { rows } = await test.database.query('SELECT ?1, typeof(?1)', [value]);
    expect(rows).toEqual([[expected, type]]);
  });

  it('reads large integers exactly and others as numbers, in one result and the next time', async () => {
    await test.database.exec(
      'DELETE FROM n; INSERT INTO n (id, big, real) VALUES (1, 9007199254740993, 2.0), (2, 5, 0.5)',
    );
    for (const _ of [1, 2]) {
      const { rows } = await test.database.query('SELECT id, big, real FROM n ORDER BY id');
      expect(rows).toEqual([
        [1, 9007199254740993n, 2],
        [2, 5, 0.5],
      ]);
    }
  });

  it('writes once where a write returns large integers', async () => {
    await test.database.exec('DELETE FROM n');
    const { rows } = await test.database.query('INSERT INTO n (big) VALUES (?) RETURNING big', [9007199254740993n]);
    expect(rows).toEqual([[9007199254740993n]]);
    expect((await test.database.query('SELECT count(*) FROM n')).rows).toEqual([[1]]);
  });

  it('tells how many rows were changed and which id was given', async () => {
    await test.database.exec('DELETE FROM n');
    const insert = await test.database.query("INSERT INTO n (id, text) VALUES (7, 'a'), (8, 'b')");
    expect(insert).toEqual({ rows: [], rowCount: 2, lastInsertId: 8 });
    expect((await test.database.query("UPDATE n SET text = 'c'")).rowCount).toBe(2);
  });

  it.each([
    ['SELECT 1; DROP TABLE n', ProgrammingError],
    ['SELECT 1; -- DROP', undefined],
    ['SELECT 1 /* ; */ ;', undefined],
    ['', ProgrammingError],
    ['-- nothing', ProgrammingError],
  ])('takes one statement: %j', async (sql, refused) => {
    const result = test.database.query(sql);
    if (refused === undefined) await expect(result).resolves.toMatchObject({ rows: [[1]] });
    else await expect(result).rejects.toThrow(refused);
  });

  it.each<[SqlValue]>([[true], [['a']]])('refuses to bind %j, without printing it', async (value) => {
    await expect(test.database.query('SELECT ?', [value])).rejects.toThrow(ProgrammingError);
  });

  it.each([9223372036854775808n, -9223372036854775809n])('refuses %s, of more than 64 bits', async (value) => {
    await expect(test.database.query('SELECT ?', [value])).rejects.toThrow(DataError);
    await expect(test.database.query('INSERT INTO n (big) VALUES (?)', [value])).rejects.toThrow(DataError);
  });

  it('enforces foreign keys and protects its own tables', async () => {
    await test.database.exec('CREATE TABLE child (n_id integer REFERENCES n (id))');
    await expect(test.database.query('INSERT INTO child VALUES (999)')).rejects.toMatchObject({ kind: 'foreignKey' });
    const tamper = test.database.query("UPDATE sqlite_schema SET sql = 'x'");
    await expect(tamper).rejects.toThrow(/sqlite_(schema|master) may not be modified/);
  });
});
