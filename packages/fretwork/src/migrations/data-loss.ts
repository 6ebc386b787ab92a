/** Which operations would lose data, or may find data that does not fit. */
import type { ColumnKind } from '../models/field.ts';
import { familyOf } from './conversions.ts';
import type { Operation } from './operations.ts';
import type { ColumnState } from './state.ts';

/**
 * What an operation would lose, as a line for a person.
 *
 * @returns Nothing for an operation that keeps every value.
 */
export function dataLossOf(operation: Operation): string | undefined {
  switch (operation.type) {
    case 'dropTable':
      return `${operation.table.model} goes, with all rows of the table ${operation.table.table}`;
    case 'dropColumn':
      return `${operation.table}.${operation.column.column} goes, with all its values`;
    case 'alterColumn': {
      const loss = narrowing(operation.from, operation.to);
      return loss && `${operation.table}.${operation.to.column} ${loss}`;
    }
    default:
      return undefined;
  }
}

/** Whole numbers, from the narrowest to the widest. */
const WIDTHS: Partial<Record<ColumnKind, number>> = { smallInteger: 1, integer: 2, bigInteger: 3, auto: 3 };
const POSITIVE_WIDTH = 2;

function narrowing(from: ColumnState, to: ColumnState): string | undefined {
  if (from.references && to.references && from.references.table !== to.references.table) {
    return `points to ${to.references.table} instead of ${from.references.table}: its keys would mean other rows`;
  }
  if (from.kind !== to.kind && !widens(from.kind, to.kind))
    return `becomes ${to.kind}: values of ${from.kind} may not fit, or change`;
  if (familyOf(to.kind) === 'text' && (to.maxLength ?? Infinity) < (lengthOf(from) ?? Infinity)) {
    return `takes ${to.maxLength} characters instead of ${lengthOf(from) ?? 'any number'}`;
  }
  if (from.kind === 'decimal' && to.kind === 'decimal') {
    const places = (column: ColumnState): number => column.decimalPlaces ?? 0;
    const whole = (column: ColumnState): number => (column.maxDigits ?? 0) - places(column);
    if (places(to) < places(from) || whole(to) < whole(from)) return 'takes fewer digits';
  }
  return undefined;
}

function widens(from: ColumnKind, to: ColumnKind): boolean {
  if (familyOf(to) === 'text') return from !== 'binary';
  const before = from === 'positiveInteger' ? POSITIVE_WIDTH : WIDTHS[from];
  const after = WIDTHS[to];
  return before !== undefined && after !== undefined && after >= before;
}

// What becomes text has no length of its own; the longest of these kinds fit any text column that is made for them.
const lengthOf = (column: ColumnState): number | undefined => (familyOf(column.kind) === 'text' ? column.maxLength : 0);
