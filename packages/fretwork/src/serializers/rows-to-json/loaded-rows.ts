/** LoadedRows: rows with the rows of their lists, and the objects of those that somebody asks for. */
import type { Row } from '../../databases/connection.ts';
import type { ModelMeta } from '../../models/meta.ts';
import type { CompiledQuery } from '../../queries/compile.ts';
import { backName } from '../../queries/prefetch.ts';
import type { RowSource } from '../../queries/row-format.ts';
import type { RowList, RowPlan } from './row-plan.ts';
import { type ListTexts, objectPlanAt } from './row-writer.ts';

/** The rows of a list, of all objects that have one. */
export interface LoadedList {
  readonly list: RowList;
  /** Left out where there was no object that could have any. */
  readonly items: LoadedRows | undefined;
  /** Which of the items belong to an object, by its key. */
  readonly byOwner: ReadonlyMap<string, readonly number[]>;
}

/** Whose list it is that the rows are. */
interface Owner {
  readonly rows: LoadedRows;
  readonly list: RowList;
  /** Position of the owner's key in the rows of the list. */
  readonly position: number;
}

/**
 * Rows of one query, with those of the lists inside once `loadRows` has read them.
 *
 * Makes an object where one is asked for, once. Its relations lead to the objects that they would lead to if all had
 * been made; those are made as soon as somebody goes there.
 */
export class LoadedRows {
  readonly plan: RowPlan;
  readonly rows: readonly Row[];
  readonly query: CompiledQuery;
  readonly source: RowSource;
  /** In the order of the plan. */
  readonly lists: LoadedList[] = [];
  /** Texts of lists without objects, in the order of the plan's `listParts`. */
  readonly texts: ListTexts[] = [];
  readonly #owner: Owner | undefined;
  readonly #objects: (object | undefined)[] = [];
  /** For each list, which row has the object with a key; worked out when the first of its items asks. */
  readonly #owners = new Map<RowList, ReadonlyMap<string, number>>();

  constructor(plan: RowPlan, rows: readonly Row[], query: CompiledQuery, source: RowSource, owner?: Owner) {
    this.plan = plan;
    this.rows = rows;
    this.query = query;
    this.source = source;
    this.#owner = owner;
  }

  /** All objects. */
  objects(): object[] {
    return this.rows.map((_, index) => this.objectOf(index));
  }

  /** The object of a row. */
  objectOf(index: number): object {
    const known = this.#objects[index];
    if (known !== undefined) return known;
    const row = this.rows[index] as Row;
    const object = this.query.read(row, this.source.alias) as object;
    this.#objects[index] = object;
    for (const [place, list] of this.plan.lists.entries()) this.#addList(object, list, place, row);
    if (this.#owner !== undefined) this.#addOwner(object, this.#owner, row);
    return object;
  }

  /** The object that a row has joined at a path, or its own; `undefined` where there is none. */
  objectAt(index: number, path: string): object | undefined {
    return relatedAt(this.plan.meta, this.objectOf(index), path);
  }

  /** Position of the key of what is joined at a path. */
  #keyAt(path: string): number {
    return objectPlanAt(this.query, path).key;
  }

  #addList(object: object, { path, relation }: RowList, place: number, row: Row): void {
    const holder = relatedAt(this.plan.meta, object, path);
    if (holder === undefined) return;
    const key = String(row[this.#keyAt(path)]);
    relation.model.instanceClass.setLazyRelation(holder, relation.name, () => {
      const { items, byOwner } = this.lists[place] as LoadedList;
      return (byOwner.get(key) ?? []).map((index) => items?.objectOf(index));
    });
  }

  #addOwner(object: object, { rows, list, position }: Owner, row: Row): void {
    const back = backName(list.relation);
    if (back === undefined) return;
    const key = String(row[position]);
    this.plan.meta.instanceClass.setLazyRelation(object, back, () => rows.#ownerOf(list, key));
  }

  // Where several rows have joined the same object, the last one is it: so do prefetches have it.
  #ownerOf(list: RowList, key: string): object | undefined {
    let owners = this.#owners.get(list);
    if (owners === undefined) {
      const position = this.#keyAt(list.path);
      owners = new Map(this.rows.map((row, index) => [String(row[position]), index]));
      this.#owners.set(list, owners);
    }
    return this.objectAt(owners.get(key) ?? 0, list.path);
  }
}

function relatedAt(meta: ModelMeta, start: object, path: string): object | undefined {
  if (path === '') return start;
  let [object, place]: [object | undefined, ModelMeta] = [start, meta];
  for (const name of path.split('.')) {
    const relation = place.relations.get(name);
    if (object === undefined || relation === undefined) return undefined;
    object = (place.instanceClass.getRelation(object, relation) ?? undefined) as object | undefined;
    place = relation.target;
  }
  return object;
}
