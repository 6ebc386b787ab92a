/** `defineModels`: resolves the models of an app against each other and makes their classes. */
import type { Database } from '../databases/database.ts';
import { FieldError, ImproperlyConfigured } from '../errors.ts';
import { QuerySet } from '../queries/query-set.ts';
import { Through } from '../queries/through.ts';
import { type DrizzleTable, drizzleTable } from './drizzle-table.ts';
import { createInstanceClass } from './instance.ts';
import { type ManyToManyRelation, type ModelMeta, Registry } from './meta.ts';
import { resolveModels } from './resolve-models.ts';
import type { CheckTargets, Definitions, Instance, Key, Many, NewValues, Row, Target } from './row.ts';

/**
 * A model: the class of its objects, and the door to its table.
 *
 * `new Book({ title })` makes an object that `save()` inserts; `Book.objects` is the QuerySet of all of them.
 */
export interface Model<D, K extends keyof D> {
  new (values: NewValues<D, K>): Instance<D, K>;
  readonly name: K & string;
  /** Everything that was declared, resolved. */
  readonly meta: ModelMeta;
  /** All objects; lazy, like any QuerySet. */
  readonly objects: QuerySet<D, K, Instance<D, K>>;
  /** The links of a many-to-many relation, for filling them in bulk. */
  through<N extends keyof Many<D, K> & string>(name: N): Through<Key<D, K>, Key<D, Target<D, K, N>>>;
  /** The table as Drizzle sees it, in the dialect of the `default` database. */
  readonly table: DrizzleTable<Row<D, K>>;
  /** @internal Carries the definitions for inference. */
  readonly '~definitions'?: D;
}

/** What `defineModels` returns: models by key. */
export type Models<D> = { readonly [K in keyof D]: Model<D, K> };

/** Models of any definitions. */
export type AnyModels = { readonly [model: string]: { readonly meta: ModelMeta } };

/** The objects of a model: `InstanceOf<typeof Book>`. */
export type InstanceOf<M> = M extends Model<infer D, infer K> ? Instance<D, K> : never;

/**
 * Defines the models of an app, all at once, so that they may refer to each other in any order.
 *
 * @param definitions Fields, or `model(fields, options)`, by the model's name.
 * @throws {ImproperlyConfigured} a definition cannot work: the message names model, field and cure
 */
export function defineModels<const D extends Definitions>(definitions: D & CheckTargets<D>): Models<D> {
  const registry = new Registry();
  const models: Record<string, unknown> = {};
  for (const meta of resolveModels(definitions, registry)) {
    const created = createInstanceClass(meta);
    Object.defineProperties(created, {
      through: { value: (name: string) => new Through(manyToMany(meta, name)) },
      objects: { value: new QuerySet(meta) },
      table: { get: () => drizzleTable(meta, registry.database().dialect) },
    });
    // The one late binding: a class needs its model, and a model its class.
    Object.defineProperty(meta, 'instanceClass', { value: created });
    if (!meta.automatic) models[meta.name] = created;
  }
  return Object.freeze(models) as Models<D>;
}

function manyToMany(meta: ModelMeta, name: string): ManyToManyRelation {
  const relation = meta.relations.get(name);
  if (relation?.kind === 'manyToMany') return relation;
  throw new FieldError(`${meta.name} has no many-to-many relation "${name}".`);
}

/**
 * The registry that models belong to.
 *
 * @throws {ImproperlyConfigured} the models come from different `defineModels` calls, or there are none
 */
export function registryOf(models: AnyModels): Registry {
  const registries = new Set(Object.values(models).map(({ meta }) => meta.registry));
  const [registry] = registries;
  if (registry && registries.size === 1) return registry;
  throw new ImproperlyConfigured('Pass the models of exactly one defineModels(…) call.');
}

/**
 * Connects models with databases; `createApp` does it by itself.
 *
 * @param models What `defineModels` returned.
 * @param databases Databases by alias, one of them `default`.
 */
export function bindDatabases(models: AnyModels, databases: Readonly<Record<string, Database>>): void {
  registryOf(models).bind(databases);
}
