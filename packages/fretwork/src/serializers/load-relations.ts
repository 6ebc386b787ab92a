/** Loading the relations of one object that was not read with them. */
import type { ModelMeta, Relation } from '../models/meta.ts';

interface ModelObject {
  readonly constructor: { readonly meta?: ModelMeta };
  related(name: string): AsyncIterable<object>;
}

/**
 * Loads the relations along a path, one query for each that is missing.
 *
 * For an object that was just created, and for use outside views; lists have a read plan.
 *
 * @param instance An object of a model.
 * @param path Names of attributes; ends where it leaves the relations, or leads to many objects.
 */
export async function loadRelations(instance: unknown, path: readonly string[]): Promise<void> {
  let object = instance as ModelObject | null;
  for (const name of path) {
    const meta = object?.constructor.meta;
    const relation = meta?.relations.get(name);
    if (!object || !meta || !relation) return;
    const { instanceClass } = meta;
    if (instanceClass.getRelation(object, relation) === undefined) await loadOnce(object, relation);
    if (relation.many) return;
    object = instanceClass.getRelation(object, relation) as ModelObject | null;
  }
}

const underway = new WeakMap<object, Map<string, Promise<void>>>();

// Fields of one object run together. Were each to load the relation that they share, one would put another object in the place of that
// which the other has gone on from.
function loadOnce(object: ModelObject, relation: Relation): Promise<void> {
  const loads = underway.get(object) ?? new Map<string, Promise<void>>();
  underway.set(object, loads);
  const known = loads.get(relation.name);
  if (known !== undefined) return known;
  const loading = load(object, relation).finally(() => loads.delete(relation.name));
  loads.set(relation.name, loading);
  return loading;
}

async function load(object: ModelObject, { model, name, many }: Relation): Promise<void> {
  const objects = await Array.fromAsync(object.related(name));
  model.instanceClass.setRelation(object, name, many ? objects : (objects[0] ?? null));
}
