/** Fields for related objects: by primary key, by slug, as text, and many of each. */
import { DataError, DoesNotExist, ImproperlyConfigured, MultipleObjectsReturned } from '../errors.ts';
import type { ColumnKind } from '../models/field.ts';
import { readForColumn } from './column-readers.ts';
import { ERROR_TEXTS } from './error-messages.ts';
import { empty, Field, type FieldOptions, readPath, type Scope } from './field.ts';
import { allReady, type MaybePromise, whenReady } from './maybe-promise.ts';
import { itemsOf, typeName, valueText } from './python-text.ts';
import { QueryDict } from './query-dict.ts';

/** As much of a QuerySet as relations need: `Author.objects` is one. */
export interface RelatedQuerySet<Instance = unknown> {
  readonly meta: {
    readonly name: string;
    readonly primaryKey: { readonly name: string; readonly kind: ColumnKind };
    readonly columnsByName: ReadonlyMap<string, { readonly kind: ColumnKind }>;
  };
  filter(condition: object): RelatedQuerySet<Instance>;
  /** Quicker than `filter` for one object, where there is such a thing. */
  get?(condition: object): Promise<Instance>;
  toArray(): Promise<readonly Instance[]>;
}

/** Options of relations. */
export interface RelatedFieldOptions<Instance = unknown> extends FieldOptions<Instance> {
  /** The objects that may be referred to; without it the field is read-only. */
  readonly queryset?: RelatedQuerySet<Instance> | ((scope: Scope) => RelatedQuerySet<Instance>);
  /** Whether it is a list of objects. @default false */
  readonly many?: boolean;
  /** With `many`: whether an empty list is valid. @default true */
  readonly allowEmpty?: boolean;
}

const MOST_AT_ONCE = 10_000; // parameters of one statement; SQLite takes 32,766, PostgreSQL 65,535

/**
 * The base of fields that refer to one object.
 *
 * @see DRF `relations.RelatedField`
 */
export abstract class RelatedField<
  Options extends RelatedFieldOptions = RelatedFieldOptions,
  Out = unknown,
> extends Field<unknown, Options, Out> {
  constructor(options: Options) {
    super(options);
    if (options.queryset === undefined && !this.readOnly) {
      throw new ImproperlyConfigured(
        `${this.constructor.name} needs a \`queryset\` to choose from, or \`readOnly: true\`.`,
      );
    }
    if (options.queryset !== undefined && this.readOnly) {
      throw new ImproperlyConfigured(
        `${this.constructor.name} is read-only and never uses its \`queryset\`. Remove it.`,
      );
    }
  }

  /** Whether the key of the related object is enough to send it, so that the object need not be loaded. */
  get needsKeyOnly(): boolean {
    return false;
  }

  override runValidation(input: unknown, scope?: Scope): MaybePromise<unknown> {
    return super.runValidation(input === '' ? null : input, scope);
  }

  override toInternalValue(input: unknown, scope: Scope): MaybePromise<unknown> {
    return whenReady(this.readMany([input], scope), ([object]) => object);
  }

  /**
   * Reads many references with one query.
   *
   * @param inputs Not trusted.
   * @returns The objects in the same order.
   * @throws {ValidationError} for the first that refers to nothing
   */
  abstract readMany(inputs: readonly unknown[], scope: Scope): MaybePromise<unknown[]>;

  /** The objects that may be referred to. */
  protected queryset({ scope }: { readonly scope: Scope }): RelatedQuerySet {
    const { queryset } = this.options;
    if (queryset === undefined) throw new ImproperlyConfigured(`${this.constructor.name} has no \`queryset\`.`);
    return typeof queryset === 'function' ? queryset(scope) : queryset;
  }
}

/** Options of `PrimaryKeyRelatedField`. */
export interface PrimaryKeyRelatedFieldOptions<Instance = unknown> extends RelatedFieldOptions<Instance> {
  /** A field that reads and sends the key: `new UUIDField({ format: 'hex' })`. */
  readonly pkField?: Field;
}

/**
 * A related object by its primary key. Sending it costs no query: the key is in the object's own row.
 *
 * @throws {ValidationError} codes `does_not_exist`, `incorrect_type`
 * @see DRF `relations.PrimaryKeyRelatedField`
 */
export class PrimaryKeyRelatedField extends RelatedField<PrimaryKeyRelatedFieldOptions> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.PrimaryKeyRelatedField };

  override get needsKeyOnly(): boolean {
    return true;
  }

  override getAttribute(instance: unknown, scope: Scope): unknown {
    const key = ownKey(instance, this.source);
    if (key === undefined) return super.getAttribute(instance, scope);
    return key === null ? null : { pk: key };
  }

  override async readMany(inputs: readonly unknown[], scope: Scope): Promise<unknown[]> {
    const { pkField } = this.options;
    const given = await Promise.all(inputs.map((input) => (pkField ? pkField.toInternalValue(input, scope) : input)));
    const queryset = this.queryset({ scope });
    const { kind } = queryset.meta.primaryKey;
    return findAll({
      inputs: given,
      read: (input) => (typeof input === 'boolean' ? undefined : readForColumn(kind, input)),
      find: (keys) => (keys.length === 1 ? byKey(queryset, keys[0]) : queryset.filter({ pk: { in: keys } }).toArray()),
      keyOf: (object) => pkOf(object),
      unreadable: (input) => this.error('incorrect_type', { data_type: typeName(input) }),
      missing: (input) => this.error('does_not_exist', { pk_value: valueText(input) }),
    });
  }

  override toRepresentation(value: unknown, scope: Scope): unknown {
    const key = pkOf(value);
    return this.options.pkField ? this.options.pkField.toRepresentation(key, scope) : key;
  }
}

/** Options of `SlugRelatedField`. */
export interface SlugRelatedFieldOptions<Instance = unknown> extends RelatedFieldOptions<Instance> {
  /** Attribute of the related object that tells it from the others. */
  readonly slugField: string;
}

/**
 * A related object by one of its attributes.
 *
 * @throws {ValidationError} codes `does_not_exist`, `invalid`
 * @see DRF `relations.SlugRelatedField`
 */
export class SlugRelatedField extends RelatedField<SlugRelatedFieldOptions> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.SlugRelatedField };

  override async readMany(inputs: readonly unknown[], scope: Scope): Promise<unknown[]> {
    const { slugField } = this.options;
    const queryset = this.queryset({ scope });
    const kind = queryset.meta.columnsByName.get(slugField)?.kind ?? 'char';
    const isText = typeof readForColumn(kind, 'a') === 'string';
    return findAll({
      inputs,
      // Any value has a text, so a text column is merely without it.
      read: (input) => readForColumn(kind, isText ? valueText(input) : input),
      find: (slugs) => queryset.filter({ [slugField]: slugs.length === 1 ? slugs[0] : { in: slugs } }).toArray(),
      keyOf: (object) => readPath(object, [slugField]),
      unreadable: (input) =>
        isText
          ? this.error('does_not_exist', { slug_name: slugField, value: valueText(input) })
          : this.error('invalid'),
      missing: (input) => this.error('does_not_exist', { slug_name: slugField, value: valueText(input) }),
    });
  }

  override toRepresentation(value: unknown): unknown {
    return readPath(value, this.options.slugField.split('.'));
  }
}

/**
 * A related object as text: the model's `str`. Read-only.
 *
 * @see DRF `relations.StringRelatedField`
 */
export class StringRelatedField extends RelatedField<RelatedFieldOptions, string> {
  constructor(options: RelatedFieldOptions = {}) {
    super({ ...options, readOnly: true });
  }

  override readMany(): never {
    throw new ImproperlyConfigured('A StringRelatedField is read-only.');
  }

  override toRepresentation(value: unknown): string {
    return valueText(value);
  }
}

/** Options of `ManyRelatedField`. */
export interface ManyRelatedFieldOptions extends FieldOptions<unknown[]> {
  /** The relation of each item. */
  readonly child: RelatedField;
  /** Whether an empty list is valid. @default true */
  readonly allowEmpty?: boolean;
}

/**
 * Many related objects; what `many: true` makes of a relation. Reads all of them with one query.
 *
 * @throws {ValidationError} codes `not_a_list`, `empty`, and the child's for the first item that is wrong
 * @see DRF `relations.ManyRelatedField`
 */
export class ManyRelatedField extends Field<unknown[], ManyRelatedFieldOptions> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.ManyRelatedField };
  readonly child: RelatedField;

  constructor(options: ManyRelatedFieldOptions) {
    super(options);
    this.child = options.child;
  }

  override getValue(data: object, scope: Scope): unknown {
    if (!(data instanceof QueryDict)) return super.getValue(data, scope);
    return !data.has(this.name) && scope.partial ? empty : data.getAll(this.name);
  }

  override toInternalValue(input: unknown, scope: Scope): MaybePromise<unknown[]> {
    const items = itemsOf(input);
    if (items === undefined) throw this.error('not_a_list', { input_type: typeName(input) });
    if (items.length === 0 && this.options.allowEmpty === false) throw this.error('empty');
    return items.length === 0 ? [] : this.child.readMany(items, scope);
  }

  override toRepresentation(value: unknown, scope: Scope): MaybePromise<unknown[]> {
    const items =
      Symbol.iterator in Object(value)
        ? [...(value as Iterable<unknown>)]
        : Array.fromAsync(value as AsyncIterable<unknown>);
    return whenReady(items as MaybePromise<unknown[]>, (list) =>
      allReady(list.map((item) => this.child.toRepresentation(item, scope))),
    );
  }
}

interface Search {
  readonly inputs: readonly unknown[];
  /** A value to look for; `undefined` where there can be none. */
  readonly read: (input: unknown) => unknown;
  readonly find: (values: readonly unknown[]) => Promise<readonly unknown[]>;
  readonly keyOf: (object: unknown) => unknown;
  readonly unreadable: (input: unknown) => Error;
  readonly missing: (input: unknown) => Error;
}

/** Finds an object for each input, with one query; throws for the first input without one. */
async function findAll({ inputs, read, find, keyOf, unreadable, missing }: Search): Promise<unknown[]> {
  const values = inputs.map((input) => (input === null || input === undefined ? null : read(input)));
  const firstUnreadable = values.indexOf(undefined);
  const readable = firstUnreadable < 0 ? values : values.slice(0, firstUnreadable);
  const wanted = [...new Set(readable)].filter((value) => value !== null);
  const found = new Map<unknown, unknown>();
  for (let start = 0; start < wanted.length; start += MOST_AT_ONCE) {
    await collect(find(wanted.slice(start, start + MOST_AT_ONCE)), keyOf, found);
  }
  const objects = readable.map((value, index) => {
    const object = found.get(value);
    if (object === undefined) throw missing(inputs[index]);
    return object;
  });
  if (firstUnreadable >= 0) throw unreadable(inputs[firstUnreadable]);
  return objects;
}

// The usual case, which a QuerySet compiles once. One that joins may find the same object several times.
async function byKey(queryset: RelatedQuerySet, pk: unknown): Promise<readonly unknown[]> {
  if (queryset.get === undefined) return queryset.filter({ pk }).toArray();
  try {
    return [await queryset.get({ pk })];
  } catch (error) {
    if (error instanceof DoesNotExist) return [];
    if (error instanceof MultipleObjectsReturned) return queryset.filter({ pk }).toArray();
    throw error;
  }
}

/** Gathers objects by key; a value that the column cannot hold finds nothing. */
export async function collect(
  objects: Promise<readonly unknown[]>,
  keyOf: (object: unknown) => unknown,
  found: Map<unknown, unknown>,
): Promise<void> {
  try {
    for (const object of await objects) found.set(keyOf(object), object);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
  }
}

const pkOf = (object: unknown): unknown => (object as { readonly pk?: unknown }).pk;

/** What a model's object can tell of its relations. */
interface ModelObject {
  readonly constructor: {
    readonly meta?: {
      readonly relations: ReadonlyMap<
        string,
        { readonly many: boolean; readonly forward: boolean; readonly column?: { readonly name: string } }
      >;
    };
  };
}

/** The key of a relation that the object itself holds; `undefined` where it holds none, or the path is longer. */
export function ownKey(instance: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined || rest.length > 0 || instance === null || instance === undefined) return undefined;
  const relation = (instance as ModelObject).constructor?.meta?.relations?.get(name);
  if (relation === undefined || relation.many || !relation.forward || relation.column === undefined) return undefined;
  return (instance as Record<string, unknown>)[relation.column.name];
}
