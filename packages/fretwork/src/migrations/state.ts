/** What the tables of a project look like, in no dialect: what a migration stores, and what two states are compared by. */
import { ImproperlyConfigured, MigrationError } from '../errors.ts';
import { type AnyModels, registryOf } from '../models/define-models.ts';
import type { ColumnKind } from '../models/field.ts';
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';
import type { Condition, ConditionValue } from '../models/model.ts';
import { constraintName } from './constraint-names.ts';

/** One column. Only what a database can tell apart is here: defaults, choices and validators are not. */
export interface ColumnState {
  /** Name of the declared field, by which renames are told: `author`. */
  readonly field: string;
  readonly column: string;
  readonly kind: ColumnKind;
  readonly maxLength?: number;
  readonly maxDigits?: number;
  readonly decimalPlaces?: number;
  readonly null?: true;
  readonly primaryKey?: true;
  /** What a foreign key points to. */
  readonly references?: Reference;
}

/** The column that a foreign key points to. */
export interface Reference {
  readonly table: string;
  readonly column: string;
}

/** One comparison of a condition; all of them have to hold. */
export interface Comparison {
  readonly column: string;
  readonly lookup: string;
  readonly value: ConditionValue | readonly ConditionValue[];
}

/** Columns that are unique together, everywhere or where a condition holds. */
export interface UniqueState {
  readonly type: 'unique';
  readonly name: string;
  readonly columns: readonly string[];
  readonly condition?: readonly Comparison[];
}

/** A condition that every row meets. */
export interface CheckState {
  readonly type: 'check';
  readonly name: string;
  readonly check: readonly Comparison[];
}

/** A constraint of a table. */
export type ConstraintState = UniqueState | CheckState;

/** An index; `-column` descends. */
export interface IndexState {
  readonly name: string;
  readonly columns: readonly string[];
  readonly condition?: readonly Comparison[];
}

/** One table. */
export interface TableState {
  /** Key of the model, by which renames are told. */
  readonly model: string;
  readonly table: string;
  /** The many-to-many relation that the table was made for, where no one declared it. */
  readonly automatic?: { readonly model: string; readonly field: string };
  /** In the order in which they came to be. */
  readonly columns: readonly ColumnState[];
  /** By name. */
  readonly constraints: readonly ConstraintState[];
  /** By name. */
  readonly indexes: readonly IndexState[];
}

/** All tables of a project, by name. */
export interface State {
  readonly tables: readonly TableState[];
}

/** The state before the first migration. */
export const emptyState: State = { tables: [] };

/**
 * Describes the tables of models.
 *
 * @param models What `defineModels` returned; tables of many-to-many relations come with them.
 * @throws {ImproperlyConfigured} two tables, indexes or constraints would get the same name
 */
export function stateOf(models: AnyModels): State {
  if (Object.keys(models).length === 0) return emptyState;
  const state = { tables: sortedBy([...registryOf(models).models.values()].map(tableOf), ({ table }) => table) };
  refuseEqualNames(state);
  return state;
}

/** A state with everything in its order: equal states are equal as JSON, but for the order of columns. */
export const canonicalState = ({ tables }: State): State => ({
  tables: sortedBy(
    tables.map((table) => ({
      ...table,
      constraints: sortedBy(table.constraints, ({ name }) => name),
      indexes: sortedBy(table.indexes, ({ name }) => name),
    })),
    ({ table }) => table,
  ),
});

/** The table with a name, which has to be there. */
export function findTable(state: State, name: string): TableState {
  const table = state.tables.find((candidate) => candidate.table === name);
  if (table) return table;
  throw new MigrationError(`The migrations know no table "${name}": was a migration edited or deleted?`);
}

/** Sorts by a text, the same in every locale. */
export const sortedBy = <T>(items: readonly T[], key: (item: T) => string): T[] =>
  [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));

function tableOf(model: ModelMeta): TableState {
  const automatic = automaticOf(model);
  return {
    model: model.name,
    table: model.table,
    ...(automatic && { automatic }),
    columns: model.columns.map(columnOf),
    constraints: withoutEqual(constraintsOf(model)),
    indexes: withoutEqual(indexesOf(model)),
  };
}

function automaticOf(model: ModelMeta): { model: string; field: string } | undefined {
  if (!model.automatic) return undefined;
  for (const owner of model.registry.models.values()) {
    for (const relation of owner.relations.values()) {
      if (relation.kind !== 'manyToMany' || !relation.forward || relation.through !== model) continue;
      return { model: owner.name, field: relation.name };
    }
  }
  return undefined;
}

const SIZED: ReadonlySet<ColumnKind> = new Set(['char', 'email', 'url', 'slug', 'file', 'image']);

function columnOf(column: ColumnMeta): ColumnState {
  const { maxLength, maxDigits, decimalPlaces } = column.options;
  const { kind, relation } = column;
  const target = relation?.target;
  return {
    field: column.field,
    column: column.column,
    // Django's rule: what points to a positive number need not say again that it is positive.
    kind: target && kind === 'positiveInteger' ? 'integer' : kind,
    ...(SIZED.has(kind) && maxLength !== undefined && { maxLength }),
    ...(kind === 'decimal' && { maxDigits, decimalPlaces }),
    ...(column.null && { null: true as const }),
    ...(column.primaryKey && { primaryKey: true as const }),
    ...(target && { references: { table: target.table, column: target.primaryKey.column } }),
  };
}

function constraintsOf(model: ModelMeta): ConstraintState[] {
  const columnsOf = (names: readonly string[]): string[] => names.map((name) => columnNamed(model, name).column);
  const unique = (columns: readonly string[]): UniqueState => ({
    type: 'unique',
    name: constraintName(model.table, columns, 'uniq'),
    columns,
  });
  return [
    ...model.columns.filter((column) => column.unique && !column.primaryKey).map(({ column }) => unique([column])),
    ...model.uniqueTogether.map((names) => unique(columnsOf(names))),
    ...model.constraints.map((constraint): ConstraintState => {
      const { name } = constraint;
      if (constraint.type === 'check') return { type: 'check', name, check: comparisonsOf(model, constraint.check) };
      return {
        type: 'unique',
        name,
        columns: columnsOf(constraint.fields),
        ...conditionOf(model, constraint.condition),
      };
    }),
  ];
}

function indexesOf(model: ModelMeta): IndexState[] {
  const named = (columns: readonly string[], name = constraintName(model.table, columns, 'idx')) => ({ name, columns });
  return [
    ...model.columns.filter(({ dbIndex }) => dbIndex).map(({ column }) => named([column])),
    ...model.indexes.map((index) => {
      const columns = index.fields.map((field) => {
        const descends = field.startsWith('-');
        return `${descends ? '-' : ''}${columnNamed(model, descends ? field.slice(1) : field).column}`;
      });
      return { ...named(columns, index.name), ...conditionOf(model, index.condition) };
    }),
  ];
}

const conditionOf = (model: ModelMeta, condition: Condition | undefined) =>
  condition && { condition: comparisonsOf(model, condition) };

function comparisonsOf(model: ModelMeta, condition: Condition): Comparison[] {
  return Object.entries(condition).flatMap(([name, test]) => {
    const { column } = columnNamed(model, name);
    if (typeof test !== 'object' || test === null) return [comparison(column, 'exact', test)];
    return Object.entries(test).map(([lookup, value]) => comparison(column, lookup, value));
  });
}

const comparison = (column: string, lookup: string, value: Comparison['value']): Comparison =>
  lookup === 'exact' && value === null ? { column, lookup: 'isnull', value: true } : { column, lookup, value };

function columnNamed(model: ModelMeta, name: string): ColumnMeta {
  const column = model.columnsByName.get(name) ?? model.columns.find(({ field }) => field === name);
  if (column) return column;
  throw new ImproperlyConfigured(
    `${model.name} has no column "${name}", which one of its constraints or indexes names.`,
  );
}

// What is said twice (`unique: true` and a uniqueTogether of that one field) is there once.
function withoutEqual<T extends { readonly name: string }>(items: readonly T[]): T[] {
  const once = new Map(items.map((item) => [JSON.stringify(item), item]));
  return sortedBy([...once.values()], ({ name }) => name);
}

// Tables and indexes of a schema share their names, in SQLite as in PostgreSQL.
function refuseEqualNames(state: State): void {
  const seen = new Map<string, string>();
  const claim = (name: string, owner: string): void => {
    const key = name.toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) {
      throw new ImproperlyConfigured(
        `The name "${name}" would be used twice in the database, by ${other} and by ${owner}: ` +
          'name the index or constraint yourself, or set another table.',
      );
    }
    seen.set(key, owner);
  };
  for (const { table, model } of state.tables) claim(table, `the table of ${model}`);
  for (const { model, constraints, indexes } of state.tables) {
    for (const { name } of [...constraints, ...indexes]) claim(name, `an index or constraint of ${model}`);
  }
}
