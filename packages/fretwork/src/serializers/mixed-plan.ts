/** The plan of rows that become text, with objects for some of their parts: what is read with them, and how. */
import type { ModelMeta, Relation } from '../models/meta.ts';
import type { CompiledQuery } from '../queries/compile.ts';
import type { PrefetchSpec } from '../queries/state.ts';
import type { Scope } from './field.ts';
import type { ListPart, Part, RowPart } from './json-parts.ts';
import type { PartWriter } from './mixed-writer.ts';
import type { ReadPlan } from './read-plan.ts';

/** Rows of one query: those of the QuerySet, or those of a list inside. */
export interface MixedPlan {
  readonly meta: ModelMeta;
  /** What is written of each row; several where several fields send the same relation. */
  readonly parts: readonly RowPart[];
  /** Relations to one object that come with each row. */
  readonly selectRelated: readonly string[];
  /** Lists that are read as rows. */
  readonly lists: readonly MixedList[];
  /** Relations that are read as objects, because no rows of a list are sent. */
  readonly prefetches: readonly PrefetchSpec[];
  /** All list parts; a writer finds texts by their places here. */
  readonly listParts: readonly ListPart[];
  /** What fields know outside of any request. */
  readonly scope: Scope;
  readonly writers: WeakMap<CompiledQuery, readonly PartWriter[]>;
}

/** A relation to many whose rows are read once, however many fields send it. */
export interface MixedList {
  /** Path of joined relations to the object whose relation it is. */
  readonly path: string;
  readonly relation: Relation;
  /** One for each part of `plan`. */
  readonly parts: readonly ListPart[];
  readonly plan: MixedPlan;
}

/** Relations that are loaded, as a tree. */
interface Loads extends Map<string, Loads> {}

/**
 * Plans the rows of a QuerySet.
 *
 * Loads exactly what goes by way of objects would: a method may read whatever the serializer or the QuerySet loads.
 *
 * @param part What is written of each row.
 * @param plan What the serializer sends.
 * @param prefetched Paths that the QuerySet itself loads besides.
 * @returns `undefined` where rows would not tell what objects do: where something is loaded behind the way back.
 */
export function planMixed(
  part: RowPart,
  meta: ModelMeta,
  plan: ReadPlan,
  prefetched: readonly string[],
  scope: Scope,
): MixedPlan | undefined {
  const paths = [...prefetched, ...plan.prefetchRelated];
  if (goesBack(treeOf([...paths, ...plan.selectRelated]), meta)) return undefined;
  return planRows([part], meta, plan.selectRelated, treeOf(paths), scope);
}

function treeOf(paths: readonly string[]): Loads {
  const loads: Loads = new Map();
  for (const path of paths) {
    let level = loads;
    for (const step of path.split('.')) {
      const next: Loads = level.get(step) ?? new Map();
      level.set(step, next);
      level = next;
    }
  }
  return loads;
}

// The way back leads to the very object that the way there came from. What is loaded behind it changes that object, in
// an order that rows do not know.
function goesBack(loads: Loads, meta: ModelMeta, back?: string): boolean {
  return [...loads].some(([name, next]) => {
    const relation = meta.relations.get(name);
    if (name === back && next.size > 0) return true;
    return relation !== undefined && goesBack(next, relation.target, backOf(relation));
  });
}

function backOf(relation: Relation): string | undefined {
  if (relation.kind === 'manyToMany') return undefined;
  return relation.forward && relation.kind !== 'oneToOne' ? undefined : relation.reverse?.name;
}

function planRows(
  parts: readonly RowPart[],
  meta: ModelMeta,
  selectRelated: readonly string[],
  loads: Loads,
  scope: Scope,
): MixedPlan {
  const listParts = parts.flatMap(listsIn);
  const lists: MixedList[] = [];
  const prefetches: PrefetchSpec[] = [];
  const joined = new Set(selectRelated);
  const walk = (level: Loads, place: ModelMeta, before: string): void => {
    for (const [name, next] of level) {
      const relation = place.relations.get(name);
      const path = before === '' ? name : `${before}.${name}`;
      const sent = listParts.filter((list) => list.path === before && list.relation === relation);
      if (relation !== undefined && sent.length > 0) {
        const items = sent.map((list) => list.items);
        const plan = planRows(items, relation.target, joinedIn(next, relation.target), next, scope);
        lists.push({ path: before, relation, parts: sent, plan });
      } else if (relation !== undefined && joined.has(path)) walk(next, relation.target, path);
      else prefetches.push(...pathsOf(next, path).map((whole) => ({ path: whole })));
    }
  };
  walk(loads, meta, '');
  return { meta, parts, selectRelated, lists, prefetches, listParts, scope, writers: new WeakMap() };
}

function listsIn(part: Part): readonly ListPart[] {
  if (part.type === 'list') return [part];
  return part.type === 'object' ? part.members.flatMap(({ part: inner }) => listsIn(inner)) : [];
}

/** Relations to one object that a prefetch joins to its query. */
function joinedIn(loads: Loads, meta: ModelMeta): string[] {
  return [...loads].flatMap(([name, next]) => {
    const relation = meta.relations.get(name);
    if (relation === undefined || relation.many) return [];
    return [name, ...joinedIn(next, relation.target).map((path) => `${name}.${path}`)];
  });
}

const pathsOf = (loads: Loads, path: string): string[] => [
  path,
  ...[...loads].flatMap(([name, next]) => pathsOf(next, `${path}.${name}`)),
];
