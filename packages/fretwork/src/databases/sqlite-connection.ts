/** One connection to a SQLite file: prepared statements, exact integers, streaming. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { ProgrammingError } from '../errors.ts';
import type { Cursor, DriverValue, QueryResult, Row, SqlValue } from './connection.ts';
import { sqliteDialect } from './dialect.ts';
import { LruMap } from './lru-map.ts';
import { registerSqliteFunctions } from './sqlite-functions.ts';

/** How a connection is opened. */
export interface SqliteConnectionOptions {
  /** Prepared statements kept. */
  readonly statementCache: number;
  /** The connection refuses to write. */
  readonly queryOnly: boolean;
}

interface Prepared {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
  /** Integers are read as bigints first: exact for every value, and half as fast again. */
  exactIntegers: boolean;
}

/** SQLite's own waiting stops the whole process, so it is kept short; the driver waits on without blocking. */
const BLOCKING_WAIT_MS = 5;

/** A connection whose calls run at once and throw the driver's errors, untranslated. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #statements: LruMap<string, Prepared>;
  #cursors = 0;

  /** @param path File, or `:memory:`. */
  constructor(path: string, { statementCache, queryOnly }: SqliteConnectionOptions) {
    this.#statements = new LruMap(statementCache);
    this.#database = new DatabaseSync(path, {
      enableForeignKeyConstraints: true,
      timeout: BLOCKING_WAIT_MS,
      defensive: true,
    });
    registerSqliteFunctions(this.#database);
    if (path !== ':memory:' && !queryOnly) this.#database.exec('PRAGMA journal_mode = WAL');
    this.#database.exec('PRAGMA synchronous = NORMAL'); // with WAL, only a power cut can lose the last commits
    if (queryOnly) this.setQueryOnly(true);
  }

  /** Whether a transaction is open; SQLite may have ended it by itself (a full disk). */
  get isTransaction(): boolean {
    return this.#database.isOpen && this.#database.isTransaction;
  }

  /** Refuses writes from now on, or takes them again. */
  setQueryOnly(queryOnly: boolean): void {
    this.#database.exec(`PRAGMA query_only = ${queryOnly ? 'ON' : 'OFF'}`);
  }

  /** A name that no other cursor of this connection has. */
  cursorName(): string {
    this.#cursors += 1;
    return `fretwork_cursor_${this.#cursors}`;
  }

  /** Runs a script. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Runs one statement. @param prepare Whether to keep it for the next time. */
  query(sql: string, params: readonly SqlValue[], prepare: boolean): QueryResult {
    const known = this.#statements.get(sql);
    const prepared = known ?? this.#prepare(sql);
    if (known === undefined && prepare) this.#statements.set(sql, prepared);
    const values = bindable(params);
    if (!prepared.returnsRows) return runWrite(prepared.statement, values);
    const rows = prepared.exactIntegers ? readExact(prepared.statement, values) : this.#readFast(prepared, values);
    return { rows, rowCount: rows.length };
  }

  /** Reads a query step by step; other statements may run in between. */
  openCursor(sql: string, params: readonly SqlValue[], onClose: () => void): Cursor {
    const { statement } = this.#prepare(sql); // its own: a shared one could be started again half way
    statement.setReadBigInts(true);
    const rows = statement.iterate(...bindable(params)) as unknown as Iterator<DriverValue[]>;
    let open = true;
    const close = async () => {
      if (!open) return;
      open = false;
      try {
        rows.return?.();
      } finally {
        onClose();
      }
    };
    return { fetch: async (count) => (open ? translated(() => fetchRows(rows, count)) : []), close };
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepare(sql: string): Prepared {
    const statement = this.#database.prepare(sql);
    refuseSecondStatement(sql, statement);
    statement.setReturnArrays(true);
    const returnsRows = statement.columns().length > 0;
    // What may write must not be run twice, so it is exact from the start.
    const exactIntegers = !/^\s*(select|values)\b/i.test(sql);
    if (exactIntegers) statement.setReadBigInts(true);
    return { statement, returnsRows, exactIntegers };
  }

  // Plain numbers are faster, and refused by node:sqlite where one would not be exact: then the query is read again.
  #readFast(prepared: Prepared, values: readonly SQLInputValue[]): readonly Row[] {
    try {
      return prepared.statement.all(...values) as unknown as readonly Row[];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE') throw error;
      prepared.exactIntegers = true;
      prepared.statement.setReadBigInts(true);
      return readExact(prepared.statement, values);
    }
  }
}

// node:sqlite runs the first statement of several and forgets the others.
function refuseSecondStatement(sql: string, statement: StatementSync): void {
  const rest = sql.slice(statement.sourceSQL.length);
  if (rest === '' || /^(\s|;|--[^\n]*|\/\*[\s\S]*?\*\/)*$/.test(rest)) return;
  throw new ProgrammingError('One statement at a time: use exec() for a script.');
}

function runWrite(statement: StatementSync, values: readonly SQLInputValue[]): QueryResult {
  const { changes, lastInsertRowid } = statement.run(...values);
  return { rows: [], rowCount: Number(changes), lastInsertId: toNumber(lastInsertRowid) as number | bigint };
}

const readExact = (statement: StatementSync, values: readonly SQLInputValue[]): readonly Row[] =>
  (statement.all(...values) as unknown as DriverValue[][]).map(plainNumbers);

function fetchRows(rows: Iterator<DriverValue[]>, count: number): readonly Row[] {
  const chunk: Row[] = [];
  while (chunk.length < count) {
    const { done, value } = rows.next();
    if (done) break;
    chunk.push(plainNumbers(value));
  }
  return chunk;
}

function plainNumbers(row: DriverValue[]): Row {
  for (let index = 0; index < row.length; index += 1) row[index] = toNumber(row[index] as DriverValue);
  return row;
}

function toNumber(value: DriverValue): DriverValue {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

// node:sqlite binds every number as REAL, and so `? || ''` would be '1.0': whole numbers go as integers.
function bindable(params: readonly SqlValue[]): SQLInputValue[] {
  return params.map((value, index) => {
    if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
    if (value === null || typeof value === 'string' || typeof value === 'bigint') return value;
    if (value instanceof Uint8Array) return value;
    throw new ProgrammingError(
      `Parameter ${index + 1} is a ${Array.isArray(value) ? 'list' : typeof value}, which SQLite cannot bind.`,
    );
  });
}

/** The dialect's translation around work on a connection. */
export function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteDialect.translateError(error);
  }
}
