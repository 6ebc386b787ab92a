/** `fretwork/databases`: connections, transactions and the way out to Drizzle. */
export type {
  Connection,
  DriverValue,
  IsolationLevel,
  QueryOptions,
  QueryResult,
  ResultColumn,
  Row,
  SqlValue,
} from './connection.ts';
export { Database, type QueryListener } from './database.ts';
export { type Dialect, type DialectName, postgresDialect, sqliteDialect } from './dialect.ts';
export {
  type DrizzleDatabase,
  type DrizzleTable,
  drizzleFor,
  postgresDrizzle,
  sqliteDrizzle,
} from './drizzle.ts';
export { type DatabaseOptions, openDatabase } from './open-database.ts';
export { captureQueries, type ExecutedQuery } from './query-log.ts';
export {
  inTransaction,
  onCommit,
  rollbackAfter,
  TestTransaction,
  type TransactionOptions,
  transaction,
} from './transaction.ts';
export type { CommitHook } from './transaction-scope.ts';
