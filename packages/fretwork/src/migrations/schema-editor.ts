/** Operations as SQL, forward and backward, in either dialect. */
import type { DialectName } from '../databases/dialect.ts';
import { applyOperations, type Operation, undoOperations } from './operations.ts';
import { postgresSql } from './postgres-schema.ts';
import { sqliteSql } from './sqlite-schema.ts';
import type { State } from './state.ts';

const EDITORS: Readonly<Record<DialectName, typeof sqliteSql>> = { sqlite: sqliteSql, postgres: postgresSql };

/** The dialects that every migration is written for. */
export const dialectNames: readonly DialectName[] = ['sqlite', 'postgres'];

/**
 * The script of operations; empty where the database has nothing to do.
 *
 * @param before The state that the operations begin with.
 */
export function schemaSql(dialect: DialectName, before: State, operations: readonly Operation[]): string {
  return EDITORS[dialect](before, operations)
    .map((statement) => `${statement};\n`)
    .join('');
}

/** The script that undoes operations. @param before The state that the operations began with. */
export function undoSql(dialect: DialectName, before: State, operations: readonly Operation[]): string {
  return schemaSql(dialect, applyOperations(before, operations), undoOperations(operations));
}
