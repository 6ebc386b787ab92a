/** A project's folder of migrations in the directory for temporary files, with a database: for tests of migrations. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../databases/database.ts';
import { type MigrateOptions, migrate, type Step } from '../migrations/executor.ts';
import { type MadeMigration, type MakeMigrationOptions, makeMigration } from '../migrations/make-migration.ts';
import type { AnyModels } from '../models/define-models.ts';
import type { TestDatabaseKind } from './databases.ts';

/** A project to try migrations on. */
export interface MigrationProject {
  readonly directory: string;
  readonly database: Database;
  readonly url: string;
  make(models: AnyModels, options?: Partial<MakeMigrationOptions>): Promise<MadeMigration | undefined>;
  migrate(options?: Partial<MigrateOptions>): Promise<Step[]>;
  /** The rows of a query, numbers of either dialect as numbers. */
  rows(sql: string): Promise<unknown[][]>;
  drop(): Promise<void>;
}

/** Makes an empty project on a new database. */
export async function createMigrationProject(kind: TestDatabaseKind): Promise<MigrationProject> {
  const directory = await mkdtemp(join(tmpdir(), 'fretwork-migrations-'));
  const { database, url, drop } = await kind.create();
  return {
    directory,
    database,
    url,
    make: (models, options = {}) => makeMigration({ ...options, models, directory }),
    migrate: (options = {}) => migrate(database, { ...options, directory }),
    rows: async (sql) =>
      (await database.query(sql, [], { prepare: false })).rows.map((row) =>
        row.map((value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value)),
      ),
    drop: async () => {
      await drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
