/** `s`: serializer fields as `s.char({ maxLength: 10 })`, with the types that follow from their options. */
import type { Declared, Field, FieldOptions, Presence, Scope } from './field.ts';
import { BooleanField } from './fields/boolean-field.ts';
import { CharField, type CharFieldOptions, EmailField, RegexField, SlugField, URLField } from './fields/char-field.ts';
import {
  ChoiceField,
  type ChoiceFieldOptions,
  type ChoiceValue,
  MultipleChoiceField,
  type MultipleChoiceFieldOptions,
} from './fields/choice-field.ts';
import { DateField, DateTimeField, TimeField } from './fields/date-fields.ts';
import { DecimalField, type DecimalFieldOptions } from './fields/decimal-field.ts';
import { DurationField } from './fields/duration-field.ts';
import { FileField, ImageField } from './fields/file-field.ts';
import { FloatField } from './fields/float-field.ts';
import { BigIntegerField, IntegerField } from './fields/integer-field.ts';
import { IPAddressField } from './fields/ip-address-field.ts';
import { JSONField } from './fields/json-field.ts';
import {
  DictField,
  type DictFieldOptions,
  HStoreField,
  ListField,
  type ListFieldOptions,
} from './fields/list-field.ts';
import {
  HiddenField,
  type HiddenFieldOptions,
  type MethodFieldOptions,
  ReadOnlyField,
  SerializerMethodField,
} from './fields/special-fields.ts';
import { UUIDField } from './fields/uuid-field.ts';
import type { MaybePromise } from './maybe-promise.ts';
import {
  ManyRelatedField,
  PrimaryKeyRelatedField,
  type PrimaryKeyRelatedFieldOptions,
  type RelatedField,
  type RelatedFieldOptions,
  type RelatedQuerySet,
  SlugRelatedField,
  type SlugRelatedFieldOptions,
  StringRelatedField,
} from './relations.ts';

type Nullable<T, O> = O extends { allowNull: true } ? T | null : T;
type PresenceOf<O> = O extends { required: false }
  ? 'optional'
  : O extends { default: unknown }
    ? 'default'
    : 'required';
type SourceOf<O> = O extends { source: infer S extends string } ? S : string;

/** A field of these types, as its options change them. */
export type DeclaredBy<Out, In, Value, O> = Declared<
  O extends { writeOnly: true } ? never : Nullable<Out, O>,
  O extends { readOnly: true } ? never : Nullable<In, O>,
  O extends { readOnly: true } ? never : Nullable<Value, O>,
  PresenceOf<O> & Presence,
  SourceOf<O>
>;

/** Refuses options that do not exist; a generic parameter alone would let a typo pass. */
export type Known<O, Options> = O & { readonly [N in Exclude<keyof O, keyof Options>]: never };

/** Makes fields of one class. Options may be left out where all of them may. */
export type FieldFactory<Out, In, Value, Options> = object extends Options
  ? <const O extends Options = object>(options?: Known<O, Options>) => DeclaredBy<Out, In, Value, O>
  : <const O extends Options>(options: Known<O, Options>) => DeclaredBy<Out, In, Value, O>;

/**
 * Makes a factory for a field class of your own, so that its options show in the types: `const color = field(ColorField)`.
 *
 * @param Class Its constructor takes the options and nothing else.
 */
export function field<Value, Options extends FieldOptions<Value>, Out, In>(
  Class: new (options: Options) => Field<Value, Options, Out, In>,
): FieldFactory<Out, In, Value, Options> {
  const make = (options: Options = {} as Options): Field<Value, Options, Out, In> => new Class(options);
  return make as unknown as FieldFactory<Out, In, Value, Options>;
}

type ChildTypes<O> = O extends { child: { readonly '~types': infer T } }
  ? T
  : { out: unknown; in: unknown; value: unknown };
type ChildPart<O, P extends 'out' | 'in' | 'value'> = ChildTypes<O> extends { readonly [K in P]: infer T } ? T : never;
type Mapping<T> = { readonly [key: string]: T };

type Target<O> = O extends { queryset: infer Q }
  ? Q extends RelatedQuerySet<infer R>
    ? R
    : Q extends (scope: Scope) => RelatedQuerySet<infer R>
      ? R
      : unknown
  : unknown;
type KeyOf<T> = T extends { readonly pk: infer K } ? K : number;
type Listed<T, O> = O extends { many: true } ? T[] : T;
type DefaultOf<O> = O extends { default: infer D } ? (D extends (scope: Scope) => infer R ? Awaited<R> : D) : never;

/** Decimals are text, unless `coerceToString: false` makes them numbers for clients. */
type DecimalOut<O> = O extends { coerceToString: false } ? number : string;

/** A method field; carries the type of the object that its function takes. */
export type MethodField<Instance, Out> = Declared<Out, never, never, 'required'> & {
  readonly '~instance': (instance: Instance) => void;
};

function related<O extends RelatedFieldOptions>(make: (options: O) => RelatedField, options: O): Field {
  if (options.many !== true) return make(options);
  const { many: _many, validators, allowEmpty, ...list } = options;
  const { queryset, readOnly } = options;
  const child = make({
    ...options,
    source: undefined,
    validators,
    queryset,
    readOnly,
    required: undefined,
    default: undefined,
  });
  return new ManyRelatedField({ ...(list as FieldOptions<unknown[]>), allowEmpty, child });
}

/**
 * The serializer fields.
 *
 * @see DRF "Serializer fields", "Serializer relations"
 */
export const s = {
  boolean: field(BooleanField),
  char: field<string, CharFieldOptions, string, string>(CharField),
  email: field(EmailField),
  regex: field(RegexField),
  slug: field(SlugField),
  url: field(URLField),
  uuid: field(UUIDField) as FieldFactory<string, string, string, UUIDField['options']>,
  ipAddress: field(IPAddressField),
  integer: field(IntegerField),
  bigInteger: field(BigIntegerField),
  float: field(FloatField),
  decimal: <const O extends DecimalFieldOptions>(options: Known<O, DecimalFieldOptions>) =>
    new DecimalField(options) as unknown as DeclaredBy<DecimalOut<O>, string | number, string, O>,
  dateTime: field(DateTimeField) as FieldFactory<string, string | Date, Date, DateTimeField['options']>,
  date: field(DateField),
  time: field(TimeField),
  duration: field(DurationField) as unknown as FieldFactory<
    string,
    string | number,
    DurationValue,
    DurationField['options']
  >,
  file: field(FileField),
  image: field(ImageField),
  json: field(JSONField),
  hstore: field(HStoreField) as unknown as FieldFactory<
    Mapping<string | null>,
    Mapping<string | null>,
    Mapping<string | null>,
    HStoreField['options']
  >,

  /** One value from a list; the type is the union of its values. */
  choice: <const O extends ChoiceFieldOptions>(options: Known<O, ChoiceFieldOptions>) =>
    new ChoiceField(options) as unknown as DeclaredBy<
      ChoiceValue<O['choices']> | BlankOf<O>,
      ChoiceValue<O['choices']> | BlankOf<O>,
      ChoiceValue<O['choices']> | BlankOf<O>,
      O
    >,

  /** Some values from a list. */
  multipleChoice: <const O extends MultipleChoiceFieldOptions>(options: Known<O, MultipleChoiceFieldOptions>) =>
    new MultipleChoiceField(options) as unknown as DeclaredBy<
      ChoiceValue<O['choices']>[],
      ChoiceValue<O['choices']>[],
      ChoiceValue<O['choices']>[],
      O
    >,

  /** A list of values of one field: `s.list({ child: s.integer() })`. */
  list: <const O extends ListFieldOptions = object>(options?: Known<O, ListFieldOptions>) =>
    new ListField(options) as unknown as DeclaredBy<
      ChildPart<O, 'out'>[],
      ChildPart<O, 'in'>[],
      ChildPart<O, 'value'>[],
      O
    >,

  /** An object with any keys and values of one field. */
  dict: <const O extends DictFieldOptions = object>(options?: Known<O, DictFieldOptions>) =>
    new DictField(options) as unknown as DeclaredBy<
      Mapping<ChildPart<O, 'out'>>,
      Mapping<ChildPart<O, 'in'>>,
      Mapping<ChildPart<O, 'value'>>,
      O
    >,

  /** An attribute as it is, never read from input: `s.readOnly<string>({ source: 'owner.username' })`. */
  readOnly: <Value = unknown>(options?: FieldOptions<Value>) =>
    new ReadOnlyField<Value>(options) as unknown as Declared<Value, never, never, 'required'>,

  /** A value that is always its default: never read from input, never sent. */
  hidden: <const O extends HiddenFieldOptions<unknown>>(options: Known<O, HiddenFieldOptions<unknown>>) =>
    new HiddenField(options) as unknown as Declared<never, never, DefaultOf<O>, 'default', SourceOf<O>>,

  /**
   * A value made from the object by a function, which may be async.
   *
   * @param method Takes the object; the declared return type is what clients are told.
   * @param options `loads: ['author']` names the relations that the function reads.
   */
  method: <Instance, Value>(
    method: (instance: Instance, scope: Scope) => MaybePromise<Value>,
    options: Omit<MethodFieldOptions<Instance, Value>, 'method'> = {},
  ) => new SerializerMethodField<Instance, Value>({ ...options, method }) as unknown as MethodField<Instance, Value>,

  /** A related object by its primary key. */
  primaryKeyRelated: <const O extends PrimaryKeyRelatedFieldOptions>(
    options: Known<O, PrimaryKeyRelatedFieldOptions>,
  ) =>
    related(
      (one) => new PrimaryKeyRelatedField(one),
      options as PrimaryKeyRelatedFieldOptions,
    ) as unknown as DeclaredBy<Listed<KeyOf<Target<O>>, O>, Listed<KeyOf<Target<O>>, O>, Listed<Target<O>, O>, O>,

  /** A related object by one of its attributes. */
  slugRelated: <const O extends SlugRelatedFieldOptions>(options: Known<O, SlugRelatedFieldOptions>) =>
    related((one) => new SlugRelatedField(one), options as SlugRelatedFieldOptions) as unknown as DeclaredBy<
      Listed<SlugOf<O>, O>,
      Listed<SlugOf<O>, O>,
      Listed<Target<O>, O>,
      O
    >,

  /** A related object as text, read-only. */
  stringRelated: <const O extends RelatedFieldOptions = object>(options: Known<O, RelatedFieldOptions> = {} as never) =>
    related((one) => new StringRelatedField(one), options as RelatedFieldOptions) as unknown as Declared<
      O extends { allowNull: true } ? string | null : Listed<string, O>,
      never,
      never,
      'required'
    >,
} as const;

type DurationValue = NonNullable<Parameters<DurationField['toRepresentation']>[0]>;
type BlankOf<O> = O extends { allowBlank: true } ? '' : never;
type SlugOf<O> = O extends { slugField: infer N } ? (N extends keyof Target<O> ? Target<O>[N] : string) : string;
