/** Validators and field options that follow from a model's unique constraints over several columns. */
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';
import type { Condition } from '../models/model.ts';
import type { Field, Validator } from './field.ts';
import { createOnlyDefault, HiddenField } from './fields/special-fields.ts';
import { type LooseOptions, querySetOf } from './model-fields.ts';
import type { SerializerFields } from './serializer-definition.ts';
import { type CheckedQuerySet, uniqueTogetherValidator } from './unique-validators.ts';

/** What unique constraints mean for a serializer. */
export interface UniqueTogether {
  readonly validators: readonly Validator[];
  /** Options of fields: those that a constraint needs are required, or have the column's default. */
  readonly extra: Readonly<Record<string, LooseOptions>>;
  /** Fields that are not in the serializer and have a default that a constraint needs. */
  readonly hidden: SerializerFields;
}

interface Constraint {
  readonly columns: readonly ColumnMeta[];
  readonly condition: Condition | undefined;
  readonly message: string | undefined;
}

/**
 * What a model's unique constraints mean for a serializer with these fields.
 *
 * A constraint over a field that is only sent is left to the database.
 *
 * @param names Names of the serializer's fields.
 * @param declare Its declared fields, whose sources count.
 * @param isOnlySent Whether a name is made read-only by the serializer's options.
 * @see DRF `ModelSerializer.get_unique_together_validators`, `get_uniqueness_extra_kwargs`
 */
export function uniqueTogether(
  meta: ModelMeta,
  names: readonly string[],
  declare: SerializerFields,
  isOnlySent: (name: string) => boolean,
): UniqueTogether {
  const isReadOnly = (name: string): boolean => {
    const declared = declare[name];
    return declared === undefined ? isOnlySent(name) : declared.readOnly && declared.options.default === undefined;
  };
  const sources = (list: readonly string[]): [string, string][] =>
    list.map((name) => [sourceOf(meta, name, declare[name]), name]);
  const nameBySource = new Map(sources(names.filter((name) => !isReadOnly(name))));
  const sent = new Map(sources(names.filter(isReadOnly)));
  const isKnown = (column: ColumnMeta): boolean =>
    nameBySource.has(attributeOf(column)) || (!sent.has(attributeOf(column)) && defaultOf(column) !== undefined);
  // Without one column of its own a serializer has no say in a constraint.
  const constraints = constraintsOf(meta).filter(
    ({ columns }) => columns.every(isKnown) && columns.some((column) => nameBySource.has(attributeOf(column))),
  );
  const needed = [...new Set(constraints.flatMap(({ columns }) => columns))];
  return {
    validators: constraints.map((constraint) => validatorOf(meta, constraint, nameBySource)),
    extra: Object.fromEntries(
      needed.flatMap((column) => {
        const name = nameBySource.get(attributeOf(column));
        return name === undefined ? [] : [[name, neededOptions(column)]];
      }),
    ),
    hidden: Object.fromEntries(
      needed
        .filter((column) => !nameBySource.has(attributeOf(column)))
        .map((column) => [attributeOf(column), new HiddenField({ default: createOnlyDefault(defaultOf(column)) })]),
    ),
  };
}

function constraintsOf(meta: ModelMeta): Constraint[] {
  const columns = (fields: readonly string[]): ColumnMeta[] =>
    fields.flatMap((name) => meta.columns.filter((column) => column.name === name || column.field === name));
  const sets = meta.uniqueTogether.map((fields) => ({
    columns: columns(fields),
    condition: undefined,
    message: undefined,
  }));
  const named = meta.constraints.flatMap((constraint) =>
    constraint.type === 'unique'
      ? [{ columns: columns(constraint.fields), condition: constraint.condition, message: constraint.message }]
      : [],
  );
  return [...sets, ...named];
}

/** Attribute of an object that a column's value is validated into: the relation for a key. */
const attributeOf = (column: ColumnMeta): string => column.field;

function sourceOf(meta: ModelMeta, name: string, declared: Field | undefined): string {
  const source = declared?.options.source ?? name;
  return meta.columns.find((column) => column.name === source)?.field ?? source;
}

const defaultOf = ({ options, null: isNull }: ColumnMeta): unknown => {
  if (options.default !== undefined) return options.default;
  if (options.autoNow === true || options.autoNowAdd === true) return () => new Date();
  return isNull ? null : undefined;
};

const neededOptions = (column: ColumnMeta): LooseOptions => {
  const value = defaultOf(column);
  return value === undefined ? { required: true } : { default: value };
};

function validatorOf(
  meta: ModelMeta,
  { columns, condition, message }: Constraint,
  names: ReadonlyMap<string, string>,
): Validator {
  const all = querySetOf(meta) as unknown as CheckedQuerySet;
  const queryset = condition === undefined ? all : all.filter(condition);
  return uniqueTogetherValidator({
    queryset,
    fields: columns.map((column) => names.get(attributeOf(column)) ?? attributeOf(column)),
    ...(message === undefined ? {} : { message }),
    ...(condition === undefined
      ? {}
      : { condition: { fields: Object.keys(condition), holds: (values) => holds(condition, values) } }),
  });
}

/** Whether values meet a condition; only comparisons by equality are judged here, the rest is left to the database. */
const holds = (condition: Condition, values: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(condition).every(([name, wanted]) => {
    if (typeof wanted !== 'object' || wanted === null) return values[name] === wanted || values[name] === undefined;
    if ('exact' in wanted) return values[name] === wanted.exact;
    if ('isnull' in wanted) return ((values[name] ?? null) === null) === wanted.isnull;
    return true;
  });
