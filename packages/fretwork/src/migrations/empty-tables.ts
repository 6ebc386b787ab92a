/** `emptyTables`: all tables of models without their rows, and counting from 1 again; for fixtures and tests. */

import type { Database } from '../databases/database.ts';
import type { DialectName } from '../databases/dialect.ts';
import type { AnyModels } from '../models/define-models.ts';
import { quoteNames } from './quote-name.ts';
import { stateOf } from './state.ts';

/**
 * Deletes every row of every model, whatever refers to it, and lets keys count from 1 again; in one transaction.
 *
 * Takes a few milliseconds, and much longer on PostgreSQL where the tables are many. There is no way back.
 *
 * @param models What `defineModels` returned; tables of many-to-many relations are emptied with them.
 * @throws {DatabaseError} a table is missing, or a table of somebody else's refers to one of these (PostgreSQL)
 * @see Django `flush`, `sql_flush`
 */
export async function emptyTables(database: Database, models: AnyModels): Promise<void> {
  const tables = stateOf(models).tables.map(({ table }) => table);
  if (tables.length > 0) await database.transaction(() => database.exec(SCRIPTS[database.dialect.name](tables)));
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const SCRIPTS: Readonly<Record<DialectName, (tables: readonly string[]) => string>> = {
  // Keys are looked at when the transaction ends, so the order of the tables does not count.
  sqlite: (tables) =>
    [
      ...tables.map((table) => `DELETE FROM ${quoteNames([table])};`),
      `DELETE FROM sqlite_sequence WHERE name IN (${tables.map(text).join(', ')});`,
    ].join('\n'),
  postgres: (tables) => `TRUNCATE ${quoteNames(tables)} RESTART IDENTITY;`,
};
