/** What the run time knows of a model: columns, relations and options, resolved once by `defineModels`. */
import type { Database } from '../databases/database.ts';
import { ImproperlyConfigured } from '../errors.ts';
import type { AnyColumnOptions, ColumnKind, ManyToManyOptions, OnDelete } from './field.ts';
import type { CheckConstraint, Index, ModelOptions, UniqueConstraint } from './model.ts';

/** One column of a table. */
export interface ColumnMeta {
  readonly model: ModelMeta;
  /** Name of the attribute: `title`; `authorId` for the foreign key `author`. */
  readonly name: string;
  /** Name of the declared field: `title`; `author`. */
  readonly field: string;
  /** Name in the database: `title`, `author_id`. */
  readonly column: string;
  /** Index among the model's columns, the order in which rows are read. */
  readonly position: number;
  /** What it holds; for a foreign key, what the key of its target holds. */
  readonly kind: ColumnKind;
  readonly options: AnyColumnOptions;
  readonly null: boolean;
  readonly unique: boolean;
  readonly primaryKey: boolean;
  readonly dbIndex: boolean;
  /** The relation that the column carries. */
  readonly relation: ForwardRelation | undefined;
}

interface BaseRelation {
  /** Name of the attribute: `author`, `books`. */
  readonly name: string;
  /** The model that has the attribute. */
  readonly model: ModelMeta;
  /** The model that it leads to. */
  readonly target: ModelMeta;
  /** Whether it was declared here (`author`) or is the way back of a declaration (`books`). */
  readonly forward: boolean;
}

/** A declared relation to one object: `author` of a book. */
export interface ForwardRelation extends BaseRelation {
  readonly kind: 'foreignKey' | 'oneToOne';
  readonly forward: true;
  readonly many: false;
  /** The column of `model` that holds the key; of `target` it is always the primary key. */
  readonly column: ColumnMeta;
  readonly onDelete: OnDelete;
  /** The way back, where it has a name. */
  readonly reverse: ReverseRelation | undefined;
}

/** The way back of a relation to one object: `books` of an author, `profile` of a one-to-one. */
export interface ReverseRelation extends BaseRelation {
  readonly kind: 'foreignKey' | 'oneToOne';
  readonly forward: false;
  /** False for the way back of a one-to-one. */
  readonly many: boolean;
  /** The column of `target` that holds the key of `model`. */
  readonly column: ColumnMeta;
  readonly reverse: ForwardRelation;
}

/** A many-to-many relation, seen from either side. */
export interface ManyToManyRelation extends BaseRelation {
  readonly kind: 'manyToMany';
  readonly many: true;
  readonly options: ManyToManyOptions;
  /** The model between the two. */
  readonly through: ModelMeta;
  /** The column of `through` that holds the key of `model`. */
  readonly source: ColumnMeta;
  /** The column of `through` that holds the key of `target`. */
  readonly destination: ColumnMeta;
  /** The other side, where it has a name. */
  readonly reverse: ManyToManyRelation | undefined;
}

/** Any relation of a model, in either direction. */
export type Relation = ForwardRelation | ReverseRelation | ManyToManyRelation;

/** The class of a model's objects, as the queries below it see it. */
export interface InstanceClass {
  readonly meta: ModelMeta;
  /** Without values: an empty shell, into which a row is about to be filled. */
  new (values?: object): object;
  /** Whether the object is a row of the database already, so that `save` updates it. */
  isStored(object: object): boolean;
  /** Says that the object is (or no longer is) a row of the database. */
  setStored(object: object, stored?: boolean): void;
  /** Keeps what a relation leads to: an object, `null`, or a list. */
  setRelation(object: object, name: string, value: unknown): void;
  /** Keeps how to tell what a relation leads to; it is asked once, when somebody reads the relation. */
  setLazyRelation(object: object, name: string, read: () => unknown): void;
  /** What a relation leads to; `undefined` where it was not loaded, or the key has changed since. */
  getRelation(object: object, relation: Relation): unknown;
  /** Forgets what a relation leads to, so that it counts as not loaded. */
  forgetRelation(object: object, name: string): void;
  /** Takes over the keys of related objects that were saved after they had been assigned. */
  adoptKeys(object: object): void;
  /** Alias of the database that the object came from or belongs to; `undefined` for the default. */
  getAlias(object: object): string | undefined;
  /** Says which database the object belongs to. */
  setAlias(object: object, alias: string | undefined): void;
}

/** A model, resolved. */
export interface ModelMeta {
  /** Key in `defineModels`. */
  readonly name: string;
  readonly table: string;
  readonly registry: Registry;
  /** Columns in the order of declaration, the primary key first. */
  readonly columns: readonly ColumnMeta[];
  /** Columns by attribute (`authorId`) and, for the primary key, also by `pk`. */
  readonly columnsByName: ReadonlyMap<string, ColumnMeta>;
  readonly primaryKey: ColumnMeta;
  /** Relations by name, in both directions. */
  readonly relations: ReadonlyMap<string, Relation>;
  /** Declared relations of other models that point here, named or not: what a delete has to look at. */
  readonly referrers: readonly ForwardRelation[];
  readonly ordering: readonly string[];
  /** Attribute names that have to be unique together. */
  readonly uniqueTogether: readonly (readonly string[])[];
  readonly constraints: readonly (UniqueConstraint | CheckConstraint)[];
  readonly indexes: readonly Index[];
  readonly options: ModelOptions;
  /** Made for a many-to-many relation rather than declared. */
  readonly automatic: boolean;
  /** The class of its objects. */
  readonly instanceClass: InstanceClass;
  /** The object as text, see `ModelOptions.str`. */
  readonly str: (object: object) => string;
}

/** The model of an object; `undefined` for anything that is no object of a model. */
export const modelOf = (value: unknown): ModelMeta | undefined => {
  const meta = (value as { readonly constructor?: { readonly meta?: ModelMeta } } | null | undefined)?.constructor
    ?.meta;
  return meta && value instanceof meta.instanceClass ? meta : undefined;
};

/**
 * The models of one `defineModels` call and the databases they live in.
 *
 * The only state that is shared: two calls give two registries, so two apps in one process never meet.
 */
export class Registry {
  readonly #models = new Map<string, ModelMeta>();
  readonly #databases = new Map<string, Database>();

  /** The clock of `autoNow` and `autoNowAdd`; a test may set its own. */
  now: () => Date = () => new Date();

  /** Models by key, those made for many-to-many relations included. */
  get models(): ReadonlyMap<string, ModelMeta> {
    return this.#models;
  }

  /** Databases by alias. */
  get databases(): ReadonlyMap<string, Database> {
    return this.#databases;
  }

  /** @internal Called by `defineModels` alone. */
  register(meta: ModelMeta): void {
    this.#models.set(meta.name, meta);
  }

  /**
   * Connects the models with their databases.
   *
   * @param databases Databases by alias; queries without `using` go to `default`.
   */
  bind(databases: Readonly<Record<string, Database>>): void {
    this.#databases.clear();
    for (const [alias, database] of Object.entries(databases)) this.#databases.set(alias, database);
  }

  /**
   * The database with an alias.
   *
   * @throws {ImproperlyConfigured} the models are not connected, or have no such alias
   */
  database(alias = 'default'): Database {
    const database = this.#databases.get(alias);
    if (database) return database;
    throw new ImproperlyConfigured(
      this.#databases.size === 0
        ? 'The models have no database yet: createApp({ settings, models, urls }) or bindDatabases(models, { default: openDatabase(url) }) gives them one.'
        : `There is no database "${alias}": the aliases are ${[...this.#databases.keys()].join(', ')}.`,
    );
  }
}
