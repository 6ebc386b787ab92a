/** SQLite through node:sqlite: one writer, readers that never wait for it, and waiting that does not block. */
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationalError, ProgrammingError, TransactionConflict, TransactionManagementError } from '../errors.ts';
import type {
  BeginOptions,
  Cursor,
  Driver,
  QueryOptions,
  QueryResult,
  SqlValue,
  TransactionConnection,
} from './connection.ts';
import { bufferedCursor } from './cursors.ts';
import { sqliteDialect } from './dialect.ts';
import { LruMap } from './lru-map.ts';
import { Mutex, type Release } from './mutex.ts';
import { SqliteConnection, translated } from './sqlite-connection.ts';
import { isBusy, isReadOnlyRefusal } from './sqlite-errors.ts';

/** Settings of a SQLite database. */
export interface SqliteOptions {
  /** File, or `:memory:`. */
  readonly path: string;
  /** Longest wait for the writer's turn, here or in another process. */
  readonly busyTimeoutMs: number;
  /** Prepared statements kept by each connection. */
  readonly statementCache: number;
}

const MAX_SPARE_READERS = 4;

/**
 * A SQLite database.
 *
 * A file has one writer connection, whose users take turns (a transaction keeps its turn to its end), and readers that
 * see what is committed and never wait. While nobody writes, the writer reads as well: it has in memory what it wrote, and
 * a reader would have to fetch it from the file. `:memory:` is a single connection, so that reads wait their turn as well.
 */
export class SqliteDriver implements Driver {
  readonly #options: SqliteOptions;
  readonly #isMemory: boolean;
  readonly #writer: SqliteConnection;
  readonly #turn = new Mutex();
  readonly #spareReaders: SqliteConnection[] = [];
  /** Statements that begin like a read and turned out to write. */
  readonly #knownWrites = new LruMap<string, true>(200);
  #reader: SqliteConnection | undefined;
  #closed = false;

  private constructor(options: SqliteOptions, writer: SqliteConnection) {
    this.#options = options;
    this.#isMemory = options.path === ':memory:';
    this.#writer = writer;
  }

  /** Opens the file, making it where there is none. @throws {OperationalError} it cannot be opened */
  static async open(options: SqliteOptions): Promise<SqliteDriver> {
    const { path, statementCache, busyTimeoutMs } = options;
    const open = () => new SqliteConnection(path, { statementCache, queryOnly: false });
    return new SqliteDriver(options, await whenFree(busyTimeoutMs, open));
  }

  async query(sql: string, params: readonly SqlValue[], options: QueryOptions): Promise<QueryResult> {
    const prepare = options.prepare ?? true;
    if (!this.#turn.isHeld) {
      // Nobody else's statement can come in between: the writer runs it at once, and takes a turn only to wait.
      const result = this.#atOnce(sql, params, prepare);
      if (result !== undefined) return result;
    } else if (!this.#isMemory && this.#isRead(sql, options)) {
      const result = await this.#read(sql, params, prepare);
      if (result !== undefined) return result;
    }
    return this.#write(() => this.#writer.query(sql, params, prepare));
  }

  async exec(sql: string): Promise<void> {
    await this.#write(() => this.#writer.exec(sql));
  }

  // A stream has a connection of its own: on the shared reader it would hold everyone to the moment it began.
  async openCursor(sql: string, params: readonly SqlValue[]): Promise<Cursor> {
    if (this.#isMemory || !this.#isRead(sql, {})) {
      return bufferedCursor((await this.query(sql, params, { prepare: false })).rows);
    }
    const reader = this.#takeReader();
    try {
      return translated(() => reader.openCursor(sql, params, () => this.#giveBack(reader)));
    } catch (error) {
      this.#giveBack(reader);
      throw error;
    }
  }

  async begin(options: BeginOptions): Promise<TransactionConnection> {
    if (options.readOnly && !this.#isMemory) {
      const reader = this.#takeReader();
      return this.#beginOn(reader, options, () => this.#giveBack(reader));
    }
    const release = await this.#takeTurn();
    if (!options.readOnly) return this.#beginOn(this.#writer, options, release);
    this.#writer.setQueryOnly(true);
    return this.#beginOn(this.#writer, options, () => {
      this.#writer.setQueryOnly(false);
      release();
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // A transaction that does not end in time loses its connection.
    const release = await this.#takeTurn().catch(() => undefined);
    for (const connection of [this.#writer, this.#reader, ...this.#spareReaders]) connection?.close();
    release?.();
  }

  #isRead(sql: string, { write }: QueryOptions): boolean {
    if (write !== undefined) return !write;
    return isReadStatement(sql) && this.#knownWrites.get(sql) === undefined;
  }

  // Nothing, where the statement wants to write: `WITH … INSERT` begins like a query.
  async #read(sql: string, params: readonly SqlValue[], prepare: boolean): Promise<QueryResult | undefined> {
    this.#reader ??= this.#openReader();
    const reader = this.#reader;
    try {
      return await whenFree(this.#options.busyTimeoutMs, () => reader.query(sql, params, prepare));
    } catch (error) {
      if (!isReadOnlyRefusal((error as Error).cause)) throw error;
      this.#knownWrites.set(sql, true);
      return undefined;
    }
  }

  // Nothing, where another process holds the lock.
  #atOnce(sql: string, params: readonly SqlValue[], prepare: boolean): QueryResult | undefined {
    try {
      const result = this.#writer.query(sql, params, prepare);
      // What returns rows begins no transaction.
      if (result.lastInsertId === undefined || !this.#writer.isTransaction) return result;
    } catch (error) {
      if (isBusy(error)) return undefined;
      throw sqliteDialect.translateError(error);
    }
    this.#endBegun();
    throw beginRefused();
  }

  async #write<T>(work: () => T): Promise<T> {
    const release = this.#turn.tryAcquire() ?? (await this.#takeTurn());
    try {
      const result = await whenFree(this.#options.busyTimeoutMs, work);
      if (this.#writer.isTransaction) throw beginRefused();
      return result;
    } finally {
      this.#endBegun();
      release();
    }
  }

  // What began a transaction by itself must not leave it to whoever comes next.
  #endBegun(): void {
    if (this.#writer.isTransaction) this.#writer.exec('ROLLBACK');
  }

  async #beginOn(connection: SqliteConnection, options: BeginOptions, onEnd: Release): Promise<TransactionConnection> {
    try {
      await whenFree(this.#options.busyTimeoutMs, () => connection.exec(sqliteDialect.begin(options)));
      return new SqliteTransaction(connection, options.readOnly ?? false, onEnd);
    } catch (error) {
      onEnd();
      throw error;
    }
  }

  #takeTurn(): Promise<Release> {
    const { busyTimeoutMs } = this.#options;
    return this.#turn.acquire(
      busyTimeoutMs,
      () =>
        new TransactionConflict(
          `The database is locked: another transaction was still writing after ${busyTimeoutMs} ms. ` +
            'Is a transaction waiting for something slow, or is a query inside transaction() run outside of its context?',
        ),
    );
  }

  #openReader(): SqliteConnection {
    if (this.#closed) throw new OperationalError('The database connection is closed.');
    const { path, statementCache } = this.#options;
    return translated(() => new SqliteConnection(path, { statementCache, queryOnly: true }));
  }

  #takeReader(): SqliteConnection {
    return this.#spareReaders.pop() ?? this.#openReader();
  }

  #giveBack(reader: SqliteConnection): void {
    if (this.#closed || this.#spareReaders.length >= MAX_SPARE_READERS) reader.close();
    else this.#spareReaders.push(reader);
  }
}

const beginRefused = (): ProgrammingError => new ProgrammingError('BEGIN without COMMIT: use transaction() instead.');

/** A transaction on the writer, or a snapshot on a reader. */
class SqliteTransaction implements TransactionConnection {
  readonly #connection: SqliteConnection;
  readonly #onEnd: Release;
  readonly #readOnly: boolean;

  constructor(connection: SqliteConnection, readOnly: boolean, onEnd: Release) {
    this.#connection = connection;
    this.#readOnly = readOnly;
    this.#onEnd = onEnd;
  }

  async query(sql: string, params: readonly SqlValue[], options: QueryOptions): Promise<QueryResult> {
    return this.#run(() => this.#connection.query(sql, params, options.prepare ?? true));
  }

  async exec(sql: string): Promise<void> {
    this.#run(() => this.#connection.exec(sql));
  }

  // A cursor of SQLite's meets the rows that its own loop inserts, and may never end; so the result is set aside first,
  // in a temporary table (on disk when it grows). Where nothing can be written, there is no need.
  async openCursor(sql: string, params: readonly SqlValue[]): Promise<Cursor> {
    if (this.#readOnly) return this.#run(() => this.#connection.openCursor(sql, params, () => undefined));
    const table = this.#connection.cursorName();
    const drop = () => {
      if (this.#connection.isTransaction) this.#connection.exec(`DROP TABLE IF EXISTS temp.${table}`);
    };
    return this.#run(() => {
      this.#connection.query(`CREATE TEMP TABLE ${table} AS ${sql}`, params, false);
      return this.#connection.openCursor(`SELECT * FROM temp.${table} ORDER BY rowid`, [], drop);
    });
  }

  async commit(): Promise<void> {
    try {
      this.#run(() => this.#connection.exec('COMMIT'));
    } catch (error) {
      this.#undo(); // deferred constraints leave it open
      throw error;
    } finally {
      this.#onEnd();
    }
  }

  async rollback(): Promise<void> {
    this.#undo();
    this.#onEnd();
  }

  #undo(): void {
    try {
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
    } catch {
      // the connection is closed, and its transaction with it
    }
  }

  // SQLite may have rolled back by itself (a full disk); what follows must not be committed one by one.
  #run<T>(work: () => T): T {
    return translated(() => {
      if (!this.#connection.isTransaction) throw new TransactionManagementError('The transaction was rolled back.');
      return work();
    });
  }
}

/** Whether a statement can only read, by its first word; `WITH` may yet turn out to write. */
function isReadStatement(sql: string): boolean {
  const word = /^[\s(]*([a-z]+)/i.exec(sql)?.[1]?.toLowerCase();
  if (word === 'pragma') return !sql.includes('=') && !/optimize|checkpoint|vacuum/i.test(sql);
  return word === 'select' || word === 'values' || word === 'with' || word === 'explain';
}

// Runs work, and again while another process holds the lock, without stopping this one.
async function whenFree<T>(timeoutMs: number, work: () => T): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (let waitMs = 1; ; waitMs = Math.min(50, waitMs * 2)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw sqliteDialect.translateError(error);
    }
    await sleep(waitMs);
  }
}
