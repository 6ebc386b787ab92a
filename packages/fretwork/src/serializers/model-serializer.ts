/** `modelSerializer`: a serializer whose fields, validators, `create` and `update` follow from a model. */
import { ImproperlyConfigured, IntegrityError } from '../errors.ts';
import type { Column, Flag, ForeignKey, ManyToMany, OneToOne } from '../models/field.ts';
import type { ModelMeta } from '../models/meta.ts';
import type { Fields, Instance, Key, Many, Row, SecretNames, Single } from '../models/row.ts';
import { callable, type SerializerClass } from './callable.ts';
import type { Field, FieldTypes, Presence } from './field.ts';
import type { JsonValue } from './fields/json-field.ts';
import { ListSerializer } from './list-serializer.ts';

import { fieldForModel, type LooseOptions, type RelationStyle } from './model-fields.ts';
import { uniqueTogether } from './model-validators.ts';
import { createObject, inOnePiece, updateObject } from './model-writes.ts';
import { nestedModelFields } from './nested-depth.ts';
import { refuseSecrets } from './secret-fields.ts';
import { Serializer, type SerializerConstructor } from './serializer.ts';
import {
  defineSerializer,
  type FieldHooks,
  type FieldsIn,
  type FieldsOut,
  type FieldsValue,
  type ObjectHooks,
  type SerializerDefinition,
  type SerializerFields,
} from './serializer-definition.ts';

/** As much of a model as a serializer needs; `Book` of `defineModels` is one. */
export interface SerializedModel<D, K extends keyof D> {
  readonly meta: ModelMeta;
  readonly '~definitions'?: D;
  readonly name: K & string;
}

type ToOne<To extends string, G extends Flag> = ForeignKey<To, string, G> | OneToOne<To, string, G>;
type NullIf<T, G> = 'null' extends G ? T | null : T;
/** A column's value as clients get it. */
type Sent<T> = T extends Date
  ? string
  : T extends { readonly totalMicroseconds: bigint }
    ? string
    : T extends JsonValue | bigint
      ? T
      : unknown;

/** Options of a field that change its types. */
type Extra = { readonly readOnly?: boolean; readonly writeOnly?: boolean; readonly required?: boolean };
type IsOff<E, N extends keyof Extra, V> = E extends { readonly [K in N]: V } ? true : false;

/** What a name of a model is to TypeScript. */
type Typed<Out, In, Value, P extends Presence, S extends string, E> = {
  readonly '~types': FieldTypes<
    IsOff<E, 'writeOnly', true> extends true ? never : Out,
    IsOff<E, 'readOnly', true> extends true ? never : In,
    IsOff<E, 'readOnly', true> extends true ? never : Value,
    IsOff<E, 'required', false> extends true ? 'optional' : IsOff<E, 'required', true> extends true ? 'required' : P,
    S
  >;
};

type PresenceOf<G> = 'optional' extends G ? 'optional' : 'required';

type ColumnTypes<T, G extends Flag, E> = 'auto' extends G
  ? Typed<NullIf<Sent<T>, G>, never, never, 'required', string, E>
  : Typed<NullIf<Sent<T>, G>, NullIf<Sent<T>, G>, NullIf<T, G>, PresenceOf<G>, string, E>;
type ReferenceTypes<D, To extends keyof D, G extends Flag, S extends string, E> = Typed<
  NullIf<Key<D, To>, G>,
  NullIf<Key<D, To>, G>,
  NullIf<Instance<D, To>, G>,
  PresenceOf<G>,
  S,
  E
>;

type Referenced<D, F, P> = P extends `${infer N}Id`
  ? N extends keyof F
    ? F[N] extends ToOne<infer To, infer G>
      ? { to: To & keyof D; flags: G; name: N }
      : never
    : never
  : never;

type ModelFieldTypes<D, K extends keyof D, P, E> = P extends keyof Fields<D, K>
  ? Fields<D, K>[P] extends Column<infer T, infer G>
    ? ColumnTypes<T, G, E>
    : Fields<D, K>[P] extends ToOne<infer To, infer G>
      ? To extends keyof D
        ? ReferenceTypes<D, To, G, string, E>
        : never
      : Fields<D, K>[P] extends ManyToMany<infer To, string>
        ? To extends keyof D
          ? Typed<Key<D, To>[], Key<D, To>[], Instance<D, To>[], 'optional', string, E>
          : never
        : never
  : P extends 'id'
    ? Typed<number, never, never, 'required', string, E>
    : [Referenced<D, Fields<D, K>, P>] extends [never]
      ? P extends keyof Many<D, K>
        ? Typed<
            Key<D, Many<D, K>[P] & keyof D>[],
            Key<D, Many<D, K>[P] & keyof D>[],
            Instance<D, Many<D, K>[P] & keyof D>[],
            'required',
            string,
            E
          >
        : P extends keyof Single<D, K>
          ? Single<D, K>[P] extends { to: infer To extends keyof D }
            ? Typed<Key<D, To> | null, Key<D, To>, Instance<D, To>, 'required', string, E>
            : never
          : never
      : Referenced<D, Fields<D, K>, P> extends {
            to: infer To extends keyof D;
            flags: infer G extends Flag;
            name: infer N extends string;
          }
        ? ReferenceTypes<D, To, G, N, E>
        : never;

/** Every name that a serializer of a model may have without declaring it. */
type ModelName<D, K extends keyof D> = (keyof Row<D, K> | keyof Fields<D, K> | keyof Single<D, K> | keyof Many<D, K>) &
  string;
/** The names that `'__all__'` stands for: not the secret ones. */
type AllNames<D, K extends keyof D> =
  | (Exclude<keyof Fields<D, K>, SecretNames<Fields<D, K>>> & string)
  | (Row<D, K> extends { id: number } ? 'id' : never);

type ExtraOf<EK, P, RO> = (P extends keyof EK ? EK[P] : unknown) &
  (P extends RO ? { readonly readOnly: true } : unknown);
/** The fields of a model serializer: declared ones, and those that follow from the model. */
export type ModelFields<D, K extends keyof D, F extends string, X, RO, EK> = {
  [P in F]: P extends keyof X ? X[P] : ModelFieldTypes<D, K, P, ExtraOf<EK, P, RO>>;
};

/** What a model serializer is made of, besides its hooks. */
export interface ModelSerializerOptions<
  D,
  K extends keyof D,
  F extends string,
  X,
  RO extends string,
  EK,
  N extends string,
  U extends string = never,
> {
  /** Names of columns, relations and declared fields in the order they are sent; `'__all__'` for the model's own. */
  readonly fields?: readonly (F & (ModelName<D, K> | (keyof NoInfer<X> & string) | U))[] | '__all__';
  /** Names that are left out of all; instead of `fields`. */
  readonly exclude?: readonly (N & (AllNames<D, K> | SecretNames<Fields<D, K>>))[];
  /** Names that are sent and never read. */
  readonly readOnlyFields?: readonly RO[];
  /** Options of single fields, over those from the model. */
  readonly extraKwargs?: EK & { readonly [P in NoInfer<F>]?: object };
  /** Fields that the model has not, or that are to be others. */
  readonly declare?: X & DeclaredFields<Instance<D, K>>;
  /** How many levels of relations are sent as objects instead of keys; those are read-only. @default 0 */
  readonly depth?: number;
}

/** Fields for objects of one type: functions of method fields take it without saying so. */
export type DeclaredFields<I> = {
  readonly [name: string]: Field & { readonly '~instance'?: (instance: I) => void };
};

/**
 * Declares a serializer for a model.
 *
 * Columns become fields with their limits, choices and defaults; unique columns and constraints become validators;
 * `create` and `update` save the object and its many-to-many relations in one transaction.
 *
 * @param model The model.
 * @param options `fields` or `exclude`; `declare`; hooks as in `serializer`.
 * @throws {ImproperlyConfigured} a name that the model has not, or options that cannot work
 * @see DRF `serializers.ModelSerializer`
 */
export function modelSerializer<
  D,
  K extends keyof D,
  const N extends string = never,
  const F extends string = Exclude<AllNames<D, K>, N>,
  const X extends SerializerFields = Record<never, Field>,
  const RO extends string = never,
  const EK extends object = object,
>(
  model: SerializedModel<D, K>,
  options: ModelSerializerOptions<D, K, F, X, RO, EK, N> &
    FieldHooks<ModelFields<D, K, F, X, RO, EK>> &
    ObjectHooks<FieldsValue<ModelFields<D, K, F, X, RO, EK>>, Instance<D, K>>,
): SerializerClass<
  FieldsOut<ModelFields<D, K, F, X, RO, EK>>,
  FieldsIn<ModelFields<D, K, F, X, RO, EK>>,
  FieldsValue<ModelFields<D, K, F, X, RO, EK>>,
  Instance<D, K>
> {
  const { meta } = model;
  return callable(modelSerializerClass(meta, options as unknown as RunTimeOptions));
}

/** The options without their types. */
export interface RunTimeOptions extends ObjectHooks<never> {
  readonly fields?: readonly string[] | '__all__';
  readonly exclude?: readonly string[];
  readonly readOnlyFields?: readonly string[];
  readonly extraKwargs?: { readonly [name: string]: LooseOptions };
  readonly declare?: SerializerFields;
  readonly depth?: number;
  readonly style?: RelationStyle;
}

const OWN_OPTIONS: ReadonlySet<string> = new Set([
  'fields',
  'exclude',
  'readOnlyFields',
  'extraKwargs',
  'declare',
  'depth',
  'style',
]);

/** The class of a model serializer, before it is made callable. */
export function modelSerializerClass(meta: ModelMeta, options: RunTimeOptions): SerializerConstructor {
  const { declare = {}, depth = 0, validators } = options;
  const names = namesOf(meta, options);
  const unused = Object.keys(declare).filter((name) => !names.includes(name));
  if (unused.length > 0) {
    throw new ImproperlyConfigured(
      `The serializer of ${meta.name} declares ${unused.join(', ')}, but has no such name in \`fields\`. Add it there.`,
    );
  }
  const unique = uniqueTogether(meta, names, declare, (name) => extraOf(name, options).readOnly === true);
  const build = (name: string): Field => {
    if (declare[name] !== undefined) return declare[name];
    const nested = depth > 0 ? nestedModelFields(meta, name, depth, modelSerializerClass) : undefined;
    return nested ?? fieldForModel(meta, name, { ...unique.extra[name], ...extraOf(name, options) }, options.style);
  };
  const fields = Object.fromEntries(names.map((name) => [name, build(name)]));
  const hooks = Object.fromEntries(Object.entries(options).filter(([name]) => !OWN_OPTIONS.has(name)));
  const definition = defineSerializer(
    { ...fields, ...unique.hidden },
    { ...hooks, validators: validators ?? unique.validators },
  );
  refuseSecrets(meta, definition);
  class Declared extends ModelSerializer {
    static override readonly definition = definition;
    static override readonly meta = meta;
  }
  Object.defineProperty(Declared, 'name', { value: options.name ?? `${meta.name}Serializer` });
  return Declared;
}

function extraOf(name: string, { readOnlyFields = [], extraKwargs = {} }: RunTimeOptions): LooseOptions {
  return readOnlyFields.includes(name) ? { ...extraKwargs[name], readOnly: true } : (extraKwargs[name] ?? {});
}

function namesOf(meta: ModelMeta, { fields, exclude = [], declare = {} }: RunTimeOptions): readonly string[] {
  if (fields !== undefined && fields !== '__all__') return fields;
  if (fields === undefined && exclude.length === 0) {
    throw new ImproperlyConfigured(
      `The serializer of ${meta.name} needs \`fields\` or \`exclude\`; \`fields: '__all__'\` for all.`,
    );
  }
  const columns = meta.columns
    .filter(({ primaryKey, kind, options }) => !primaryKey && kind !== 'binary' && options.secret !== true)
    .map(({ field }) => field);
  const many = [...meta.relations.values()].filter(({ kind, forward }) => kind === 'manyToMany' && forward);
  const all = new Set([meta.primaryKey.name, ...Object.keys(declare), ...columns, ...many.map(({ name }) => name)]);
  // To leave a secret out is what happens anyway, and no mistake.
  const unknown = exclude.filter((name) => !all.has(name) && meta.columnsByName.get(name)?.options.secret !== true);
  if (unknown.length > 0) {
    throw new ImproperlyConfigured(
      `The serializer of ${meta.name} excludes ${unknown.join(', ')}, which it would not have.`,
    );
  }
  return [...all].filter((name) => !exclude.includes(name));
}

/**
 * The base of model serializers: it knows how to save.
 *
 * @see DRF `serializers.ModelSerializer`
 */
export class ModelSerializer<Out = unknown, Value = unknown, Saved = unknown> extends Serializer<Out, Value, Saved> {
  /** The model. */
  declare static readonly meta: ModelMeta;

  /** Inserts the object, then its many-to-many relations; in one transaction, where it takes more than one statement. */
  override async create(values: Value): Promise<Saved> {
    if (this.definition.hooks.create) return super.create(values);
    this.#refuseNestedWrites('create', values);
    const given = values as Record<string, unknown>;
    return inOnePiece(this.#meta, given, async () => (await createObject(this.#meta, given)) as Saved);
  }

  /** Writes the changed columns, then the many-to-many relations; in one transaction, as `create` does. */
  override async update(instance: Saved, values: Partial<Value>): Promise<Saved> {
    if (this.definition.hooks.update) return super.update(instance, values);
    this.#refuseNestedWrites('update', values);
    const given = values as Record<string, unknown>;
    return inOnePiece(this.#meta, given, async () => {
      await updateObject(this.#meta, instance as object, given);
      return instance;
    });
  }

  // Two requests at once both pass the unique validators. The slower one asks them again, and gets their words.
  protected override async write(values: Value, extra: Readonly<Record<string, unknown>>): Promise<Saved> {
    try {
      return await super.write(values, extra);
    } catch (error) {
      if (error instanceof IntegrityError && error.kind === 'unique') await this.runValidation(this.initialData, this);
      throw error;
    }
  }

  get #meta(): ModelMeta {
    return (this.constructor as typeof ModelSerializer).meta;
  }

  #refuseNestedWrites(hook: 'create' | 'update', values: unknown): void {
    const given = values as Record<string, unknown>;
    const nested = nestedFields(this.definition, this.#meta).find(({ source: [first = ''] }) => {
      return typeof given[first] === 'object' && given[first] !== null;
    });
    if (nested === undefined) return;
    throw new ImproperlyConfigured(
      `The serializer of ${this.#meta.name} cannot ${hook} with the nested field "${nested.name}" by itself. ` +
        `Give it a \`${hook}\`, or make the field read-only.`,
    );
  }
}

const nested = new WeakMap<SerializerDefinition, readonly Field[]>();

/** The writable fields that stand for objects or parts of them. */
function nestedFields(definition: SerializerDefinition, { relations }: ModelMeta): readonly Field[] {
  const known = nested.get(definition);
  if (known) return known;
  const isNested = (field: Field): boolean =>
    field instanceof Serializer ||
    field instanceof ListSerializer ||
    (field.source.length > 1 && relations.has(field.source[0] ?? ''));
  const found = definition.writable.map(({ field }) => field).filter(isNested);
  nested.set(definition, found);
  return found;
}
