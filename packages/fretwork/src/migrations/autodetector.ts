/** What has to be done to get from one state to another, as operations in an order that works. */
import { isDeepStrictEqual } from 'node:util';
import { MigrationError } from '../errors.ts';
import type { Fill } from './literals.ts';
import { applyOperation, type Operation, type TableName } from './operations.ts';
import { matchColumns, matchTables, type Rename } from './renames.ts';
import {
  type ColumnState,
  type ConstraintState,
  findTable,
  type IndexState,
  type State,
  type TableState,
} from './state.ts';

/** What the states alone do not say. */
export interface Hints {
  readonly renames: readonly Rename[];
  /** What existing rows get in a column that is new or no longer null; nothing where nobody said. */
  readonly fillOf: (table: TableState, column: ColumnState) => Fill | undefined;
}

/** The difference between two states. */
export interface Changes {
  readonly operations: readonly Operation[];
  /** Columns for which existing rows need a value that nobody gave. */
  readonly missingFills: readonly { readonly table: TableState; readonly column: ColumnState }[];
}

/**
 * Finds the operations that lead from one state to another.
 *
 * Whatever has to go goes first, so that its name is free; then come renames, new tables, columns, indexes and
 * constraints. Equal states give no operations, whatever the order of their columns.
 *
 * @throws {MigrationError} tables or columns swap their names, which takes two migrations
 * @see Django `MigrationAutodetector`
 */
export function detectChanges(previous: State, current: State, hints: Hints): Changes {
  const detector = new Detector(previous, current, hints);
  detector.detect();
  return { operations: detector.operations, missingFills: detector.missingFills };
}

class Detector {
  readonly operations: Operation[] = [];
  readonly missingFills: { table: TableState; column: ColumnState }[] = [];
  readonly #current: State;
  readonly #hints: Hints;
  readonly #matches: ReadonlyMap<TableState, TableState>;
  /** What the operations so far lead to. */
  #state: State;

  constructor(previous: State, current: State, hints: Hints) {
    this.#state = previous;
    this.#current = current;
    this.#hints = hints;
    this.#matches = matchTables(previous, current, hints.renames);
  }

  detect(): void {
    this.#dropTables();
    this.#renameTables();
    const common = [...this.#matches.keys()];
    for (const table of common) this.#renameColumns(table);
    for (const table of common) this.#dropParts(table);
    for (const table of common) this.#dropColumns(table);
    for (const table of this.#current.tables) if (!this.#matches.has(table)) this.#emit({ type: 'createTable', table });
    for (const table of common) this.#alterColumns(table);
    for (const table of common) this.#addColumns(table);
    for (const table of common) this.#addParts(table);
  }

  #emit(operation: Operation): void {
    this.operations.push(operation);
    this.#state = applyOperation(this.#state, operation);
  }

  #now({ table }: TableState): TableState {
    return findTable(this.#state, table);
  }

  // First what points to a table that goes: its name may be another table's soon.
  #dropTables(): void {
    const kept = new Set(this.#matches.values());
    const gone = this.#state.tables.filter((table) => !kept.has(table));
    const names = new Set(gone.map(({ table }) => table));
    for (const [to, from] of this.#matches) {
      const columns = new Set(matchColumns(from, to, this.#hints.renames).values());
      for (const column of from.columns) {
        if (!column.references || !names.has(column.references.table)) continue;
        const { references: _gone, ...rest } = column;
        if (columns.has(column)) this.#emit({ type: 'alterColumn', table: from.table, from: column, to: rest });
        else this.#dropColumn(from, column);
      }
    }
    for (const table of gone) this.#emit({ type: 'dropTable', table });
  }

  #renameTables(): void {
    const pending = [...this.#matches].filter(([to, from]) => !isDeepStrictEqual(nameOf(from), nameOf(to)));
    inFreeOrder(
      pending,
      ([to, from]) => to.table === from.table || !this.#state.tables.some(({ table }) => table === to.table),
      ([to, from]) => this.#emit({ type: 'renameTable', from: nameOf(from), to: nameOf(to) }),
      ([to]) => `the table ${to.table}`,
    );
  }

  #renameColumns(to: TableState): void {
    const { table } = to;
    const matches = matchColumns(this.#now(to), to, this.#hints.renames);
    const renamed = [...matches].filter(
      ([after, before]) => after.field !== before.field || after.column !== before.column,
    );
    const kept = new Set([...matches.values()].map(({ column }) => column));
    for (const [after] of renamed) {
      const inTheWay = this.#now(to).columns.find(({ column }) => column === after.column && !kept.has(column));
      if (inTheWay) this.#dropColumn(to, inTheWay);
    }
    inFreeOrder(
      renamed,
      ([after, before]) =>
        after.column === before.column || !this.#now(to).columns.some(({ column }) => column === after.column),
      ([after, before]) => {
        const names = ({ field, column }: ColumnState) => ({ field, column });
        this.#emit({ type: 'renameColumn', table, from: names(before), to: names(after) });
      },
      ([after]) => `the column ${table}.${after.column}`,
    );
  }

  // A part that compares with a column of another kind is written otherwise, though it says the same.
  #dropParts(to: TableState): void {
    const from = this.#now(to);
    const altered = new Set(alteredColumns(from, to).map(([before]) => before.column));
    const stays = (part: ConstraintState | IndexState, wanted: readonly (ConstraintState | IndexState)[]): boolean =>
      wanted.some((other) => isDeepStrictEqual(other, part)) &&
      !conditionOf(part).some(({ column }) => altered.has(column));
    for (const constraint of from.constraints) {
      if (!stays(constraint, to.constraints)) this.#emit({ type: 'dropConstraint', table: to.table, constraint });
    }
    for (const index of from.indexes) {
      if (!stays(index, to.indexes)) this.#emit({ type: 'dropIndex', table: to.table, index });
    }
  }

  #dropColumns(to: TableState): void {
    const wanted = new Set(to.columns.map(({ column }) => column));
    for (const column of this.#now(to).columns) if (!wanted.has(column.column)) this.#dropColumn(to, column);
  }

  #dropColumn({ table }: TableState, column: ColumnState): void {
    const { constraints, indexes } = findTable(this.#state, table);
    const names = (part: ConstraintState | IndexState): string[] => [
      ...('columns' in part ? part.columns.map((name) => name.replace(/^-/, '')) : []),
      ...conditionOf(part).map((comparison) => comparison.column),
    ];
    for (const constraint of constraints) {
      if (names(constraint).includes(column.column)) this.#emit({ type: 'dropConstraint', table, constraint });
    }
    for (const index of indexes) {
      if (names(index).includes(column.column)) this.#emit({ type: 'dropIndex', table, index });
    }
    this.#emit({ type: 'dropColumn', table, column });
  }

  #alterColumns(to: TableState): void {
    for (const [before, after] of alteredColumns(this.#now(to), to)) {
      const fill = before.null && !after.null ? this.#fillOf(to, after) : undefined;
      this.#emit({ type: 'alterColumn', table: to.table, from: before, to: after, ...(fill && { fill }) });
    }
  }

  #addColumns(to: TableState): void {
    const present = new Set(this.#now(to).columns.map(({ column }) => column));
    for (const column of to.columns) {
      if (present.has(column.column)) continue;
      const counts = column.kind === 'auto' && column.primaryKey;
      const fill = counts ? undefined : this.#fillOf(to, column);
      this.#emit({ type: 'addColumn', table: to.table, column, ...(fill && { fill }) });
    }
  }

  #addParts(to: TableState): void {
    const { table } = to;
    const { constraints, indexes } = this.#now(to);
    const isNew =
      <T extends { name: string }>(present: readonly T[]) =>
      ({ name }: T) =>
        !present.some((part) => part.name === name);
    for (const constraint of to.constraints.filter(isNew(constraints)))
      this.#emit({ type: 'addConstraint', table, constraint });
    for (const index of to.indexes.filter(isNew(indexes))) this.#emit({ type: 'addIndex', table, index });
  }

  #fillOf(table: TableState, column: ColumnState): Fill | undefined {
    const fill = this.#hints.fillOf(table, column);
    if (fill === undefined && !column.null) this.missingFills.push({ table, column });
    return fill;
  }
}

const nameOf = ({ model, table, automatic }: TableState): TableName => ({
  model,
  table,
  ...(automatic && { automatic }),
});

const conditionOf = (part: ConstraintState | IndexState) => ('check' in part ? part.check : (part.condition ?? []));

/** Columns with the same name that are otherwise different, before and after. */
function alteredColumns(from: TableState, to: TableState): [ColumnState, ColumnState][] {
  return to.columns.flatMap((after) => {
    const before = from.columns.find(({ column }) => column === after.column);
    return before && !isDeepStrictEqual(before, after) ? [[before, after] as [ColumnState, ColumnState]] : [];
  });
}

// A name that another one still has becomes free when that one has been renamed itself.
function inFreeOrder<T>(
  items: readonly T[],
  isFree: (item: T) => boolean,
  take: (item: T) => void,
  describe: (item: T) => string,
): void {
  let pending = items;
  while (pending.length > 0) {
    const item = pending.find(isFree);
    if (item === undefined) {
      throw new MigrationError(
        `${pending.map(describe).join(' and ')} swap their names: rename one of them to a third name first, in a migration of its own.`,
      );
    }
    take(item);
    pending = pending.filter((other) => other !== item);
  }
}
