/** What every database can do: the small interface between SQL and the three drivers. */

/**
 * A parameter of a statement, already encoded for its dialect.
 *
 * Booleans and arrays (`= ANY($1)`) are for PostgreSQL alone. There is no `Date`: the drivers would each print it in
 * their own way (`pg` in the machine's time zone), so fields encode it as text first.
 */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array | readonly SqlValue[];

/**
 * A value as a driver hands it over.
 *
 * PostgreSQL and PGlite: always the server's own text (`'t'`, `'12.50'`, `'\x00ff'`), or null. SQLite: number (a whole
 * one beyond 2^53 is an exact `bigint`), string, `Uint8Array` or null.
 */
export type DriverValue = string | number | bigint | Uint8Array | null;

/** One row: its values in the order of the columns. */
export type Row = readonly DriverValue[];

/** A column of a result. */
export interface ResultColumn {
  readonly name: string;
  /** OID of its type in PostgreSQL's `pg_type`. */
  readonly dataTypeID: number;
}

/** What a statement gave back. */
export interface QueryResult {
  readonly rows: readonly Row[];
  /** Rows returned by a query, or changed by a write. */
  readonly rowCount: number;
  /** What the columns are; PostgreSQL and PGlite alone. */
  readonly columns?: readonly ResultColumn[];
  /** Id of the last row that an `INSERT` made; SQLite alone (PostgreSQL has `RETURNING`). */
  readonly lastInsertId?: number | bigint;
}

/** How one statement is to be run. */
export interface QueryOptions {
  /**
   * Whether the statement changes anything. SQLite sends reads and writes to different connections; what is left out is
   * inferred from the statement's first word, which is right for all but a `SELECT` with side effects.
   */
  readonly write?: boolean;
  /** `false` keeps a statement that will not come again out of the prepared statements. */
  readonly prepare?: boolean;
}

/** Something that runs SQL: a `Database`, inside the current transaction or outside of any. */
export interface Connection {
  /**
   * Runs one statement.
   *
   * @param sql One statement with the dialect's placeholders; never holds a value that came from a client.
   * @param params One encoded value per placeholder.
   * @throws {DatabaseError} what the database refused, translated
   */
  query(sql: string, params?: readonly SqlValue[], options?: QueryOptions): Promise<QueryResult>;

  /**
   * Runs a script of several statements, without parameters and without results.
   *
   * @throws {DatabaseError} of the first statement that fails; those before it stay unless a transaction holds them
   */
  exec(sql: string): Promise<void>;

  /**
   * Reads a query's rows in chunks, so that memory holds one chunk whatever the table holds.
   *
   * @param chunkSize Rows a chunk; 1000 where left out.
   * @throws {DatabaseError} from the loop's first or any later step
   */
  iterate(sql: string, params?: readonly SqlValue[], chunkSize?: number): AsyncIterable<readonly Row[]>;
}

/** Rows being read piece by piece; must be closed. */
export interface Cursor {
  /** The next rows, at most `count`; none when the query is exhausted. */
  fetch(count: number): Promise<readonly Row[]>;
  /** Gives up the rest; safe to call twice, never throws. */
  close(): Promise<void>;
}

/** The part of `Connection` that drivers implement. */
export interface DriverConnection {
  query(sql: string, params: readonly SqlValue[], options: QueryOptions): Promise<QueryResult>;
  exec(sql: string): Promise<void>;
  openCursor(sql: string, params: readonly SqlValue[]): Promise<Cursor>;
}

/** A connection held by one transaction, from its `BEGIN` to `commit` or `rollback`, of which exactly one is called. */
export interface TransactionConnection extends DriverConnection {
  /** @throws {DatabaseError} the transaction could not be committed; it has been rolled back and its connection freed */
  commit(): Promise<void>;
  /** Never throws: a connection that is lost has been rolled back by the server. */
  rollback(): Promise<void>;
}

/** How much a transaction sees of others. SQLite is always serializable. */
export type IsolationLevel = 'readCommitted' | 'repeatableRead' | 'serializable';

/** How a transaction begins. */
export interface BeginOptions {
  /** The database's own default where left out. */
  readonly isolation?: IsolationLevel;
  /** The transaction writes nothing; on SQLite it then reads one snapshot and stands in no writer's way. */
  readonly readOnly?: boolean;
}

/** An open database: runs statements outside of transactions, and begins them. */
export interface Driver extends DriverConnection {
  begin(options: BeginOptions): Promise<TransactionConnection>;
  close(): Promise<void>;
}
