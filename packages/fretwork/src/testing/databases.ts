/** The databases that every test of SQL runs on: SQLite, and PostgreSQL (PGlite where no server answers). */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import type { Database } from '../databases/database.ts';
import { type DatabaseOptions, openDatabase } from '../databases/open-database.ts';

/** A database of its own for one test or one file of tests. */
export interface TestDatabase {
  readonly database: Database;
  /** Its URL, for a second `openDatabase`; a PGlite in memory cannot be opened twice. */
  readonly url: string;
  /** Closes and deletes it. */
  drop(): Promise<void>;
}

/** A kind of database to test on. */
export interface TestDatabaseKind {
  readonly name: 'sqlite' | 'postgres' | 'sqlite-memory' | 'pglite';
  /** Makes an empty database. Costs about 1 ms on SQLite, 50 ms on PostgreSQL, 1 s on PGlite. */
  create(options?: Omit<DatabaseOptions, 'url'>): Promise<TestDatabase>;
}

/** A SQLite file in the directory for temporary files. */
export const sqliteFile: TestDatabaseKind = {
  name: 'sqlite',
  async create(options = {}) {
    const path = join(tmpdir(), `fretwork-${randomUUID()}.sqlite3`);
    const url = `sqlite:${path}`;
    const database = openDatabase({ ...options, url });
    const drop = async () => {
      await database.close();
      await Promise.all(['', '-wal', '-shm'].map((suffix) => rm(`${path}${suffix}`, { force: true })));
    };
    return { database, url, drop };
  },
};

/** SQLite in memory. */
export const sqliteMemory: TestDatabaseKind = {
  name: 'sqlite-memory',
  create: (options = {}) => inMemory('sqlite::memory:', options),
};

/** PGlite in memory. */
export const pglite: TestDatabaseKind = {
  name: 'pglite',
  create: (options = {}) => inMemory('pglite:', options),
};

/** A PostgreSQL database of its own on the server of `DATABASE_URL_POSTGRES`; PGlite where none answers. */
export const postgres: TestDatabaseKind = {
  name: 'postgres',
  async create(options = {}) {
    const server = env.DATABASE_URL_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';
    if (!(await answers(server))) return pglite.create(onlyCommon(options));
    const name = `fretwork_test_${randomUUID().replaceAll('-', '')}`;
    await onServer(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
    const url = withDatabaseName(server, name);
    const database = openDatabase({ ...options, url });
    const drop = async () => {
      await database.close();
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    };
    return { database, url, drop };
  },
};

/**
 * Both dialects, for `describe.each(testDatabases)('… on $name', ({ create }) => …)`.
 */
export const testDatabases: readonly TestDatabaseKind[] = [sqliteFile, postgres];

async function inMemory(url: string, options: Omit<DatabaseOptions, 'url'>): Promise<TestDatabase> {
  const database = openDatabase({ ...options, url });
  return { database, url, drop: () => database.close() };
}

async function onServer(server: string, sql: string): Promise<void> {
  const database = openDatabase({ url: server, poolSize: 1, connectTimeoutMs: 3000 });
  try {
    await database.query(sql, [], { prepare: false });
  } finally {
    await database.close();
  }
}

const answers = (server: string): Promise<boolean> =>
  onServer(server, 'SELECT 1').then(
    () => true,
    () => false,
  );

function withDatabaseName(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

const onlyCommon = ({ alias, busyTimeoutMs }: Omit<DatabaseOptions, 'url'>) => ({ alias, busyTimeoutMs });
