/** Model fields: `f.char(…)`, `f.foreignKey(…)` and all the others, as plain descriptions that carry their types. */
import type { Duration } from './duration.ts';

/** What a column holds; every difference between kinds is a row of some table keyed by this. */
export type ColumnKind =
  | 'auto'
  | 'smallInteger'
  | 'integer'
  | 'bigInteger'
  | 'positiveInteger'
  | 'float'
  | 'decimal'
  | 'boolean'
  | 'char'
  | 'text'
  | 'email'
  | 'url'
  | 'slug'
  | 'uuid'
  | 'ipAddress'
  | 'date'
  | 'time'
  | 'dateTime'
  | 'duration'
  | 'json'
  | 'binary'
  | 'file'
  | 'image';

/** What happens to the objects that refer to a deleted one. @see Django `ForeignKey.on_delete` */
export type OnDelete = 'cascade' | 'protect' | 'restrict' | 'setNull' | 'setDefault' | 'doNothing';

/** Any value that a JSON column holds. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A check of one value: throws a `ValidationError` where the value does not fit. @see Django `validators` */
export type FieldValidator = (value: never) => void;

/** Choices of a field: values, `[value, label]` pairs, `[group, choices]`, or labels by value. */
export type Choices<T> =
  | readonly (T | readonly [T, string] | readonly [string, readonly (T | readonly [T, string])[]])[]
  | { readonly [value: string]: string };

/** Options that every column has. @see Django "Field options" */
export interface ColumnOptions<T = unknown> {
  /** Whether the column may hold NULL. @default false */
  readonly null?: boolean;
  /** Whether a form or serializer accepts an empty value. @default false */
  readonly blank?: boolean;
  /** A value, or a function that makes one for every new object. */
  readonly default?: T | (() => T);
  readonly unique?: boolean;
  readonly primaryKey?: boolean;
  /** The column's name; snake_case of the field's name where left out. */
  readonly dbColumn?: string;
  readonly dbIndex?: boolean;
  /** The values that are allowed; they become a union in the type. */
  readonly choices?: Choices<T>;
  readonly validators?: readonly FieldValidator[];
  readonly verboseName?: string;
  readonly helpText?: string;
  /** Whether serializers offer the field for writing. @default true */
  readonly editable?: boolean;
  /**
   * Whether the value must never leave the app: a password's hash. Serializers do not take the field by themselves and
   * refuse to send it, and `toJSON` leaves it out. @default false
   */
  readonly secret?: boolean;
}

/** Options of number columns. */
export interface NumberOptions<T> extends ColumnOptions<T> {
  /** Smallest value accepted, inclusive. */
  readonly minValue?: T;
  /** Largest value accepted, inclusive. */
  readonly maxValue?: T;
}

/** Options of text columns. */
export interface TextOptions extends ColumnOptions<string> {
  /** Most code points that the text may have. */
  readonly maxLength?: number;
  /** Fewest code points that the text may have. */
  readonly minLength?: number;
}

/** Options of a char column: its length has to be said. */
export interface CharOptions extends TextOptions {
  readonly maxLength: number;
}

/** Options of a decimal column: its size has to be said. */
export interface DecimalOptions extends NumberOptions<string> {
  /** Digits in all, before and after the point. */
  readonly maxDigits: number;
  /** Digits after the point. */
  readonly decimalPlaces: number;
}

/** Options of date and time columns. */
export interface MomentOptions<T> extends ColumnOptions<T> {
  /** Set to the current moment at every save. @default false */
  readonly autoNow?: boolean;
  /** Set to the current moment when the object is created. @default false */
  readonly autoNowAdd?: boolean;
}

/** Options of an IP address column. */
export interface IpAddressOptions extends ColumnOptions<string> {
  /** Which addresses are accepted. @default 'both' */
  readonly protocol?: 'both' | 'ipv4' | 'ipv6';
}

/** Options of file columns; the column holds the storage's name of the file. */
export interface FileOptions extends TextOptions {
  /** Folder inside the storage. @default '' */
  readonly uploadTo?: string;
}

/** All column options together, as the run time reads them. */
export interface AnyColumnOptions
  extends Omit<NumberOptions<unknown>, 'minValue' | 'maxValue'>,
    Partial<Pick<DecimalOptions, 'maxDigits' | 'decimalPlaces'>>,
    Pick<TextOptions, 'maxLength' | 'minLength'>,
    Pick<MomentOptions<unknown>, 'autoNow' | 'autoNowAdd'>,
    Pick<IpAddressOptions, 'protocol'>,
    Pick<FileOptions, 'uploadTo'> {
  readonly minValue?: number | bigint | string;
  readonly maxValue?: number | bigint | string;
}

/** Options of a relation to one object. */
export interface ForeignKeyOptions {
  /** What happens here when the other object is deleted. */
  readonly onDelete: OnDelete;
  /** Name of the way back, on the other model; without it there is none. */
  readonly relatedName?: string;
  readonly null?: boolean;
  readonly blank?: boolean;
  readonly default?: unknown;
  readonly unique?: boolean;
  readonly primaryKey?: boolean;
  readonly dbColumn?: string;
  /** @default true */
  readonly dbIndex?: boolean;
  readonly verboseName?: string;
  readonly helpText?: string;
  readonly editable?: boolean;
}

/** Options of a relation to many objects. */
export interface ManyToManyOptions {
  readonly relatedName?: string;
  /** Key of the model that joins the two; one is made where left out. */
  readonly through?: string;
  /** The two foreign keys of `through`: the one to this model, then the one to the other, where they can't be told apart. */
  readonly throughFields?: readonly [string, string];
  readonly blank?: boolean;
  readonly verboseName?: string;
  readonly helpText?: string;
  readonly editable?: boolean;
  /** Table of the model that is made for the relation. */
  readonly dbTable?: string;
}

declare const value: unique symbol;

/** Marks of a field that its types need: see `Column`. */
export type Flag = 'null' | 'optional' | 'auto' | 'primary' | 'secret';

/**
 * A column: what `f.char(…)` and its kin return.
 *
 * `T` is the value's type, choices included. `F` holds the flags: `null` (may be null), `optional` (may be left out
 * on create), `auto` (the system sets it), `primary`, `secret` (never sent).
 */
export interface Column<T, F extends Flag = never> {
  readonly kind: ColumnKind;
  readonly options: AnyColumnOptions;
  readonly [value]: { readonly type: T; readonly flags: F };
}

/** A relation to one object of the model with the key `To`; `R` is the name of the way back. */
export interface ForeignKey<To extends string, R extends string, F extends Flag> {
  readonly kind: 'foreignKey';
  readonly to: To;
  readonly options: ForeignKeyOptions;
  readonly [value]: { readonly related: R; readonly flags: F };
}

/** A relation to one object that no other object may have. */
export interface OneToOne<To extends string, R extends string, F extends Flag> {
  readonly kind: 'oneToOne';
  readonly to: To;
  readonly options: ForeignKeyOptions;
  readonly [value]: { readonly related: R; readonly flags: F };
}

/** A relation to many objects of the model with the key `To`. */
export interface ManyToMany<To extends string, R extends string> {
  readonly kind: 'manyToMany';
  readonly to: To;
  readonly options: ManyToManyOptions;
  readonly [value]: { readonly related: R };
}

/** Any relation to one object. */
export type SingleField = ForeignKey<string, string, Flag> | OneToOne<string, string, Flag>;
/** Any field of a model. */
export type ModelField = Column<unknown, Flag> | SingleField | ManyToMany<string, string>;
/** The fields of a model by name. */
export type FieldMap = { readonly [name: string]: ModelField };

type ChoiceValue<C> = C extends readonly (infer E)[]
  ? E extends readonly [unknown, readonly (infer G)[]]
    ? G extends readonly [infer V, string]
      ? V
      : G
    : E extends readonly [infer V, string]
      ? V
      : E
  : keyof C & string;
type ValueOf<T, O> = O extends { choices: infer C } ? Extract<ChoiceValue<C>, T> : T;
type FlagsOf<O> =
  | (O extends { null: true } ? 'null' | 'optional' : never)
  | (O extends { default: unknown } ? 'optional' : never)
  | (O extends { primaryKey: true } ? 'primary' : never)
  | (O extends { secret: true } ? 'secret' : never)
  | (O extends { autoNow: true } | { autoNowAdd: true } ? 'auto' | 'optional' : never);
// Django keeps '' in a text column that got no value; only `blank` says that this is meant.
type TextFlagsOf<O> = FlagsOf<O> | (O extends { blank: true } ? 'optional' : never);
type RelatedName<O> = O extends { relatedName: infer R extends string } ? R : never;

const column = <T, F extends Flag>(kind: ColumnKind, options: AnyColumnOptions = {}): Column<T, F> =>
  ({ kind, options }) as Column<T, F>;

/**
 * The model fields.
 *
 * @see Django "Model field reference"
 */
export const f = {
  /** A whole number that the database counts up: the primary key `id` that a model gets by itself. */
  auto: () => column<number, 'primary' | 'auto' | 'optional'>('auto', { primaryKey: true, editable: false }),
  /** A whole number from -32,768 to 32,767. */
  smallInteger: <const O extends NumberOptions<number>>(options?: O) =>
    column<ValueOf<number, O>, FlagsOf<O>>('smallInteger', options),
  /** A whole number of 32 bits. */
  integer: <const O extends NumberOptions<number>>(options?: O) =>
    column<ValueOf<number, O>, FlagsOf<O>>('integer', options),
  /** A whole number of 64 bits: a `number` where it is exact, a `bigint` beyond. */
  bigInteger: <const O extends NumberOptions<number | bigint>>(options?: O) =>
    column<ValueOf<number | bigint, O>, FlagsOf<O>>('bigInteger', options),
  /** A whole number from 0 to 2,147,483,647. */
  positiveInteger: <const O extends NumberOptions<number>>(options?: O) =>
    column<ValueOf<number, O>, FlagsOf<O>>('positiveInteger', options),
  /** A double. */
  float: <const O extends NumberOptions<number>>(options?: O) =>
    column<ValueOf<number, O>, FlagsOf<O>>('float', options),
  /** A decimal of fixed size, as a string: `'12.50'`. */
  decimal: <const O extends DecimalOptions>(options: O) => column<ValueOf<string, O>, FlagsOf<O>>('decimal', options),
  boolean: <const O extends ColumnOptions<boolean>>(options?: O) => column<boolean, FlagsOf<O>>('boolean', options),
  /** Text up to `maxLength` code points. */
  char: <const O extends CharOptions>(options: O) => column<ValueOf<string, O>, TextFlagsOf<O>>('char', options),
  /** Text of any length. */
  text: <const O extends TextOptions>(options?: O) => column<ValueOf<string, O>, TextFlagsOf<O>>('text', options),
  /** An e-mail address, up to 254 characters. */
  email: <const O extends TextOptions>(options?: O) =>
    column<string, TextFlagsOf<O>>('email', { maxLength: 254, ...options }),
  /** A URL, up to 200 characters. */
  url: <const O extends TextOptions>(options?: O) =>
    column<string, TextFlagsOf<O>>('url', { maxLength: 200, ...options }),
  /** Letters, digits, hyphens and underscores, up to 50; indexed. */
  slug: <const O extends TextOptions>(options?: O) =>
    column<string, TextFlagsOf<O>>('slug', { maxLength: 50, dbIndex: true, ...options }),
  uuid: <const O extends ColumnOptions<string>>(options?: O) => column<string, FlagsOf<O>>('uuid', options),
  ipAddress: <const O extends IpAddressOptions>(options?: O) => column<string, FlagsOf<O>>('ipAddress', options),
  /** A calendar day, `'2024-02-29'`. */
  date: <const O extends MomentOptions<string>>(options?: O) => column<string, FlagsOf<O>>('date', options),
  /** A time of day, `'13:45:30'`, with microseconds where there are any. */
  time: <const O extends MomentOptions<string>>(options?: O) => column<string, FlagsOf<O>>('time', options),
  /** A moment, exact to the microsecond (see `PreciseDate`). */
  dateTime: <const O extends MomentOptions<Date>>(options?: O) => column<Date, FlagsOf<O>>('dateTime', options),
  duration: <const O extends ColumnOptions<Duration>>(options?: O) => column<Duration, FlagsOf<O>>('duration', options),
  /** Any JSON value. */
  json: <const O extends ColumnOptions<JsonValue>>(options?: O) => column<JsonValue, FlagsOf<O>>('json', options),
  /** A JSON value of a known shape: `f.jsonOf<Address>()({ null: true })`; two calls, so that the flags are inferred. */
  jsonOf:
    <T>() =>
    <const O extends ColumnOptions<T>>(options?: O) =>
      column<T, FlagsOf<O>>('json', options as AnyColumnOptions),
  binary: <const O extends ColumnOptions<Uint8Array>>(options?: O) =>
    column<Uint8Array, FlagsOf<O>>('binary', { editable: false, ...options }),
  /** The name of a stored file, up to 100 characters. */
  file: <const O extends FileOptions>(options?: O) =>
    column<string, TextFlagsOf<O>>('file', { maxLength: 100, ...options }),
  /** The name of a stored image, up to 100 characters. */
  image: <const O extends FileOptions>(options?: O) =>
    column<string, TextFlagsOf<O>>('image', { maxLength: 100, ...options }),

  /** A relation to one object: many books, one author. Adds the column `<name>Id`. */
  foreignKey: <const To extends string, const O extends ForeignKeyOptions>(to: To, options: O) =>
    ({ kind: 'foreignKey', to, options }) as unknown as ForeignKey<To, RelatedName<O>, FlagsOf<O>>,
  /** A relation to one object that belongs to no other: one author, one profile. */
  oneToOne: <const To extends string, const O extends ForeignKeyOptions>(to: To, options: O) =>
    ({ kind: 'oneToOne', to, options }) as unknown as OneToOne<To, RelatedName<O>, FlagsOf<O>>,
  /** A relation between many and many, kept in a table of its own. */
  manyToMany: <const To extends string, const O extends ManyToManyOptions>(to: To, options?: O) =>
    ({ kind: 'manyToMany', to, options: options ?? {} }) as unknown as ManyToMany<To, RelatedName<O>>,
};
