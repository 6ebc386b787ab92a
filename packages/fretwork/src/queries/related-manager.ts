/** What a relation of one object leads to: a QuerySet that can also add and remove. */
import { DatabaseError, FieldError } from '../errors.ts';
import type { Column, Flag } from '../models/field.ts';
import {
  type ManyToManyRelation,
  type ModelMeta,
  modelOf,
  type Relation,
  type ReverseRelation,
} from '../models/meta.ts';
import type { Changes, Fields, Instance, Key, NewValues, Row } from '../models/row.ts';
import { type BulkCreateOptions, bulkCreate } from './bulk-create.ts';
import { deleteQuery } from './deletion.ts';
import { fetchObjects } from './execute.ts';
import { QuerySet } from './query-set.ts';
import { emptyState, type QueryState } from './state.ts';
import { updateQuery } from './update-query.ts';
import { createObject, getOrCreate, only, updateOrCreate } from './writes.ts';

/** More values for the row between two objects; for `create` on a many-to-many relation with a model of its own. */
export interface ThroughOptions {
  readonly throughValues?: Readonly<Record<string, unknown>>;
}

/**
 * The related objects of one object; made by `object.related('books')`.
 *
 * `add`, `remove`, `set` and `clear` are for relations to many. Those that leave an object without its relation need a
 * foreign key that may be null.
 *
 * @see Django "Related objects reference"
 */
export interface RelatedManager<D, K extends keyof D> extends QuerySet<D, K, Instance<D, K>> {
  /** Adds objects, given as objects or keys; those that are there already stay as they are. */
  add(...objects: readonly (Row<D, K> | Key<D, K>)[]): Promise<void>;
  /** Takes objects out; they themselves are not deleted. */
  remove(...objects: readonly (Row<D, K> | Key<D, K>)[]): Promise<void>;
  /** Makes these the related objects, and no others. */
  set(objects: readonly (Row<D, K> | Key<D, K>)[]): Promise<void>;
  /** Takes all objects out. */
  clear(): Promise<void>;
  /** Inserts an object and adds it. */
  create(values: RelatedValues<D, K>, options?: ThroughOptions): Promise<Instance<D, K>>;
  /** Inserts many objects and adds them; for the way back of a foreign key. */
  bulkCreate(
    rows: Iterable<RelatedValues<D, K>> | AsyncIterable<RelatedValues<D, K>>,
    options?: BulkCreateOptions,
  ): Promise<number>;
}

/** The values of a new related object; the manager knows its relation, so that relations may be left out. */
export type RelatedValues<D, K extends keyof D> =
  | NewValues<D, K>
  | (Pick<NewValues<D, K>, ColumnName<D, K> & keyof NewValues<D, K>> & Changes<D, K>);
type ColumnName<D, K extends keyof D> = {
  [N in keyof Fields<D, K>]: Fields<D, K>[N] extends Column<unknown, Flag> ? N : never;
}[keyof Fields<D, K>];

type Values = Readonly<Record<string, unknown>>;
type Created = [object: object, created: boolean];

/**
 * The manager of a relation of an object.
 *
 * @throws {FieldError} there is no such relation
 * @throws {DatabaseError} the object has not been saved
 */
export function relatedManager(meta: ModelMeta, object: object, name: string): RelatedQuerySet {
  const relation = meta.relations.get(name);
  if (!relation) {
    throw new FieldError(
      `${meta.name} has no relation "${name}": choices are ${[...meta.relations.keys()].sort().join(', ')}.`,
    );
  }
  const alias = meta.instanceClass.getAlias(object);
  const state: QueryState = { ...emptyState, alias };
  if (relation.kind === 'manyToMany') return new ManyToManySet(relation, object, state);
  if (!relation.forward) return new ReverseSet(relation, object, state);
  const key = (object as Values)[relation.column.name] ?? null;
  return new RelatedQuerySet(relation, object, key === null ? { ...state, empty: true } : only({ pk: key }, state));
}

/** A relation to one object, as a QuerySet of one; the base of those to many. */
class RelatedQuerySet extends QuerySet<Record<string, never>, string, object> {
  protected readonly relation: Relation;
  protected readonly object: object;

  constructor(relation: Relation, object: object, state: QueryState) {
    super(relation.target, state);
    this.relation = relation;
    this.object = object;
  }

  /** `Author.books`, for messages. */
  protected get relationName(): string {
    return `${this.relation.model.name}.${this.relation.name}`;
  }

  /** What is already loaded of the relation is no longer true. */
  protected forget(): void {
    this.relation.model.instanceClass.forgetRelation(this.object, this.relation.name);
  }

  protected refuse(what: string): never {
    throw new FieldError(`${this.relationName}: ${what}`);
  }

  async add(..._objects: readonly unknown[]): Promise<void> {
    this.refuse('add() is for relations to many; assign the object instead.');
  }

  async remove(..._objects: readonly unknown[]): Promise<void> {
    this.refuse('remove() is for relations to many; assign null instead.');
  }

  async set(_objects: readonly unknown[]): Promise<void> {
    this.refuse('set() is for relations to many; assign the object instead.');
  }

  async clear(): Promise<void> {
    this.refuse('clear() is for relations to many; assign null instead.');
  }

  /** Keys of objects that are given as objects or keys. */
  protected keysOf(objects: readonly unknown[]): unknown[] {
    return objects.map((given) => {
      const { target } = this.relation;
      if (typeof given !== 'object' || given === null || given instanceof Date || given instanceof Uint8Array) {
        return given ?? this.refuse(`takes objects or keys of ${target.name}.`);
      }
      const model = modelOf(given);
      if (model !== undefined && model !== target)
        this.refuse(`takes objects of ${target.name}, not of ${model.name}.`);
      const key = (given as Values)[target.primaryKey.name] ?? null;
      if (key === null)
        throw new DatabaseError(`${this.relationName} takes saved objects: save the ${target.name} first.`);
      return key;
    });
  }
}

/** The key of an object whose relation is asked for. */
function keyOfOwner(relation: Relation, object: object): unknown {
  const key = (object as Values)[relation.model.primaryKey.name] ?? null;
  if (key !== null) return key;
  throw new DatabaseError(
    `${relation.model.name}.${relation.name} needs a saved ${relation.model.name}: save it first.`,
  );
}

/** The objects whose foreign key leads to this one. @see Django `create_reverse_many_to_one_manager` */
class ReverseSet extends RelatedQuerySet {
  readonly #column: ReverseRelation['column'];
  readonly #base: QueryState;
  readonly #key: unknown;

  constructor(relation: ReverseRelation, object: object, state: QueryState) {
    const key = keyOfOwner(relation, object);
    super(relation, object, only({ [relation.column.name]: key }, state));
    this.#column = relation.column;
    this.#base = state;
    this.#key = key;
  }

  override async add(...objects: readonly unknown[]): Promise<void> {
    if (objects.length === 0) return;
    await updateQuery(this.meta, only({ pk: { in: this.keysOf(objects) } }, this.#base), {
      [this.#column.name]: this.#key,
    });
    for (const given of objects) if (given instanceof this.meta.instanceClass) this.#assign(given, this.object);
    this.forget();
  }

  override async remove(...objects: readonly unknown[]): Promise<void> {
    this.#assertNullable('remove');
    if (objects.length === 0) return;
    await updateQuery(this.meta, only({ pk: { in: this.keysOf(objects) } }, this.state), { [this.#column.name]: null });
    for (const given of objects) if (given instanceof this.meta.instanceClass) this.#assign(given, null);
    this.forget();
  }

  override async clear(): Promise<void> {
    this.#assertNullable('clear');
    await updateQuery(this.meta, this.state, { [this.#column.name]: null });
    this.forget();
  }

  /** Without null nothing can be taken out, so that `set` adds only, as in Django. */
  override async set(objects: readonly unknown[]): Promise<void> {
    const keys = this.keysOf(objects);
    await this.meta.registry.database(this.state.alias).transaction(async () => {
      if (this.#column.null) {
        const others: QueryState = {
          ...this.state,
          filters: [...this.state.filters, { negated: true, conditions: [{ pk: { in: keys } }] }],
        };
        await updateQuery(this.meta, others, { [this.#column.name]: null });
      }
      await this.add(...objects);
    });
    this.forget();
  }

  override async create(values: object): Promise<never> {
    const created = await createObject(this.meta, this.state, { ...values, ...this.#own });
    this.forget();
    return created as never;
  }

  override getOrCreate(where: object, defaults: object = {}): Promise<never> {
    return this.#found(getOrCreate(this.meta, this.state, where, { ...defaults, ...this.#own }));
  }

  override updateOrCreate(where: object, values: object): Promise<never> {
    return this.#found(updateOrCreate(this.meta, this.state, where, { ...values, ...this.#own }));
  }

  override bulkCreate(rows: Iterable<object> | AsyncIterable<object>, options?: BulkCreateOptions): Promise<number> {
    this.forget();
    return bulkCreate(this.meta, this.state, withValues(rows, this.#own), options);
  }

  get #own(): Values {
    return { [this.#column.name]: this.#key };
  }

  async #found(result: Promise<Created>): Promise<never> {
    this.forget();
    return (await result) as never;
  }

  #assign(object: object, value: object | null): void {
    (object as Record<string, unknown>)[this.#column.field] = value;
  }

  #assertNullable(method: string): void {
    if (this.#column.null) return;
    this.refuse(`${method}() would leave ${this.meta.name}.${this.#column.field} empty, which needs null: true.`);
  }
}

async function* withValues(rows: Iterable<object> | AsyncIterable<object>, values: Values): AsyncGenerator<object> {
  for await (const row of rows) yield { ...row, ...values };
}

/** The objects on the other side of a many-to-many relation. @see Django `create_forward_many_to_many_manager` */
class ManyToManySet extends RelatedQuerySet {
  readonly #relation: ManyToManyRelation;
  /** The rows between, of this object alone. */
  readonly #links: QueryState;
  readonly #key: unknown;

  constructor(relation: ManyToManyRelation, object: object, state: QueryState) {
    const { through, source, destination } = relation;
    const key = keyOfOwner(relation, object);
    const links = only({ [source.name]: key }, state);
    const keys = new QuerySet(through, { ...links, result: 'flat', columns: [destination.name] });
    super(relation, object, only({ pk: { in: keys } }, state));
    this.#relation = relation;
    this.#links = links;
    this.#key = key;
  }

  override async add(...objects: readonly unknown[]): Promise<void> {
    await this.#link(this.keysOf(objects));
    this.forget();
  }

  override async remove(...objects: readonly unknown[]): Promise<void> {
    await this.#unlink(this.keysOf(objects));
    this.forget();
  }

  override async clear(): Promise<void> {
    await deleteQuery(this.#relation.through, this.#links);
    this.forget();
  }

  override async set(objects: readonly unknown[]): Promise<void> {
    const wanted = new Set(this.keysOf(objects));
    await this.#inTransaction(async () => {
      const there = await this.#linked();
      await this.#unlink(there.filter((key) => !wanted.has(key)));
      await this.#link([...wanted].filter((key) => !there.includes(key)));
    });
    this.forget();
  }

  override async create(values: object, { throughValues = {} }: ThroughOptions = {}): Promise<never> {
    const created = await this.#inTransaction(async () => {
      const object = await createObject(this.meta, this.state, values);
      await this.#insertLinks(this.keysOf([object]), throughValues);
      return object;
    });
    this.forget();
    return created as never;
  }

  override getOrCreate(where: object, defaults: object = {}): Promise<never> {
    return this.#foundOrLinked(() => getOrCreate(this.meta, this.state, where, defaults));
  }

  override updateOrCreate(where: object, values: object): Promise<never> {
    return this.#foundOrLinked(() => updateOrCreate(this.meta, this.state, where, values));
  }

  override async bulkCreate(): Promise<never> {
    return this.refuse('bulkCreate() cannot link what it creates: use create(), or add() afterwards.');
  }

  async #foundOrLinked(find: () => Promise<Created>): Promise<never> {
    const result = await this.#inTransaction(async () => {
      const [object, created] = await find();
      if (created) await this.#insertLinks(this.keysOf([object]), {});
      return [object, created];
    });
    this.forget();
    return result as never;
  }

  /** Adds what is not there yet; the database keeps pairs unique where two add at once. */
  async #link(keys: readonly unknown[]): Promise<void> {
    const wanted = [...new Set(keys)];
    if (wanted.length === 0) return;
    if (this.#relation.through.automatic) return this.#insertLinks(wanted, {});
    await this.#inTransaction(async () => {
      const there = new Set(await this.#linked());
      await this.#insertLinks(
        wanted.filter((key) => !there.has(key)),
        {},
      );
    });
  }

  async #insertLinks(keys: readonly unknown[], values: Values): Promise<void> {
    const { through, source, destination } = this.#relation;
    const rows = keys.map((key) => ({ ...values, [source.name]: this.#key, [destination.name]: key }));
    await bulkCreate(through, this.#links, rows, { ignoreConflicts: true });
  }

  async #unlink(keys: readonly unknown[]): Promise<void> {
    if (keys.length === 0) return;
    const { through, destination } = this.#relation;
    await deleteQuery(through, only({ [destination.name]: { in: keys } }, this.#links));
  }

  #linked(): Promise<unknown[]> {
    const { through, destination } = this.#relation;
    return fetchObjects(through, { ...this.#links, result: 'flat', columns: [destination.name], ordering: [] });
  }

  #inTransaction<T>(work: () => Promise<T>): Promise<T> {
    return this.meta.registry.database(this.state.alias).transaction(work);
  }
}
