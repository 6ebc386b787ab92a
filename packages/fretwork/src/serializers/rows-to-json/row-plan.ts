/** The plan of what is read for a serializer's parts: rows of one query, those of the lists inside, objects where some are needed. */
import type { ModelMeta, Relation } from '../../models/meta.ts';
import type { CompiledQuery } from '../../queries/compile.ts';
import { joinedBackName } from '../../queries/hydrate.ts';
import { backName } from '../../queries/prefetch.ts';
import type { RowReads } from '../../queries/row-format.ts';
import type { PrefetchSpec } from '../../queries/state.ts';
import type { Scope } from '../field.ts';
import type { ReadPlan } from '../read-plan.ts';
import type { PartWriter } from './part-writer.ts';
import { isPure, type ListPart, type Part, type RowPart } from './parts.ts';
import { readsAll, readsOf } from './row-reads.ts';

/** Rows of one query: those of the QuerySet, or those of a list inside. */
export interface RowPlan {
  readonly meta: ModelMeta;
  /** What is written of each row: one part for those of the QuerySet, one for each field that sends the list for those of a list. */
  readonly parts: readonly RowPart[];
  /** Whether no part needs an object. */
  readonly isPure: boolean;
  /** What is read of each row: what is sent, or all of it where objects may be made of the rows. */
  readonly reads: RowReads;
  /** Lists that are read as rows. */
  readonly lists: readonly RowList[];
  /** Relations that are read as objects: fields may look at them, and no list sends their rows. */
  readonly prefetches: readonly PrefetchSpec[];
  /** All lists in the parts; the texts of each stand at its index here. */
  readonly listParts: readonly ListPart[];
  /** What fields know outside of any request. */
  readonly scope: Scope;
  /** Those of the parts, for each compiled query; `partWriters` keeps them here. */
  readonly writers: WeakMap<CompiledQuery, readonly PartWriter[]>;
}

/** A relation to many whose rows are read once, however many fields send it. */
export interface RowList {
  /** Path of joined relations to the object whose relation it is. */
  readonly path: string;
  readonly relation: Relation;
  /** One for each part of `plan`. */
  readonly parts: readonly ListPart[];
  readonly plan: RowPlan;
}

/** Relations that are loaded, as a tree. */
interface Loads extends Map<string, Loads> {}

/**
 * Plans the rows of a QuerySet.
 *
 * Where parts need objects, loads exactly what goes by way of objects would: a method may read whatever the serializer or the
 * QuerySet loads. Else reads what is sent, and nothing more.
 *
 * @param part What is written of each row.
 * @param plan What the serializer sends.
 * @param prefetched Paths that the QuerySet itself loads besides.
 * @returns `undefined` where rows would not tell what objects do: where something is loaded behind the way back.
 */
export function planRows(
  part: RowPart,
  meta: ModelMeta,
  plan: ReadPlan,
  prefetched: readonly string[],
  scope: Scope,
): RowPlan | undefined {
  if (isPure(part)) return planPure([part], meta, scope);
  const paths = [...prefetched, ...plan.prefetchRelated];
  if (goesBack(treeOf([...paths, ...plan.selectRelated]), meta)) return undefined;
  return planMixed([part], meta, plan.selectRelated, treeOf(paths), scope);
}

/** Reads what the parts send. */
function planPure(parts: readonly RowPart[], meta: ModelMeta, scope: Scope): RowPlan {
  const listParts = parts.flatMap(listsIn);
  const byPlace = Map.groupBy(listParts, ({ path, relation }) => `${path}.${relation.name}`);
  const lists = [...byPlace.values()].map((sent): RowList => {
    const [{ path, relation }] = sent as [ListPart];
    return { path, relation, parts: sent, plan: planPure(itemsOf(sent), relation.target, scope) };
  });
  const reads = readsOf(parts);
  return { meta, parts, isPure: true, reads, lists, prefetches: [], listParts, scope, writers: new WeakMap() };
}

const itemsOf = (lists: readonly ListPart[]): RowPart[] => lists.map(({ items }) => items);

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

/**
 * Whether something is loaded behind a way back: `books.author.books`.
 *
 * The way back leads to the very object that the way there came from, so what is loaded behind it changes that object, in
 * an order that rows do not know.
 *
 * @param back Name of the relation that leads back from here.
 */
function goesBack(loads: Loads, meta: ModelMeta, back?: string): boolean {
  return [...loads].some(([name, next]) => {
    const relation = meta.relations.get(name);
    if (name === back && next.size > 0) return true;
    return relation !== undefined && goesBack(next, relation.target, backName(relation) ?? joinedBackName(relation));
  });
}

/**
 * Reads whatever objects would have: a relation that a list sends as rows, one that is joined with the row that it belongs
 * to, all others as objects.
 *
 * @param loads Everything that is loaded for the rows.
 */
function planMixed(
  parts: readonly RowPart[],
  meta: ModelMeta,
  selectRelated: readonly string[],
  loads: Loads,
  scope: Scope,
): RowPlan {
  const listParts = parts.flatMap(listsIn);
  const lists: RowList[] = [];
  const prefetches: PrefetchSpec[] = [];
  const joined = new Set(selectRelated);
  const walk = (level: Loads, model: ModelMeta, before: string): void => {
    for (const [name, next] of level) {
      const relation = model.relations.get(name);
      const path = before === '' ? name : `${before}.${name}`;
      const sent = listParts.filter((list) => list.path === before && list.relation === relation);
      if (relation !== undefined && sent.length > 0) {
        const plan = planMixed(itemsOf(sent), relation.target, joinedIn(next, relation.target), next, scope);
        lists.push({ path: before, relation, parts: sent, plan });
      } else if (relation !== undefined && joined.has(path)) walk(next, relation.target, path);
      else prefetches.push(...pathsOf(next, path).map((whole) => ({ path: whole })));
    }
  };
  walk(loads, meta, '');
  const reads = readsAll(meta, selectRelated);
  return { meta, parts, isPure: false, reads, lists, prefetches, listParts, scope, writers: new WeakMap() };
}

function listsIn(part: Part): readonly ListPart[] {
  if (part.type === 'list') return [part];
  return part.type === 'object' ? part.members.flatMap(({ part: inner }) => listsIn(inner)) : [];
}

/** Paths over relations to one object alone: those that a prefetch joins to its query. */
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
