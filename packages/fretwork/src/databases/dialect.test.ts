import { describe, expect, it } from 'vitest';
import { DatabaseError, ProgrammingError } from '../errors.ts';
import { type Dialect, postgresDialect, sqliteDialect } from './dialect.ts';

const dialects: readonly Dialect[] = [sqliteDialect, postgresDialect];

describe.each(dialects)('the $name dialect', (dialect) => {
  it.each([
    ['book', '"book"'],
    ['order', '"order"'],
    ['a"; DROP TABLE book; --', '"a""; DROP TABLE book; --"'],
    ['naïve Täble', '"naïve Täble"'],
  ])('quotes %j', (name, quoted) => {
    expect(dialect.quoteIdentifier(name)).toBe(quoted);
  });

  it.each(['', 'a\0b'])('refuses %j as a name', (name) => {
    expect(() => dialect.quoteIdentifier(name)).toThrow(ProgrammingError);
  });

  it('gives an error of ours back as it is', () => {
    const error = new DatabaseError('x');
    expect(dialect.translateError(error)).toBe(error);
  });

  it.each([null, undefined, 'text', 42, {}])('makes a DatabaseError of %j', (thrown) => {
    expect(dialect.translateError(thrown)).toBeInstanceOf(DatabaseError);
  });
});

describe('the differences', () => {
  it('writes placeholders', () => {
    expect([1, 2].map(sqliteDialect.placeholder)).toEqual(['?', '?']);
    expect([1, 2].map(postgresDialect.placeholder)).toEqual(['$1', '$2']);
  });

  it.each([
    [{}, 'BEGIN IMMEDIATE', 'BEGIN'],
    [{ readOnly: true }, 'BEGIN', 'BEGIN READ ONLY'],
    [{ isolation: 'serializable' as const }, 'BEGIN IMMEDIATE', 'BEGIN ISOLATION LEVEL SERIALIZABLE'],
    [
      { isolation: 'repeatableRead' as const, readOnly: true },
      'BEGIN',
      'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
    ],
  ])('begins %j', (options, sqlite, postgres) => {
    expect(sqliteDialect.begin(options)).toBe(sqlite);
    expect(postgresDialect.begin(options)).toBe(postgres);
  });
});
