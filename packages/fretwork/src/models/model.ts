/** `model(fields, options)`: a model with more to say than its fields. */
import type { Column, FieldMap, Flag, SingleField } from './field.ts';

/** A value that a condition of a constraint compares with. */
export type ConditionValue = string | number | boolean | null;
/** A condition on the model's own columns, as `filter` takes them; plain enough to become SQL in a migration. */
export type Condition = {
  readonly [column: string]: ConditionValue | { readonly [lookup: string]: ConditionValue | readonly ConditionValue[] };
};

/** Columns that have to be unique together, everywhere or where a condition holds. @see Django `UniqueConstraint` */
export interface UniqueConstraint {
  readonly type: 'unique';
  readonly fields: readonly string[];
  readonly name: string;
  readonly condition?: Condition;
  /** Text of the validation error. */
  readonly message?: string;
}

/** A condition that every row has to meet. @see Django `CheckConstraint` */
export interface CheckConstraint {
  readonly type: 'check';
  readonly check: Condition;
  readonly name: string;
}

/** An index over columns; `-name` for descending. @see Django `Index` */
export interface Index {
  readonly fields: readonly string[];
  readonly name?: string;
  readonly condition?: Condition;
}

/** Names of a model's own columns, relations to one object included. */
type ColumnName<F> = {
  [N in keyof F & string]: F[N] extends Column<unknown, Flag> | SingleField ? N : never;
}[keyof F & string];

type Columns<F> = {
  readonly [N in keyof F as F[N] extends Column<unknown, Flag> ? N : never]: F[N] extends Column<infer T, infer G>
    ? 'null' extends G
      ? T | null
      : T
    : never;
};

/** What a model says besides its fields. @see Django "Model Meta options" */
export interface ModelOptions<F = FieldMap> {
  /** The table's name; snake_case of the model's name where left out. */
  readonly table?: string;
  /** The order of a QuerySet that has none of its own; `-name` for descending, `author.name` across relations. */
  readonly ordering?: readonly string[];
  readonly uniqueTogether?: readonly (readonly (ColumnName<F> | (string & {}))[])[];
  readonly constraints?: readonly (UniqueConstraint | CheckConstraint)[];
  readonly indexes?: readonly Index[];
  readonly verboseName?: string;
  readonly verboseNamePlural?: string;
  /** What may be done with its objects; makes `add_book` and so on. @default ['add', 'change', 'delete', 'view'] @see Django `Meta.default_permissions` */
  readonly defaultPermissions?: readonly string[];
  /** Further permissions: `['publish_book', 'Can publish book']`. @see Django `Meta.permissions` */
  readonly permissions?: readonly (readonly [codename: string, name: string])[];
  /** The object as text, for `StringRelatedField` and logs. @see Django `Model.__str__` */
  readonly str?: (object: Columns<F> & { readonly pk: unknown }) => string;
}

declare const definition: unique symbol;

/** What `model()` returns: fields and options, for `defineModels`. */
export interface ModelDefinition<F extends FieldMap = FieldMap> {
  readonly fields: F;
  readonly options: ModelOptions;
  readonly [definition]: true;
}

const definitions = new WeakSet<object>();

/**
 * Describes a model by its fields and options; a plain record of fields will do where there are no options.
 *
 * @param fields Fields by name, in the order of their columns.
 * @param options Table, ordering, constraints, indexes.
 */
export function model<const F extends FieldMap>(fields: F, options: ModelOptions<F> = {}): ModelDefinition<F> {
  const result = { fields, options } as unknown as ModelDefinition<F>;
  definitions.add(result);
  return result;
}

/** Tells a `model(…)` from a plain record of fields. */
export const isModelDefinition = (entry: object): entry is ModelDefinition => definitions.has(entry);
