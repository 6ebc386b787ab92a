/** captureQueries over several databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from './open-database.ts';
import { captureQueries } from './query-log.ts';

describe('captureQueries', () => {
  const [first, second] = [openDatabase('sqlite::memory:'), openDatabase('sqlite::memory:')];
  beforeAll(() => first.query('SELECT 0'));
  afterAll(() => Promise.all([first.close(), second.close()]));

  it('logs the statements of every database, and those of one where it is told which', async () => {
    const both = async () => {
      await first.query('SELECT ?', [1]);
      await second.query('SELECT 2');
      return 'done';
    };
    const all = await captureQueries(both);
    expect(all.result).toBe('done');
    expect(all.queries.map(({ sql, params }) => [sql, params])).toEqual([
      ['SELECT ?', 1],
      ['SELECT 2', 0],
    ]);
    const { queries } = await first.captureQueries(both);
    expect(queries.map(({ sql }) => sql)).toEqual(['SELECT ?']);
  });

  it('keeps logs apart that run at the same time, and nested ones together', async () => {
    const [outer] = await Promise.all([
      captureQueries(async () => {
        const inner = await captureQueries(() => first.query('SELECT 3'));
        expect(inner.queries).toHaveLength(1);
        await second.query('SELECT 4');
      }),
      captureQueries(() => second.query('SELECT 5')),
    ]);
    expect(outer.queries.map(({ sql }) => sql)).toEqual(['SELECT 3', 'SELECT 4']);
  });

  it('logs statements that fail, too', async () => {
    const { queries } = await captureQueries(() => first.query('SELECT nothing').catch(() => undefined));
    expect(queries).toHaveLength(1);
  });
});
