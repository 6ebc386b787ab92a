/** One transaction() call at work: which databases have joined it, whose turn it is, and what waits for its commit. */
import { OperationalError, TransactionManagementError } from '../errors.ts';
import type { BeginOptions, TransactionConnection } from './connection.ts';
import type { Dialect } from './dialect.ts';
import { Mutex, type Release } from './mutex.ts';

/** A database as transactions see it. */
export interface TransactionParticipant {
  readonly dialect: Dialect;
  beginTransaction(options: BeginOptions): Promise<TransactionConnection>;
}

/** Work to do after the commit. */
export type CommitHook = () => unknown;

/** How long a statement waits for a nested transaction beside it, before it says that this cannot end well. */
const NESTED_WAIT_MS = 10_000;

const STUCK =
  'A statement waits for a nested transaction() beside it, which does not end. Issue it inside that transaction, ' +
  'or await the nested transaction first.';

const TEST_STATEMENT = 'fretwork_statement';

/**
 * A transaction, or a savepoint where it is nested. Databases join at their first statement.
 *
 * One lock per scope keeps order: a statement holds it while it runs, a nested scope from its first statement to its
 * end. So concurrent statements take turns, and nothing of the parent slips into a child's savepoint.
 */
export class TransactionScope {
  readonly parent: TransactionScope | undefined;
  /** The transaction around a test, which is always rolled back; its statements behave as outside of a transaction. */
  readonly isTest: boolean;
  readonly #options: BeginOptions;
  readonly #savepoint: string;
  readonly #depth: number;
  readonly #turn = new Mutex();
  readonly #joined = new Map<TransactionParticipant, TransactionConnection>();
  readonly #hooks: CommitHook[] = [];
  #ended = false;
  #parentTurn: Release | undefined;
  #nestedHolder: TransactionScope | undefined;

  constructor(options: BeginOptions, parent?: TransactionScope, isTest = false) {
    this.parent = parent;
    this.isTest = isTest;
    this.#options = options;
    this.#depth = parent === undefined ? 0 : parent.#depth + 1;
    this.#savepoint = `fretwork_${this.#depth}`;
  }

  /** Whether no more statements are taken. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether this scope's end is the commit as its code sees it: the outermost, or directly in a test's transaction. */
  get isOutermost(): boolean {
    return this.parent === undefined || this.parent.isTest;
  }

  /**
   * Runs work on a database's connection in this transaction, beginning what has not begun, when its turn comes.
   *
   * @throws {TransactionManagementError} the transaction has ended
   * @throws {OperationalError} a nested transaction beside this statement does not end
   */
  async use<T>(
    participant: TransactionParticipant,
    work: (connection: TransactionConnection) => Promise<T>,
  ): Promise<T> {
    this.#assertOpen();
    const release = await this.#nextTurn();
    try {
      const connection = await this.#connectionOf(participant);
      if (!this.isTest || !participant.dialect.failedStatementAborts) return await work(connection);
      return await inSavepoint(connection, TEST_STATEMENT, work);
    } finally {
      release();
    }
  }

  /** Keeps work for after the commit. */
  addHook(hook: CommitHook): void {
    this.#assertOpen();
    this.#hooks.push(hook);
  }

  /**
   * Ends the scope well: commits every database in the order of joining, or releases the savepoints.
   *
   * Where several databases joined and one cannot commit, those before it stay committed and those after it are rolled
   * back: there is no commit across databases.
   *
   * @returns The hooks to run now; a nested scope hands them to its parent and returns none.
   */
  async commit(): Promise<readonly CommitHook[]> {
    const release = await this.#end();
    try {
      await (this.parent === undefined ? this.#commitAll() : this.#releaseAll());
    } finally {
      release();
      this.#parentTurn?.();
    }
    if (this.parent === undefined || this.parent.isTest) return this.#hooks;
    this.parent.#hooks.push(...this.#hooks);
    return [];
  }

  /** Ends the scope badly: undoes everything and drops the hooks. Never throws. */
  async rollback(): Promise<void> {
    const release = await this.#end();
    try {
      await this.#rollbackAll();
    } finally {
      release();
      this.#parentTurn?.();
    }
  }

  // Refuses new statements, then waits for those that were issued before and for nested transactions that have begun.
  #end(): Promise<Release> {
    this.#ended = true;
    return this.#turn.acquire();
  }

  async #connectionOf(participant: TransactionParticipant): Promise<TransactionConnection> {
    const known = this.#joined.get(participant);
    if (known !== undefined) return known;
    const connection = await (this.parent === undefined
      ? participant.beginTransaction(this.#options)
      : this.#setSavepoint(this.parent, participant));
    this.#joined.set(participant, connection);
    return connection;
  }

  async #setSavepoint(parent: TransactionScope, participant: TransactionParticipant): Promise<TransactionConnection> {
    this.#parentTurn ??= await parent.#lendTurn(this);
    const connection = await parent.#connectionOf(participant);
    await connection.exec(`SAVEPOINT ${this.#savepoint}`);
    return connection;
  }

  async #lendTurn(nested: TransactionScope): Promise<Release> {
    const release = await this.#nextTurn();
    if (this.#ended) {
      release();
      this.#assertOpen();
    }
    this.#nestedHolder = nested;
    return () => {
      this.#nestedHolder = undefined;
      release();
    };
  }

  // Waits as long as statements take, but not for a nested transaction that may itself be waiting for this statement.
  async #nextTurn(): Promise<Release> {
    const free = this.#turn.tryAcquire();
    if (free !== undefined) return free;
    let before = this.#nestedHolder;
    return this.#turn.acquire(NESTED_WAIT_MS, () => {
      const stuck = before !== undefined && before === this.#nestedHolder;
      before = this.#nestedHolder;
      return stuck ? new OperationalError(STUCK) : undefined;
    });
  }

  async #commitAll(): Promise<void> {
    const connections = [...this.#joined.values()];
    for (const [index, connection] of connections.entries()) {
      try {
        await connection.commit();
      } catch (error) {
        for (const later of connections.slice(index + 1)) await later.rollback();
        throw error;
      }
    }
  }

  async #releaseAll(): Promise<void> {
    try {
      for (const connection of this.#joined.values()) await connection.exec(`RELEASE SAVEPOINT ${this.#savepoint}`);
    } catch (error) {
      await this.#rollbackAll();
      throw error;
    }
  }

  async #rollbackAll(): Promise<void> {
    for (const connection of this.#joined.values()) {
      if (this.parent === undefined) await connection.rollback();
      else await rollbackToSavepoint(connection, this.#savepoint);
    }
  }

  #assertOpen(): void {
    if (!this.#ended) return;
    throw new TransactionManagementError(
      'This statement belongs to a transaction that has ended. Await every query inside transaction(), ' +
        'and start later work in onCommit() or in a transaction() of its own.',
    );
  }
}

async function inSavepoint<T>(
  connection: TransactionConnection,
  name: string,
  work: (connection: TransactionConnection) => Promise<T>,
): Promise<T> {
  await connection.exec(`SAVEPOINT ${name}`);
  try {
    const result = await work(connection);
    await connection.exec(`RELEASE SAVEPOINT ${name}`);
    return result;
  } catch (error) {
    await rollbackToSavepoint(connection, name);
    throw error;
  }
}

// A connection that is lost cannot go back, and need not: the error that is on its way says so already.
async function rollbackToSavepoint(connection: TransactionConnection, name: string): Promise<void> {
  await connection.exec(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`).catch(() => undefined);
}
