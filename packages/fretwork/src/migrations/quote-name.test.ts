/** quoteName: any name, and nothing but a name. */
import { describe, expect, it } from 'vitest';
import { ProgrammingError } from '../errors.ts';
import { quoteName, quoteNames } from './quote-name.ts';

describe('quoteName', () => {
  it.each([
    ['book', '"book"'],
    ['select', '"select"'],
    ['a"; DROP TABLE b; --', '"a""; DROP TABLE b; --"'],
  ])('quotes %s', (name, sql) => {
    expect(quoteName(name)).toBe(sql);
  });

  it('refuses what no database takes', () => {
    expect(() => quoteName('a\0')).toThrow(ProgrammingError);
  });

  it('joins several', () => {
    expect(quoteNames(['a', 'b'])).toBe('"a", "b"');
  });
});
