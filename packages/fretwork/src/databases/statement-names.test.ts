import { describe, expect, it } from 'vitest';
import { StatementNames } from './statement-names.ts';

describe('StatementNames', () => {
  it('names a statement when it comes again, and keeps the name', () => {
    const names = new StatementNames(10);
    const given = [1, 2, 3].map(() => names.named('SELECT 1')?.name);
    expect(given).toEqual([undefined, 'fretwork_1', 'fretwork_1']);
  });

  it('stops naming at the bound, and keeps the names it gave', () => {
    const names = new StatementNames(2);
    for (const sql of ['a', 'b', 'c', 'a', 'b', 'c', 'c']) names.named(sql);
    expect(['a', 'b', 'c'].map((sql) => names.named(sql)?.name)).toEqual(['fretwork_1', 'fretwork_2', undefined]);
  });

  it('never gives a retired name again', () => {
    const names = new StatementNames(2);
    names.named('a');
    expect(names.named('a')?.name).toBe('fretwork_1');
    names.retire('a');
    expect(names.named('a')?.name).toBe('fretwork_2');
  });

  it('names nothing at capacity 0', () => {
    const names = new StatementNames(0);
    expect([1, 2, 3].map(() => names.named('a')?.name)).toEqual([undefined, undefined, undefined]);
  });

  it('gives every cursor another name', () => {
    const names = new StatementNames(0);
    expect(names.cursorName()).not.toBe(names.cursorName());
  });
});
