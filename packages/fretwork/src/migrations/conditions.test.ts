/** Conditions of constraints and indexes: each lookup holds for the rows that it should, on both dialects. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { conditionSql } from './conditions.ts';
import type { Comparison, TableState } from './state.ts';

const table: TableState = {
  model: 'Book',
  table: 'book',
  columns: [
    { field: 'n', column: 'n', kind: 'integer', null: true },
    { field: 't', column: 't', kind: 'char', maxLength: 20 },
    { field: 'b', column: 'b', kind: 'boolean' },
  ],
  constraints: [],
  indexes: [],
};

describe.each(testDatabases)('conditionSql on $name', ({ create }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await create();
    await test.database.exec(
      `CREATE TABLE book (n integer, t varchar(20), b ${test.database.dialect.name === 'sqlite' ? 'bool' : 'boolean'});
       INSERT INTO book VALUES (1, 'Dune', TRUE), (2, 'it''s', FALSE), (NULL, 'duke', FALSE)`,
    );
  });
  afterAll(() => test.drop());

  it.each<[string, string, Comparison['value'], number]>([
    ['n', 'exact', 1, 1],
    ['n', 'gt', 1, 1],
    ['n', 'gte', 1, 2],
    ['n', 'lt', 2, 1],
    ['n', 'lte', 2, 2],
    ['n', 'in', [1, 2, 3], 2],
    ['n', 'range', [1, 2], 2],
    ['n', 'isnull', true, 1],
    ['n', 'isnull', false, 2],
    ['t', 'exact', "it's", 1],
    ['t', 'startswith', 'Du', 1],
    ['t', 'startswith', "it's", 1],
    ['b', 'exact', false, 2],
  ])('%s %s %j finds %#', async (column, lookup, value, count) => {
    const sql = conditionSql(test.database.dialect.name, table, [{ column, lookup, value }]);
    const { rows } = await test.database.query(`SELECT count(*) FROM book WHERE ${sql}`);
    expect(Number(rows[0]?.[0])).toBe(count);
  });

  it('joins with AND', async () => {
    const both = [
      { column: 'b', lookup: 'exact', value: false },
      { column: 'n', lookup: 'isnull', value: false },
    ];
    const { rows } = await test.database.query(
      `SELECT t FROM book WHERE ${conditionSql(test.database.dialect.name, table, both)}`,
    );
    expect(rows).toEqual([["it's"]]);
  });

  it.each<[string, Comparison['value']]>([
    ['regex', '.*'],
    ['constructor', 1],
    ['in', 1],
    ['in', []],
    ['range', [1]],
    ['exact', [1, 2]],
    ['isnull', 1],
    ['startswith', 1],
  ])('refuses %s with %j', (lookup, value) => {
    expect(() => conditionSql('sqlite', table, [{ column: 'n', lookup, value }])).toThrow(ImproperlyConfigured);
  });
});
