/** The texts of INSERT and UPDATE statements; built once for each model, set of columns and dialect. */
import type { Dialect } from '../databases/dialect.ts';
import { LruMap } from '../databases/lru-map.ts';
import { columnType } from '../models/column-types.ts';
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';

const KEPT = 200; // a model's columns can be updated in very many combinations

const texts = new WeakMap<ModelMeta, LruMap<string, string>>();

/** A statement's text: the one built before, or a new one. @param key Says which, unique in the model. */
function cached(meta: ModelMeta, key: string, build: () => string): string {
  let known = texts.get(meta);
  if (!known) {
    known = new LruMap(KEPT);
    texts.set(meta, known);
  }
  const text = known.get(key);
  if (text !== undefined) return text;
  const built = build();
  known.set(key, built);
  return built;
}

const knownPositions = new WeakMap<readonly ColumnMeta[], string>();

// Most inserts are of the same list of columns.
function positions(columns: readonly ColumnMeta[]): string {
  const known = knownPositions.get(columns);
  if (known !== undefined) return known;
  const text = columns.map(({ position }) => position).join();
  knownPositions.set(columns, text);
  return text;
}

/** What an INSERT does with a row that breaks a unique constraint. */
export interface ConflictRule {
  /** Columns to overwrite; none: the new row is dropped. */
  readonly update: readonly ColumnMeta[];
  /** Columns of the constraint. */
  readonly unique: readonly ColumnMeta[];
}

/**
 * An INSERT of some rows; parameters row by row, in the order of the columns.
 *
 * @param columns May be empty: every column then has its default.
 * @param rows How many.
 * @param conflict What to do with rows that are there already; an error where left out.
 */
export function insertText(
  meta: ModelMeta,
  dialect: Dialect,
  columns: readonly ColumnMeta[],
  rows = 1,
  conflict?: ConflictRule,
): string {
  const rule = conflict ? `${positions(conflict.update)}/${positions(conflict.unique)}` : '';
  return cached(meta, `${dialect.name} insert ${positions(columns)} ${rows} ${rule}`, () => {
    const quote = (column: ColumnMeta): string => dialect.quoteIdentifier(column.column);
    const names = (columns.length > 0 ? columns : [meta.primaryKey]).map(quote).join(', ');
    const row = (index: number): string =>
      columns.length > 0
        ? `(${columns.map((_, at) => dialect.placeholder(index * columns.length + at + 1)).join(', ')})`
        : { sqlite: '(NULL)', postgres: '(DEFAULT)' }[dialect.name];
    const values = Array.from({ length: rows }, (_, index) => row(index)).join(', ');
    return `INSERT INTO ${dialect.quoteIdentifier(meta.table)} (${names}) VALUES ${values}${conflict ? conflictText(conflict, quote) : ''}`;
  });
}

function conflictText({ update, unique }: ConflictRule, quote: (column: ColumnMeta) => string): string {
  const target = unique.length > 0 ? ` (${unique.map(quote).join(', ')})` : '';
  if (update.length === 0) return ` ON CONFLICT${target} DO NOTHING`;
  return ` ON CONFLICT${target} DO UPDATE SET ${update.map((column) => `${quote(column)} = excluded.${quote(column)}`).join(', ')}`;
}

/**
 * An INSERT of any number of rows on PostgreSQL; parameters: a list for each column.
 *
 * One text for every number of rows, and faster to parse and to bind than a placeholder for each value.
 */
export function insertListsText(
  meta: ModelMeta,
  dialect: Dialect,
  columns: readonly ColumnMeta[],
  conflict?: ConflictRule,
): string {
  const rule = conflict ? `${positions(conflict.update)}/${positions(conflict.unique)}` : '';
  return cached(meta, `${dialect.name} lists ${positions(columns)} ${rule}`, () => {
    const quote = (column: ColumnMeta): string => dialect.quoteIdentifier(column.column);
    // Without its size: a cast to varchar(9)[] would cut without a word where the column refuses.
    const typeOf = ({ kind }: ColumnMeta): string => columnType('postgres', kind, {}).replace(/\(.*\)/, '');
    const lists = columns.map((column, at) => `${dialect.placeholder(at + 1)}::${typeOf(column)}[]`).join(', ');
    const into = `INSERT INTO ${dialect.quoteIdentifier(meta.table)} (${columns.map(quote).join(', ')})`;
    return `${into} SELECT * FROM unnest(${lists})${conflict ? conflictText(conflict, quote) : ''}`;
  });
}

/** An INSERT of one row that gives back its primary key. */
export const insertReturningText = (meta: ModelMeta, dialect: Dialect, columns: readonly ColumnMeta[]): string =>
  cached(
    meta,
    `${dialect.name} returning ${positions(columns)}`,
    () => `${insertText(meta, dialect, columns)} RETURNING ${dialect.quoteIdentifier(meta.primaryKey.column)}`,
  );

/** An UPDATE of one row; parameters: the columns, then the primary key. */
export function updateText(meta: ModelMeta, dialect: Dialect, columns: readonly ColumnMeta[]): string {
  return cached(meta, `${dialect.name} update ${positions(columns)}`, () => {
    const equal = (column: ColumnMeta, at: number): string =>
      `${dialect.quoteIdentifier(column.column)} = ${dialect.placeholder(at + 1)}`;
    const set = columns.map(equal).join(', ');
    return `UPDATE ${dialect.quoteIdentifier(meta.table)} SET ${set} WHERE ${equal(meta.primaryKey, columns.length)}`;
  });
}
