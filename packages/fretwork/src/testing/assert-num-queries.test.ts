/** assertNumQueries: passes on the result, and lists the statements where the number is another. */
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { assertNumQueries } from './assert-num-queries.ts';

describe('assertNumQueries', () => {
  const database = openDatabase('sqlite::memory:');
  afterAll(() => database.close());

  it('returns what the function returned', async () => {
    expect(
      await assertNumQueries(2, async () => [await database.query('SELECT 1'), await database.query('SELECT 2')]),
    ).toHaveLength(2);
    expect(await assertNumQueries(0, () => 'nothing')).toBe('nothing');
  });

  it('lists the statements where there are more or fewer', async () => {
    const counted = assertNumQueries(2, () => database.query('SELECT 1'));
    await expect(counted).rejects.toThrow('Expected 2 queries, but there were 1:\n1. SELECT 1');
  });
});
