/** Migrations that are code: what `up.ts` and `down.ts` are given. */
import { pathToFileURL } from 'node:url';
import type { QueryResult, SqlValue } from '../databases/connection.ts';
import type { Database } from '../databases/database.ts';
import { MigrationError } from '../errors.ts';
import { codePath, type Direction, type Migration, readState } from './migration-folder.ts';
import type { State } from './state.ts';

/**
 * What a migration's code works with.
 *
 * The models are not among it: they are those of today, where the migration belongs to the tables of its own day.
 */
export interface MigrationContext {
  /** Inside of the migration's transaction. */
  readonly database: Database;
  /** The tables as they are after this migration. */
  readonly state: State;
  /** Runs a statement; what stands in `${}` becomes a parameter, in either dialect. */
  sql(parts: TemplateStringsArray, ...values: readonly SqlValue[]): Promise<QueryResult>;
}

/** What `up.ts` exports as `up`, and `down.ts` as `down`. */
export type MigrationCode = (context: MigrationContext) => unknown;

/**
 * Runs the code of a migration, where it has any.
 *
 * @throws {MigrationError} the file does not export its function, or the migration has no way back
 */
export async function runCode(database: Database, migration: Migration, direction: Direction): Promise<void> {
  const path = codePath(migration, direction);
  if (path === undefined) {
    if (direction === 'up' || codePath(migration, 'up') === undefined) return;
    throw new MigrationError(`${migration.name} cannot be taken back: it has an up.ts and no down.ts.`);
  }
  const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  const run = module[direction];
  if (typeof run !== 'function') throw new MigrationError(`${path} has to export a function ${direction}(context).`);
  const state = await readState(migration);
  await (run as MigrationCode)({ database, state, sql: sqlOn(database) });
}

function sqlOn(database: Database): MigrationContext['sql'] {
  return (parts, ...values) => {
    const text = parts.reduce((sql, part, index) => sql + database.dialect.placeholder(index) + part);
    return database.query(text, values, { prepare: false, write: true });
  };
}
