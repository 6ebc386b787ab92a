/** QuerySet: a query that is described step by step and runs when its result is asked for. */
import { DoesNotExist, FieldError, MultipleObjectsReturned } from '../errors.ts';
import type { ModelMeta } from '../models/meta.ts';
import type { Instance, Key, Loaded, NewValues, RelationPath, Row, Simplify, SinglePath } from '../models/row.ts';
import type { Aggregate } from './aggregates.ts';
import { type BulkCreateOptions, bulkCreate } from './bulk-create.ts';
import { deleteQuery } from './deletion.ts';
import {
  aggregateQuery,
  type CountedSlice,
  countQuery,
  existsQuery,
  explainQuery,
  fetchObjects,
  fetchPage,
  fetchUnique,
  streamObjects,
} from './execute.ts';
import { KnownQueries, uniqueValueOf } from './known-queries.ts';
import type { RowFormat } from './row-format.ts';
import { findsOneRow } from './single-row.ts';
import { emptyState, type PrefetchSpec, type QueryState } from './state.ts';
import { updateQuery } from './update-query.ts';
import type { QNode, SubQuery, UpdateValues, Where } from './where.ts';
import { createObject, getOrCreate, updateOrCreate } from './writes.ts';

type Condition<D, K extends keyof D> = Where<D, K> | QNode<Where<D, K>>;
type Values<A> = { -readonly [N in keyof A]: A[N] extends Aggregate<infer T> ? T : never };

/** A relation to load with a QuerySet of one's own: `new Prefetch('books', Book.objects.filter(…))`. @see Django `Prefetch` */
export class Prefetch<P extends string = string, R = unknown> {
  readonly path: P;
  readonly queryset: { readonly state: QueryState };
  declare readonly '~result': R;

  constructor(path: P, queryset: { readonly state: QueryState } & PromiseLike<R[]>) {
    this.path = path;
    this.queryset = queryset;
  }
}

/**
 * The objects of a model that meet some conditions, in some order.
 *
 * Lazy: building one costs no query. Immutable: every method gives a new one. Awaitable: `await queryset` is its list;
 * `for await` streams it. `R` is what it yields, relations included where they are loaded.
 *
 * @see Django `QuerySet`
 */
export class QuerySet<D, K extends keyof D, R> implements PromiseLike<R[]>, AsyncIterable<R>, SubQuery {
  readonly isSubQuery = true;
  readonly meta: ModelMeta;
  /** Everything that was said so far; plain data, for the stages below. */
  readonly state: QueryState;
  /** What it has compiled; `null` once it was asked. */
  #known: KnownQueries | null | undefined;

  constructor(meta: ModelMeta, state: QueryState = emptyState) {
    this.meta = meta;
    this.state = state;
  }

  #with<Next = R>(change: Partial<QueryState>): QuerySet<D, K, Next> {
    return new QuerySet<D, K, Next>(this.meta, { ...this.state, ...change });
  }

  // As `#with`, for what is said again and again without values: the same QuerySet each time, with what it has compiled.
  #derived<Next = R>(key: object | string, change: () => Partial<QueryState>): QuerySet<D, K, Next> {
    const known = this.#knownQueries();
    const found = known?.derived(key) as QuerySet<D, K, Next> | undefined;
    if (found) return found;
    const made = this.#with<Next>(change());
    known?.keepDerived(key, made);
    return made;
  }

  // --------------------------------------------------------------------------------------------------- narrowing

  /** The same objects. Nothing can change a QuerySet, so this is the QuerySet itself. */
  all(): QuerySet<D, K, R> {
    return this;
  }

  /**
   * The objects that meet all conditions.
   *
   * Conditions on a relation to many in one call are about one related object; in two calls each may be met by another.
   */
  filter(...conditions: readonly Condition<D, K>[]): QuerySet<D, K, R> {
    this.#assertNoSlice('filter');
    if (conditions.length === 0) return this;
    return this.#with({ filters: [...this.state.filters, { negated: false, conditions }] });
  }

  /** The objects that do not meet all conditions. */
  exclude(...conditions: readonly Condition<D, K>[]): QuerySet<D, K, R> {
    this.#assertNoSlice('exclude');
    if (conditions.length === 0) return this;
    return this.#with({ filters: [...this.state.filters, { negated: true, conditions }] });
  }

  /** No objects at all, without asking the database. */
  none(): QuerySet<D, K, R> {
    return this.#with({ empty: true });
  }

  /** The objects from `start` up to, not including, `end`; both count from 0. Slices of a slice count inside it. */
  slice(start: number, end?: number): QuerySet<D, K, R> {
    checkBounds(start, end ?? 0);
    const { offset, limit } = this.state;
    const length = end === undefined ? undefined : Math.max(0, end - start);
    const left = limit === undefined ? undefined : Math.max(0, limit - start);
    const bounds = [length, left].filter((bound) => bound !== undefined);
    return this.#with({ offset: offset + start, limit: bounds.length > 0 ? Math.min(...bounds) : undefined });
  }

  /** Ordered by these columns, `-name` for descending, `author.name` across relations, `?` at random; replaces an earlier order. */
  orderBy(...terms: readonly string[]): QuerySet<D, K, R> {
    this.#assertNoSlice('orderBy');
    return this.#derived(`order ${JSON.stringify(terms)}`, () => ({ ordering: terms }));
  }

  /** The other way round. */
  reverse(): QuerySet<D, K, R> {
    return this.#with({ reversed: !this.state.reversed });
  }

  /** Each row once. */
  distinct(): QuerySet<D, K, R> {
    return this.#with({ distinct: true });
  }

  /** Reads from and writes to another database. @param alias A key of the settings' `databases`. */
  using(alias: string): QuerySet<D, K, R> {
    return this.#with({ alias });
  }

  /** Locks the rows until the transaction ends, where the database can (SQLite locks all of it anyway). */
  selectForUpdate(options: { readonly noWait?: boolean; readonly skipLocked?: boolean } = {}): QuerySet<D, K, R> {
    return this.#with({ lock: { noWait: options.noWait === true, skipLocked: options.skipLocked === true } });
  }

  // ----------------------------------------------------------------------------------------------------- loading

  /** Loads relations to one object in the same query, with JOINs. */
  selectRelated<const P extends SinglePath<D, K>>(...paths: readonly P[]): QuerySet<D, K, R & Loaded<D, K, P>> {
    const all = () => ({ selectRelated: [...new Set([...this.state.selectRelated, ...paths])] });
    return this.#derived(`select ${JSON.stringify(paths)}`, all);
  }

  /** Loads relations of any sort with one more query for each step of a path; steps to one object are joined to the step before. */
  prefetchRelated<const P extends RelationPath<D, K>>(...paths: readonly P[]): QuerySet<D, K, R & Loaded<D, K, P>>;
  prefetchRelated<const P extends string, T>(prefetch: Prefetch<P, T>): QuerySet<D, K, R & { [N in P]: T[] }>;
  prefetchRelated(...specs: readonly (string | Prefetch)[]): QuerySet<D, K, never> {
    const added = specs.map(
      (spec): PrefetchSpec =>
        typeof spec === 'string' ? { path: spec } : { path: spec.path, state: spec.queryset.state },
    );
    const all = () => ({ prefetchRelated: [...this.state.prefetchRelated, ...added] });
    if (specs.some((spec) => typeof spec !== 'string')) return this.#with<never>(all());
    return this.#derived<never>(`prefetch ${JSON.stringify(specs)}`, all);
  }

  /** Reads only these columns (and the primary key). */
  only<const N extends keyof Row<D, K> & string>(
    ...names: readonly N[]
  ): QuerySet<D, K, Simplify<Pick<Row<D, K>, N>> & Pick<Instance<D, K>, 'pk'>> {
    return this.#with({ columns: names });
  }

  /** Reads all columns but these. */
  defer<const N extends keyof Row<D, K> & string>(...names: readonly N[]): QuerySet<D, K, Omit<R, N>> {
    const left = this.meta.columns
      .map(({ name }) => name)
      .filter((name) => !(names as readonly string[]).includes(name));
    return this.#with({ columns: left });
  }

  /** Adds computed values to every object: `annotate({ books: count('books') })`. */
  annotate<const A extends { readonly [name: string]: Aggregate<unknown> }>(
    aggregates: A,
  ): QuerySet<D, K, R & Simplify<Values<A>>> {
    const { annotations, filters, result, columns } = this.state;
    const after = filters.length;
    const added = Object.entries(aggregates).map(([name, aggregate]) => [name, { aggregate, after }] as const);
    const grouped = this.state.grouped || (result !== 'instances' && columns !== undefined);
    return this.#with({ annotations: { ...annotations, ...Object.fromEntries(added) }, grouped });
  }

  /** Plain objects with these columns (all of them where none is named) instead of instances. */
  values(): QuerySet<D, K, Row<D, K>>;
  values<const N extends keyof Row<D, K> & string>(
    ...names: readonly N[]
  ): QuerySet<D, K, Simplify<Pick<Row<D, K>, N>>>;
  values(...names: readonly string[]): QuerySet<D, K, never> {
    return this.#with<never>({ result: 'values', columns: names.length > 0 ? names : undefined });
  }

  /** Lists of these columns, or bare values with `valuesList('id', { flat: true })`. */
  valuesList<const N extends keyof Row<D, K> & string>(
    name: N,
    options: { readonly flat: true },
  ): QuerySet<D, K, Row<D, K>[N]>;
  valuesList<const N extends readonly (keyof Row<D, K> & string)[]>(
    ...names: N
  ): QuerySet<D, K, { -readonly [I in keyof N]: Row<D, K>[N[I]] }>;
  valuesList(...args: readonly (string | { readonly flat: true })[]): QuerySet<D, K, never> {
    const names = args.filter((arg) => typeof arg === 'string');
    return this.#with<never>({ result: names.length < args.length ? 'flat' : 'list', columns: names });
  }

  /** The rows as a format makes them, without objects in between; for what sends them on, not for what uses them. */
  formatted(format: RowFormat): QuerySet<D, K, unknown> {
    const { reads } = format;
    const joined = () => [...new Set([...this.state.selectRelated, ...reads.selectRelated])];
    return this.#derived<unknown>(format, () => ({ format, reads, selectRelated: joined() }));
  }

  // ----------------------------------------------------------------------------------------------------- running

  // biome-ignore lint/suspicious/noThenProperty: awaitable on purpose, as Django's QuerySets are iterable
  then<A = R[], B = never>(
    resolve?: ((list: R[]) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.toArray().then(resolve, reject);
  }

  /** The list; what `await` gives. One query, and one for each prefetched step. */
  toArray(): Promise<R[]> {
    return fetchObjects(this.meta, this.state) as Promise<R[]>;
  }

  /**
   * A slice, and how many objects there are without it: one query, where `slice` and `count` take two.
   *
   * @param size Most objects in the slice.
   */
  page(start: number, size: number): Promise<CountedSlice> {
    this.#assertNoSlice('page');
    checkBounds(start, size);
    return fetchPage(this.meta, this.state, { start, size }, this.#knownQueries());
  }

  /** Streams the objects in chunks; prefetches run for each chunk. */
  [Symbol.asyncIterator](): AsyncIterator<R> {
    return streamObjects(this.meta, this.state)[Symbol.asyncIterator]() as AsyncIterator<R>;
  }

  /**
   * The one object that meets the conditions.
   *
   * @throws {DoesNotExist} there is none
   * @throws {MultipleObjectsReturned} there are more
   */
  async get(...conditions: readonly Condition<D, K>[]): Promise<R> {
    const [first, second] = await this.#few(conditions);
    if (first === undefined) throw new DoesNotExist(this.meta.name);
    if (second !== undefined) throw new MultipleObjectsReturned(this.meta.name);
    return first;
  }

  // The objects that meet the conditions: all where that is one at most, else two.
  #few(conditions: readonly Condition<D, K>[]): Promise<R[]> {
    const wanted = uniqueValueOf(this.meta, conditions);
    const known = wanted && this.#knownQueries();
    if (known) {
      this.#assertNoSlice('filter');
      return fetchUnique(this.meta, this.state, wanted, known) as Promise<R[]>;
    }
    const narrowed = conditions.length > 0 ? this.filter(...conditions) : this;
    return (findsOneRow(narrowed.meta, narrowed.state) ? narrowed.orderBy() : narrowed.slice(0, 2)).toArray();
  }

  // Not the first time: most QuerySets are made for one use.
  #knownQueries(): KnownQueries | undefined {
    if (this.#known === undefined) this.#known = null;
    else this.#known ??= new KnownQueries(this.meta, this.state);
    return this.#known ?? undefined;
  }

  /** The first object, by the primary key where there is no order; `null` where there is none. */
  async first(): Promise<R | null> {
    const [found] = await this.#ordered().slice(0, 1).toArray();
    return found ?? null;
  }

  /** The last object, by the primary key where there is no order; `null` where there is none. */
  async last(): Promise<R | null> {
    this.#assertNoSlice('last');
    const [found] = await this.#ordered().reverse().slice(0, 1).toArray();
    return found ?? null;
  }

  /** Whether there is any. One query, which reads no row. */
  exists(): Promise<boolean> {
    return existsQuery(this.meta, this.state);
  }

  /** How many there are. One query. */
  count(): Promise<number> {
    return countQuery(this.meta, this.state);
  }

  /** Values over all objects: `aggregate({ books: count(), price: avg('price') })`. One query. */
  aggregate<const A extends { readonly [name: string]: Aggregate<unknown> }>(
    aggregates: A,
  ): Promise<Simplify<Values<A>>> {
    return aggregateQuery(this.meta, this.state, aggregates) as Promise<Simplify<Values<A>>>;
  }

  /** How the database would run the query; its own words. @param options `analyze` runs it too. */
  explain(options: { readonly analyze?: boolean } = {}): Promise<string> {
    return explainQuery(this.meta, this.state, options);
  }

  // ----------------------------------------------------------------------------------------------------- writing

  /** Inserts one object. One query. */
  create(values: NewValues<D, K>): Promise<Instance<D, K>> {
    return createObject(this.meta, this.state, values) as Promise<Instance<D, K>>;
  }

  /** Inserts many objects with as few statements as the database allows, in one transaction. */
  bulkCreate(
    rows: Iterable<NewValues<D, K>> | AsyncIterable<NewValues<D, K>>,
    options?: BulkCreateOptions,
  ): Promise<number> {
    return bulkCreate(this.meta, this.state, rows, options);
  }

  /** Changes all objects with one statement. @returns How many there were. */
  update(values: UpdateValues<D, K>): Promise<number> {
    this.#assertNoSlice('update');
    return updateQuery(this.meta, this.state, values);
  }

  /** The object that meets the conditions, or a new one; safe where two do it at once. */
  getOrCreate(
    where: Where<D, K>,
    defaults?: Partial<NewValues<D, K>>,
  ): Promise<[object: Instance<D, K>, created: boolean]> {
    return getOrCreate(this.meta, this.state, where, defaults ?? {}) as Promise<[Instance<D, K>, boolean]>;
  }

  /** Updates the object that meets the conditions, or creates it; safe where two do it at once. */
  updateOrCreate(
    where: Where<D, K>,
    values: Partial<NewValues<D, K>>,
  ): Promise<[object: Instance<D, K>, created: boolean]> {
    return updateOrCreate(this.meta, this.state, where, values) as Promise<[Instance<D, K>, boolean]>;
  }

  /** Deletes all objects and what cascades from them, in one transaction. @returns How many rows were deleted. */
  delete(): Promise<number> {
    this.#assertNoSlice('delete');
    return deleteQuery(this.meta, this.state);
  }

  /** The object with a primary key. @throws {DoesNotExist} there is none */
  getByKey(key: Key<D, K>): Promise<R> {
    return this.get({ pk: key } as Where<D, K>);
  }

  #ordered(): QuerySet<D, K, R> {
    const { ordering, grouped, columns } = this.state;
    if (ordering !== undefined) return this;
    if (grouped) return this.#with({ ordering: columns });
    return this.meta.ordering.length > 0 ? this : this.#with({ ordering: ['pk'] });
  }

  #assertNoSlice(method: string): void {
    if (this.state.limit === undefined && this.state.offset === 0) return;
    throw new FieldError(`${this.meta.name}: ${method}() cannot follow slice(): narrow and order first, then slice.`);
  }
}

function checkBounds(...bounds: readonly number[]): void {
  const areGood = bounds.every((bound) => Number.isSafeInteger(bound) && bound >= 0);
  if (!areGood) throw new FieldError('slice() and page() take whole numbers from 0 on.');
}
