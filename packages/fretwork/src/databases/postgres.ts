/** PostgreSQL through pg: a pool, prepared statements, and every value as the server's text. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Cohort } from '../cohort.ts';
import { ProgrammingError, TransactionManagementError } from '../errors.ts';
import type {
  BeginOptions,
  Cursor,
  Driver,
  DriverConnection,
  QueryOptions,
  QueryResult,
  SqlValue,
  TransactionConnection,
} from './connection.ts';
import { closeOnce, declareCursor } from './cursors.ts';
import { postgresDialect } from './dialect.ts';
import { isServerAnswer, isStalePlan, NOTHING_COMMITTED } from './postgres-errors.ts';
import { type NamedStatement, PostgresStatement } from './postgres-statement.ts';
import { StatementNames } from './statement-names.ts';

/** Settings of a PostgreSQL database. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database?sslmode=…`, with libpq's options alone, and without `options`. */
  readonly connectionString: string;
  /** Settings that the server is started with for each connection: `-c statement_timeout=5s`. */
  readonly serverOptions: string;
  /** Most connections. */
  readonly poolSize: number;
  /** Longest wait for a connection: to the server, or for a free one. */
  readonly connectTimeoutMs: number;
  /** How long a connection may lie unused. */
  readonly idleTimeoutMs: number;
  /** Whether statements are prepared by name; not behind a PgBouncer that pools transactions. */
  readonly prepare: boolean;
  /** Statements prepared by name on each connection. */
  readonly statementCache: number;
}

/** What the text of values depends on, whatever the server's defaults are. PgBouncer knows these three. */
const SESSION = '-c TimeZone=UTC -c DateStyle=ISO,MDY -c IntervalStyle=postgres';

const CLOSE_WAIT_MS = 5000;

const TEXT_VALUES: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

/**
 * A PostgreSQL database: a pool that opens connections when they are needed and replaces those that are lost.
 */
export class PostgresDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #names: StatementNames;
  readonly #replies = new Cohort();

  /** Connects to nothing yet. */
  constructor(options: PostgresOptions) {
    this.#names = new StatementNames(options.prepare ? options.statementCache : 0);
    this.#pool = new pg.Pool({
      connectionString: options.connectionString,
      options: `${SESSION} ${options.serverOptions}`.trimEnd(),
      max: options.poolSize,
      connectionTimeoutMillis: options.connectTimeoutMs,
      idleTimeoutMillis: options.idleTimeoutMs,
      allowExitOnIdle: true,
      keepAlive: true,
      types: TEXT_VALUES,
    });
    // A connection lost while idle: the pool has dropped it already, and the next statement gets a new one.
    this.#pool.on('error', () => undefined);
  }

  async query(sql: string, params: readonly SqlValue[], options: QueryOptions): Promise<QueryResult> {
    const result = await this.#withClient((client) =>
      new PostgresSession(client, this.#names).query(sql, params, options),
    );
    await this.#replies.join(); // the connection is at work for somebody else already
    return result;
  }

  async exec(sql: string): Promise<void> {
    await this.#withClient(async (client) => {
      const session = new PostgresSession(client, this.#names);
      try {
        await session.exec(sql);
      } catch (error) {
        await session.exec('ROLLBACK').catch(ignore); // the script may have begun a transaction before it failed
        throw error;
      }
    });
  }

  async openCursor(sql: string, params: readonly SqlValue[]): Promise<Cursor> {
    const transaction = await this.begin({});
    try {
      const cursor = await transaction.openCursor(sql, params);
      const close = async () => {
        await cursor.close();
        await transaction.rollback();
      };
      return { fetch: cursor.fetch, close: closeOnce(close) };
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  }

  async begin(options: BeginOptions): Promise<TransactionConnection> {
    const client = await this.#connect();
    const transaction = new PostgresTransaction(client, this.#names);
    try {
      await transaction.exec(postgresDialect.begin(options));
      return transaction;
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  }

  // A transaction that does not end in time loses its connection when it does; close() may be called inside of it.
  async close(): Promise<void> {
    await Promise.race([this.#pool.end(), sleep(CLOSE_WAIT_MS, undefined, { ref: false })]);
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      const client = await this.#pool.connect();
      client.on('error', ignore); // the statement at work is told; without a listener the process would end
      return client;
    } catch (error) {
      throw postgresDialect.translateError(error);
    }
  }

  async #withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    try {
      const result = await work(client);
      if (!isIdle(client)) throw new ProgrammingError('BEGIN without COMMIT: use transaction() instead.');
      giveBack(client, false);
      return result;
    } catch (error) {
      giveBack(client, !isServerAnswer((error as Error).cause));
      throw error;
    }
  }
}

/** Statements on one connection. */
class PostgresSession implements DriverConnection {
  protected readonly client: pg.PoolClient;
  readonly #names: StatementNames;

  constructor(client: pg.PoolClient, names: StatementNames) {
    this.client = client;
    this.#names = names;
  }

  async query(sql: string, params: readonly SqlValue[], { prepare = true }: QueryOptions): Promise<QueryResult> {
    const named = prepare ? this.#names.named(sql) : undefined;
    try {
      return await this.#run(sql, params, named);
    } catch (error) {
      if (named !== undefined && isStalePlan(error)) {
        this.#names.retire(sql);
        if (isIdle(this.client)) return this.query(sql, params, { prepare: false });
      }
      throw postgresDialect.translateError(error);
    }
  }

  #run(sql: string, params: readonly SqlValue[], named: NamedStatement | undefined): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      const settle = (error: unknown, result?: QueryResult) => (error ? reject(error) : resolve(result as QueryResult));
      void this.client.query(new PostgresStatement(sql, params, named, settle));
    });
  }

  async exec(sql: string): Promise<void> {
    await this.simple(sql);
  }

  async openCursor(sql: string, params: readonly SqlValue[]): Promise<Cursor> {
    return declareCursor(this, this.#names.cursorName(), sql, params, false);
  }

  /** Runs a script by the simple protocol; gives the command tag of its last statement. */
  protected async simple(sql: string): Promise<string> {
    try {
      const result: pg.QueryResult | pg.QueryResult[] = await answerTo(this.client, { text: sql });
      return (Array.isArray(result) ? result.at(-1) : result)?.command ?? '';
    } catch (error) {
      throw postgresDialect.translateError(error);
    }
  }
}

class PostgresTransaction extends PostgresSession implements TransactionConnection {
  async commit(): Promise<void> {
    let tag: string;
    try {
      tag = await this.simple('COMMIT');
    } catch (error) {
      await this.rollback(); // nothing is left of it where the server answered; the connection is tried
      throw error;
    }
    giveBack(this.client, !isIdle(this.client));
    if (tag === 'ROLLBACK') throw new TransactionManagementError(NOTHING_COMMITTED);
  }

  async rollback(): Promise<void> {
    await this.simple('ROLLBACK').catch(() => undefined);
    giveBack(this.client, !isIdle(this.client));
  }
}

// By a callback: the promise that pg makes of itself outlives its rows, which then fill the old generation of the heap.
const answerTo = (client: pg.PoolClient, config: pg.QueryConfig): Promise<pg.QueryResult> =>
  new Promise((resolve, reject) => {
    void client.query(config, (error, result) => (error ? reject(error) : resolve(result)));
  });

const ignore = () => undefined;

// Also false for a connection that is gone.
const isIdle = (client: pg.PoolClient): boolean => client.getTransactionStatus() === 'I';

function giveBack(client: pg.PoolClient, destroy: boolean): void {
  client.off('error', ignore);
  client.release(destroy);
}
