/** The steps of a migration, as data: what each does to a state, what undoes it, and how it reads. */
import { MigrationError } from '../errors.ts';
import { constraintName } from './constraint-names.ts';
import { type Fill, zeroFill } from './literals.ts';
import {
  type ColumnState,
  type Comparison,
  type ConstraintState,
  findTable,
  type IndexState,
  type State,
  sortedBy,
  type TableState,
} from './state.ts';

/** A model, its table, and the relation that it was made for where it was. */
export type TableName = Pick<TableState, 'model' | 'table' | 'automatic'>;

/** A field and its column. */
export type ColumnName = Pick<ColumnState, 'field' | 'column'>;

type Step<T extends string, Facts> = { readonly type: T } & Readonly<Facts>;
type OnTable<T extends string, Facts> = Step<T, Facts & { table: string }>;

/** One step of a migration, in no dialect; plain JSON. */
export type Operation =
  | Step<'createTable', { table: TableState }>
  | Step<'dropTable', { table: TableState }>
  | Step<'renameTable', { from: TableName; to: TableName }>
  | OnTable<'addColumn', { column: ColumnState; fill?: Fill }>
  | OnTable<'dropColumn', { column: ColumnState }>
  | OnTable<'renameColumn', { from: ColumnName; to: ColumnName }>
  | OnTable<'alterColumn', { from: ColumnState; to: ColumnState; fill?: Fill }>
  | OnTable<'addIndex', { index: IndexState }>
  | OnTable<'dropIndex', { index: IndexState }>
  | OnTable<'addConstraint', { constraint: ConstraintState }>
  | OnTable<'dropConstraint', { constraint: ConstraintState }>;

/** The operation with a type. */
export type OperationOf<T extends Operation['type']> = Extract<Operation, { type: T }>;

type Apply<T extends Operation['type']> = (state: State, operation: OperationOf<T>) => State;
type Undo<T extends Operation['type']> = (operation: OperationOf<T>) => Operation;

const APPLY: { readonly [T in Operation['type']]: Apply<T> } = {
  createTable: (state, { table }) => {
    refuse(
      state.tables.some((other) => other.table === table.table),
      `the table ${table.table} is there already`,
    );
    return withTables([...state.tables, table]);
  },
  dropTable: (state, { table: { table } }) => {
    findTable(state, table);
    return withTables(state.tables.filter((other) => other.table !== table));
  },
  renameTable: (state, { from, to }) => {
    const renamed = { ...renameParts(findTable(state, from.table), to.table, (column) => column), ...to };
    if (!to.automatic) delete (renamed as { automatic?: unknown }).automatic;
    refuse(
      from.table !== to.table && state.tables.some(({ table }) => table === to.table),
      `the table ${to.table} is there already`,
    );
    const tables = state.tables.map((table) => (table.table === from.table ? renamed : table));
    return withTables(
      tables.map((table) => pointing(table, from.table, (references) => ({ ...references, table: to.table }))),
    );
  },
  addColumn: (state, { table, column }) =>
    change(state, table, (current) => {
      refuse(
        current.columns.some((other) => other.column === column.column),
        `${table}.${column.column} is there already`,
      );
      return { ...current, columns: [...current.columns, column] };
    }),
  dropColumn: (state, { table, column }) =>
    change(state, table, (current) => {
      findColumn(current, column.column);
      return { ...current, columns: current.columns.filter((other) => other.column !== column.column) };
    }),
  renameColumn: (state, { table, from, to }) => {
    const rename = (column: string): string => (column === from.column ? to.column : column);
    const renamed = change(state, table, (current) => {
      findColumn(current, from.column);
      const columns = current.columns.map((column) => (column.column === from.column ? { ...column, ...to } : column));
      return { ...renameParts(current, table, rename), columns };
    });
    return withTables(
      renamed.tables.map((other) => pointing(other, table, (to) => ({ ...to, column: rename(to.column) }))),
    );
  },
  alterColumn: (state, { table, from, to }) =>
    change(state, table, (current) => {
      findColumn(current, from.column);
      return { ...current, columns: current.columns.map((column) => (column.column === from.column ? to : column)) };
    }),
  addIndex: (state, { table, index }) =>
    change(state, table, (current) => ({ ...current, indexes: add(current.indexes, index) })),
  dropIndex: (state, { table, index }) =>
    change(state, table, (current) => ({ ...current, indexes: remove(current.indexes, index) })),
  addConstraint: (state, { table, constraint }) =>
    change(state, table, (current) => ({ ...current, constraints: add(current.constraints, constraint) })),
  dropConstraint: (state, { table, constraint }) =>
    change(state, table, (current) => ({ ...current, constraints: remove(current.constraints, constraint) })),
};

const UNDO: { readonly [T in Operation['type']]: Undo<T> } = {
  createTable: ({ table }) => ({ type: 'dropTable', table }),
  dropTable: ({ table }) => ({ type: 'createTable', table }),
  renameTable: ({ from, to }) => ({ type: 'renameTable', from: to, to: from }),
  addColumn: ({ table, column }) => ({ type: 'dropColumn', table, column }),
  dropColumn: ({ table, column }) => ({ type: 'addColumn', table, column, ...zeroOf(column) }),
  renameColumn: ({ table, from, to }) => ({ type: 'renameColumn', table, from: to, to: from }),
  alterColumn: ({ table, from, to }) => ({
    type: 'alterColumn',
    table,
    from: to,
    to: from,
    ...(to.null && zeroOf(from)),
  }),
  addIndex: ({ table, index }) => ({ type: 'dropIndex', table, index }),
  dropIndex: ({ table, index }) => ({ type: 'addIndex', table, index }),
  addConstraint: ({ table, constraint }) => ({ type: 'dropConstraint', table, constraint }),
  dropConstraint: ({ table, constraint }) => ({ type: 'addConstraint', table, constraint }),
};

/**
 * The state after an operation.
 *
 * @throws {MigrationError} the operation does not fit the state: what it adds is there, or what it changes is not
 */
export const applyOperation = (state: State, operation: Operation): State =>
  (APPLY[operation.type] as Apply<Operation['type']>)(state, operation);

/** The state after operations, one after the other. */
export const applyOperations = (state: State, operations: readonly Operation[]): State =>
  operations.reduce(applyOperation, state);

/**
 * What undoes operations, in the order to do it in.
 *
 * A column that was dropped comes back empty: null, or a zero of its kind where it cannot be null.
 */
export const undoOperations = (operations: readonly Operation[]): Operation[] =>
  operations.map((operation) => (UNDO[operation.type] as Undo<Operation['type']>)(operation)).reverse();

/** Name of the table that an operation changes, as it is called before. */
export function tableNameOf(operation: Operation): string {
  if (operation.type === 'renameTable') return operation.from.table;
  return typeof operation.table === 'string' ? operation.table : operation.table.table;
}

/** The column with a name, which has to be there. */
export function findColumn(table: TableState, name: string): ColumnState {
  const column = table.columns.find((candidate) => candidate.column === name);
  if (column) return column;
  throw new MigrationError(`The table ${table.table} has no column ${name}: was it changed by another migration?`);
}

function zeroOf(column: ColumnState): { fill?: Fill } {
  // Nothing points to nothing: rows of such a table cannot get back a key that is gone.
  if (column.null || column.references || column.primaryKey) return {};
  const fill = zeroFill(column.kind);
  return fill ? { fill } : {};
}

function refuse(wrong: boolean, what: string): void {
  if (wrong) throw new MigrationError(`The migrations contradict each other: ${what}.`);
}

const withTables = (tables: readonly TableState[]): State => ({ tables: sortedBy(tables, ({ table }) => table) });

function change(state: State, name: string, update: (table: TableState) => TableState): State {
  findTable(state, name);
  return { tables: state.tables.map((table) => (table.table === name ? update(table) : table)) };
}

function pointing(
  table: TableState,
  to: string,
  update: (references: { table: string; column: string }) => { table: string; column: string },
): TableState {
  if (!table.columns.some(({ references }) => references?.table === to)) return table;
  const columns = table.columns.map((column) =>
    column.references?.table === to ? { ...column, references: update(column.references) } : column,
  );
  return { ...table, columns };
}

function add<T extends { readonly name: string }>(items: readonly T[], item: T): T[] {
  refuse(
    items.some(({ name }) => name === item.name),
    `${item.name} is there already`,
  );
  return sortedBy([...items, item], ({ name }) => name);
}

function remove<T extends { readonly name: string }>(items: readonly T[], item: T): T[] {
  refuse(!items.some(({ name }) => name === item.name), `${item.name} is not there`);
  return items.filter(({ name }) => name !== item.name);
}

// Names that were made from the table's and the columns' names follow them; names that a person gave stay.
function renameParts(table: TableState, name: string, rename: (column: string) => string): TableState {
  const renameIndexed = (column: string): string =>
    column.startsWith('-') ? `-${rename(column.slice(1))}` : rename(column);
  const renameAll = (condition: readonly Comparison[]): Comparison[] =>
    condition.map((comparison) => ({ ...comparison, column: rename(comparison.column) }));
  const renameIndex = <T extends IndexState>(index: T, suffix: 'idx' | 'uniq'): T => {
    const columns = index.columns.map(renameIndexed);
    const derived = index.name === constraintName(table.table, index.columns, suffix);
    return {
      ...index,
      columns,
      ...(derived && { name: constraintName(name, columns, suffix) }),
      ...(index.condition && { condition: renameAll(index.condition) }),
    };
  };
  const constraints = table.constraints.map((constraint) =>
    constraint.type === 'unique'
      ? renameIndex(constraint, 'uniq')
      : { ...constraint, check: renameAll(constraint.check) },
  );
  return { ...table, table: name, constraints, indexes: table.indexes.map((index) => renameIndex(index, 'idx')) };
}
