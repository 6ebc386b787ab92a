/** A Drizzle database on Fretwork's connections: the way out for a query that a QuerySet cannot say. */
import type { PgTable } from 'drizzle-orm/pg-core';
import type { PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy';
import { ProgrammingError } from '../errors.ts';
import { loadDrizzle } from '../models/load-drizzle.ts';
import type { QueryResult, SqlValue } from './connection.ts';
import type { Database } from './database.ts';

/** A table as Drizzle has it, of either dialect. */
export type DrizzleTable = SQLiteTable | PgTable;

/** A Drizzle database of either dialect. */
export type DrizzleDatabase = SqliteRemoteDatabase | PgRemoteDatabase;

/**
 * A Drizzle database whose statements run through `database`: in the same transaction, in the same query log.
 *
 * Use Fretwork's `transaction()` around it; Drizzle's own `transaction` runs its function in one. Values read without a
 * Drizzle column to decode them (`sql` without a column) are text on PostgreSQL, but for
 * numbers of up to 32 bits, floats and booleans.
 *
 * @throws {DatabaseError} wrapped by Drizzle in its own `DrizzleQueryError`, as the `cause`
 */
export function drizzleFor(database: Database): DrizzleDatabase {
  return database.dialect.name === 'sqlite' ? sqliteDrizzle(database) : postgresDrizzle(database);
}

/** The same as `drizzleFor`, typed for SQLite. @throws {ProgrammingError} the database is not SQLite */
export function sqliteDrizzle(database: Database): SqliteRemoteDatabase {
  assertDialect(database, 'sqlite');
  const drizzle = loadDrizzle('sqlite-proxy').drizzle(async (sql, params, method) => {
    const { rows } = await database.query(sql, params.map(toSqlValue));
    // `get` stands for one row: drizzle wants it bare, and nothing where there is none.
    return { rows: (method === 'get' ? rows[0] : rows) as unknown[] };
  });
  return withTransactions(drizzle, database);
}

/** The same as `drizzleFor`, typed for PostgreSQL and PGlite. @throws {ProgrammingError} the database is SQLite */
export function postgresDrizzle(database: Database): PgRemoteDatabase {
  assertDialect(database, 'postgres');
  const drizzle = loadDrizzle('pg-proxy').drizzle(async (sql, params, _method, typings) => {
    return { rows: decoded(await database.query(sql, params.map(toSqlValue))), typings };
  });
  return withTransactions(drizzle, database);
}

const toNumber = (text: string): number => Number(text);

/** By type OID, what Drizzle's columns expect to be decoded already; they decode all other text themselves. */
const DECODERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [16, (text) => text === 't'], // boolean
  [17, (text) => Buffer.from(text.slice(2), 'hex')], // bytea
  [21, toNumber],
  [23, toNumber],
  [26, toNumber],
  [700, toNumber],
  [701, toNumber],
  [1000, booleans],
]);

// `{t,NULL,f}`, nested as deep as it may be.
function booleans(text: string): unknown {
  const words: Readonly<Record<string, string>> = { '{': '[', '}': ']', t: 'true', f: 'false', NULL: 'null' };
  return JSON.parse(text.replace(/[{}tf]|NULL/g, (word) => words[word] ?? word));
}

function decoded({ rows, columns = [] }: QueryResult): unknown[] {
  const decoders = columns.map(({ dataTypeID }) => DECODERS.get(dataTypeID));
  if (decoders.every((decoder) => decoder === undefined)) return [...rows];
  return rows.map((row) => row.map((value, index) => (value === null ? null : decode(value, decoders[index]))));
}

const decode = (value: unknown, decoder: ((text: string) => unknown) | undefined): unknown =>
  decoder === undefined ? value : decoder(String(value));

// Drizzle's proxies either cannot run transactions or send BEGIN on whatever connection is free.
function withTransactions<T extends DrizzleDatabase>(drizzle: T, database: Database): T {
  const transaction = (fn: (inner: T) => unknown) => database.transaction(() => fn(drizzle));
  return Object.defineProperty(drizzle, 'transaction', { value: transaction });
}

// Drizzle encodes by column; what a bare `sql` template brings is encoded here.
function toSqlValue(value: unknown): SqlValue {
  if (value === undefined) return null;
  return value instanceof Date ? value.toISOString() : (value as SqlValue);
}

function assertDialect(database: Database, name: Database['dialect']['name']): void {
  if (database.dialect.name === name) return;
  throw new ProgrammingError(`The database "${database.alias}" is not ${name} but ${database.dialect.name}.`);
}
