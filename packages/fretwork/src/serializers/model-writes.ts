/** Saving what a model serializer validated: columns and to-one relations first, then many-to-many relations. */
import { inTransaction, transaction } from '../databases/transaction.ts';
import { FieldError } from '../errors.ts';
import type { ModelMeta } from '../models/meta.ts';

type Values = Readonly<Record<string, unknown>>;

interface SavedObject {
  save(): Promise<void>;
  update(values: Values): Promise<void>;
  related(name: string): { set(objects: readonly unknown[]): Promise<void> };
}

/**
 * Runs what writes some values, in a transaction.
 *
 * One statement happens or does not by itself. Inside of somebody else's transaction it gets a savepoint all the same: its
 * failure must not spoil what is around it.
 */
export function inOnePiece<T>(meta: ModelMeta, values: Values, write: () => Promise<T>): Promise<T> {
  return isOneStatement(meta, values) && !inTransaction() ? write() : transaction(write);
}

// A chosen key is looked for before it is inserted, and lists of related objects are tables of their own.
const isOneStatement = (meta: ModelMeta, values: Values): boolean =>
  Object.keys(values).every((name) => !isKey(meta, name) && meta.relations.get(name)?.many !== true);

const isKey = (meta: ModelMeta, name: string): boolean => meta.columnsByName.get(name)?.primaryKey === true;

/** Inserts an object with its many-to-many relations. The caller holds the transaction. */
export async function createObject(meta: ModelMeta, values: Values): Promise<object> {
  const { own, many } = split(meta, values);
  const object = new meta.instanceClass(own) as object & SavedObject;
  await object.save();
  await setMany(meta, object, many);
  return object;
}

/** Changes an object with its many-to-many relations. The caller holds the transaction. */
export async function updateObject(meta: ModelMeta, object: object, values: Values): Promise<void> {
  const { own, many } = split(meta, values);
  const target = object as object & SavedObject;
  if (Object.keys(own).length > 0) await target.update(own);
  await setMany(meta, target, many);
}

/** A file is stored under its name; everything else is stored as it is. */
function split(
  meta: ModelMeta,
  values: Values,
): { own: Values; many: readonly (readonly [string, readonly unknown[]])[] } {
  const own: Record<string, unknown> = {};
  const many: (readonly [string, readonly unknown[]])[] = [];
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    const relation = meta.relations.get(name);
    if (relation?.many) many.push([name, value as unknown[]]);
    else if (relation || meta.columnsByName.has(name)) own[name] = value;
    else unknown.push(name);
  }
  if (unknown.length === 0) return { own, many };
  throw new FieldError(`${meta.name} has no ${unknown.join(', ')}; take it out in \`create\` and \`update\`.`);
}

async function setMany(
  meta: ModelMeta,
  object: object & SavedObject,
  many: readonly (readonly [string, readonly unknown[]])[],
): Promise<void> {
  for (const [name, objects] of many) {
    await object.related(name).set(objects);
    // What was loaded before is no longer what is there.
    meta.instanceClass.setRelation(object, name, undefined);
  }
}
