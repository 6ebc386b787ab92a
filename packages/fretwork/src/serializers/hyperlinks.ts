/** Fields that send and read objects as URLs, and `hyperlinkedModelSerializer`. */
import { ImproperlyConfigured } from '../errors.ts';
import type { Relation } from '../models/meta.ts';
import type { Instance, Many, Single } from '../models/row.ts';
import { callable, type SerializerClass } from './callable.ts';
import { readForColumn } from './column-readers.ts';
import { ERROR_TEXTS } from './error-messages.ts';
import { Field, type FieldOptions, type FieldTypes, type Presence, readPath, type Scope } from './field.ts';
import type { LooseOptions, RelationStyle } from './model-fields.ts';
import {
  type ModelFields,
  type ModelSerializerOptions,
  modelSerializerClass,
  type RunTimeOptions,
  type SerializedModel,
} from './model-serializer.ts';
import { typeName } from './python-text.ts';
import { collect, ownKey, RelatedField, type RelatedFieldOptions } from './relations.ts';
import type {
  FieldHooks,
  FieldsIn,
  FieldsOut,
  FieldsValue,
  ObjectHooks,
  SerializerFields,
} from './serializer-definition.ts';

type Kwargs = Readonly<Record<string, string | number>>;

/** What links need of the request in a serializer's context; `Request` has it. */
interface LinkingRequest {
  readonly url: URL | string;
  readonly app: {
    reverse(name: string, kwargs?: Kwargs): string;
    readonly resolver?: { resolve(path: string): { readonly kwargs: Kwargs } | null };
  };
}

/** How an object is found in a URL. */
export interface LinkOptions {
  /** Name of the route: `book-detail`. */
  readonly viewName: string;
  /** Attribute that is in the URL. @default 'pk' */
  readonly lookupField?: string;
  /** Name of the route's argument. @default the lookup field */
  readonly lookupUrlKwarg?: string;
}

/** Options of `HyperlinkedRelatedField`. */
export interface HyperlinkedRelatedFieldOptions<I = unknown> extends RelatedFieldOptions<I>, LinkOptions {}

/**
 * A related object by its URL.
 *
 * @throws {ValidationError} codes `no_match`, `incorrect_match`, `does_not_exist`, `incorrect_type`
 * @see DRF `relations.HyperlinkedRelatedField`
 */
export class HyperlinkedRelatedField extends RelatedField<HyperlinkedRelatedFieldOptions, string | null> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.HyperlinkedRelatedField };

  override get needsKeyOnly(): boolean {
    return (this.options.lookupField ?? 'pk') === 'pk';
  }

  override getAttribute(instance: unknown, scope: Scope): unknown {
    const key = this.needsKeyOnly ? ownKey(instance, this.source) : undefined;
    if (key === undefined) return super.getAttribute(instance, scope);
    return key === null ? null : { pk: key };
  }

  override async readMany(inputs: readonly unknown[], scope: Scope): Promise<unknown[]> {
    const { lookupField = 'pk' } = this.options;
    const queryset = this.queryset({ scope });
    const kind = queryset.meta.columnsByName.get(lookupField)?.kind ?? 'char';
    // A route may take any text; what the column could not hold is nobody's address.
    const values = inputs.map((input) => readForColumn(kind, this.#lookupValue(input, scope)));
    const wanted = [...new Set(values)].filter((value) => value !== undefined);
    const found = new Map<unknown, unknown>();
    await collect(
      queryset.filter({ [lookupField]: { in: wanted } }).toArray(),
      (one) => readPath(one, [lookupField]),
      found,
    );
    return values.map((value) => {
      const object = found.get(value);
      if (object === undefined) throw this.error('does_not_exist');
      return object;
    });
  }

  override toRepresentation(value: unknown, scope: Scope): string | null {
    return linkTo(value, this.options, scope);
  }

  #lookupValue(input: unknown, scope: Scope): string | number {
    if (typeof input !== 'string') throw this.error('incorrect_type', { data_type: typeName(input) });
    const { viewName, lookupField = 'pk', lookupUrlKwarg = lookupField } = this.options;
    const { app } = requestOf(scope);
    const path = pathOf(input);
    const match = path === undefined ? null : app.resolver?.resolve(path);
    if (!match || path === undefined) throw this.error('no_match');
    const value = match.kwargs[lookupUrlKwarg];
    if (value === undefined || !leadsTo(app, viewName, match.kwargs, path)) throw this.error('incorrect_match');
    return value;
  }
}

/** Options of `HyperlinkedIdentityField`. */
export interface HyperlinkedIdentityFieldOptions extends FieldOptions<string>, LinkOptions {}

/**
 * The URL of the object itself. Read-only.
 *
 * @see DRF `relations.HyperlinkedIdentityField`
 */
export class HyperlinkedIdentityField extends Field<string, HyperlinkedIdentityFieldOptions, string | null, never> {
  constructor(options: HyperlinkedIdentityFieldOptions) {
    super({ ...options, source: '*', readOnly: true });
  }

  override toRepresentation(value: unknown, scope: Scope): string | null {
    return linkTo(value, this.options, scope);
  }
}

function requestOf({ context }: Scope): LinkingRequest {
  const { request } = context;
  if (typeof request === 'object' && request !== null && 'app' in request) return request as LinkingRequest;
  throw new ImproperlyConfigured('Links need `context: { request }`; views give it to their serializers.');
}

/** The absolute URL of an object; `null` where it was not saved yet. */
function linkTo(
  object: unknown,
  { viewName, lookupField = 'pk', lookupUrlKwarg = lookupField }: LinkOptions,
  scope: Scope,
) {
  const value = readPath(object, [lookupField]);
  if (value === null || value === undefined || value === '') return null;
  const { app, url } = requestOf(scope);
  return new URL(app.reverse(viewName, { [lookupUrlKwarg]: value as string | number }), url).href;
}

/** The path of a URL; its host does not matter, as nothing is fetched from it. */
function pathOf(input: string): string | undefined {
  if (!/^https?:/.test(input)) return input;
  return URL.canParse(input) ? new URL(input).pathname : undefined;
}

/** Whether the route of this name has this path. */
function leadsTo(app: LinkingRequest['app'], viewName: string, kwargs: Kwargs, path: string): boolean {
  try {
    return decodeURI(app.reverse(viewName, kwargs)) === decodeURI(path);
  } catch {
    return false; // the route takes other arguments, or the path is not encoded properly
  }
}

const viewNameOf = (model: string): string => `${model.toLowerCase()}-detail`;

const BY_LINK: RelationStyle = {
  Class: HyperlinkedRelatedField,
  optionsOf: ({ target }: Relation) => ({ viewName: viewNameOf(target.name) }),
};

type Link<Out, In, Value, P> = { readonly '~types': FieldTypes<Out, In, Value, P & Presence> };
type Part<T, P extends 'in' | 'value' | 'out' | 'presence'> = T extends {
  readonly '~types': { readonly [K in P]: infer V };
}
  ? V
  : never;
type LinkIn<T> = [T] extends [never]
  ? never
  : T extends readonly unknown[]
    ? string[]
    : null extends T
      ? string | null
      : string;
type Linked<D, K extends keyof D, F> = {
  [P in keyof F]: P extends keyof Single<D, K> | keyof Many<D, K>
    ? Link<LinkIn<Part<F[P], 'out'>>, LinkIn<Part<F[P], 'in'>>, Part<F[P], 'value'>, Part<F[P], 'presence'>>
    : P extends 'url'
      ? Link<string, never, never, 'required'>
      : F[P];
};

/**
 * Declares a serializer that sends relations as URLs, and `url` as the object's own.
 *
 * Routes are named `<model>-detail`; `extraKwargs: { author: { viewName, lookupField } }` says otherwise.
 *
 * @param model The model.
 * @param options As of `modelSerializer`.
 * @throws {ImproperlyConfigured} as `modelSerializer`
 * @see DRF `serializers.HyperlinkedModelSerializer`
 */
export function hyperlinkedModelSerializer<
  D,
  K extends keyof D,
  const F extends string,
  const X extends SerializerFields = Record<never, Field>,
  const RO extends string = never,
  const EK extends object = object,
>(
  model: SerializedModel<D, K>,
  options: ModelSerializerOptions<D, K, F, X, RO, EK, never, 'url'> &
    FieldHooks<ModelFields<D, K, F, X, RO, EK>> &
    ObjectHooks<FieldsValue<ModelFields<D, K, F, X, RO, EK>>, Instance<D, K>>,
): SerializerClass<
  FieldsOut<Linked<D, K, ModelFields<D, K, F, X, RO, EK>>>,
  FieldsIn<Linked<D, K, ModelFields<D, K, F, X, RO, EK>>>,
  FieldsValue<ModelFields<D, K, F, X, RO, EK>>,
  Instance<D, K>
> {
  const { meta } = model;
  const { extraKwargs = {}, declare = {}, ...rest } = options as unknown as RunTimeOptions;
  const { url, ...others }: { readonly [name: string]: LooseOptions } = extraKwargs;
  const own = new HyperlinkedIdentityField({ viewName: viewNameOf(meta.name), ...url });
  const declared = rest.fields?.includes('url') && declare.url === undefined ? { ...declare, url: own } : declare;
  return callable(modelSerializerClass(meta, { ...rest, extraKwargs: others, declare: declared, style: BY_LINK }));
}
