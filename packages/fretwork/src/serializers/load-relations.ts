/** Loading the relations of one object that was not read with them. */
import type { ModelMeta } from '../models/meta.ts';

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
    if (instanceClass.getRelation(object, relation) === undefined) {
      const objects = await Array.fromAsync(object.related(name));
      instanceClass.setRelation(object, name, relation.many ? objects : (objects[0] ?? null));
    }
    if (relation.many) return;
    object = instanceClass.getRelation(object, relation) as ModelObject | null;
  }
}
