/** Indexes and constraints whose names follow a renamed table or column: pairs of before and after. */
import type { ConstraintState, IndexState, TableState } from './state.ts';

/** Something with a name before and after. */
export interface Renamed<T> {
  readonly from: T;
  readonly to: T;
}

/**
 * What is called otherwise in `after` than in `before`, the same table with a table or column renamed.
 *
 * A rename keeps the order of both lists, so that they can be read side by side.
 */
export function renamedParts(before: TableState, after: TableState): Renamed<ConstraintState | IndexState>[] {
  const pairs: Renamed<ConstraintState | IndexState>[] = [
    ...before.constraints.map((from, index) => ({ from, to: after.constraints[index] as ConstraintState })),
    ...before.indexes.map((from, index) => ({ from, to: after.indexes[index] as IndexState })),
  ];
  return pairs.filter(({ from, to }) => from.name !== to.name);
}
