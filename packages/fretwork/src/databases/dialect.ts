/** What differs between the two SQL dialects: one object each, data and small functions. */
import { type DatabaseError, ProgrammingError } from '../errors.ts';
import type { BeginOptions, IsolationLevel } from './connection.ts';
import { translatePostgresError } from './postgres-errors.ts';
import { translateSqliteError } from './sqlite-errors.ts';

/** The names of the dialects, for tables keyed by them. */
export type DialectName = 'sqlite' | 'postgres';

/** How a database's SQL and its errors are written. */
export interface Dialect {
  readonly name: DialectName;
  /** Most parameters that one statement takes. */
  readonly maxParameters: number;
  /** After a statement fails, its transaction takes no more statements until it is rolled back (to a savepoint). */
  readonly failedStatementAborts: boolean;
  /** The placeholder of a parameter. @param position Counted from 1. */
  placeholder(position: number): string;
  /**
   * A name as SQL writes it; safe for any name.
   *
   * @throws {ProgrammingError} the name is empty or holds a null byte
   */
  quoteIdentifier(name: string): string;
  /** The statement that begins a transaction. */
  begin(options: BeginOptions): string;
  /** The driver's error as one of ours, its `cause` the driver's own; one of ours is given back as it is. */
  translateError(error: unknown): DatabaseError;
}

/** SQLite, as `node:sqlite` speaks it. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  maxParameters: 32_766, // SQLITE_MAX_VARIABLE_NUMBER
  failedStatementAborts: false,
  placeholder: () => '?',
  quoteIdentifier,
  // IMMEDIATE: a writer that takes the lock late can fail half way, one that takes it first only waits.
  begin: ({ readOnly }) => (readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE'),
  translateError: translateSqliteError,
};

const POSTGRES_ISOLATION: Readonly<Record<IsolationLevel, string>> = {
  readCommitted: ' ISOLATION LEVEL READ COMMITTED',
  repeatableRead: ' ISOLATION LEVEL REPEATABLE READ',
  serializable: ' ISOLATION LEVEL SERIALIZABLE',
};

/** PostgreSQL, through `pg` or PGlite. */
export const postgresDialect: Dialect = {
  name: 'postgres',
  maxParameters: 65_535, // a 16-bit count in the Bind message
  failedStatementAborts: true,
  placeholder: (position) => `$${position}`,
  quoteIdentifier,
  begin: ({ isolation, readOnly }) =>
    `BEGIN${isolation === undefined ? '' : POSTGRES_ISOLATION[isolation]}${readOnly ? ' READ ONLY' : ''}`,
  translateError: translatePostgresError,
};

// The SQL standard's quoting, which both dialects share.
function quoteIdentifier(name: string): string {
  if (name === '' || name.includes('\0')) {
    throw new ProgrammingError('A name in SQL cannot be empty or hold a null byte.');
  }
  return `"${name.replaceAll('"', '""')}"`;
}
