/** `createTables`: the tables of models on an empty database, without any migration; for tests and small programs. */
import type { Database } from '../databases/database.ts';
import type { AnyModels } from '../models/define-models.ts';
import { schemaSql } from './schema-editor.ts';
import { emptyState, stateOf } from './state.ts';

/**
 * Creates all tables, indexes and constraints of models, in one transaction.
 *
 * The schema is the one that the project's migrations lead to.
 *
 * @param database An empty database, or one that has none of these tables.
 * @param models What `defineModels` returned; tables of many-to-many relations come with them.
 * @throws {DatabaseError} a table is there already
 */
export async function createTables(database: Database, models: AnyModels): Promise<void> {
  const operations = stateOf(models).tables.map((table) => ({ type: 'createTable', table }) as const);
  const script = schemaSql(database.dialect.name, emptyState, operations);
  await database.transaction(() => database.exec(script));
}
