/** bulkCreate: many rows with few statements, read one at a time, so that memory holds one batch. */
import type { SqlValue } from '../databases/connection.ts';
import type { Database } from '../databases/database.ts';
import { FieldError } from '../errors.ts';
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';
import { countOnAfter } from './key-counter.ts';
import type { QueryState } from './state.ts';
import { type ConflictRule, insertListsText, insertText } from './write-statements.ts';
import { databaseOf, encodeRow, ownColumn, setCreationMoments } from './writes.ts';

/** How `bulkCreate` works. */
export interface BulkCreateOptions {
  /** Rows of one statement; as many as are fast where left out, and never more than the database's parameters allow. */
  readonly batchSize?: number;
  /** Rows that break a unique constraint are left out, without an error. @default false */
  readonly ignoreConflicts?: boolean;
  /** Rows that exist already, by the columns `unique`, get new values in the columns `fields`. */
  readonly updateConflicts?: { readonly fields: readonly string[]; readonly unique: readonly string[] };
  /** `autoNow` and `autoNowAdd` columns keep the values that the rows bring, as when a backup is loaded. @default false */
  readonly keepMoments?: boolean;
  /** Called after each batch. @param count Rows written so far. */
  readonly onProgress?: (count: number) => void;
}

const FAST_BATCH = 500;

/**
 * Inserts many objects in one transaction, without giving them back.
 *
 * @param rows Values as `create` takes them, or objects; may be endless as far as memory is concerned.
 * @returns How many rows were inserted or updated.
 * @throws {IntegrityError} a row breaks a constraint; nothing is inserted then
 * @see Django `QuerySet.bulk_create`
 */
export async function bulkCreate(
  meta: ModelMeta,
  state: QueryState,
  rows: Iterable<object> | AsyncIterable<object>,
  options: BulkCreateOptions = {},
): Promise<number> {
  const database = databaseOf(meta, state.alias);
  const conflict = conflictRule(meta, options);
  const keyed = new Batch(meta, database, meta.columns, options, conflict);
  const counted = new Batch(
    meta,
    database,
    meta.columns.filter(({ primaryKey }) => !primaryKey),
    options,
    conflict,
  );
  let total = 0;
  let largestKey = 0;
  const flush = async (batch: Batch): Promise<void> => {
    total += await batch.flush();
    options.onProgress?.(total);
  };
  await database.transaction(async () => {
    for await (const row of rows) {
      const object = newObject(meta, row, options);
      const isCounted = meta.primaryKey.kind === 'auto' && (object[meta.primaryKey.name] ?? null) === null;
      const batch = isCounted ? counted : keyed;
      batch.add(object);
      if (batch === keyed) largestKey = Math.max(largestKey, Number(object[meta.primaryKey.name]));
      if (batch.isFull) await flush(batch);
    }
    for (const batch of [keyed, counted]) if (!batch.isEmpty) await flush(batch);
    await countOnAfter(meta, database, largestKey);
  });
  return total;
}

function newObject(meta: ModelMeta, row: object, { keepMoments }: BulkCreateOptions): Record<string, unknown> {
  const object = (row instanceof meta.instanceClass ? row : new meta.instanceClass(row)) as Record<string, unknown>;
  meta.instanceClass.adoptKeys(object);
  if (!keepMoments) setCreationMoments(meta, object);
  return object;
}

function conflictRule(
  meta: ModelMeta,
  { ignoreConflicts, updateConflicts }: BulkCreateOptions,
): ConflictRule | undefined {
  if (!updateConflicts) return ignoreConflicts ? { update: [], unique: [] } : undefined;
  const { fields, unique } = updateConflicts;
  if (ignoreConflicts || fields.length === 0 || unique.length === 0) {
    throw new FieldError(`${meta.name}: updateConflicts needs fields and unique, and goes without ignoreConflicts.`);
  }
  const uniqueColumns = unique.map((name) =>
    meta.columnsByName.get(name)?.primaryKey ? meta.primaryKey : ownColumn(meta, name),
  );
  return { update: fields.map((name) => ownColumn(meta, name)), unique: uniqueColumns };
}

/** Rows with the same columns, waiting for their statement. */
class Batch {
  readonly #meta: ModelMeta;
  readonly #database: Database;
  readonly #columns: readonly ColumnMeta[];
  readonly #conflict: ConflictRule | undefined;
  readonly #size: number;
  #rows: SqlValue[][] = [];

  constructor(
    meta: ModelMeta,
    database: Database,
    columns: readonly ColumnMeta[],
    { batchSize = FAST_BATCH }: BulkCreateOptions,
    conflict: ConflictRule | undefined,
  ) {
    this.#meta = meta;
    this.#database = database;
    this.#columns = columns;
    this.#conflict = conflict;
    if (!Number.isSafeInteger(batchSize) || batchSize < 1)
      throw new FieldError('batchSize is a whole number from 1 on.');
    this.#size = Math.min(batchSize, Math.floor(database.dialect.maxParameters / Math.max(1, columns.length)));
  }

  get isFull(): boolean {
    return this.#rows.length >= this.#size;
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  add(object: Record<string, unknown>): void {
    this.#rows.push(encodeRow(this.#columns, this.#database.dialect, object));
  }

  /** @returns How many rows were written. */
  async flush(): Promise<number> {
    const rows = this.#distinct();
    this.#rows = [];
    const { dialect } = this.#database;
    const columns = this.#columns;
    if (dialect.name === 'postgres' && columns.length > 0) {
      const lists = columns.map((_, at) => rows.map((row) => row[at] ?? null));
      return (await this.#database.query(insertListsText(this.#meta, dialect, columns, this.#conflict), lists))
        .rowCount;
    }
    const sql = insertText(this.#meta, dialect, columns, rows.length, this.#conflict);
    // The last batch has a size of its own, which will hardly come again.
    return (await this.#database.query(sql, rows.flat(), { prepare: rows.length === this.#size })).rowCount;
  }

  /** Of rows that would update each other, the last: PostgreSQL refuses to update one twice in a statement. */
  #distinct(): SqlValue[][] {
    const { unique, update } = this.#conflict ?? { unique: [], update: [] };
    const places = unique.map((column) => this.#columns.indexOf(column));
    if (update.length === 0 || places.includes(-1)) return this.#rows;
    const byKey = new Map<unknown, SqlValue[]>();
    for (const row of this.#rows) {
      const key = places.map((place) => row[place]);
      // NULL conflicts with nothing.
      byKey.set(key.includes(null) ? row : key.map((part) => `${typeof part}:${String(part)}`).join('\0'), row);
    }
    return [...byKey.values()];
  }
}
