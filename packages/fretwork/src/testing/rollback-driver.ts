/** A driver on a test's database that can undo everything a test did, whoever did it and on whatever task. */
import type {
  BeginOptions,
  Cursor,
  Driver,
  DriverConnection,
  QueryOptions,
  QueryResult,
  SqlValue,
  TransactionConnection,
} from '../databases/connection.ts';
import type { Database } from '../databases/database.ts';
import { integrityError } from '../databases/integrity-message.ts';
import { Mutex, type Release } from '../databases/mutex.ts';
import { TransactionConflict } from '../errors.ts';

const SAVEPOINT = 'fretwork_test';
const READS = /^\s*(?:select|values|explain|pragma)\b/i;
const WAIT_MS = 5000;

/**
 * Runs a test's statements in one transaction on one connection, which `undo` rolls back.
 *
 * Code under test sees no difference: a statement of its own and a `transaction()` become a savepoint each, what fails
 * leaves nothing, and foreign keys are checked where a commit would check them. Isolation levels make none. Outside of a
 * test, everything is committed as always.
 *
 * @see Django `TestCase`
 */
export class RollbackDriver implements Driver {
  readonly #database: Database;
  readonly #turn = new Mutex();
  #test: TransactionConnection | undefined;

  /** @param database The real one; this driver does not close it. */
  constructor(database: Database) {
    this.#database = database;
  }

  /** Begins a test. @throws {DatabaseError} the database cannot be reached */
  async start(): Promise<void> {
    await this.undo();
    const test = await this.#database.beginTransaction({});
    if (this.#isPostgres) await test.exec('SET CONSTRAINTS ALL IMMEDIATE');
    this.#test = test;
  }

  /** Ends the test: nothing of it stays. */
  async undo(): Promise<void> {
    if (this.#test === undefined) return;
    const release = await this.#takeTurn().catch(() => undefined); // a transaction that was left open goes down as well
    const test = this.#test;
    this.#test = undefined;
    await test?.rollback();
    release?.();
  }

  async query(sql: string, params: readonly SqlValue[], options: QueryOptions): Promise<QueryResult> {
    return this.#alone(!READS.test(sql), (connection) => connection.query(sql, params, options));
  }

  async exec(sql: string): Promise<void> {
    await this.#alone(true, (connection) => connection.exec(sql));
  }

  async openCursor(sql: string, params: readonly SqlValue[]): Promise<Cursor> {
    const connection = this.#test ?? (await this.#database.beginTransaction({}));
    const cursor = await connection.openCursor(sql, params);
    if (this.#test !== undefined) return cursor;
    const close = async () => {
      await cursor.close();
      await connection.rollback();
    };
    return { fetch: cursor.fetch.bind(cursor), close };
  }

  async begin(options: BeginOptions): Promise<TransactionConnection> {
    if (this.#test === undefined) return this.#database.beginTransaction(options);
    const release = await this.#takeTurn();
    const test = this.#test;
    await test.exec(`SAVEPOINT ${SAVEPOINT}`);
    if (this.#isPostgres) await test.exec('SET CONSTRAINTS ALL DEFERRED');
    const end = async (work: () => Promise<void>) => {
      try {
        await work();
      } finally {
        release();
      }
    };
    return {
      query: (sql, params, queryOptions) => test.query(sql, params, queryOptions),
      exec: (sql) => test.exec(sql),
      openCursor: (sql, params) => test.openCursor(sql, params),
      commit: () => end(() => this.#release(test, true)),
      rollback: () => end(() => rollBack(test)),
    };
  }

  async close(): Promise<void> {
    await this.undo();
  }

  get #isPostgres(): boolean {
    return this.#database.dialect.name === 'postgres';
  }

  async #alone<T>(writes: boolean, work: (connection: DriverConnection) => Promise<T>): Promise<T> {
    const test = this.#test;
    if (test === undefined) return this.#commit(work);
    const release = this.#turn.tryAcquire() ?? (await this.#takeTurn());
    try {
      await test.exec(`SAVEPOINT ${SAVEPOINT}`);
      const result = await work(test).catch(async (error: unknown) => {
        await rollBack(test);
        throw error;
      });
      await this.#release(test, writes);
      return result;
    } finally {
      release();
    }
  }

  // Not `database.query`: a log of statements would have each of them twice.
  async #commit<T>(work: (connection: DriverConnection) => Promise<T>): Promise<T> {
    const connection = await this.#database.beginTransaction({});
    let result: T;
    try {
      result = await work(connection);
    } catch (error) {
      await connection.rollback();
      throw error;
    }
    await connection.commit();
    return result;
  }

  // What a commit would find out: foreign keys are deferred to it.
  async #release(test: TransactionConnection, writes: boolean): Promise<void> {
    try {
      if (writes && this.#isPostgres) await test.exec('SET CONSTRAINTS ALL IMMEDIATE');
      else if (writes) await checkForeignKeys(test);
      await test.exec(`RELEASE SAVEPOINT ${SAVEPOINT}`);
    } catch (error) {
      await rollBack(test);
      throw error;
    }
  }

  #takeTurn(): Promise<Release> {
    return this.#turn.acquire(
      WAIT_MS,
      () =>
        new TransactionConflict(
          `The test's database is busy: a transaction was still open after ${WAIT_MS} ms. A test has one connection; ` +
            'is a query inside transaction() run outside of its context?',
        ),
    );
  }
}

async function checkForeignKeys(test: TransactionConnection): Promise<void> {
  const { rows } = await test.query('PRAGMA foreign_key_check', [], {});
  if (rows.length > 0) throw integrityError({ kind: 'foreignKey' }, undefined);
}

const rollBack = (test: TransactionConnection): Promise<void> =>
  test.exec(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}; RELEASE SAVEPOINT ${SAVEPOINT}`);
