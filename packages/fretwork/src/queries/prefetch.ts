/** Loads relations of many objects at once: one query for each step of a path, joined in memory. */
import { FieldError } from '../errors.ts';
import type { ModelMeta, Relation } from '../models/meta.ts';
import { decoderFor } from './codec.ts';
import { compileQuery } from './compile.ts';
import { unknownName } from './resolve-path.ts';
import { emptyState, type PrefetchSpec, type QueryState } from './state.ts';

/** A step of the paths, with those that follow. */
interface Step {
  readonly relation: Relation;
  state: QueryState | undefined;
  readonly next: Map<string, Step>;
}

type Values = Record<string, unknown>;

/**
 * Loads relations into objects that are there already.
 *
 * Every object then has a list (perhaps an empty one) or an object or `null`. What `selectRelated` has joined is not
 * asked for again. Steps that paths share are loaded once.
 *
 * @param objects Instances of the model.
 * @param alias Of the database that the objects came from.
 * @throws {FieldError} a path names no relation, or a QuerySet of one's own cannot be used for it
 * @see Django `prefetch_related_objects`
 */
export async function prefetchRelated(
  meta: ModelMeta,
  objects: readonly object[],
  specs: readonly PrefetchSpec[],
  alias: string | undefined,
): Promise<void> {
  await loadSteps(meta, objects, stepsOf(meta, specs), alias);
}

function stepsOf(meta: ModelMeta, specs: readonly PrefetchSpec[]): Map<string, Step> {
  const steps = new Map<string, Step>();
  for (const { path, state } of specs) {
    let [model, level, step] = [meta, steps, undefined as Step | undefined];
    for (const name of path.split('.')) {
      const relation = model.relations.get(name);
      if (!relation) throw unknownName(model, name);
      step = level.get(name) ?? { relation, state: undefined, next: new Map() };
      level.set(name, step);
      [model, level] = [relation.target, step.next];
    }
    if (!step || state === undefined) continue;
    checkState(step.relation, state);
    step.state = state;
  }
  return steps;
}

function checkState({ model, name }: Relation, { result, limit, offset, grouped, distinct }: QueryState): void {
  if (result !== 'instances' || grouped) {
    throw new FieldError(`${model.name}.${name}: a Prefetch takes a QuerySet of objects, without values().`);
  }
  if (!distinct || (limit === undefined && offset === 0)) return;
  throw new FieldError(`${model.name}.${name}: a Prefetch takes a QuerySet that is either distinct or sliced.`);
}

async function loadSteps(
  meta: ModelMeta,
  objects: readonly object[],
  steps: ReadonlyMap<string, Step>,
  alias: string | undefined,
): Promise<void> {
  if (objects.length === 0) return;
  for (const { relation, state, next } of steps.values()) {
    const loaded = joinedObjects(meta, objects, relation, state);
    const children =
      loaded ?? (await loadRelation(meta, objects, relation, withJoins(state ?? emptyState, next, alias)));
    await loadSteps(relation.target, children, next, alias);
  }
}

/** The query of a step, joined with the steps after it that lead to one object: those cost no query of their own. */
function withJoins(state: QueryState, next: ReadonlyMap<string, Step>, alias: string | undefined): QueryState {
  const selectRelated = [...new Set([...state.selectRelated, ...joinablePaths(next)])];
  return { ...state, selectRelated, alias: state.alias ?? alias };
}

function joinablePaths(steps: ReadonlyMap<string, Step>): string[] {
  return [...steps].flatMap(([name, { relation, state, next }]) =>
    relation.many || state !== undefined ? [] : [name, ...joinablePaths(next).map((path) => `${name}.${path}`)],
  );
}

/** What the relation leads to, where every object has it already. */
function joinedObjects(
  meta: ModelMeta,
  objects: readonly object[],
  relation: Relation,
  state: QueryState | undefined,
): readonly object[] | undefined {
  if (state !== undefined || relation.many) return undefined;
  const found = objects.map((object) => meta.instanceClass.getRelation(object, relation));
  if (found.includes(undefined)) return undefined;
  return [...new Set(found.filter((object) => object !== null))] as object[];
}

/** Loads one relation of all objects. @returns What it leads to, each object once. */
async function loadRelation(
  meta: ModelMeta,
  objects: readonly object[],
  relation: Relation,
  state: QueryState,
): Promise<readonly object[]> {
  const { instanceClass } = meta;
  const attribute = relation.kind !== 'manyToMany' && relation.forward ? relation.column.name : meta.primaryKey.name;
  const keys = new Map<unknown, unknown>();
  for (const object of objects) {
    const key = (object as Values)[attribute] ?? null;
    if (key !== null) keys.set(comparable(key), key);
  }
  const owned = keys.size === 0 ? [] : await ownedObjects(relation, state, [...keys.values()]);
  const lists = new Map<unknown, object[]>();
  for (const { owner, object } of owned) {
    const list = lists.get(owner);
    if (list) list.push(object);
    else lists.set(owner, [object]);
  }
  const back = backName(relation);
  for (const object of objects) {
    const list = lists.get(comparable((object as Values)[attribute] ?? null)) ?? [];
    instanceClass.setRelation(object, relation.name, relation.many ? [...list] : (list[0] ?? null));
    if (back !== undefined) for (const child of list) relation.target.instanceClass.setRelation(child, back, object);
  }
  return [...new Set(owned.map(({ object }) => object))];
}

/** The way back from an object to the one that it was loaded for, where there is only one. */
export const backName = (relation: Relation): string | undefined =>
  relation.kind !== 'manyToMany' && !relation.forward ? relation.reverse.name : undefined;

interface Owned {
  /** Key of the object outside, comparable. */
  readonly owner: unknown;
  readonly object: object;
}

async function ownedObjects(relation: Relation, state: QueryState, keys: readonly unknown[]): Promise<Owned[]> {
  const { target } = relation;
  const database = target.registry.database(state.alias);
  const bound = compileQuery(target, state, { type: 'related', relation }, database.dialect, keys);
  if (!bound) return [];
  const { query, params } = bound;
  const { rows } = await database.query(query.sql, params);
  const objects = rows.map((row) => query.read(row, state.alias)) as object[];
  if (state.prefetchRelated.length > 0) await prefetchRelated(target, objects, state.prefetchRelated, state.alias);
  const { position, holder } = query.owner as NonNullable<typeof query.owner>; // every query of this purpose has one
  const decode = decoderFor(holder, database.dialect);
  return objects.map((object, index) => ({ owner: comparable(decode(rows[index]?.[position] ?? null)), object }));
}

/** Keys are compared by value; those that are objects, as text. */
const comparable = (key: unknown): unknown => (typeof key === 'object' && key !== null ? String(key) : key);
