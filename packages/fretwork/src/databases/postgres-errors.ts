/** PostgreSQL's SQLSTATE codes and the network's errors, as Fretwork's classes. */
import {
  DatabaseError,
  DataError,
  type IntegrityKind,
  OperationalError,
  ProgrammingError,
  TransactionConflict,
  TransactionManagementError,
} from '../errors.ts';
import { integrityError } from './integrity-message.ts';

interface PostgresFailure extends Error {
  readonly code?: string;
  readonly detail?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
}

type DatabaseErrorClass = new (message: string, options?: ErrorOptions) => DatabaseError;

interface Translation {
  readonly errorClass: DatabaseErrorClass;
  /** A text of our own; the server's, where left out: only for codes whose text cannot hold a value. */
  readonly text?: string;
}

const ABORTED =
  'An earlier statement failed in this transaction, so it takes no more. ' +
  'Put a statement that may fail into a transaction() of its own.';

const CONFLICT = 'The transaction stood in the way of another one and was given up; the same work may be tried again.';

/** For a `COMMIT` that PostgreSQL answers with `ROLLBACK`. */
export const NOTHING_COMMITTED =
  'Nothing was committed, as a statement of the transaction had failed and its error was caught. ' +
  'Put a statement that may fail into a transaction() of its own.';

/** By whole SQLSTATE first, then by its class (two letters). @see PostgreSQL, appendix A */
const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map<string, Translation>([
  ['40001', { errorClass: TransactionConflict, text: CONFLICT }],
  ['40P01', { errorClass: TransactionConflict, text: CONFLICT }],
  ['55P03', { errorClass: TransactionConflict, text: 'A lock was not free, or not in time.' }],
  ['26000', { errorClass: TransactionConflict, text: 'The server forgot a prepared statement; try again.' }],
  ['25P02', { errorClass: TransactionManagementError, text: ABORTED }],
  ['25006', { errorClass: TransactionManagementError, text: 'The transaction is read-only.' }],
  ['57014', { errorClass: OperationalError, text: 'The statement was cancelled, or took too long.' }],
  ['22001', { errorClass: DataError, text: 'A text is too long for its column.' }],
  ['22003', { errorClass: DataError, text: 'A number is out of the range of its type.' }],
  ['22P02', { errorClass: DataError, text: 'A value is not of the type of its column.' }],
  ['22021', { errorClass: DataError, text: 'A text holds characters that the database cannot keep (a null byte?).' }],
  ['22P05', { errorClass: DataError, text: 'A JSON value holds a character that the database cannot keep.' }],
  ['22007', { errorClass: DataError, text: 'A value is not a date or time.' }],
  ['22008', { errorClass: DataError, text: 'A date or time is out of range.' }],
  ['22012', { errorClass: DataError, text: 'Division by zero.' }],
  ['2201B', { errorClass: DataError, text: 'A regular expression is malformed.' }],
  ['08', { errorClass: OperationalError, text: 'The connection to the database failed.' }],
  ['22', { errorClass: DataError, text: 'A value does not fit.' }],
  ['25', { errorClass: TransactionManagementError }],
  ['28', { errorClass: OperationalError, text: 'The database refused the user or the password.' }],
  ['3B', { errorClass: TransactionManagementError }],
  ['3D', { errorClass: OperationalError, text: 'There is no such database on the server.' }],
  ['40', { errorClass: OperationalError, text: 'The transaction was rolled back by the database.' }],
  ['42', { errorClass: ProgrammingError }],
  ['53', { errorClass: OperationalError, text: 'The database is out of memory, disk or connections.' }],
  ['54', { errorClass: OperationalError, text: 'The statement is too large or too deep for the database.' }],
  ['55', { errorClass: OperationalError }],
  ['57', { errorClass: OperationalError, text: 'The database ended the connection.' }],
  ['58', { errorClass: OperationalError, text: 'The database had a system error.' }],
  ['0A', { errorClass: ProgrammingError }],
  ['21', { errorClass: ProgrammingError }],
  ['26', { errorClass: ProgrammingError }],
  ['34', { errorClass: ProgrammingError }],
  ['3F', { errorClass: ProgrammingError }],
  ['2B', { errorClass: ProgrammingError }],
]);

const INTEGRITY_KINDS: ReadonlyMap<string, IntegrityKind> = new Map([
  ['23001', 'foreignKey'],
  ['23502', 'notNull'],
  ['23503', 'foreignKey'],
  ['23505', 'unique'],
  ['23514', 'check'],
]);

const SQLSTATE = /^[0-9A-Z]{5}$/;
const NETWORK = /^E[A-Z_]+$/; // ECONNREFUSED and its kin

/**
 * A `pg` or PGlite error as one of ours.
 *
 * An error without a code comes from the driver itself, which says so only of connections that are lost or pools that
 * are empty; a mistake in the parameters is a `TypeError` or `RangeError`.
 */
export function translatePostgresError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const failure = error as PostgresFailure;
  const code = failure?.code ?? '';
  if (SQLSTATE.test(code) && !NETWORK.test(code)) return translateState(failure, code);
  if (NETWORK.test(code)) return new OperationalError(`The database cannot be reached (${code}).`, { cause: error });
  if (error instanceof TypeError || error instanceof RangeError) {
    return new ProgrammingError('A parameter of the statement cannot be sent.', { cause: error });
  }
  return new OperationalError('The connection to the database was lost, or none was free in time.', { cause: error });
}

/** Whether a named statement no longer fits, as its table was changed or the server forgot it. */
export function isStalePlan(error: unknown): boolean {
  const { code, message } = error as PostgresFailure;
  return code === '26000' || (code === '0A000' && message.startsWith('cached plan'));
}

/** Whether the server itself answered, so that the connection is still good; not where it ended the connection. */
export function isServerAnswer(error: unknown): boolean {
  const code = (error as PostgresFailure)?.code ?? '';
  return SQLSTATE.test(code) && !NETWORK.test(code) && !code.startsWith('08') && !code.startsWith('57P');
}

function translateState(failure: PostgresFailure, code: string): DatabaseError {
  const options = { cause: failure };
  if (code.startsWith('23')) return translateIntegrity(failure, code);
  if (isStalePlan(failure)) return new TransactionConflict('A table was changed under a prepared statement.', options);
  const found = TRANSLATIONS.get(code) ?? TRANSLATIONS.get(code.slice(0, 2));
  if (found === undefined) return new DatabaseError(`The database failed (SQLSTATE ${code}).`, options);
  return new found.errorClass(`${found.text ?? failure.message} (SQLSTATE ${code})`, options);
}

function translateIntegrity(failure: PostgresFailure, code: string): DatabaseError {
  const kind = INTEGRITY_KINDS.get(code) ?? 'other';
  const { constraint, table, column } = failure;
  const columns = kind === 'unique' ? keyColumns(failure.detail) : column === undefined ? [] : [column];
  return integrityError({ kind, constraint, table, columns }, failure);
}

// `Key (title, "Odd, name")=(…) already exists.`, in any language: the first list alone, never the values after it.
function keyColumns(detail = ''): readonly string[] {
  const list = /\((.*?)\)=\(/s.exec(detail)?.[1] ?? '';
  const names = list.match(/"(?:[^"]|"")*"|[^,\s][^,]*/g) ?? [];
  return names.map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name));
}
