/** Operations in words: a line for a person, and the part of a migration's name. */
import { snakeCase } from '../models/names.ts';
import { constraintName } from './constraint-names.ts';
import type { Operation, OperationOf } from './operations.ts';

const MAX_NAME = 52;

const LINES: { readonly [T in Operation['type']]: (operation: OperationOf<T>) => string } = {
  createTable: ({ table }) => `+ Create model ${table.model}`,
  dropTable: ({ table }) => `- Delete model ${table.model}`,
  renameTable: ({ from, to }) =>
    from.model === to.model
      ? `~ Rename table ${from.table} to ${to.table}`
      : `~ Rename model ${from.model} to ${to.model}`,
  addColumn: ({ table, column }) => `+ Add field ${column.field} to ${table}`,
  dropColumn: ({ table, column }) => `- Remove field ${column.field} from ${table}`,
  renameColumn: ({ table, from, to }) =>
    from.field === to.field
      ? `~ Rename column ${from.column} of ${table} to ${to.column}`
      : `~ Rename field ${from.field} on ${table} to ${to.field}`,
  alterColumn: ({ table, to }) => `~ Alter field ${to.field} on ${table}`,
  addIndex: ({ table, index }) => `+ Create index ${index.name} on ${table}`,
  dropIndex: ({ table, index }) => `- Remove index ${index.name} from ${table}`,
  addConstraint: ({ table, constraint }) => `+ Create constraint ${constraint.name} on ${table}`,
  dropConstraint: ({ table, constraint }) => `- Remove constraint ${constraint.name} from ${table}`,
};

/** @see Django `Operation.migration_name_fragment` */
const FRAGMENTS: { readonly [T in Operation['type']]: (operation: OperationOf<T>) => string } = {
  createTable: ({ table }) => snakeCase(table.model),
  dropTable: ({ table }) => `delete_${snakeCase(table.model)}`,
  renameTable: ({ from, to }) => `rename_${snakeCase(from.model)}_${snakeCase(to.model)}`,
  addColumn: ({ table, column }) => `${table}_${snakeCase(column.field)}`,
  dropColumn: ({ table, column }) => `remove_${table}_${snakeCase(column.field)}`,
  renameColumn: ({ table, from, to }) => `rename_${snakeCase(from.field)}_${table}_${snakeCase(to.field)}`,
  alterColumn: ({ table, to }) => `alter_${table}_${snakeCase(to.field)}`,
  addIndex: ({ index }) => index.name,
  dropIndex: ({ index }) => `remove_${index.name}`,
  addConstraint: ({ constraint }) => constraint.name,
  dropConstraint: ({ constraint }) => `remove_${constraint.name}`,
};

/** An operation as a line of what a migration does. */
export const describeOperation = (operation: Operation): string =>
  (LINES[operation.type] as (operation: Operation) => string)(operation);

/**
 * A migration's name from what it does, without its number: `book_subtitle`.
 *
 * @see Django `Migration.suggest_name`
 */
export function nameOfOperations(operations: readonly Operation[]): string {
  const telling = operations.filter((operation) => !comesWithItsField(operation));
  const fragments = (telling.length > 0 ? telling : operations).map((operation) =>
    (FRAGMENTS[operation.type] as (operation: Operation) => string)(operation).replace(/\W+/g, '_'),
  );
  const [first = 'auto', ...rest] = [...new Set(fragments)];
  let name = first;
  for (const fragment of rest) {
    const longer = `${name}_${fragment}`;
    if (longer.length > MAX_NAME) return `${name}_and_more`;
    name = longer;
  }
  return name;
}

// An index that nobody named, or a table between many and many.
function comesWithItsField(operation: Operation): boolean {
  if (operation.type === 'addIndex' || operation.type === 'dropIndex') {
    return operation.index.name === constraintName(operation.table, operation.index.columns, 'idx');
  }
  if (operation.type === 'renameTable') return operation.to.automatic !== undefined;
  return (
    (operation.type === 'createTable' || operation.type === 'dropTable') && operation.table.automatic !== undefined
  );
}
