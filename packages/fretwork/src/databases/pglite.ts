/** PostgreSQL without a server: PGlite, inside this process. */
import { PGlite, type Results } from '@electric-sql/pglite';
import { ProgrammingError, TransactionConflict, TransactionManagementError } from '../errors.ts';
import type {
  BeginOptions,
  Cursor,
  Driver,
  DriverConnection,
  DriverValue,
  QueryOptions,
  QueryResult,
  SqlValue,
  TransactionConnection,
} from './connection.ts';
import { declareCursor } from './cursors.ts';
import { postgresDialect } from './dialect.ts';
import { Mutex, type Release } from './mutex.ts';
import { NOTHING_COMMITTED } from './postgres-errors.ts';

/** Settings of a PGlite database. */
export interface PGliteOptions {
  /** Directory of the data; in memory where undefined. */
  readonly dataDir: string | undefined;
  /** Longest wait for the one connection's turn. */
  readonly busyTimeoutMs: number;
}

/**
 * A PGlite database: one connection, whose users take turns; a transaction keeps its turn to its end.
 */
export class PGliteDriver implements Driver {
  readonly #session: PGliteSession;
  readonly #database: PGlite;
  readonly #turn = new Mutex();
  readonly #busyTimeoutMs: number;
  #cursors = 0;

  private constructor(database: PGlite, options: PGliteOptions) {
    this.#database = database;
    this.#session = new PGliteSession(database, () => this.#cursorName());
    this.#busyTimeoutMs = options.busyTimeoutMs;
  }

  /** Starts the engine (about a second, less the second time). @throws {OperationalError} it cannot start */
  static async open(options: PGliteOptions): Promise<PGliteDriver> {
    try {
      const database = await PGlite.create(options.dataDir === undefined ? {} : { dataDir: options.dataDir });
      await database.exec("SET TIME ZONE 'UTC'");
      // Values go out and come in as text, as with pg. PGlite falls back on its own parsers for what it does not find.
      database.parsers = new Proxy({}, { get: () => asIs });
      database.serializers = {};
      return new PGliteDriver(database, options);
    } catch (error) {
      throw postgresDialect.translateError(error);
    }
  }

  async query(sql: string, params: readonly SqlValue[], options: QueryOptions): Promise<QueryResult> {
    return this.#alone(() => this.#session.query(sql, params, options));
  }

  async exec(sql: string): Promise<void> {
    await this.#alone(() => this.#session.exec(sql));
  }

  // Held by the engine, so that the loop over the rows may use the only connection as well.
  async openCursor(sql: string, params: readonly SqlValue[]): Promise<Cursor> {
    const turns: DriverConnection = {
      query: (text, values, options) => this.query(text, values, options),
      exec: (text) => this.exec(text),
      openCursor: (text, values) => this.openCursor(text, values),
    };
    return declareCursor(turns, this.#cursorName(), sql, params, true);
  }

  async begin(options: BeginOptions): Promise<TransactionConnection> {
    const release = await this.#takeTurn();
    try {
      await this.#session.exec(postgresDialect.begin(options));
      return new PGliteTransaction(this.#database, () => this.#cursorName(), release);
    } catch (error) {
      release();
      throw error;
    }
  }

  async close(): Promise<void> {
    const release = await this.#takeTurn().catch(() => undefined);
    if (!this.#database.closed) await this.#database.close();
    release?.();
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const release = this.#turn.tryAcquire() ?? (await this.#takeTurn());
    try {
      return await work();
    } finally {
      release();
    }
  }

  #takeTurn(): Promise<Release> {
    return this.#turn.acquire(
      this.#busyTimeoutMs,
      () =>
        new TransactionConflict(
          `The database is locked: another transaction was still open after ${this.#busyTimeoutMs} ms. ` +
            'PGlite has one connection; is a query inside transaction() run outside of its context?',
        ),
    );
  }

  #cursorName(): string {
    this.#cursors += 1;
    return `fretwork_cursor_${this.#cursors}`;
  }
}

/** Statements on the one connection. */
class PGliteSession implements DriverConnection {
  readonly #database: PGlite;
  readonly #cursorName: () => string;

  constructor(database: PGlite, cursorName: () => string) {
    this.#database = database;
    this.#cursorName = cursorName;
  }

  async query(sql: string, params: readonly SqlValue[], _options: QueryOptions): Promise<QueryResult> {
    const result = await attempt(() =>
      this.#database.query<DriverValue[]>(sql, params.map(textOf), { rowMode: 'array' }),
    );
    return { rows: result.rows, rowCount: result.rowCount ?? result.rows.length, columns: result.fields };
  }

  async exec(sql: string): Promise<void> {
    await this.script(sql);
  }

  async openCursor(sql: string, params: readonly SqlValue[]): Promise<Cursor> {
    return declareCursor(this, this.#cursorName(), sql, params, false);
  }

  /** Runs a script; gives the command tag of its last statement. */
  protected async script(sql: string): Promise<string> {
    const results: readonly Results[] = await attempt(() => this.#database.exec(sql));
    return results.at(-1)?.command ?? '';
  }
}

class PGliteTransaction extends PGliteSession implements TransactionConnection {
  readonly #release: Release;

  constructor(database: PGlite, cursorName: () => string, release: Release) {
    super(database, cursorName);
    this.#release = release;
  }

  async commit(): Promise<void> {
    try {
      if ((await this.script('COMMIT')) === 'ROLLBACK') throw new TransactionManagementError(NOTHING_COMMITTED);
    } finally {
      this.#release();
    }
  }

  async rollback(): Promise<void> {
    await this.script('ROLLBACK').catch(() => undefined);
    this.#release();
  }
}

const asIs = (text: string): string => text;

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // PGlite hangs the parameters on its errors; values belong in no log.
    if (error instanceof Error && 'params' in error) delete error.params;
    throw postgresDialect.translateError(error);
  }
}

// The text that PostgreSQL reads, whatever the type of the parameter is.
function textOf(value: SqlValue): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (typeof value !== 'object') return String(value);
  if (!Array.isArray(value)) throw new ProgrammingError('An object cannot be a parameter: encode it as text first.');
  return `{${value.map(elementOf).join(',')}}`;
}

function elementOf(value: SqlValue): string {
  const text = textOf(value);
  if (text === null) return 'NULL';
  return Array.isArray(value) ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
