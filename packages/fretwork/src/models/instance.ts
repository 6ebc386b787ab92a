/** The objects of a model at run time: their class, their loaded relations, and what they can do. */
import { DatabaseError, FieldError, ImproperlyConfigured, RelationNotLoaded } from '../errors.ts';
import { deleteObjects } from '../queries/deletion.ts';
import { relatedManager } from '../queries/related-manager.ts';
import { refreshObject, saveObject } from '../queries/writes.ts';
import { defaultOf } from './column-values.ts';
import type { ForwardRelation, InstanceClass, ModelMeta, Relation } from './meta.ts';
import type { SaveOptions } from './row.ts';

type Values = Record<string, unknown>;

/** Names that a model's fields may not have, because every object has them. */
export const reservedNames: ReadonlySet<string> = new Set([
  'pk',
  'save',
  'update',
  'delete',
  'refresh',
  'related',
  'toJSON',
  'toString',
  'valueOf',
  'constructor',
  'hasOwnProperty',
  'then',
  '__proto__',
]);

/** A relation that is loaded, but not made into objects yet. */
class LazyRelation {
  readonly read: () => unknown;

  constructor(read: () => unknown) {
    this.read = read;
  }
}

/**
 * The base of every model's class.
 *
 * Columns are plain properties; relations are accessors, so that reading one that was not loaded says so.
 */
export class ModelObject {
  /** The model, on the class and so on every object. */
  declare static readonly meta: ModelMeta;

  #relations: Map<string, unknown> | undefined;
  /** Relations to objects that had no key yet when they were assigned. */
  // biome-ignore lint/style/useReadonlyClassProperties: the static methods below set it
  #keyless: Map<ForwardRelation, Values> | undefined;
  // biome-ignore lint/style/useReadonlyClassProperties: the static methods below set it
  #stored = false;
  // biome-ignore lint/style/useReadonlyClassProperties: the static methods below set it
  #alias: string | undefined;

  /** @param values Columns and relations by attribute name; the rest gets its default. */
  constructor(values?: Readonly<Values>) {
    if (values === undefined) return; // a row is about to be filled in
    const { meta } = new.target as unknown as typeof ModelObject;
    const self = this as unknown as Values;
    for (const column of meta.columns) self[column.name] = defaultOf(column);
    assign(self, meta, values);
  }

  get pk(): unknown {
    return (this as unknown as Values)[metaOf(this).primaryKey.name];
  }

  set pk(value: unknown) {
    (this as unknown as Values)[metaOf(this).primaryKey.name] = value;
  }

  async save(options?: SaveOptions): Promise<void> {
    await saveObject(metaOf(this), this, options);
  }

  async update(values: Readonly<Values>): Promise<void> {
    const meta = metaOf(this);
    const updateFields = assign(this as unknown as Values, meta, values);
    await saveObject(meta, this, { updateFields });
  }

  async delete(): Promise<number> {
    return deleteObjects(metaOf(this), [this]);
  }

  related(name: string): unknown {
    return relatedManager(metaOf(this), this, name);
  }

  async refresh(): Promise<void> {
    await refreshObject(metaOf(this), this);
    this.#relations = undefined;
  }

  toJSON(): object {
    const self = this as unknown as Values;
    const sent = metaOf(this).columns.filter(({ options }) => options.secret !== true);
    return Object.fromEntries(sent.map(({ name }) => [name, self[name]]));
  }

  toString(): string {
    return metaOf(this).str(this);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): object {
    const relations = [...(this.#relations?.keys() ?? [])].map((name) => [name, this.#relation(name)]);
    return { ...this.toJSON(), ...Object.fromEntries(relations) };
  }

  #relation(name: string): unknown {
    const value = this.#relations?.get(name);
    if (!(value instanceof LazyRelation)) return value;
    const read = value.read();
    this.#relations?.set(name, read);
    return read;
  }

  /** Whether the object is a row of the database already, so that `save` updates it. */
  static isStored(object: object): boolean {
    return (object as ModelObject).#stored;
  }

  /** Says that the object is (or no longer is) a row of the database. */
  static setStored(object: object, stored = true): void {
    (object as ModelObject).#stored = stored;
  }

  /** Keeps what a relation leads to: an object, `null`, or a list. */
  static setRelation(object: object, name: string, value: unknown): void {
    const self = object as ModelObject;
    self.#relations ??= new Map();
    self.#relations.set(name, value);
  }

  /** Keeps how to tell what a relation leads to; it is asked once, when somebody reads the relation. */
  static setLazyRelation(object: object, name: string, read: () => unknown): void {
    ModelObject.setRelation(object, name, new LazyRelation(read));
  }

  /** What a relation leads to; `undefined` where it was not loaded, or the key has changed since. */
  static getRelation(object: object, relation: Relation): unknown {
    const self = object as ModelObject;
    const value = self.#relation(relation.name);
    if (relation.many || !relation.forward) return value;
    const key = (object as Values)[relation.column.name];
    if (key === undefined || key === null) return self.#keyless?.get(relation) ?? (key === null ? null : undefined);
    return key === (value as Values | null | undefined)?.[relation.target.primaryKey.name] ? value : undefined;
  }

  /** Forgets what a relation leads to, so that it counts as not loaded. */
  static forgetRelation(object: object, name: string): void {
    (object as ModelObject).#relations?.delete(name);
  }

  /**
   * Takes over the keys of related objects that were saved after they had been assigned.
   *
   * @throws {DatabaseError} one of them has still not been saved, so that saving this one would lose it
   */
  static adoptKeys(object: object): void {
    const self = object as ModelObject & Values;
    for (const [relation, related] of self.#keyless ?? []) {
      if ((self[relation.column.name] ?? null) !== null) continue; // another key was set meanwhile
      const key = related[relation.target.primaryKey.name] ?? null;
      if (key === null) {
        const { name } = relation.model;
        throw new DatabaseError(`${name}.${relation.name} is an unsaved ${relation.target.name}: save it first.`);
      }
      self[relation.column.name] = key;
    }
    self.#keyless = undefined;
  }

  /** Alias of the database that the object came from or belongs to; `undefined` for the default. */
  static getAlias(object: object): string | undefined {
    return (object as ModelObject).#alias;
  }

  /** Says which database the object belongs to. */
  static setAlias(object: object, alias: string | undefined): void {
    (object as ModelObject).#alias = alias;
  }

  /**
   * Assigns what a relation to one object leads to, and its key with it.
   *
   * @throws {FieldError} the value is no object, or one of another model
   */
  static assignRelation(object: object, relation: ForwardRelation, value: object | null): void {
    assertTarget(relation, value);
    const self = object as ModelObject & Values;
    const key = value === null ? null : ((value as Values)[relation.target.primaryKey.name] ?? null);
    ModelObject.setRelation(self, relation.name, value);
    self[relation.column.name] = key;
    self.#keyless?.delete(relation);
    if (value === null || key !== null) return;
    self.#keyless ??= new Map();
    self.#keyless.set(relation, value as Values);
  }
}

function assertTarget({ model, name, column, target }: ForwardRelation, value: unknown): void {
  if (value === null || (typeof value === 'object' && !(value instanceof ModelObject))) return; // a plain row will do
  if (value instanceof ModelObject && metaOf(value) === target) return;
  const given = value instanceof ModelObject ? metaOf(value).name : typeof value;
  throw new FieldError(
    `${model.name}.${name} takes objects of ${target.name}, not of ${given}; its key goes into ${column.name}.`,
  );
}

const metaOf = (object: object): ModelMeta => (object.constructor as unknown as typeof ModelObject).meta;

/** Sets columns and relations; @returns the names of the columns that were set. */
function assign(object: Values, meta: ModelMeta, values: Readonly<Values>): string[] {
  const names: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const column = meta.columnsByName.get(name);
    const relation = meta.relations.get(name);
    if (column) {
      object[column.name] = value;
      names.push(column.name);
    } else if (relation?.forward && !relation.many) {
      object[name] = value;
      names.push(relation.column.name);
    } else {
      throw new ImproperlyConfigured(
        `${meta.name} has no column "${name}"${relation ? `: save the object, then use related('${name}').set(…)` : ''}.`,
      );
    }
  }
  return names;
}

/**
 * Makes the class of a model's objects, with an accessor for every relation.
 *
 * @param meta The model; its relations are complete.
 */
export function createInstanceClass(meta: ModelMeta): InstanceClass {
  // The computed name shows in stack traces and in console.log.
  const { [meta.name]: result } = { [meta.name]: class extends ModelObject {} };
  const created = result as typeof ModelObject;
  Object.defineProperty(created, 'meta', { value: meta });
  for (const relation of meta.relations.values()) {
    Object.defineProperty(created.prototype, relation.name, {
      configurable: true,
      get(this: ModelObject): unknown {
        const value = ModelObject.getRelation(this, relation);
        if (value === undefined) throw new RelationNotLoaded(meta.name, relation.name);
        return value;
      },
      set(this: ModelObject, value: object | null) {
        if (relation.forward && !relation.many) ModelObject.assignRelation(this, relation, value);
        else ModelObject.setRelation(this, relation.name, value);
      },
    });
  }
  return created as unknown as InstanceClass;
}
