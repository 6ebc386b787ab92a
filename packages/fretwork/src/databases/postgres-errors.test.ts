import { describe, expect, it } from 'vitest';
import {
  DatabaseError,
  DataError,
  IntegrityError,
  OperationalError,
  ProgrammingError,
  TransactionConflict,
  TransactionManagementError,
} from '../errors.ts';
import { isServerAnswer, isStalePlan, translatePostgresError } from './postgres-errors.ts';

const failure = (facts: Record<string, unknown>) => Object.assign(new RangeError('text with 4711'), facts);

describe('translatePostgresError', () => {
  it.each([
    ['23505', IntegrityError],
    ['22001', DataError],
    ['22P02', DataError],
    ['22021', DataError],
    ['22999', DataError], // any of the class
    ['42P01', ProgrammingError],
    ['42601', ProgrammingError],
    ['40001', TransactionConflict],
    ['40P01', TransactionConflict],
    ['55P03', TransactionConflict],
    ['25P02', TransactionManagementError],
    ['08006', OperationalError],
    ['57P01', OperationalError],
    ['57014', OperationalError],
    ['53300', OperationalError],
    ['28P01', OperationalError],
    ['3D000', OperationalError],
    ['ECONNREFUSED', OperationalError],
    ['ENOTFOUND', OperationalError],
    ['EPIPE', OperationalError], // five letters like a SQLSTATE
    [undefined, OperationalError], // 'Connection terminated unexpectedly'
    ['XX000', DatabaseError],
  ])('makes of %s the right class', (code, expected) => {
    const cause = code === undefined ? new Error('Connection terminated unexpectedly') : failure({ code });
    const error = translatePostgresError(cause);
    expect(error.constructor).toBe(expected);
    expect(error.cause).toBe(cause);
  });

  it.each(['22P02', '22001', '23505', '23514', '40001', '57014', 'XX000', '08006'])(
    'keeps the text of the server out of the message of %s, as it may hold values',
    (code) => {
      const error = translatePostgresError(failure({ code, detail: 'Key (title)=(4711) already exists.' }));
      expect(error.message).not.toContain('4711');
    },
  );

  it.each([
    ['Key (title, author_id)=(a, 1) already exists.', ['title', 'author_id']],
    ['Key (title)=(a)=(b)) already exists.', ['title']],
    ['Schlüssel »(title)=(x)« existiert bereits.', ['title']],
    ['Key ("odd, name", "a""b")=(1, 2) already exists.', ['odd, name', 'a"b']],
    ['Key (lower(title::text))=(x) already exists.', ['lower(title::text)']],
    ['', []],
    [undefined, []],
  ])('reads the columns of %j', (detail, columns) => {
    const error = translatePostgresError(failure({ code: '23505', detail, table: 'book', constraint: 'book_uniq' }));
    expect(error).toMatchObject({ kind: 'unique', constraint: 'book_uniq', table: 'book', columns });
  });

  it('says which parameter could not be sent as a mistake of the program', () => {
    expect(translatePostgresError(new TypeError('circular'))).toBeInstanceOf(ProgrammingError);
  });
});

describe('what an error says of the connection', () => {
  it.each([
    [{ code: '23505' }, true],
    [{ code: '57014' }, true],
    [{ code: '57P01' }, false],
    [{ code: '08P01' }, false],
    [{ code: 'EPIPE' }, false],
    [{}, false],
  ])('%j: still good is %j', (facts, good) => {
    expect(isServerAnswer(failure(facts))).toBe(good);
  });

  it.each([
    [{ code: '0A000', message: 'cached plan must not change result type' }, true],
    [{ code: '0A000', message: 'cannot do that' }, false],
    [{ code: '26000' }, true],
  ])('%j: a stale plan is %j', (facts, stale) => {
    expect(isStalePlan(failure(facts))).toBe(stale);
  });
});
