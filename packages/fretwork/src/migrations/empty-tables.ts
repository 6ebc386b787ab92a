/** `emptyTables`: all tables of models without their rows, and counting from 1 again; for fixtures and tests. */

import type { Database } from '../databases/database.ts';
import type { DialectName } from '../databases/dialect.ts';
import type { AnyModels } from '../models/define-models.ts';
import { quoteNames } from './quote-name.ts';
import { stateOf, type TableState } from './state.ts';

/**
 * Deletes every row of every model, whatever refers to it, and lets keys count from 1 again; in one transaction.
 *
 * Takes some milliseconds where there are thousands of rows, and longer where there are millions: rows are deleted rather than
 * tables truncated, which on PostgreSQL takes the better part of a second however few they are. There is no way back.
 *
 * @param models What `defineModels` returned; tables of many-to-many relations are emptied with them.
 * @throws {DatabaseError} a table is missing, or a table of somebody else's refers to a row
 * @see Django `flush`, `sql_flush`
 */
export async function emptyTables(database: Database, models: AnyModels): Promise<void> {
  const { tables } = stateOf(models);
  if (tables.length === 0) return;
  // Keys are looked at when the transaction ends, so the order of the tables does not count.
  const deletions = tables.map(({ table }) => `DELETE FROM ${quoteNames([table])};`);
  const script = [...deletions, ...RESTARTS[database.dialect.name](tables)].join('\n');
  await database.transaction(() => database.exec(script));
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const RESTARTS: Readonly<Record<DialectName, (tables: readonly TableState[]) => readonly string[]>> = {
  sqlite: (tables) => [
    `DELETE FROM sqlite_sequence WHERE name IN (${tables.map(({ table }) => text(table)).join(', ')});`,
  ],
  // By the sequence: a table cannot be altered while its deletions wait for their keys to be looked at.
  postgres: (tables) => [
    'DO $restart$ BEGIN',
    ...tables.flatMap(({ table, columns }) =>
      columns.filter(({ kind }) => kind === 'auto').map(({ column }) => restart(quoteNames([table]), column)),
    ),
    'END $restart$;',
  ],
};

const restart = (table: string, column: string): string =>
  `EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence(${text(table)}, ${text(column)}) || ' RESTART';`;
