/** MixedRows: rows of a QuerySet as JSON text, with objects for what cannot be told without. */
import { randomUUID } from 'node:crypto';
import type { Row } from '../databases/connection.ts';
import type { Dialect } from '../databases/dialect.ts';
import type { ModelMeta } from '../models/meta.ts';
import type { CompiledQuery } from '../queries/compile.ts';
import { prefetchRelated } from '../queries/prefetch.ts';
import type { RowFormat, RowSource } from '../queries/row-format.ts';
import type { Scope } from './field.ts';
import { isPure, type ListPart, partsOf } from './json-parts.ts';
import { JSONText } from './json-text.ts';
import { type LoadedList, LoadedRows } from './loaded-rows.ts';
import { allReady, type MaybePromise, whenReady } from './maybe-promise.ts';
import { type MixedList, type MixedPlan, planMixed } from './mixed-plan.ts';
import { type PartWriter, partWriters } from './mixed-writer.ts';
import { readPlan } from './read-plan.ts';
import { relatedRows } from './related-rows.ts';
import type { ListTexts } from './row-writer.ts';
import type { SerializerDefinition } from './serializer-definition.ts';
import type { SerializerSettings } from './serializer-settings.ts';

/** JSON text for which some objects were made. */
export class MixedText extends JSONText {}

/** Rows that are read, with all that they lead to, and wait for the request's serializer to be written. */
export class UnwrittenRows {
  readonly #loaded: LoadedRows;
  readonly #dialect: Dialect;
  readonly #wanted: number | readonly number[];

  /** @param wanted Index of one row that is written as an object, or of those that are a list. */
  constructor(loaded: LoadedRows, dialect: Dialect, wanted: number | readonly number[]) {
    this.#loaded = loaded;
    this.#dialect = dialect;
    this.#wanted = wanted;
  }

  /** Single rows as a list, in this order. @param rows Of one query, and at least one. */
  static listOf(rows: readonly UnwrittenRows[]): UnwrittenRows {
    const [first] = rows as readonly [UnwrittenRows];
    return new UnwrittenRows(
      first.#loaded,
      first.#dialect,
      rows.flatMap((row) => row.#wanted),
    );
  }

  /**
   * The text.
   *
   * @param serializer Made for the request, without an object: it is the scope of methods, and gets what it would have
   *   been made with.
   */
  write(serializer: Scope): MaybePromise<MixedText> {
    const [loaded, wanted] = [this.#loaded, this.#wanted];
    const isOne = typeof wanted === 'number';
    let instance: unknown;
    Object.defineProperty(serializer, 'instance', {
      configurable: true,
      enumerable: true,
      get: () => (instance ??= isOne ? loaded.objectOf(wanted) : wanted.map((index) => loaded.objectOf(index))),
    });
    const [write] = partWriters(loaded.plan, loaded, this.#dialect) as [PartWriter];
    if (isOne) return whenReady(write(loaded, wanted, serializer), (text) => new MixedText(text));
    const texts = allReady(wanted.map((index) => write(loaded, index, serializer)));
    return whenReady(texts, (ready) => new MixedText(`[${ready.join(',')}]`));
  }
}

/**
 * Reads rows for a serializer of which some fields need objects, and others do not.
 *
 * Reads what would be read by way of objects: all columns and annotations, and every relation that the serializer or the
 * QuerySet loads, because a method may look at any of it. Yields `UnwrittenRows`, which know nothing of a request yet.
 */
export class MixedRows implements RowFormat {
  readonly key = randomUUID();
  /** Relations to one object that the query has to join. */
  readonly selectRelated: readonly string[];
  /** The same rows as one list. */
  readonly asList: RowFormat;
  readonly #plan: MixedPlan;
  readonly #columns = new Map<string, ReadonlySet<string>>();

  private constructor(plan: MixedPlan) {
    this.#plan = plan;
    this.selectRelated = plan.selectRelated;
    this.asList = {
      key: this.key,
      selectRelated: this.selectRelated,
      columnsAt: (path) => this.columnsAt(path),
      write: async (rows, query, source) => [
        new UnwrittenRows(await this.#load(rows, query, source), source.database.dialect, [...rows.keys()]),
      ],
    };
  }

  /**
   * The reader for a serializer.
   *
   * @param definition Of a serializer class.
   * @param prefetched Paths that the QuerySet itself loads.
   * @param annotations Names of those that it has, as far as fields send them; methods see all.
   * @returns `undefined` where everything goes from rows, or nothing can.
   */
  static of(
    definition: SerializerDefinition,
    meta: ModelMeta,
    settings: SerializerSettings,
    prefetched: readonly string[] = [],
    annotations?: ReadonlySet<string>,
  ): MixedRows | undefined {
    const scope: Scope = { instance: undefined, partial: false, context: { settings }, settings };
    const part = partsOf(definition, meta, scope, annotations);
    if (part === undefined || isPure(part)) return undefined;
    const plan = planMixed(part, meta, readPlan(definition, meta), prefetched, scope);
    return plan && new MixedRows(plan);
  }

  columnsAt(path: string): ReadonlySet<string> {
    const known = this.#columns.get(path);
    if (known !== undefined) return known;
    const steps = path === '' ? [] : path.split('.');
    const end = steps.reduce<ModelMeta | undefined>((meta, step) => meta?.relations.get(step)?.target, this.#plan.meta);
    const names = new Set(end?.columns.map(({ name }) => name));
    this.#columns.set(path, names);
    return names;
  }

  async write(rows: readonly Row[], query: CompiledQuery, source: RowSource): Promise<UnwrittenRows[]> {
    const loaded = await this.#load(rows, query, source);
    return rows.map((_, index) => new UnwrittenRows(loaded, source.database.dialect, index));
  }

  #load(rows: readonly Row[], query: CompiledQuery, source: RowSource): Promise<LoadedRows> {
    return loadRows(new LoadedRows(this.#plan, rows, query, source.alias, undefined), source);
  }
}

/** Reads the lists of rows, and what is needed of them as objects. */
async function loadRows(loaded: LoadedRows, source: RowSource): Promise<LoadedRows> {
  const { plan, rows, lists, texts } = loaded;
  const { dialect } = source.database;
  lists.push(...(await Promise.all(plan.lists.map((list) => loadList(list, loaded, source)))));
  for (const part of plan.listParts) {
    const owning = lists.find(({ list }) => list.parts.includes(part));
    texts.push(owning && isPure(part) ? textsOf(owning, part, dialect) : NO_TEXTS);
  }
  if (plan.prefetches.length > 0 && rows.length > 0) {
    await prefetchRelated(plan.meta, loaded.objects(), plan.prefetches, source.alias);
  }
  return loaded;
}

const NO_TEXTS: ListTexts = new Map();

/** The rows of a list, with their own lists. One query for each. */
async function loadList(list: MixedList, owner: LoadedRows, source: RowSource): Promise<LoadedList> {
  const { path, relation, plan } = list;
  const reading = { path, relation, selectRelated: plan.selectRelated };
  const related = await relatedRows(reading, owner.rows, owner.query, source);
  const byOwner = new Map<string, number[]>();
  if (related === undefined) return { list, items: undefined, byOwner };
  const { rows, query, owner: position } = related;
  rows.forEach((row, index) => {
    const key = String(row[position]);
    const found = byOwner.get(key);
    if (found) found.push(index);
    else byOwner.set(key, [index]);
  });
  const items = new LoadedRows(plan, rows, query, source.alias, { rows: owner, list, position });
  return { list, items: await loadRows(items, source), byOwner };
}

/** The texts of lists that need no objects, by the key of the object that has them. */
function textsOf({ list, items, byOwner }: LoadedList, part: ListPart, dialect: Dialect): ListTexts {
  const texts = new Map<string, string>();
  if (items === undefined) return texts;
  const write = partWriters(items.plan, items, dialect)[list.parts.indexOf(part)] as PartWriter;
  for (const [key, found] of byOwner) {
    texts.set(key, `[${found.map((index) => write(items, index, items.plan.scope)).join(',')}]`);
  }
  return texts;
}
