/** Factories: objects for tests, with values that need not be said each time. */
import { transaction } from '../databases/transaction.ts';
import { ImproperlyConfigured } from '../errors.ts';
import type { Model } from '../models/define-models.ts';
import type { Changes, Instance, NewValues, Single } from '../models/row.ts';

/** How a value is made: as it is, or by a function of the object's number, which counts from 1. */
type Made<T> = T | ((n: number) => T);

/** How the objects of a factory get their values; a relation to one object may name the factory of that object. */
export type Recipe<D, K extends keyof D> = {
  readonly [N in keyof Changes<D, K>]?: N extends keyof Single<D, K>
    ? Made<Changes<D, K>[N] | FactoryOf<D, Single<D, K>[N]>>
    : Made<Changes<D, K>[N]>;
};
type FactoryOf<D, S> = S extends { to: infer To extends keyof D } ? Factory<D, To> : never;

/**
 * Makes objects of a model; made by `factory(…)`.
 *
 * @see factory_boy `DjangoModelFactory`
 */
export class Factory<D, K extends keyof D> {
  readonly #model: Model<D, K>;
  readonly #recipe: Recipe<D, K>;
  #count = 0;

  constructor(model: Model<D, K>, recipe: Recipe<D, K>) {
    this.#model = model;
    this.#recipe = recipe;
  }

  /** An object that is not saved; what it refers to is not saved either. @param overrides Values for this one alone. */
  build(overrides: Changes<D, K> = {}): Instance<D, K> {
    const values = this.#values(overrides).map(([name, value]) => [
      name,
      value instanceof Factory ? value.build() : value,
    ]);
    return new this.#model(Object.fromEntries(values) as NewValues<D, K>);
  }

  /** A saved object; what it refers to is created before it. @param overrides Values for this one alone. */
  async create(overrides: Changes<D, K> = {}): Promise<Instance<D, K>> {
    const values: [string, unknown][] = [];
    for (const [name, value] of this.#values(overrides)) {
      values.push([name, value instanceof Factory ? await value.create() : value]);
    }
    return this.#model.objects.create(Object.fromEntries(values) as NewValues<D, K>);
  }

  /** Several saved objects, in one transaction; each with numbers and related objects of its own. */
  createBatch(size: number, overrides: Changes<D, K> = {}): Promise<Instance<D, K>[]> {
    return transaction(async () => {
      const objects: Instance<D, K>[] = [];
      while (objects.length < size) objects.push(await this.create(overrides));
      return objects;
    });
  }

  /** The values of the next object; a factory stands where its object is still to be made. */
  #values(overrides: Changes<D, K>): [name: string, value: unknown][] {
    this.#count += 1;
    const given = new Map(Object.entries(overrides).filter(([, value]) => value !== undefined));
    const made = Object.entries(this.#recipe)
      .filter(([name]) => !given.has(name) && !given.has(this.#otherName(name)))
      .map(([name, value]): [string, unknown] => [name, typeof value === 'function' ? value(this.#count) : value]);
    return [...made, ...given];
  }

  /** `authorId` for `author` and the other way round: one of the two says it all. */
  #otherName(name: string): string {
    const { relations, columnsByName } = this.#model.meta;
    const relation = relations.get(name);
    if (relation?.forward && !relation.many) return relation.column.name;
    return columnsByName.get(name)?.relation?.name ?? name;
  }
}

/**
 * Describes how objects of a model are made for tests.
 *
 * `const BookFactory = factory(Book, { title: (n) => \`Book ${n}\`, author: AuthorFactory })`. A factory that is
 * defined later, or refers to itself, stands in a function: `author: () => AuthorFactory`.
 *
 * @throws {ImproperlyConfigured} the recipe names what the model does not have
 */
export function factory<D, K extends keyof D>(model: Model<D, K>, recipe: Recipe<D, K>): Factory<D, K> {
  const { columnsByName, relations, name: modelName } = model.meta;
  for (const name of Object.keys(recipe)) {
    const relation = relations.get(name);
    if (columnsByName.has(name) || (relation?.forward && !relation.many)) continue;
    throw new ImproperlyConfigured(
      `The factory of ${modelName} names "${name}", which is no column or relation to one object.`,
    );
  }
  return new Factory(model, recipe);
}
