/** Which serializer field stands for which column or relation of a model, and with which options. */
import { ImproperlyConfigured } from '../errors.ts';
import type { AnyColumnOptions, ColumnKind } from '../models/field.ts';
import type { ColumnMeta, ModelMeta, Relation } from '../models/meta.ts';
import { snakeCase } from '../models/names.ts';
import { QuerySet } from '../queries/query-set.ts';
import type { Field, Validator } from './field.ts';
import { BooleanField } from './fields/boolean-field.ts';
import { CharField, EmailField, SlugField, URLField } from './fields/char-field.ts';
import { ChoiceField, type FieldChoices } from './fields/choice-field.ts';
import { DateField, DateTimeField, TimeField } from './fields/date-fields.ts';
import { DecimalField } from './fields/decimal-field.ts';
import { DurationField } from './fields/duration-field.ts';
import { FileField, ImageField } from './fields/file-field.ts';
import { FloatField } from './fields/float-field.ts';
import { BigIntegerField, IntegerField } from './fields/integer-field.ts';
import { IPAddressField } from './fields/ip-address-field.ts';
import { JSONField } from './fields/json-field.ts';
import { UUIDField } from './fields/uuid-field.ts';
import { ManyRelatedField, PrimaryKeyRelatedField, type RelatedField, type RelatedQuerySet } from './relations.ts';
import { uniqueValidator } from './unique-validators.ts';

/** Field options before the field is made; which of them a class knows is for the table below to say. */
export type LooseOptions = { readonly [option: string]: unknown };

type FieldClass = new (options: never) => Field;

interface Mapping {
  readonly Class: FieldClass;
  /** Options that follow from the kind alone. */
  readonly implied?: LooseOptions;
  /** Column options that the field takes over, by name. */
  readonly taken?: readonly (keyof AnyColumnOptions)[];
}

const LENGTHS = ['maxLength', 'minLength'] as const;
const BOUNDS = ['minValue', 'maxValue'] as const;

const MAPPINGS: Readonly<Record<Exclude<ColumnKind, 'binary'>, Mapping>> = {
  auto: { Class: IntegerField },
  smallInteger: { Class: IntegerField, implied: { minValue: -32_768, maxValue: 32_767 }, taken: BOUNDS },
  integer: { Class: IntegerField, implied: { minValue: -2_147_483_648, maxValue: 2_147_483_647 }, taken: BOUNDS },
  bigInteger: { Class: BigIntegerField, implied: { minValue: -(2n ** 63n), maxValue: 2n ** 63n - 1n }, taken: BOUNDS },
  positiveInteger: { Class: IntegerField, implied: { minValue: 0, maxValue: 2_147_483_647 }, taken: BOUNDS },
  float: { Class: FloatField, taken: BOUNDS },
  decimal: { Class: DecimalField, taken: ['maxDigits', 'decimalPlaces', ...BOUNDS] },
  boolean: { Class: BooleanField },
  char: { Class: CharField, taken: LENGTHS },
  text: { Class: CharField, implied: { style: { baseTemplate: 'textarea.html' } }, taken: LENGTHS },
  email: { Class: EmailField, taken: LENGTHS },
  url: { Class: URLField, taken: LENGTHS },
  slug: { Class: SlugField, taken: LENGTHS },
  uuid: { Class: UUIDField },
  ipAddress: { Class: IPAddressField, taken: ['protocol'] },
  date: { Class: DateField },
  time: { Class: TimeField },
  dateTime: { Class: DateTimeField },
  duration: { Class: DurationField },
  json: { Class: JSONField },
  file: { Class: FileField, taken: ['maxLength'] },
  image: { Class: ImageField, taken: ['maxLength'] },
};

const TEXT_KINDS: ReadonlySet<ColumnKind> = new Set(['char', 'text', 'email', 'url', 'slug']);
/** What has no meaning for a field that is never read from input. */
const INPUT_OPTIONS = [
  'required',
  'default',
  'allowBlank',
  'minLength',
  'maxLength',
  'minValue',
  'maxValue',
  'validators',
  'queryset',
  'allowEmpty',
] as const;

/** How the relations of a model are sent. */
export interface RelationStyle {
  readonly Class: new (options: never) => RelatedField;
  /** Options that follow from the relation. */
  readonly optionsOf: (relation: Relation) => LooseOptions;
}

const BY_KEY: RelationStyle = { Class: PrimaryKeyRelatedField, optionsOf: () => ({}) };

/**
 * The field for one name of a model: a column, the key of a relation (`authorId`) or a relation.
 *
 * @param extra Options that override those from the model.
 * @param style How relations are sent: by key, where nothing is said.
 * @throws {ImproperlyConfigured} the model has nothing of that name that a field could stand for
 * @see DRF `ModelSerializer.build_field`
 */
export function fieldForModel(
  meta: ModelMeta,
  name: string,
  extra: LooseOptions = {},
  style: RelationStyle = BY_KEY,
): Field {
  const column = meta.columns.find((candidate) => candidate.name === name && candidate.relation === undefined);
  if (column) return fieldForColumn(column, extra);
  const key = meta.columns.find((candidate) => candidate.name === name && candidate.relation !== undefined);
  const relation = key?.relation ?? meta.relations.get(name);
  if (relation)
    return fieldForRelation(relation, key === undefined ? extra : { source: relation.name, ...extra }, style);
  const names = [...meta.columns.map((candidate) => candidate.field), ...meta.relations.keys()];
  throw new ImproperlyConfigured(
    `${meta.name} has no field "${name}". Declare one under \`declare\`, or use one of ${[...new Set(names)].join(', ')}.`,
  );
}

function fieldForColumn(column: ColumnMeta, extra: LooseOptions): Field {
  const { kind, options } = column;
  if (kind === 'binary') {
    throw new ImproperlyConfigured(`No field stands for the binary ${column.model.name}.${column.name}. Declare one.`);
  }
  if (options.choices !== undefined) {
    const { allowBlank, ...rest } = columnOptions(column);
    const merged = merge(
      { ...rest, choices: options.choices as FieldChoices, ...(allowBlank ? { allowBlank } : {}) },
      extra,
    );
    return new ChoiceField(merged as never);
  }
  const { Class, implied = {}, taken = [] } = MAPPINGS[kind];
  const sizes = taken.filter((option) => options[option] !== undefined).map((option) => [option, options[option]]);
  return new Class(merge({ ...implied, ...Object.fromEntries(sizes), ...columnOptions(column) }, extra) as never);
}

/** Options that follow from a column whatever its kind. @see DRF `utils/field_mapping.get_field_kwargs` */
function columnOptions(column: ColumnMeta): LooseOptions {
  const { options, kind } = column;
  const result: Record<string, unknown> = texts(options);
  if (isReadOnly(column)) return { ...result, readOnly: true };
  if (options.default !== undefined || options.blank === true || column.null) result.required = false;
  if (column.null) result.allowNull = true;
  if (options.blank === true && TEXT_KINDS.has(kind)) result.allowBlank = true;
  const validators: Validator[] = [...((options.validators ?? []) as unknown as Validator[])];
  if (column.unique) {
    const queryset = querySetOf(column.model) as never;
    validators.push(uniqueValidator({ queryset, message: takenText(column) }));
  }
  if (validators.length > 0) result.validators = validators;
  return result;
}

// @see DRF `utils/field_mapping.get_unique_error_message`, Django `Field.default_error_messages['unique']`
const takenText = ({ model, field, options }: ColumnMeta): string =>
  `${model.options.verboseName ?? words(model.name)} with this ${options.verboseName ?? words(field)} already exists.`;

const words = (name: string): string => snakeCase(name).replaceAll('_', ' ');

const isReadOnly = ({ kind, options }: ColumnMeta): boolean =>
  options.editable === false || kind === 'auto' || options.autoNow === true || options.autoNowAdd === true;

function texts({
  verboseName,
  helpText,
}: {
  readonly verboseName?: string;
  readonly helpText?: string;
}): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  if (verboseName !== undefined) result.label = verboseName.charAt(0).toUpperCase() + verboseName.slice(1);
  if (helpText !== undefined && helpText !== '') result.helpText = helpText;
  return result;
}

/** A field for the key or keys of related objects. @see DRF `utils/field_mapping.get_relation_kwargs` */
function fieldForRelation(relation: Relation, extra: LooseOptions, { Class, optionsOf }: RelationStyle): Field {
  const merged = merge({ ...relationOptions(relation), ...optionsOf(relation) }, extra);
  const { many, allowEmpty, ...options } = merged;
  if (many !== true) return new Class(options as never);
  const { queryset, source: _source, readOnly, ...rest } = options;
  const { viewName, lookupField, lookupUrlKwarg, ...list } = rest;
  const child = new Class({
    queryset,
    readOnly,
    viewName,
    lookupField,
    lookupUrlKwarg,
    errorMessages: rest.errorMessages,
  } as never);
  return new ManyRelatedField({ ...list, source: options.source, readOnly, allowEmpty, child } as never);
}

function relationOptions(relation: Relation): LooseOptions {
  const queryset = querySetOf(relation.target);
  if (relation.kind === 'manyToMany') {
    const { options, through, forward } = relation;
    if (!through.automatic) return { many: true, readOnly: true };
    if (!forward) return { many: true, queryset };
    const isOptional = options.blank === true;
    const writable = { queryset, allowEmpty: isOptional, ...(isOptional ? { required: false } : {}) };
    return { many: true, ...texts(options), ...(options.editable === false ? { readOnly: true } : writable) };
  }
  if (!relation.forward) return relation.many ? { many: true, queryset } : { queryset };
  const { column } = relation;
  if (column.options.editable === false) return { readOnly: true, ...texts(column.options) };
  const { validators, allowBlank: _allowBlank, ...options } = columnOptions(column);
  return { queryset, ...options, ...(column.unique ? { validators } : {}) };
}

/** Options from the model with the developer's own over them. @see DRF `ModelSerializer.include_extra_kwargs` */
function merge(options: LooseOptions, extra: LooseOptions): LooseOptions {
  const isOnlySent = (extra.readOnly ?? options.readOnly) === true;
  const result: Record<string, unknown> = { ...options };
  const own: Record<string, unknown> = { ...extra };
  if (isOnlySent) {
    for (const name of INPUT_OPTIONS) delete result[name];
    delete own.required;
  }
  if (own.default !== undefined) delete result.required;
  if (own.default !== undefined && own.required === false) delete own.required;
  if (own.required === true) delete result.default;
  return { ...result, ...own };
}

/** All objects of a model. */
export const querySetOf = (meta: ModelMeta): RelatedQuerySet<object> =>
  new QuerySet<never, never, object>(meta) as unknown as RelatedQuerySet<object>;
