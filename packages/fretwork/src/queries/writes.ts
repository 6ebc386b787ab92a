/** Writing one object: save, create, refresh, and get or create. */
import type { SqlValue } from '../databases/connection.ts';
import type { Database } from '../databases/database.ts';
import { DatabaseError, DoesNotExist, FieldError, IntegrityError, MultipleObjectsReturned } from '../errors.ts';
import { momentOf } from '../models/column-values.ts';
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';
import type { SaveOptions } from '../models/row.ts';
import { decoderFor, encoderFor } from './codec.ts';
import { fetchObjects } from './execute.ts';
import { countOnAfter } from './key-counter.ts';
import { emptyState, type QueryState } from './state.ts';
import { isExpression } from './where.ts';
import { insertReturningText, insertText, updateText } from './write-statements.ts';

type Values = Record<string, unknown>;

/** What saving needs to know of a model, worked out once. */
interface SavePlan {
  /** All columns but the primary key. */
  readonly own: readonly ColumnMeta[];
  /** Columns that are set at every save. */
  readonly autoNow: readonly ColumnMeta[];
  /** Columns that are set when the object is created, those of every save included. */
  readonly autoNowAdd: readonly ColumnMeta[];
}

const plans = new WeakMap<ModelMeta, SavePlan>();

function planOf(meta: ModelMeta): SavePlan {
  const known = plans.get(meta);
  if (known) return known;
  const plan: SavePlan = {
    own: meta.columns.filter((column) => !column.primaryKey),
    autoNow: meta.columns.filter(({ options }) => options.autoNow),
    autoNowAdd: meta.columns.filter(({ options }) => options.autoNow || options.autoNowAdd),
  };
  plans.set(meta, plan);
  return plan;
}

/** The database that a QuerySet writes to. */
export const databaseOf = (meta: ModelMeta, alias: string | undefined): Database => meta.registry.database(alias);

// ------------------------------------------------------------------------------------------------------------ save

/**
 * Saves an object: one that was stored before is updated, a new one inserted.
 *
 * A new object with a key of its own (and no default that makes one) is updated where the key exists and inserted
 * otherwise, as in Django. One query; two in that last case.
 *
 * @throws {DatabaseError} the object was stored and is gone, or a related object has not been saved
 * @throws {DataError} a value does not fit its column
 * @throws {IntegrityError} a constraint refuses it
 * @see Django `Model.save`
 */
export async function saveObject(meta: ModelMeta, object: object, options: SaveOptions = {}): Promise<void> {
  const { instanceClass } = meta;
  instanceClass.adoptKeys(object);
  const database = databaseOf(meta, instanceClass.getAlias(object));
  if (options.updateFields) return updateFields(meta, object, options.updateFields, database);
  if (options.forceInsert) return insertObject(meta, object, database);
  if (instanceClass.isStored(object)) {
    if (await updateObject(meta, object, presentColumns(meta, object), database)) return;
    throw new DatabaseError(`Saving ${meta.name} did not affect any rows: it has been deleted.`);
  }
  if (mayExist(meta, object) && (await updateObject(meta, object, planOf(meta).own, database))) {
    instanceClass.setStored(object);
    return;
  }
  await insertObject(meta, object, database);
}

/** Whether a new object has a key that somebody chose, so that it may be in the database. */
function mayExist({ primaryKey }: ModelMeta, object: object): boolean {
  const key = (object as Values)[primaryKey.name] ?? null;
  return key !== null && primaryKey.options.default === undefined;
}

async function updateFields(
  meta: ModelMeta,
  object: object,
  names: readonly string[],
  database: Database,
): Promise<void> {
  const columns = [...new Set(names.map((name) => ownColumn(meta, name)))];
  if (columns.length === 0) return;
  if (await updateObject(meta, object, columns, database)) return;
  throw new DatabaseError(`Saving ${meta.name} with updateFields did not affect any rows.`);
}

/**
 * The column of an attribute or of a relation to one object, other than the primary key.
 *
 * @throws {FieldError} there is none
 */
export function ownColumn(meta: ModelMeta, name: string): ColumnMeta {
  const relation = meta.relations.get(name);
  const column = relation?.forward && !relation.many ? relation.column : meta.columnsByName.get(name);
  if (column && !column.primaryKey) return column;
  throw new FieldError(`${meta.name}.${name} is no column that can be updated.`);
}

/** Columns that the object has a value of; a query with `only` may have left some out. */
const presentColumns = (meta: ModelMeta, object: object): ColumnMeta[] =>
  planOf(meta).own.filter(({ name }) => (object as Values)[name] !== undefined);

/** @returns Whether there was such a row. */
async function updateObject(
  meta: ModelMeta,
  object: object,
  columns: readonly ColumnMeta[],
  database: Database,
): Promise<boolean> {
  const { dialect } = database;
  const { primaryKey } = meta;
  setMoments(meta, object, planOf(meta).autoNow, columns);
  // A table of nothing but its key: setting the key to itself asks whether the row is there.
  const set = columns.length > 0 ? columns : [primaryKey];
  const params = [...set, primaryKey].map((column) =>
    encoderFor(column, dialect)((object as Values)[column.name] ?? null),
  );
  const { rowCount } = await database.query(updateText(meta, dialect, set), params);
  return rowCount > 0;
}

async function insertObject(meta: ModelMeta, object: object, database: Database): Promise<void> {
  const { dialect } = database;
  const { primaryKey, instanceClass } = meta;
  const values = object as Values;
  setMoments(meta, object, planOf(meta).autoNowAdd, meta.columns);
  const isCounted = primaryKey.kind === 'auto' && (values[primaryKey.name] ?? null) === null;
  const columns = isCounted ? planOf(meta).own : meta.columns;
  const params = encodeRow(columns, dialect, values);
  if (isCounted && dialect.name === 'postgres') {
    const { rows } = await database.query(insertReturningText(meta, dialect, columns), params, { write: true });
    values[primaryKey.name] = decoderFor(primaryKey, dialect)(rows[0]?.[0] ?? null);
  } else {
    const { lastInsertId } = await database.query(insertText(meta, dialect, columns), params);
    if (isCounted) values[primaryKey.name] = lastInsertId;
    else await countOnAfter(meta, database, values[primaryKey.name]);
  }
  instanceClass.setStored(object);
}

/** The values of some columns as parameters. */
export const encodeRow = (columns: readonly ColumnMeta[], dialect: Database['dialect'], values: Values): SqlValue[] =>
  columns.map((column) => encoderFor(column, dialect)(values[column.name] ?? null));

/** Sets the current moment in the columns that ask for it, as far as they are about to be written. */
function setMoments(
  meta: ModelMeta,
  object: object,
  columns: readonly ColumnMeta[],
  written: readonly ColumnMeta[],
): void {
  if (columns.length === 0) return;
  const now = meta.registry.now();
  for (const column of columns) if (written.includes(column)) (object as Values)[column.name] = momentOf(column, now);
}

/** Sets the moments of a new object. */
export const setCreationMoments = (meta: ModelMeta, object: object): void =>
  setMoments(meta, object, planOf(meta).autoNowAdd, meta.columns);

/**
 * Reads the columns of an object again.
 *
 * @throws {DoesNotExist} it is not in the database (any more)
 * @see Django `Model.refresh_from_db`
 */
export async function refreshObject(meta: ModelMeta, object: object): Promise<void> {
  const pk = (object as { readonly pk: unknown }).pk ?? null;
  const alias = meta.instanceClass.getAlias(object);
  const [found] = pk === null ? [] : await fetchObjects(meta, { ...only({ pk }, { ...emptyState, alias }), limit: 1 });
  if (found === undefined) throw new DoesNotExist(meta.name);
  for (const { name } of meta.columns) (object as Values)[name] = (found as Values)[name];
  meta.instanceClass.setStored(object);
}

/**
 * Makes an object and inserts it. One query.
 *
 * @param values By attribute; a relation to one object as object or as key. Not trusted to have the right types.
 * @see Django `QuerySet.create`
 */
export async function createObject(meta: ModelMeta, state: QueryState, values: object): Promise<object> {
  const object = new meta.instanceClass(values);
  meta.instanceClass.setAlias(object, state.alias);
  await saveObject(meta, object, { forceInsert: true });
  return object;
}

// --------------------------------------------------------------------------------------------------- get or create

/** A query narrowed by one more condition. */
export const only = (where: object, state: QueryState): QueryState => ({
  ...state,
  filters: [...state.filters, { negated: false, conditions: [where] }],
});

/**
 * The object that meets the conditions, or a new one.
 *
 * Where two do it at once, a unique constraint lets one of them create it; the other then reads it.
 *
 * @param where Plain values become values of the new object; lookups only look.
 * @param defaults More values of the new object; functions are called.
 * @throws {MultipleObjectsReturned} more than one meets the conditions
 * @see Django `QuerySet.get_or_create`
 */
export async function getOrCreate(
  meta: ModelMeta,
  state: QueryState,
  where: object,
  defaults: object,
): Promise<[object: object, created: boolean]> {
  const query = { ...only(where, state), limit: 2 };
  const found = await fetchOne(meta, query);
  if (found) return [found, false];
  const database = databaseOf(meta, state.alias);
  try {
    return [await database.transaction(() => createObject(meta, state, valuesOf(meta, where, defaults))), true];
  } catch (error) {
    const created = error instanceof IntegrityError ? await fetchOne(meta, query) : undefined;
    if (!created) throw error;
    return [created, false];
  }
}

/**
 * Updates the object that meets the conditions, or creates it; in a transaction that locks it.
 *
 * @param values What is to be set either way; functions are called.
 * @see Django `QuerySet.update_or_create`
 */
export async function updateOrCreate(
  meta: ModelMeta,
  state: QueryState,
  where: object,
  values: object,
): Promise<[object: object, created: boolean]> {
  return databaseOf(meta, state.alias).transaction(async () => {
    const locked = { ...state, lock: { noWait: false, skipLocked: false } };
    const [object, created] = await getOrCreate(meta, locked, where, values);
    if (created) return [object, true];
    const changes = resolveFunctions(values);
    for (const name of Object.keys(changes)) ownColumn(meta, name); // before a wrong name becomes a property
    Object.assign(object, changes);
    const moments = planOf(meta).autoNow.map(({ name }) => name);
    await saveObject(meta, object, { updateFields: [...Object.keys(changes), ...moments] });
    return [object, false];
  });
}

async function fetchOne(meta: ModelMeta, state: QueryState): Promise<object | undefined> {
  const [first, second] = await fetchObjects(meta, state);
  if (second !== undefined) throw new MultipleObjectsReturned(meta.name);
  return first as object | undefined;
}

function resolveFunctions(values: object): Values {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'function' ? (value as () => unknown)() : value]),
  );
}

/** The values of a new object: what the conditions say plainly, and the defaults. */
function valuesOf(meta: ModelMeta, where: object, defaults: object): Values {
  const values: Values = {};
  for (const [name, condition] of Object.entries(where)) {
    const column = meta.columnsByName.get(name);
    const relation = meta.relations.get(name);
    const target = column ? column.name : name;
    const isPlain = !isLookups(condition) && !isExpression(condition);
    if (isPlain && (column || (relation?.forward && !relation.many))) values[target] = condition;
    else if (column && isLookups(condition) && Object.hasOwn(condition, 'exact')) values[target] = condition.exact;
  }
  return { ...values, ...resolveFunctions(defaults) };
}

/** An object written in braces: lookups of a column, or conditions on a relation. */
function isLookups(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || isExpression(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
