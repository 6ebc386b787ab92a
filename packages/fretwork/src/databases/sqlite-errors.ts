/** SQLite's result codes and the mistakes that `node:sqlite` reports itself, as Fretwork's classes. */
import {
  DatabaseError,
  DataError,
  type IntegrityFacts,
  type IntegrityKind,
  OperationalError,
  ProgrammingError,
  TransactionConflict,
} from '../errors.ts';
import { integrityError } from './integrity-message.ts';

interface SqliteFailure extends Error {
  /** `ERR_SQLITE_ERROR` for SQLite's own errors. */
  readonly code?: string;
  /** SQLite's extended result code. */
  readonly errcode?: number;
}

type DatabaseErrorClass = new (message: string, options?: ErrorOptions) => DatabaseError;

interface Translation {
  readonly errorClass: DatabaseErrorClass;
  /** A text of our own; SQLite's, where left out: only for codes whose text cannot hold a value. */
  readonly text?: string;
}

const BUSY = 'The database is locked by another process; the same work may be tried again.';

/** By extended result code first, then by the primary one (its low byte). @see https://sqlite.org/rescode.html */
const TRANSLATIONS: ReadonlyMap<number, Translation> = new Map<number, Translation>([
  [3091, { errorClass: DataError, text: 'A value is not of the type of its column.' }], // CONSTRAINT_DATATYPE
  [1, { errorClass: ProgrammingError }],
  [3, { errorClass: OperationalError, text: 'The database file may not be used.' }],
  [5, { errorClass: TransactionConflict, text: BUSY }],
  [6, { errorClass: TransactionConflict, text: BUSY }],
  [7, { errorClass: OperationalError, text: 'SQLite is out of memory.' }],
  [8, { errorClass: OperationalError, text: 'The database or the transaction is read-only.' }],
  [9, { errorClass: OperationalError, text: 'The statement was interrupted.' }],
  [10, { errorClass: OperationalError, text: 'The database file cannot be read or written.' }],
  [11, { errorClass: OperationalError, text: 'The database file is damaged.' }],
  [13, { errorClass: OperationalError, text: 'The disk is full.' }],
  [14, { errorClass: OperationalError, text: 'The database file cannot be opened: does its directory exist?' }],
  [15, { errorClass: TransactionConflict, text: BUSY }],
  [17, { errorClass: TransactionConflict, text: 'The schema changed while the statement ran.' }],
  [18, { errorClass: DataError, text: 'A text or a binary value is too large.' }],
  [20, { errorClass: DataError, text: 'A value is not of the type of its column.' }],
  [21, { errorClass: ProgrammingError }],
  [25, { errorClass: ProgrammingError, text: 'The statement got more parameters than it has placeholders.' }],
  [26, { errorClass: OperationalError, text: 'The file is not a SQLite database.' }],
]);

/** Code 1 stands for everything; these of its texts are about data, not about the statement. */
const DATA_TEXTS: readonly RegExp[] = [
  /^integer overflow$/,
  /^malformed JSON/,
  /pattern too complex$/,
  /^ESCAPE expression/,
  /^(string|blob|string or blob) too big$/,
];

const INTEGRITY_KINDS: ReadonlyMap<number, IntegrityKind> = new Map([
  [275, 'check'],
  [787, 'foreignKey'],
  [1299, 'notNull'],
  [1555, 'unique'], // a primary key
  [2067, 'unique'],
  [2579, 'unique'], // a rowid
]);

const CONSTRAINT = 19;

/** A `node:sqlite` error as one of ours. */
export function translateSqliteError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const failure = error as SqliteFailure;
  if (failure?.code === 'ERR_SQLITE_ERROR') return translateCode(failure, failure.errcode ?? 0);
  if (failure?.code === 'ERR_INVALID_STATE') {
    return new OperationalError('The database connection is closed.', { cause: error });
  }
  if (/^BigInt value is too large/.test(failure?.message)) {
    return new DataError('A number is out of the range of its type.', { cause: error });
  }
  return new ProgrammingError('The statement is empty, or one of its parameters cannot be bound.', { cause: error });
}

/** Whether another process holds the lock that a statement needs, so that waiting may help. */
export function isBusy(error: unknown): boolean {
  const failure = error as SqliteFailure | undefined;
  return failure?.code === 'ERR_SQLITE_ERROR' && ((failure.errcode ?? 0) & 0xff) === 5;
}

/** Whether a statement that was taken for a read wants to write. */
export function isReadOnlyRefusal(error: unknown): boolean {
  return (error as SqliteFailure | undefined)?.errcode === 8;
}

function translateCode(failure: SqliteFailure, code: number): DatabaseError {
  const options = { cause: failure };
  const found = TRANSLATIONS.get(code) ?? TRANSLATIONS.get(code & 0xff);
  if (code === 1 && DATA_TEXTS.some((text) => text.test(failure.message))) {
    return new DataError('A value does not fit.', options);
  }
  if (found !== undefined) return new found.errorClass(found.text ?? failure.message, options);
  if ((code & 0xff) === CONSTRAINT) return integrityError(integrityFacts(failure.message, code), failure);
  return new DatabaseError(`The database failed (SQLite result code ${code}).`, options);
}

// `UNIQUE constraint failed: book.title, book.author_id`, `… failed: index 'book_lower_title'`, `CHECK … failed: name`
function integrityFacts(message: string, code: number): IntegrityFacts {
  const kind = INTEGRITY_KINDS.get(code) ?? 'other';
  const subject = /constraint failed: (.*)$/s.exec(message)?.[1] ?? '';
  if (kind === 'check') return { kind, constraint: subject };
  const index = /^index '(.*)'$/s.exec(subject)?.[1];
  if (index !== undefined) return { kind, constraint: index };
  if (kind === 'other' || subject === '') return { kind };
  const table = subject.slice(0, subject.indexOf('.'));
  return { kind, table, columns: subject.split(', ').map((column) => column.slice(column.indexOf('.') + 1)) };
}
