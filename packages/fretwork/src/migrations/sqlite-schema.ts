/** Operations as SQLite's SQL: what `ALTER TABLE` cannot do is done by copying the table. */
import { conversionSql } from './conversions.ts';
import { type Fill, fillSql } from './literals.ts';
import { applyOperation, type Operation, type OperationOf, tableNameOf } from './operations.ts';
import { quoteName, quoteNames } from './quote-name.ts';
import { renamedParts } from './renamed-parts.ts';
import { type ColumnState, findTable, type State, type TableState } from './state.ts';
import { columnSql, createIndexesSql, createIndexSql, createTableSql } from './table-sql.ts';

const dialect = 'sqlite';

/**
 * Operations as SQLite's SQL.
 *
 * A table is copied once, whatever happens to it. The script needs foreign keys to be off, as dropping the old table
 * would otherwise count as deleting its rows; the executor switches them off and looks afterwards whether all hold.
 *
 * @param before The state that the operations begin with.
 * @returns Statements, in order.
 * @see https://www.sqlite.org/lang_altertable.html#otheralter
 */
export function sqliteSql(before: State, operations: readonly Operation[]): string[] {
  const statements: string[] = [];
  const copies = new Map<string, TableCopy>();
  let state = before;
  const finish = (table: string): void => {
    const copy = copies.get(table);
    if (!copy) return;
    copies.delete(table);
    statements.push(...copy.statements(findTable(state, table)));
  };
  for (const operation of operations) {
    const name = tableNameOf(operation);
    if (SEPARATE.has(operation.type)) finish(name);
    const after = applyOperation(state, operation);
    if (needsCopy(operation) && !copies.has(name)) copies.set(name, new TableCopy(findTable(state, name)));
    const copy = copies.get(name);
    if (copy) copy.take(operation);
    else statements.push(...(WRITE[operation.type] as Write<Operation['type']>)(operation, state, after));
    state = after;
  }
  for (const table of [...copies.keys()]) finish(table);
  return statements;
}

/** Whether an operation copies the table, in SQLite. */
export function needsCopy(operation: Operation): boolean {
  switch (operation.type) {
    case 'addColumn':
      return !operation.column.null || operation.fill !== undefined;
    case 'dropColumn':
      return operation.column.primaryKey === true || operation.column.references !== undefined;
    case 'alterColumn':
      return columnSql(dialect, '', operation.from) !== columnSql(dialect, '', operation.to);
    case 'addConstraint':
    case 'dropConstraint':
      return operation.constraint.type === 'check';
    default:
      return false;
  }
}

/** Operations that have to find the table as it is called and as it is. */
const SEPARATE: ReadonlySet<Operation['type']> = new Set(['renameTable', 'renameColumn', 'dropTable']);

type Write<T extends Operation['type']> = (operation: OperationOf<T>, before: State, after: State) => string[];

const dropIndex = (name: string): string => `DROP INDEX ${quoteName(name)}`;

const WRITE: { readonly [T in Operation['type']]: Write<T> } = {
  createTable: ({ table }) => [createTableSql(dialect, table), ...createIndexesSql(dialect, table)],
  dropTable: ({ table }) => [`DROP TABLE ${quoteName(table.table)}`],
  renameTable: ({ from, to }, before, after) =>
    from.table === to.table
      ? []
      : [
          `ALTER TABLE ${quoteName(from.table)} RENAME TO ${quoteName(to.table)}`,
          ...renamePartsSql(findTable(before, from.table), findTable(after, to.table)),
        ],
  addColumn: ({ table, column }) => [`ALTER TABLE ${quoteName(table)} ADD COLUMN ${columnSql(dialect, table, column)}`],
  dropColumn: ({ table, column }) => [`ALTER TABLE ${quoteName(table)} DROP COLUMN ${quoteName(column.column)}`],
  renameColumn: ({ table, from, to }, before, after) =>
    from.column === to.column
      ? []
      : [
          `ALTER TABLE ${quoteName(table)} RENAME COLUMN ${quoteName(from.column)} TO ${quoteName(to.column)}`,
          ...renamePartsSql(findTable(before, table), findTable(after, table)),
        ],
  alterColumn: () => [],
  addIndex: ({ table, index }, _before, after) => [createIndexSql(dialect, findTable(after, table), index)],
  dropIndex: ({ index }) => [dropIndex(index.name)],
  addConstraint: ({ table, constraint }, _before, after) =>
    constraint.type === 'unique' ? [createIndexSql(dialect, findTable(after, table), constraint)] : [],
  dropConstraint: ({ constraint }) => (constraint.type === 'unique' ? [dropIndex(constraint.name)] : []),
};

// An index cannot be renamed, only made again; a check that a person named keeps its name.
function renamePartsSql(before: TableState, after: TableState): string[] {
  return renamedParts(before, after).flatMap(({ from, to }) =>
    'type' in to && to.type === 'check' ? [] : [dropIndex(from.name), createIndexSql(dialect, after, to)],
  );
}

/** A table on its way to another form: where the values of its columns come from. */
class TableCopy {
  readonly #before: TableState;
  /** SQL of each column's values, by its name. */
  readonly #sources = new Map<string, string>();

  constructor(before: TableState) {
    this.#before = before;
    for (const { column } of before.columns) this.#sources.set(column, quoteName(column));
  }

  /** Takes an operation into account; those on indexes are in the table's new state. */
  take(operation: Operation): void {
    if (operation.type === 'addColumn') this.#add(operation.column, operation.fill);
    else if (operation.type === 'dropColumn') this.#sources.delete(operation.column.column);
    else if (operation.type === 'alterColumn') this.#alter(operation);
  }

  /** The statements that make the table what it is to be. */
  statements(after: TableState): string[] {
    const { table } = after;
    const copy = `${table}__new`;
    const columns = after.columns.map(({ column }) => column);
    const sources = columns.map((column) => this.#sources.get(column) ?? 'NULL');
    return [
      createTableSql(dialect, after, copy),
      `INSERT INTO ${quoteName(copy)} (${quoteNames(columns)}) SELECT ${sources.join(', ')} FROM ${quoteName(table)}`,
      ...(counts(this.#before) && counts(after) ? keepSequence(table, copy) : []),
      `DROP TABLE ${quoteName(table)}`,
      // Views of the table must not stand in the way of giving it its name back.
      'PRAGMA legacy_alter_table = ON',
      `ALTER TABLE ${quoteName(copy)} RENAME TO ${quoteName(table)}`,
      'PRAGMA legacy_alter_table = OFF',
      ...createIndexesSql(dialect, after),
    ];
  }

  #add(column: ColumnState, fill: Fill | undefined): void {
    this.#sources.set(column.column, fill ? fillSql(dialect, column.kind, fill) : 'NULL');
  }

  #alter({ from, to, fill }: OperationOf<'alterColumn'>): void {
    const source = this.#sources.get(from.column) ?? 'NULL';
    const converted = conversionSql(dialect, from.kind, to.kind, source) ?? source;
    this.#sources.set(to.column, fill ? `coalesce(${converted}, ${fillSql(dialect, to.kind, fill)})` : converted);
  }
}

const counts = (table: TableState): boolean =>
  table.columns.some(({ kind, primaryKey }) => kind === 'auto' && primaryKey);

/** Ids of rows that were deleted are not given again. */
function keepSequence(table: string, copy: string): string[] {
  const text = (name: string): string => `'${name.replaceAll("'", "''")}'`;
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${text(copy)}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${text(copy)}, seq FROM sqlite_sequence WHERE name = ${text(table)}`,
  ];
}
