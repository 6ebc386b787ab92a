/** Migrations: the tables of a project, made and changed. */
export { createTables } from './create-tables.ts';
export { describeOperation } from './describe-operation.ts';
export { emptyTables } from './empty-tables.ts';
export {
  type MigrateOptions,
  type MigrationStatus,
  migrate,
  migrationStatus,
  planMigrations,
  type Step,
} from './executor.ts';
export {
  type MadeMigration,
  type MakeMigrationOptions,
  makeEmptyMigration,
  makeMigration,
  mergeMigrations,
  type Questions,
} from './make-migration.ts';
export type { MigrationCode, MigrationContext } from './migration-code.ts';
export type { Direction, Migration, MigrationFacts } from './migration-folder.ts';
export type { Operation } from './operations.ts';
export type { Rename } from './renames.ts';
export { type State, stateOf } from './state.ts';
