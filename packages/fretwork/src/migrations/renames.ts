/** Which table and which column of before is which of now; what was renamed has to be said. */
import { MigrationError } from '../errors.ts';
import { familyOf } from './conversions.ts';
import type { ColumnState, State, TableState } from './state.ts';

/** A model that has another name now, or a field that has one; `model` of a field is the model's name now. */
export type Rename =
  | { readonly type: 'model'; readonly from: string; readonly to: string }
  | { readonly type: 'field'; readonly model: string; readonly from: string; readonly to: string };

/** A rename as the command line takes it: `Book:Novel`, `Book.name:Book.title`. */
export const renameText = (rename: Rename): string =>
  rename.type === 'model'
    ? `${rename.from}:${rename.to}`
    : `${rename.model}.${rename.from}:${rename.model}.${rename.to}`;

/**
 * Reads `--rename` flags.
 *
 * A field may be given under the old or the new name of its model.
 *
 * @throws {MigrationError} malformed, or a name that is not there before or now
 */
export function parseRenames(texts: readonly string[], previous: State, current: State): Rename[] {
  const parts = texts.map((text) => {
    const match = /^(\w+)(?:\.(\w+))?:(?:(\w+)\.)?(\w+)$/.exec(text);
    if (!match || (match[2] === undefined && match[3] !== undefined)) {
      throw new MigrationError(`--rename ${text}: write it as Book:Novel or Book.name:Book.title.`);
    }
    return { text, model: match[1] ?? '', field: match[2], to: match[4] ?? '', toModel: match[3] ?? match[1] ?? '' };
  });
  const models: Rename[] = parts
    .filter(({ field }) => field === undefined)
    .map(({ text, model, to }) => {
      if (!has(previous, model)) throw new MigrationError(`--rename ${text}: there was no model ${model}.`);
      if (!has(current, to)) throw new MigrationError(`--rename ${text}: there is no model ${to}.`);
      return { type: 'model', from: model, to };
    });
  const fields = parts.flatMap(({ text, field, toModel, to }): Rename[] => {
    if (field === undefined) return [];
    const model = models.find(({ from }) => from === toModel)?.to ?? toModel;
    if (!has(current, model)) throw new MigrationError(`--rename ${text}: there is no model ${model}.`);
    return [{ type: 'field', model, from: field, to }];
  });
  const renames = [...models, ...fields];
  for (const rename of fields) checkField(rename, previous, current, renames);
  return renames;
}

/**
 * Finds for every table of now the one that it was.
 *
 * @returns Tables of now with their tables of before; what is new is not in it.
 */
export function matchTables(previous: State, current: State, renames: readonly Rename[]): Map<TableState, TableState> {
  const oldModel = (name: string): string =>
    renames.find((rename) => rename.type === 'model' && rename.to === name)?.from ?? name;
  const gone = new Set(renames.flatMap((rename) => (rename.type === 'model' ? [rename.from] : [])));
  const matches = new Map<TableState, TableState>();
  for (const table of current.tables) {
    const before = previous.tables.find((candidate) => {
      const { automatic } = table;
      if (automatic && candidate.automatic) {
        const field = renames.find(isRename(automatic.model, automatic.field))?.from ?? automatic.field;
        return candidate.automatic.model === oldModel(automatic.model) && candidate.automatic.field === field;
      }
      const name = oldModel(table.model);
      return candidate.model === name && (name !== table.model || !gone.has(name));
    });
    if (before) matches.set(table, before);
  }
  return matches;
}

/**
 * Finds for every column of now the one that it was, in a table that is called the same already.
 *
 * The two keys of a table made for a many-to-many relation are known by their place.
 */
export function matchColumns(
  before: TableState,
  now: TableState,
  renames: readonly Rename[],
): Map<ColumnState, ColumnState> {
  if (now.automatic && before.automatic)
    return new Map(now.columns.flatMap((column, index) => pair(column, before.columns[index])));
  const renamedAway = new Set(
    renames.flatMap((rename) => (rename.type === 'field' && rename.model === now.model ? [rename.from] : [])),
  );
  const fields = new Set(now.columns.map(({ field }) => field));
  const taken = new Set<ColumnState>();
  const find = (column: ColumnState): ColumnState | undefined => {
    const renamed = renames.find(isRename(now.model, column.field));
    if (renamed) return before.columns.find(({ field }) => field === renamed.from);
    const same = before.columns.find(({ field }) => field === column.field && !renamedAway.has(field));
    // Another field with the same column is that field under another name.
    return (
      same ??
      before.columns.find(
        (old) => old.column === column.column && !fields.has(old.field) && !renamedAway.has(old.field),
      )
    );
  };
  return new Map(
    now.columns.flatMap((column) => {
      const old = find(column);
      if (!old || taken.has(old)) return [];
      taken.add(old);
      return pair(column, old);
    }),
  );
}

/**
 * Renames that are possible but were not said: something is gone, and something like it is new.
 *
 * @param renames Those that were said already.
 * @returns The likely ones first; those of models alone, as long as there are any.
 */
export function renameCandidates(previous: State, current: State, renames: readonly Rename[]): Rename[] {
  const matches = matchTables(previous, current, renames);
  const kept = new Set(matches.values());
  const gone = previous.tables.filter((table) => !kept.has(table));
  const added = current.tables.filter((table) => !matches.has(table));
  const models = product(gone, added).filter(([from, to]) => !from.automatic && !to.automatic && isAlike(from, to));
  if (models.length > 0) return models.map(([from, to]) => ({ type: 'model', from: from.model, to: to.model }));
  const nowCalled = new Map([...matches].map(([to, from]) => [from.table, to.table]));
  const relations = product(gone, added).flatMap(([from, to]): Rename[] => {
    if (!from.automatic || !to.automatic || from.automatic.model !== to.automatic.model) return [];
    if (nowCalled.get(targetOf(from) ?? '') !== targetOf(to)) return [];
    return [{ type: 'field', model: to.automatic.model, from: from.automatic.field, to: to.automatic.field }];
  });
  return [...relations, ...[...matches].flatMap(([now, before]) => fieldCandidates(before, now, renames))];
}

function fieldCandidates(before: TableState, now: TableState, renames: readonly Rename[]): Rename[] {
  const matches = matchColumns(before, now, renames);
  const kept = new Set(matches.values());
  const gone = before.columns.filter((column) => !kept.has(column));
  const added = now.columns.filter((column) => !matches.has(column));
  return product(gone, added)
    .filter(
      ([from, to]) =>
        familyOf(from.kind) === familyOf(to.kind) && (from.references === undefined) === (to.references === undefined),
    )
    .map(([from, to]) => ({ type: 'field', model: now.model, from: from.field, to: to.field }));
}

// Django asks where all fields are equal; half of them is enough to ask, as a model may change while it is renamed.
function isAlike(from: TableState, to: TableState): boolean {
  const shared = from.columns.filter(({ field, kind }) =>
    to.columns.some((other) => other.field === field && other.kind === kind),
  );
  return shared.length * 2 >= Math.max(from.columns.length, to.columns.length);
}

function checkField(rename: Rename, previous: State, current: State, renames: readonly Rename[]): void {
  if (rename.type !== 'field') return;
  const now = current.tables.find(({ model }) => model === rename.model);
  const before = now && matchTables(previous, current, renames).get(now);
  const hasField = (state: State, table: TableState | undefined, field: string): boolean =>
    table !== undefined &&
    (table.columns.some((column) => column.field === field) ||
      state.tables.some(({ automatic }) => automatic?.model === table.model && automatic.field === field));
  const place = `--rename ${renameText(rename)}`;
  if (!hasField(previous, before, rename.from))
    throw new MigrationError(`${place}: ${rename.model} had no field ${rename.from}.`);
  if (!hasField(current, now, rename.to))
    throw new MigrationError(`${place}: ${rename.model} has no field ${rename.to}.`);
}

/** The table on the other side of a many-to-many relation: its key comes after those of the row and of the owner. */
const targetOf = ({ columns }: TableState): string | undefined => columns[2]?.references?.table;

const has = (state: State, name: string): boolean => state.tables.some(({ model }) => model === name);

const isRename = (model: string, to: string) => (rename: Rename) =>
  rename.type === 'field' && rename.model === model && rename.to === to;

const product = <A, B>(left: readonly A[], right: readonly B[]): [A, B][] =>
  left.flatMap((a) => right.map((b): [A, B] => [a, b]));

const pair = <T>(key: T, value: T | undefined): [T, T][] => (value === undefined ? [] : [[key, value]]);
