import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError } from '../errors.ts';
import { sqliteMemory, type TestDatabase } from '../testing/databases.ts';

describe('the functions of SQLite', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await sqliteMemory.create();
  });
  afterAll(() => test.drop());

  const value = async (sql: string, params: readonly (string | number | bigint | null)[]) =>
    (await test.database.query(sql, params)).rows[0]?.[0];

  it.each([
    ['Été', '^É', 1],
    ['été', '^É', 0],
    ['a1', '\\d', 1],
    ['😀', '^.$', 1], // one letter, as in PostgreSQL, though two units in JavaScript
    [null, 'a', null],
    ['a', null, null],
    [12, '^12$', 1],
    [9007199254740993n, '3$', 1],
  ])('%s REGEXP %s is %s', async (text, pattern, expected) => {
    expect(await value('SELECT ? REGEXP ?', [text, pattern])).toBe(expected);
  });

  it('matches without case by iregexp', async () => {
    expect(await value('SELECT iregexp(?, ?)', ['^É', 'été'])).toBe(1);
  });

  it.each(['(', '[', '*', '\\'])('refuses the pattern %j', async (pattern) => {
    await expect(value('SELECT ? REGEXP ?', ['a', pattern])).rejects.toThrow(DataError);
  });

  it.each([
    ['ÀÉÎ', 'àéî'],
    ['ΑΒΓ', 'αβγ'],
    ['ΟΔΟΣ ς', 'οδοσ ς'], // a last letter like any other
    ['İI', 'ii'],
    [null, null],
    [5, '5'],
  ])('folds %j to %j', async (text, folded) => {
    expect(await value('SELECT fretwork_lower(?)', [text])).toBe(folded);
  });
});
