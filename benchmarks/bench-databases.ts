/** Databases of the benchmark: one for each peer, all with the same rows, gone when it ends. */
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { AFTER_SEED_POSTGRES, BOOKS, seedStatements } from './bench-data.ts';

/** Where the databases of one dialect are. */
export interface BenchDatabases {
  readonly name: 'sqlite' | 'postgres';
  /** An empty database. @returns its URL */
  create(name: string): Promise<string>;
  /** A database with what another one has. */
  copy(from: string, name: string): Promise<string>;
  run(url: string, statements: Iterable<string>): Promise<void>;
  /** Processes that work for a database. */
  backends(url: string): Promise<readonly number[]>;
  drop(): Promise<void>;
}

/** A table of tokens that are spent, for the peers that keep them so. */
const BLACKLIST = `CREATE TABLE token_blacklist
  (jti varchar(64) PRIMARY KEY, user_id bigint NOT NULL, expires_at timestamp with time zone NOT NULL)`;

/** Fills the tables of the books. */
export const seed = (databases: BenchDatabases, url: string): Promise<void> => databases.run(url, seedStatements());

/** Adds what only the peers written without Fretwork need. */
export const addBlacklist = (databases: BenchDatabases, url: string): Promise<void> =>
  databases.run(url, [BLACKLIST.replace('timestamp with time zone', databases.name === 'sqlite' ? 'datetime' : '$&')]);

/** Takes away the books that were made since. */
export const removeNewBooks = (databases: BenchDatabases, url: string): Promise<void> =>
  databases.run(url, [`DELETE FROM library_book WHERE id > ${BOOKS}`]);

/** SQLite files in a folder, which whoever made it deletes. */
export function sqliteDatabases(folder: string): BenchDatabases {
  const urlOf = (name: string): string => `sqlite:${join(folder, `${name}.sqlite3`)}`;
  const pathOf = (url: string): string => url.slice('sqlite:'.length);
  return {
    name: 'sqlite',
    create: async (name) => urlOf(name),
    copy: async (from, name) => {
      copyFileSync(pathOf(from), pathOf(urlOf(name)));
      return urlOf(name);
    },
    run: async (url, statements) => {
      const database = new DatabaseSync(pathOf(url));
      try {
        database.exec('PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 10000');
        for (const statement of statements) database.exec(statement);
      } finally {
        database.close();
      }
    },
    backends: async () => [],
    drop: async () => {},
  };
}

/** Databases on a PostgreSQL server; `undefined` where none answers. */
export async function postgresDatabases(server: string): Promise<BenchDatabases | undefined> {
  const made = new Set<string>();
  const on = async <T extends object>(url: string, statements: Iterable<string>): Promise<readonly T[]> => {
    const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' });
    await client.connect();
    try {
      let rows: readonly T[] = [];
      for (const statement of statements) rows = (await client.query<T>(statement)).rows;
      return rows;
    } finally {
      await client.end();
    }
  };
  try {
    await on(server, ['SELECT 1']);
  } catch {
    return undefined;
  }
  const make = async (name: string, template: string): Promise<string> => {
    const url = new URL(server);
    url.pathname = `/fretwork_bench_${process.pid}_${name}`;
    const database = url.pathname.slice(1);
    made.add(database);
    await on(server, [`CREATE DATABASE ${database} TEMPLATE ${template}`]);
    return url.href;
  };
  const nameOf = (url: string): string => new URL(url).pathname.slice(1);
  return {
    name: 'postgres',
    create: (name) => make(name, 'template0'),
    copy: (from, name) => make(name, nameOf(from)),
    run: async (url, statements) => {
      await on(url, [...statements]);
      await on(url, [AFTER_SEED_POSTGRES]);
      await on(url, ['VACUUM (ANALYZE)']);
    },
    backends: async (url) => {
      const sql = `SELECT pid FROM pg_stat_activity WHERE datname = '${nameOf(url)}'`;
      return (await on<{ pid: number }>(server, [sql])).map(({ pid }) => pid);
    },
    drop: async () => {
      for (const name of made) await on(server, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]);
    },
  };
}

/** A Python that has what the peer in Python needs; `undefined` where there is none. */
export function findPython(): string | undefined {
  const imports = 'import django, rest_framework, rest_framework_simplejwt, django_filters, gunicorn, psycopg2';
  const known = [process.env.PYTHON, 'python3', '/usr/bin/python3'].filter((name) => name !== undefined);
  return known.find((python) => spawnSync(python, ['-c', imports]).status === 0);
}
