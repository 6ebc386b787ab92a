/** What differs between the dialects: escapes, lists, numbers. */
import { describe, expect, it } from 'vitest';
import { DataError } from '../errors.ts';
import { dialectSql } from './sql-dialects.ts';

const { sqlite, postgres } = dialectSql;

describe('text of lookups', () => {
  it.each([
    ['contains', '100%_\\', '100%_\\', '%100\\%\\_\\\\%'],
    ['istartswith', 'ÄB', 'äb', 'ÄB%'],
    ['endswith', 'x', 'x', '%x'],
    ['iexact', 'A_', 'a_', 'A\\_'],
    ['regex', '^a.b$', '^a.b$', '^a.b$'],
    ['search', 'Golden, River! %_', '["golden","river"]', 'Golden, River! %_'],
    ['search', '"', '[""]', '"'],
  ])('%s of %j', (lookup, text, onSqlite, onPostgres) => {
    expect(sqlite.lookups[lookup]?.text?.(text)).toBe(onSqlite);
    expect(postgres.lookups[lookup]?.text?.(text)).toBe(onPostgres);
  });

  it.each(['regex', 'iregex'])('%s refuses what is no pattern, without repeating it', (lookup) => {
    for (const { lookups } of [sqlite, postgres]) {
      expect(() => lookups[lookup]?.text?.('(secret')).toThrow(DataError);
      expect(() => lookups[lookup]?.text?.('(secret')).not.toThrow(/secret/);
    }
  });
});

describe('lists', () => {
  it('are JSON on SQLite, with all digits, and arrays on PostgreSQL', () => {
    expect(sqlite.list([1, 2n ** 62n, 'a"]', 0.5])).toBe('[1,4611686018427387904,"a\\"]",0.5]');
    expect(postgres.list([1, 2])).toEqual([1, 2]);
  });
});

describe('numbers of expressions', () => {
  it.each([
    ['12', true, 12n, '12'],
    ['1.5', false, 1.5, '1.5'],
  ])('%s', (text, whole, onSqlite, onPostgres) => {
    expect(sqlite.number.encode(text, whole)).toBe(onSqlite);
    expect(postgres.number.encode(text, whole)).toBe(onPostgres);
  });
});

describe('casts', () => {
  it('keep comparisons with whole numbers from failing, and those of decimals from comparing text', () => {
    expect(postgres.cast('$1', 'integer', 'column')).toBe('$1::bigint');
    expect(postgres.castList('$1', 'integer', 'column')).toBe('$1::bigint[]');
    expect(postgres.cast('$1', 'char', 'column')).toBe('$1');
    expect(sqlite.cast('?', 'decimal', 'computed')).toBe('CAST(? AS NUMERIC)');
    expect(sqlite.cast('?', 'decimal', 'column')).toBe('?');
    expect(sqlite.castList('?', 'decimal', 'computed')).toBe('SELECT CAST(value AS NUMERIC) FROM json_each(?)');
  });
});
