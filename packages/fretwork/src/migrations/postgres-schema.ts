/** Operations as PostgreSQL's SQL: `ALTER TABLE` for everything, foreign keys when all tables stand. */
import { columnCheck, columnType } from '../models/column-types.ts';
import { conversionSql, familyOf } from './conversions.ts';
import { fillSql } from './literals.ts';
import { applyOperation, type Operation, type OperationOf } from './operations.ts';
import { quoteName } from './quote-name.ts';
import { renamedParts } from './renamed-parts.ts';
import { type ColumnState, type ConstraintState, findTable, type State, type TableState } from './state.ts';
import {
  addForeignKeySql,
  checkSql,
  columnSql,
  createIndexesSql,
  createIndexSql,
  createTableSql,
  type ForeignKey,
  foreignKeysOf,
  isTableConstraint,
  kindCheckName,
  uniqueSql,
} from './table-sql.ts';

const dialect = 'postgres';

const alter = (table: string, what: string): string => `ALTER TABLE ${quoteName(table)} ${what}`;
const alterColumn = (table: string, column: ColumnState, what: string): string =>
  alter(table, `ALTER COLUMN ${quoteName(column.column)} ${what}`);
const dropConstraint = (table: string, name: string): string => alter(table, `DROP CONSTRAINT ${quoteName(name)}`);

/**
 * Operations as PostgreSQL's SQL.
 *
 * @param before The state that the operations begin with.
 * @returns Statements, in order.
 */
export function postgresSql(before: State, operations: readonly Operation[]): string[] {
  const keys = new LiveForeignKeys(before);
  const statements: string[] = [];
  let state = before;
  for (const operation of operations) {
    const after = applyOperation(state, operation);
    const write = WRITE[operation.type] as Write<Operation['type']>;
    statements.push(...write(operation, state, after, keys));
    state = after;
  }
  return [...statements, ...keys.addMissing(state)];
}

/**
 * The foreign keys that the database has at some point of a migration.
 *
 * They are dropped where they are in the way, and those that are missing come back at the end: so tables that refer to
 * each other can be made in any order, and a key can change its kind on both sides.
 */
class LiveForeignKeys {
  #live: ForeignKey[];

  constructor(state: State) {
    this.#live = state.tables.flatMap(foreignKeysOf);
  }

  /** Drops those that a condition picks. */
  drop(picked: (key: ForeignKey) => boolean): string[] {
    const dropped = this.#live.filter(picked);
    this.#live = this.#live.filter((key) => !picked(key));
    return dropped.map(({ table, name }) => dropConstraint(table, name));
  }

  /** Follows a rename, which the database does not do with names. */
  rename(after: State, rename: (key: ForeignKey) => { table: string; column: string }): string[] {
    const all = after.tables.flatMap(foreignKeysOf);
    const pairs = this.#live.map((from) => {
      const { table, column } = rename(from);
      return { from, to: all.find((key) => key.table === table && key.column === column) ?? from };
    });
    this.#live = pairs.map(({ to }) => to);
    return pairs
      .filter(({ from, to }) => from.name !== to.name)
      .map(({ from, to }) => renameConstraint(to.table, from.name, to.name));
  }

  /** Adds what the state has and the database has not. */
  addMissing(state: State): string[] {
    const live = new Set(this.#live.map(({ table, name }) => `${table}\0${name}`));
    return state.tables
      .flatMap(foreignKeysOf)
      .filter(({ table, name }) => !live.has(`${table}\0${name}`))
      .map(addForeignKeySql);
  }
}

type Write<T extends Operation['type']> = (
  operation: OperationOf<T>,
  before: State,
  after: State,
  keys: LiveForeignKeys,
) => string[];

const WRITE: { readonly [T in Operation['type']]: Write<T> } = {
  createTable: ({ table }) => [createTableSql(dialect, table), ...createIndexesSql(dialect, table)],
  dropTable: ({ table: { table } }, _before, _after, keys) => [
    ...keys.drop((key) => key.table === table || key.references.table === table),
    `DROP TABLE ${quoteName(table)}`,
  ],
  renameTable: ({ from, to }, before, after, keys) => {
    if (from.table === to.table) return [];
    const rename = (key: ForeignKey) => ({
      table: key.table === from.table ? to.table : key.table,
      column: key.column,
    });
    return [
      alter(from.table, `RENAME TO ${quoteName(to.table)}`),
      ...renamePartsSql(findTable(before, from.table), findTable(after, to.table)),
      ...keys.rename(after, rename),
    ];
  },
  addColumn: ({ table, column, fill }) => [
    alter(
      table,
      `ADD COLUMN ${columnSql(dialect, table, column)}${fill ? ` DEFAULT ${fillSql(dialect, column.kind, fill)}` : ''}`,
    ),
    ...(fill ? [alterColumn(table, column, 'DROP DEFAULT')] : []),
  ],
  dropColumn: ({ table, column }, _before, _after, keys) => [
    ...keys.drop((key) => key.table === table && key.column === column.column),
    ...keys.drop((key) => key.references.table === table && key.references.column === column.column),
    alter(table, `DROP COLUMN ${quoteName(column.column)}`),
  ],
  renameColumn: ({ table, from, to }, before, after, keys) => {
    if (from.column === to.column) return [];
    const rename = (key: ForeignKey) => ({
      table: key.table,
      column: key.table === table && key.column === from.column ? to.column : key.column,
    });
    return [
      alter(table, `RENAME COLUMN ${quoteName(from.column)} TO ${quoteName(to.column)}`),
      ...renamePartsSql(findTable(before, table), findTable(after, table)),
      ...keys.rename(after, rename),
    ];
  },
  alterColumn: (operation, _before, after, keys) => alterColumnSql(operation, findTable(after, operation.table), keys),
  addIndex: ({ table, index }, _before, after) => [createIndexSql(dialect, findTable(after, table), index)],
  dropIndex: ({ index }) => [`DROP INDEX ${quoteName(index.name)}`],
  addConstraint: ({ table, constraint }, _before, after) => [addConstraintSql(findTable(after, table), constraint)],
  dropConstraint: ({ table, constraint }) => [
    constraint.type === 'unique' && !isTableConstraint(dialect, constraint)
      ? `DROP INDEX ${quoteName(constraint.name)}`
      : dropConstraint(table, constraint.name),
  ],
};

function alterColumnSql(
  { table, from, to, fill }: OperationOf<'alterColumn'>,
  after: TableState,
  keys: LiveForeignKeys,
): string[] {
  const statements: string[] = [];
  const typeChanges = columnType(dialect, from.kind, from) !== columnType(dialect, to.kind, to);
  const pointsElsewhere = JSON.stringify(from.references) !== JSON.stringify(to.references);
  if (typeChanges || pointsElsewhere)
    statements.push(...keys.drop((key) => key.table === table && key.column === from.column));
  if (typeChanges || from.primaryKey !== to.primaryKey) {
    statements.push(...keys.drop((key) => key.references.table === table && key.references.column === from.column));
  }
  if (hasCheck(from) && !(hasCheck(to) && from.kind === to.kind))
    statements.push(dropConstraint(table, kindCheckName(table, from)));
  if (from.kind === 'auto' && to.kind !== 'auto') statements.push(alterColumn(table, to, 'DROP IDENTITY'));
  if (from.primaryKey && !to.primaryKey) statements.push(...dropPrimaryKey(after));
  if (typeChanges)
    statements.push(alterColumn(table, to, `TYPE ${columnType(dialect, to.kind, to)}${usingSql(from, to)}`));
  if (from.null && !to.null) statements.push(...notNullSql(table, to, fill));
  if (!from.null && to.null) statements.push(alterColumn(table, to, 'DROP NOT NULL'));
  if (!from.primaryKey && to.primaryKey) statements.push(alter(table, `ADD PRIMARY KEY (${quoteName(to.column)})`));
  if (from.kind !== 'auto' && to.kind === 'auto') statements.push(...identitySql(table, to));
  if (hasCheck(to) && !(hasCheck(from) && from.kind === to.kind)) statements.push(addKindCheck(table, to));
  return statements;
}

// An assignment refuses what does not fit; where there is none, the value goes by way of text.
function usingSql(from: ColumnState, to: ColumnState): string {
  const column = quoteName(to.column);
  const known = conversionSql(dialect, from.kind, to.kind, column);
  if (known !== undefined) return ` USING ${known}`;
  const assigned = familyOf(to.kind) === 'text' || familyOf(from.kind) === familyOf(to.kind);
  return assigned ? '' : ` USING ${column}::text::${columnType(dialect, to.kind, to)}`;
}

function notNullSql(table: string, column: ColumnState, fill: OperationOf<'alterColumn'>['fill']): string[] {
  const name = quoteName(column.column);
  const update = fill
    ? [
        `UPDATE ${quoteName(table)} SET ${name} = ${fillSql(dialect, column.kind, fill)} WHERE ${name} IS NULL`,
        // A table cannot be altered while the update's foreign keys wait to be looked at.
        'SET CONSTRAINTS ALL IMMEDIATE',
        'SET CONSTRAINTS ALL DEFERRED',
      ]
    : [];
  return [...update, alterColumn(table, column, 'SET NOT NULL')];
}

// The name of a primary key is the database's own: a renamed table keeps the one that it was made with.
const dropPrimaryKey = ({ table }: TableState): string[] => [
  `DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint ` +
    `WHERE conrelid = '${quoteName(table).replaceAll("'", "''")}'::regclass AND contype = 'p'); END $$`,
];

function identitySql(table: string, column: ColumnState): string[] {
  const name = quoteName(column.column);
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  return [
    alterColumn(table, column, 'ADD GENERATED BY DEFAULT AS IDENTITY'),
    `SELECT setval(pg_get_serial_sequence(${text(quoteName(table))}, ${text(column.column)}), ` +
      `coalesce(max(${name}), 0) + 1, false) FROM ${quoteName(table)}`,
  ];
}

const hasCheck = ({ kind, column }: ColumnState): boolean => columnCheck(dialect, kind, column) !== undefined;

const addKindCheck = (table: string, column: ColumnState): string =>
  alter(
    table,
    `ADD CONSTRAINT ${quoteName(kindCheckName(table, column))} ` +
      `CHECK (${columnCheck(dialect, column.kind, quoteName(column.column))})`,
  );

function addConstraintSql(table: TableState, constraint: ConstraintState): string {
  if (constraint.type === 'check') return alter(table.table, `ADD ${checkSql(dialect, table, constraint)}`);
  if (isTableConstraint(dialect, constraint)) return alter(table.table, `ADD ${uniqueSql(constraint)}`);
  return createIndexSql(dialect, table, constraint);
}

// The columns' own checks are named after table and column too.
function renamePartsSql(before: TableState, after: TableState): string[] {
  const checks = before.columns.flatMap((column, index) => {
    const renamed = after.columns[index];
    if (!renamed || !hasCheck(column)) return [];
    const [from, to] = [kindCheckName(before.table, column), kindCheckName(after.table, renamed)];
    return from === to ? [] : [renameConstraint(after.table, from, to)];
  });
  const parts = renamedParts(before, after).map(({ from, to }) =>
    'type' in from && (from.type === 'check' || isTableConstraint(dialect, from))
      ? renameConstraint(after.table, from.name, to.name)
      : `ALTER INDEX ${quoteName(from.name)} RENAME TO ${quoteName(to.name)}`,
  );
  return [...checks, ...parts];
}

function renameConstraint(table: string, from: string, to: string): string {
  return alter(table, `RENAME CONSTRAINT ${quoteName(from)} TO ${quoteName(to)}`);
}
