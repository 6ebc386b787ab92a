/** The fields and serializers that vectors describe, built with Fretwork's public names. */
import { callable } from '../packages/fretwork/src/serializers/callable.ts';
import type { Field } from '../packages/fretwork/src/serializers/field.ts';
import { createOnlyDefault } from '../packages/fretwork/src/serializers/fields/special-fields.ts';
import type { RelatedQuerySet } from '../packages/fretwork/src/serializers/relations.ts';
import { s } from '../packages/fretwork/src/serializers/s.ts';
import { Serializer } from '../packages/fretwork/src/serializers/serializer.ts';
import { defineSerializer } from '../packages/fretwork/src/serializers/serializer-definition.ts';
import {
  applyToList,
  applyToObject,
  fieldHook,
  fieldValidator,
  methodOf,
  pythonPattern,
  type Rule,
} from './vector-rules.ts';
import { type Json, read, THINGS } from './vector-values.ts';

/** A field of a vector. */
export interface FieldSpec {
  readonly name?: string;
  readonly type: string;
  readonly options?: { readonly [name: string]: Json };
  readonly many?: boolean;
  readonly schema?: Schema;
  readonly method?: Rule;
}

/** A serializer of a vector. */
export interface Schema {
  readonly fields: readonly FieldSpec[];
  readonly name?: string;
  readonly validators?: readonly Rule[];
  readonly validate?: readonly Rule[];
  readonly validate_field?: { readonly [field: string]: readonly Rule[] };
  readonly validate_list?: readonly Rule[];
  readonly methods?: { readonly [method: string]: Rule };
}

type Options = Record<string, unknown>;
type Make = (options: never) => Field;

const FACTORIES: Readonly<Record<string, Make>> = {
  BooleanField: s.boolean,
  CharField: s.char,
  EmailField: s.email,
  RegexField: s.regex,
  SlugField: s.slug,
  URLField: s.url,
  UUIDField: s.uuid,
  IPAddressField: s.ipAddress,
  IntegerField: s.integer,
  BigIntegerField: s.bigInteger,
  FloatField: s.float,
  DecimalField: s.decimal,
  DateTimeField: s.dateTime,
  DateField: s.date,
  TimeField: s.time,
  DurationField: s.duration,
  ChoiceField: s.choice,
  MultipleChoiceField: s.multipleChoice,
  ListField: s.list,
  DictField: s.dict,
  HStoreField: s.hstore,
  JSONField: s.json,
  ReadOnlyField: s.readOnly,
  HiddenField: s.hidden,
  PrimaryKeyRelatedField: s.primaryKeyRelated,
  SlugRelatedField: s.slugRelated,
  StringRelatedField: s.stringRelated,
};

/** A stored table of the three things. */
const things = (rows: readonly { readonly id: number; readonly name: string }[] = THINGS): RelatedQuerySet => ({
  meta: {
    name: 'Thing',
    primaryKey: { name: 'id', kind: 'auto' },
    columnsByName: new Map([
      ['id', { kind: 'auto' }],
      ['name', { kind: 'char' }],
    ]),
  },
  filter: (condition) => {
    const [[name = '', wanted] = []] = Object.entries(condition);
    const values: unknown[] =
      typeof wanted === 'object' && wanted !== null ? (wanted as { in: unknown[] }).in : [wanted];
    return things(rows.filter((row) => values.includes(name === 'name' ? row.name : row.id)));
  },
  toArray: async () => rows,
});

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const defaultOf = (value: Json): unknown => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const tag = value as { readonly [key: string]: Json };
    if ('$callable' in tag) return () => read(tag.$callable ?? null);
    if ('$create_only' in tag) return createOnlyDefault(read(tag.$create_only ?? null));
  }
  return read(value);
};

const OPTION_READERS: Readonly<Record<string, (value: never, options: { readonly [name: string]: Json }) => unknown>> =
  {
    child: (value: FieldSpec) => buildField(value),
    pk_field: (value: FieldSpec) => buildField(value),
    choices: (value: Json) => value,
    regex: (value: string, options) =>
      pythonPattern(value, typeof options.regex_flags === 'string' ? options.regex_flags : ''),
    default: defaultOf,
    initial: defaultOf,
    default_timezone: (value: { readonly $zone: string }) => value.$zone,
    queryset: () => things(),
    validators: (value: readonly Rule[]) => value.map(fieldValidator),
  };

function optionsOf(options: { readonly [name: string]: Json } = {}): Options {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      camel(name),
      OPTION_READERS[name]?.(value as never, options) ?? (name in OPTION_READERS ? null : read(value)),
    ]),
  );
}

/** The field that a vector describes. */
export function buildField(spec: FieldSpec, methods: Schema['methods'] = {}): Field {
  const options = optionsOf(spec.options);
  if (spec.type === 'Serializer')
    return buildSerializer(spec.schema ?? { fields: [] })({ ...options, many: spec.many ?? false } as never);
  if (spec.type === 'SerializerMethodField') {
    const name = spec.options?.method_name ?? `get_${spec.name ?? 'f'}`;
    const rule = spec.method ?? methods[String(name)];
    return s.method(rule ? methodOf(rule) : () => null);
  }
  const make = FACTORIES[spec.type];
  if (!make) throw new TypeError(`no factory for ${spec.type}`);
  return make(options as never);
}

/** The serializer that a vector describes. */
export function buildSerializer(schema: Schema): (options: never) => Serializer {
  const fields = Object.fromEntries(schema.fields.map((spec) => [spec.name ?? 'f', buildField(spec, schema.methods)]));
  const fieldHooks = Object.entries(schema.validate_field ?? {}).map(
    ([name, rules]) => [`validate${name.charAt(0).toUpperCase()}${name.slice(1)}`, fieldHook(rules)] as const,
  );
  const hooks = {
    ...Object.fromEntries(fieldHooks),
    validators: (schema.validators ?? []).map((rule) => (attrs: Options) => applyToObject(rule, attrs)),
    validate: (attrs: Options) => {
      for (const rule of schema.validate ?? []) applyToObject(rule, attrs);
      return attrs;
    },
    validateList: (items: Options[]) => {
      for (const rule of schema.validate_list ?? []) applyToList(rule, items);
      return items;
    },
  };
  class Declared extends Serializer {
    static override readonly definition = defineSerializer(fields, hooks);
  }
  return callable(Declared) as never;
}
