import { describe, expect, it } from 'vitest';
import {
  DatabaseError,
  DataError,
  IntegrityError,
  OperationalError,
  ProgrammingError,
  TransactionConflict,
} from '../errors.ts';
import { isBusy, isReadOnlyRefusal, translateSqliteError } from './sqlite-errors.ts';

const failure = (errcode: number, message = 'text with 4711') =>
  Object.assign(new RangeError(message), { code: 'ERR_SQLITE_ERROR', errcode });

describe('translateSqliteError', () => {
  it.each([
    [2067, 'UNIQUE constraint failed: book.title', IntegrityError],
    [3091, 'cannot store TEXT value in INTEGER column book.pages', DataError],
    [20, 'datatype mismatch', DataError],
    [18, 'string or blob too big', DataError],
    [1, 'no such table: book', ProgrammingError],
    [1, 'integer overflow', DataError],
    [1, 'malformed JSON', DataError],
    [5, 'database is locked', TransactionConflict],
    [517, 'database is locked', TransactionConflict],
    [6, 'database table is locked', TransactionConflict],
    [8, 'attempt to write a readonly database', OperationalError],
    [13, 'database or disk is full', OperationalError],
    [14, 'unable to open database file', OperationalError],
    [26, 'file is not a database', OperationalError],
    [99, 'unheard of', DatabaseError],
  ])('makes of code %i (%s) the right class', (code, message, expected) => {
    const cause = failure(code, message);
    const error = translateSqliteError(cause);
    expect(error.constructor).toBe(expected);
    expect(error.cause).toBe(cause);
  });

  it.each([
    [2067, 'UNIQUE constraint failed: book.title, book.author_id', 'unique', 'book', ['title', 'author_id'], undefined],
    [1555, 'UNIQUE constraint failed: book.id', 'unique', 'book', ['id'], undefined],
    [2067, "UNIQUE constraint failed: index 'book_lower'", 'unique', undefined, [], 'book_lower'],
    [1299, 'NOT NULL constraint failed: book.title', 'notNull', 'book', ['title'], undefined],
    [275, 'CHECK constraint failed: price_positive', 'check', undefined, [], 'price_positive'],
    [787, 'FOREIGN KEY constraint failed', 'foreignKey', undefined, [], undefined],
    [1811, 'value 4711 refused by trigger', 'other', undefined, [], undefined],
  ])('reads the facts of %i: %s', (code, message, kind, table, columns, constraint) => {
    const error = translateSqliteError(failure(code, message));
    expect(error).toMatchObject({ kind, table, columns, constraint });
    expect(error.message).not.toContain('4711');
  });

  it.each([
    ['BigInt value is too large to bind', 'ERR_INVALID_ARG_VALUE', DataError],
    ['database is not open', 'ERR_INVALID_STATE', OperationalError],
    ['Provided value cannot be bound', 'ERR_INVALID_ARG_TYPE', ProgrammingError],
  ])('knows what node:sqlite says itself: %s', (message, code, expected) => {
    expect(translateSqliteError(Object.assign(new TypeError(message), { code })).constructor).toBe(expected);
  });
});

describe('the questions of the driver', () => {
  it.each([
    [5, true],
    [261, true],
    [6, false],
  ])('code %i is busy: %j', (code, busy) => {
    expect(isBusy(failure(code))).toBe(busy);
  });

  it('tells a refused write', () => {
    expect(isReadOnlyRefusal(failure(8))).toBe(true);
    expect(isReadOnlyRefusal(failure(1))).toBe(false);
  });
});
