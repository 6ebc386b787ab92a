/** Paths like `author.name`: from their text to relations and a column, for ordering, search and filter backends. */
import { FieldError } from '../errors.ts';
import type { ColumnMeta, ModelMeta, Relation } from '../models/meta.ts';

/** Where a path leads. */
export interface ResolvedPath {
  /** The relations on the way, in order. */
  readonly hops: readonly Relation[];
  /** The column at the end; `undefined` where the path ends in a relation. */
  readonly column: ColumnMeta | undefined;
  /** The model of the column, or that the last relation leads to. */
  readonly model: ModelMeta;
}

const MAX_DEPTH = 20;

/**
 * Follows a path of attribute names from a model.
 *
 * @param path Names joined by dots: `title`, `author.mentor.name`, `books`, `author.pk`; may come from a client.
 * @throws {FieldError} a name is unknown; the message names the model and what it has
 */
export function resolvePath(meta: ModelMeta, path: string): ResolvedPath {
  const names = path.split('.', MAX_DEPTH + 1);
  if (names.length > MAX_DEPTH) throw new FieldError(`A path from ${meta.name} has more than ${MAX_DEPTH} steps.`);
  const hops: Relation[] = [];
  let model = meta;
  for (const [index, name] of names.entries()) {
    const relation = model.relations.get(name);
    if (relation) {
      hops.push(relation);
      model = relation.target;
      continue;
    }
    const column = model.columnsByName.get(name);
    if (column && index === names.length - 1) return { hops, column, model };
    throw column
      ? new FieldError(`${model.name}.${column.name} is a column, not a relation.`)
      : unknownName(model, name);
  }
  return { hops, column: undefined, model };
}

/**
 * A condition from a path: `conditionFromPath('author.name', 'icontains', 'x')` is `{ author: { name: { icontains: 'x' } } }`.
 *
 * It is checked like any other when a QuerySet takes it, so path and lookup may come from a client.
 *
 * @param lookup A lookup or transforms and a lookup: `icontains`, `year`, `year.gte`.
 */
export function conditionFromPath(path: string, lookup: string, value: unknown): { readonly [name: string]: unknown } {
  const names = `${path}.${lookup}`.split('.', 2 * MAX_DEPTH + 1);
  if (names.length > 2 * MAX_DEPTH) throw new FieldError(`A path has more than ${MAX_DEPTH} steps.`);
  // Own properties even for `__proto__`, which then is refused as an unknown name.
  return names.reduceRight<unknown>((inner, name) => Object.fromEntries([[name, inner]]), value) as {
    readonly [name: string]: unknown;
  };
}

/** The error for a name that a model does not have. */
export function unknownName(meta: ModelMeta, name: string, more: readonly string[] = []): FieldError {
  const choices = [...meta.columnsByName.keys(), ...meta.relations.keys(), ...more].sort();
  return new FieldError(`${meta.name} has no ${printName(name)}: choices are ${choices.join(', ')}.`);
}

const MAX_NAME = 60;

/** A name as a message may hold it: short and without control characters, as clients choose it. */
export const printName = (name: string): string => {
  const short = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
  return JSON.stringify(short.toWellFormed());
};
