/** A database by its alias: statements in the current transaction or outside of any, and a log of them. */
import { OperationalError, ProgrammingError } from '../errors.ts';
import type {
  BeginOptions,
  Connection,
  Cursor,
  Driver,
  DriverConnection,
  QueryOptions,
  QueryResult,
  Row,
  SqlValue,
  TransactionConnection,
} from './connection.ts';
import type { Dialect } from './dialect.ts';
import { captureQueries, type ExecutedQuery, isCapturing, logQuery } from './query-log.ts';
import { statementScope, type TransactionOptions, transaction } from './transaction.ts';
import type { TransactionParticipant } from './transaction-scope.ts';

/** A query log's reader. */
export type QueryListener = (query: ExecutedQuery) => void;

interface Listening {
  readonly listener: QueryListener;
  readonly slowerThanMs: number;
}

const DEFAULT_CHUNK = 1000;

// Bare, these would leave a transaction open on a connection that others use next.
const TRANSACTION_CONTROL =
  /^\s*(?:begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b/i;

/**
 * A database of the project, made by `openDatabase`. Nothing is opened before the first statement.
 *
 * @see Django `django.db.connections[alias]`
 */
export class Database implements Connection, TransactionParticipant {
  /** The name by which `using()` finds it. */
  readonly alias: string;
  readonly dialect: Dialect;
  readonly #open: () => Promise<Driver>;
  #driver: Promise<Driver> | undefined;
  #opened: Driver | undefined;
  #closed = false;
  readonly #listeners = new Set<Listening>();

  /** @param open Opens the driver; called at the first statement, and again if it failed. */
  constructor(alias: string, dialect: Dialect, open: () => Promise<Driver>) {
    this.alias = alias;
    this.dialect = dialect;
    this.#open = open;
  }

  query(sql: string, params: readonly SqlValue[] = [], options: QueryOptions = {}): Promise<QueryResult> {
    if (TRANSACTION_CONTROL.test(sql))
      return Promise.reject(new ProgrammingError('Use transaction() instead of statements like BEGIN.'));
    if (!this.#isWatched()) {
      return this.#use((connection) => connection.query(sql, params, options));
    }
    return this.#use((connection) => this.#logged(sql, params.length, () => connection.query(sql, params, options)));
  }

  async exec(sql: string): Promise<void> {
    await this.#use((connection) => this.#logged(sql, 0, () => connection.exec(sql)));
  }

  iterate(
    sql: string,
    params: readonly SqlValue[] = [],
    chunkSize: number = DEFAULT_CHUNK,
  ): AsyncIterable<readonly Row[]> {
    if (!(chunkSize >= 1)) throw new ProgrammingError('The chunk size of iterate() must be at least 1.');
    const scope = statementScope(); // where iterate() is called, not where its loop happens to run
    const use = <T>(work: (connection: DriverConnection) => Promise<T>): Promise<T> =>
      scope === undefined ? this.#outside(work) : scope.use(this, work);
    const open = () => use((connection) => this.#logged(sql, params.length, () => connection.openCursor(sql, params)));
    const close = async (cursor: Cursor) => {
      if (scope === undefined) await cursor.close();
      else if (!scope.ended) await scope.use(this, () => cursor.close());
    };
    const fetch = (cursor: Cursor) =>
      scope === undefined ? cursor.fetch(chunkSize) : use(() => cursor.fetch(chunkSize));
    return { [Symbol.asyncIterator]: () => readChunks(open, fetch, close, chunkSize) };
  }

  /**
   * Runs `fn` in a transaction; the same as the function `transaction`, for whoever has a database at hand.
   *
   * @throws {TransactionConflict} another transaction stood in the way
   */
  transaction<T>(fn: () => T | Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return transaction(fn, options);
  }

  /** Begins a transaction on a connection of its own; for transaction scopes alone. */
  async beginTransaction(options: BeginOptions): Promise<TransactionConnection> {
    return (await this.#connect()).begin(options);
  }

  /**
   * Runs `fn` and keeps a log of the statements that it sent to this database, here and in everything it awaits.
   *
   * `BEGIN`, savepoints and `COMMIT` are not in it.
   *
   * @see Django `CaptureQueriesContext`
   */
  captureQueries<T>(
    fn: () => T | Promise<T>,
  ): Promise<{ readonly result: T; readonly queries: readonly ExecutedQuery[] }> {
    return captureQueries(fn, this);
  }

  /**
   * Tells `listener` of every statement once it has ended, well or badly.
   *
   * @param slowerThanMs Only of statements that took longer.
   * @returns A function that stops it.
   */
  onQuery(listener: QueryListener, { slowerThanMs = 0 }: { readonly slowerThanMs?: number } = {}): () => void {
    const listening = { listener, slowerThanMs };
    this.#listeners.add(listening);
    return () => {
      this.#listeners.delete(listening);
    };
  }

  /** Ends the connections when they are free. Later statements are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    const driver = await this.#driver?.catch(() => undefined);
    this.#driver = undefined;
    this.#opened = undefined;
    await driver?.close();
  }

  #use<T>(work: (connection: DriverConnection) => Promise<T>): Promise<T> {
    const scope = statementScope();
    return scope === undefined ? this.#outside(work) : scope.use(this, work);
  }

  #outside<T>(work: (connection: DriverConnection) => Promise<T>): Promise<T> {
    return this.#opened === undefined ? this.#connect().then(work) : work(this.#opened);
  }

  async #connect(): Promise<Driver> {
    if (this.#closed) throw new OperationalError(`The database "${this.alias}" has been closed.`);
    this.#driver ??= this.#open();
    try {
      const driver = await this.#driver;
      if (!this.#closed) this.#opened = driver;
      return driver;
    } catch (error) {
      this.#driver = undefined; // the next statement tries again
      throw error;
    }
  }

  #isWatched(): boolean {
    return this.#listeners.size > 0 || isCapturing();
  }

  async #logged<T>(sql: string, params: number, work: () => Promise<T>): Promise<T> {
    if (!this.#isWatched()) return work();
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#log({ sql, params, durationMs: performance.now() - start });
    }
  }

  #log(query: ExecutedQuery): void {
    logQuery(query, this);
    for (const { listener, slowerThanMs } of this.#listeners) {
      if (query.durationMs >= slowerThanMs) listener(query);
    }
  }
}

async function* readChunks(
  open: () => Promise<Cursor>,
  fetch: (cursor: Cursor) => Promise<readonly Row[]>,
  close: (cursor: Cursor) => Promise<void>,
  chunkSize: number,
): AsyncGenerator<readonly Row[]> {
  const cursor = await open();
  try {
    for (;;) {
      const rows = await fetch(cursor);
      if (rows.length > 0) yield rows;
      if (rows.length < chunkSize) return;
    }
  } finally {
    await close(cursor);
  }
}
