/** Deleting objects and what refers to them, as each relation's `onDelete` says. */
import type { Database } from '../databases/database.ts';
import { ProgrammingError, ProtectedError, RestrictedError } from '../errors.ts';
import type { ForwardRelation, ModelMeta } from '../models/meta.ts';
import { decoderFor, encoderFor } from './codec.ts';
import { fetchObjects } from './execute.ts';
import { keyCondition } from './key-list.ts';
import type { QueryState } from './state.ts';
import { writeTarget } from './write-target.ts';

/**
 * Deletes objects and what cascades from them, in one transaction.
 *
 * The objects keep their values and count as not stored.
 *
 * @returns How many rows were deleted, cascades included.
 * @throws {ProtectedError} something refers to one of them with `onDelete: 'protect'`
 * @throws {RestrictedError} the same with `'restrict'`, unless it is deleted too
 * @throws {ProgrammingError} one of them has not been saved
 * @see Django `Model.delete`
 */
export async function deleteObjects(meta: ModelMeta, objects: readonly object[]): Promise<number> {
  const { instanceClass, primaryKey } = meta;
  const keys = objects.map((object) => (object as Readonly<Record<string, unknown>>)[primaryKey.name] ?? null);
  const [first] = objects;
  if (!first) return 0;
  if (keys.includes(null)) throw new ProgrammingError(`${meta.name} cannot be deleted: the object has not been saved.`);
  const deleted = await deleteKeys(meta, meta.registry.database(instanceClass.getAlias(first)), keys);
  for (const object of objects) instanceClass.setStored(object, false);
  return deleted;
}

/**
 * Deletes the objects of a query and what cascades from them, in one transaction.
 *
 * @returns How many rows were deleted, cascades included.
 * @throws {ProtectedError} something refers to one of them with `onDelete: 'protect'`
 * @throws {RestrictedError} the same with `'restrict'`, unless it is deleted too
 * @see Django `QuerySet.delete`
 */
export async function deleteQuery(meta: ModelMeta, state: QueryState): Promise<number> {
  const database = meta.registry.database(state.alias);
  if (isLeaf(meta)) {
    const target = writeTarget(meta, state, database.dialect);
    return target ? (await database.query(`DELETE FROM ${target.table}${target.where}`, target.params)).rowCount : 0;
  }
  return database.transaction(async () => deleteKeys(meta, database, await keysOf(meta, state)));
}

const keysOf = (meta: ModelMeta, state: QueryState): Promise<unknown[]> =>
  fetchObjects(meta, {
    ...state,
    result: 'flat',
    columns: [meta.primaryKey.name],
    ordering: [],
    selectRelated: [],
    prefetchRelated: [],
  });

async function deleteKeys(meta: ModelMeta, database: Database, keys: readonly unknown[]): Promise<number> {
  if (keys.length === 0) return 0;
  if (isLeaf(meta)) return deleteRows({ model: meta, column: meta.primaryKey, keys }, database);
  return database.transaction(async () => {
    const collector = new Collector(database);
    await collector.collect(meta, keys);
    return collector.run();
  });
}

/** Whether nothing has to be looked at when its rows go. */
const isLeaf = ({ referrers }: ModelMeta): boolean => referrers.every(({ onDelete }) => onDelete === 'doNothing');

/** Rows of a model, by the values of one of its columns. */
interface Rows {
  readonly model: ModelMeta;
  readonly column: ForwardRelation['column'];
  readonly keys: Iterable<unknown>;
}

async function deleteRows({ model, column, keys }: Rows, database: Database): Promise<number> {
  const { sql, param } = keyCondition(column, database.dialect, keys);
  return (await database.query(`DELETE FROM ${database.dialect.quoteIdentifier(model.table)} WHERE ${sql}`, [param]))
    .rowCount;
}

/** Finds all that has to go or to change, and then does it. @see Django `deletion.Collector` */
class Collector {
  readonly #database: Database;
  /** Keys of the rows to be deleted, by model, and there by a text that equal keys share (two `Date`s are never the same). */
  readonly #doomed = new Map<ModelMeta, Map<string, unknown>>();
  /** Rows that nothing refers to: deleted by their foreign key, without being read. */
  readonly #leaves: Rows[] = [];
  /** References to be set to null or to their default. */
  readonly #loosened: { readonly relation: ForwardRelation; readonly keys: readonly unknown[] }[] = [];
  /** Rows that forbid the deletion unless they go as well. */
  readonly #restricting: { readonly relation: ForwardRelation; readonly keys: readonly unknown[] }[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds rows, and what follows from their deletion. */
  async collect(model: ModelMeta, keys: readonly unknown[]): Promise<void> {
    const doomed = this.#doomed.get(model) ?? new Map<string, unknown>();
    this.#doomed.set(model, doomed);
    const added = keys.filter((key) => !doomed.has(this.#textOf(model, key)));
    if (added.length === 0) return;
    for (const key of added) doomed.set(this.#textOf(model, key), key);
    for (const relation of model.referrers) await this.#follow[relation.onDelete](relation, added);
  }

  readonly #follow: {
    readonly [O in ForwardRelation['onDelete']]: (relation: ForwardRelation, keys: readonly unknown[]) => Promise<void>;
  } = {
    cascade: async (relation, keys) => {
      const { model, column } = relation;
      // A row that restricts something has to be known by its key, to tell whether it goes as well.
      const isSimple = isLeaf(model) && !model.columns.some((other) => other.relation?.onDelete === 'restrict');
      if (isSimple) this.#leaves.push({ model, column, keys });
      else await this.collect(model, await this.#referring(relation, keys));
    },
    protect: async (relation, keys) => {
      const referring = await this.#referring(relation, keys);
      if (referring.length > 0) throw new ProtectedError(relation.target.name, nameOf(relation), referring.length);
    },
    restrict: async (relation, keys) => {
      this.#restricting.push({ relation, keys: await this.#referring(relation, keys) });
    },
    setNull: async (relation, keys) => {
      this.#loosened.push({ relation, keys });
    },
    setDefault: async (relation, keys) => {
      this.#loosened.push({ relation, keys });
    },
    doNothing: async () => undefined,
  };

  #textOf({ primaryKey }: ModelMeta, key: unknown): string {
    return String(encoderFor(primaryKey, this.#database.dialect)(key));
  }

  /** Keys of the rows that refer to some rows. */
  async #referring({ model, column }: ForwardRelation, keys: readonly unknown[]): Promise<unknown[]> {
    const { dialect } = this.#database;
    const { primaryKey } = model;
    const { sql, param } = keyCondition(column, dialect, keys);
    const select = `SELECT ${dialect.quoteIdentifier(primaryKey.column)} FROM ${dialect.quoteIdentifier(model.table)} WHERE ${sql}`;
    const { rows } = await this.#database.query(select, [param]);
    const decode = decoderFor(primaryKey, dialect);
    return rows.map(([key = null]) => decode(key));
  }

  /** @returns How many rows were deleted. */
  async run(): Promise<number> {
    this.#checkRestrictions();
    for (const { relation, keys } of this.#loosened) await this.#loosen(relation, keys);
    let deleted = 0;
    for (const rows of this.#leaves) deleted += await deleteRows(rows, this.#database);
    for (const model of this.#inOrder()) {
      const keys = this.#doomed.get(model)?.values() ?? [];
      deleted += await deleteRows({ model, column: model.primaryKey, keys }, this.#database);
    }
    return deleted;
  }

  #checkRestrictions(): void {
    for (const { relation, keys } of this.#restricting) {
      const doomed = this.#doomed.get(relation.model);
      const left = keys.filter((key) => !doomed?.has(this.#textOf(relation.model, key)));
      if (left.length > 0) throw new RestrictedError(relation.target.name, nameOf(relation), left.length);
    }
  }

  async #loosen({ model, column, onDelete }: ForwardRelation, keys: readonly unknown[]): Promise<void> {
    const { dialect } = this.#database;
    const { default: fallback } = column.options;
    const value =
      onDelete === 'setNull' ? null : typeof fallback === 'function' ? (fallback as () => unknown)() : fallback;
    const { sql, param } = keyCondition(column, dialect, keys, 2);
    const set = `${dialect.quoteIdentifier(column.column)} = ${dialect.placeholder(1)}`;
    const text = `UPDATE ${dialect.quoteIdentifier(model.table)} SET ${set} WHERE ${sql}`;
    await this.#database.query(text, [encoderFor(column, dialect)(value), param]);
  }

  /** The models, each after those that refer to it; in a circle, foreign keys are checked at the end anyway. */
  #inOrder(): ModelMeta[] {
    const ordered = new Set<ModelMeta>();
    const seen = new Set<ModelMeta>();
    const visit = (model: ModelMeta): void => {
      if (seen.has(model)) return;
      seen.add(model);
      for (const relation of model.referrers) if (this.#doomed.has(relation.model)) visit(relation.model);
      ordered.add(model);
    };
    for (const model of this.#doomed.keys()) visit(model);
    return [...ordered];
  }
}

const nameOf = ({ model, name }: ForwardRelation): string => `${model.name}.${name}`;
