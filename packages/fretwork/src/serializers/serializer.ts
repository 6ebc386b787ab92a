/** `Serializer`: fields together, from input to a saved object and from object to representation. */
import {
  ErrorDetail,
  type ErrorDetails,
  type ErrorMessages,
  ImproperlyConfigured,
  ValidationError,
} from '../errors.ts';
import { ERROR_TEXTS } from './error-messages.ts';
import { empty, Field, type FieldOptions, type Scope, type SerializerContext, skip } from './field.ts';
import { attempt, type MaybePromise, whenReady } from './maybe-promise.ts';
import { isPlainObject, typeName } from './python-text.ts';
import { formObject, QueryDict } from './query-dict.ts';
import { readFields, representFields } from './run-fields.ts';
import { defineSerializer, type SerializerDefinition } from './serializer-definition.ts';
import { type SerializerSettings, serializerSettings } from './serializer-settings.ts';

/** What a serializer is made with: data and object in a view, field options inside another serializer. */
export interface SerializerOptions extends FieldOptions {
  /** The object that is sent or updated; with `many`, anything iterable. */
  readonly instance?: unknown;
  /** Input; not trusted. A plain value, a `QueryDict`, `FormData` or `URLSearchParams`. */
  readonly data?: unknown;
  /** Whether fields may be left out: PATCH. @default false */
  readonly partial?: boolean;
  readonly context?: SerializerContext;
  /** Whether it is a list of objects. @default false */
  readonly many?: boolean;
  /** With `many`: whether an empty list is valid. @default true */
  readonly allowEmpty?: boolean;
  /** With `many`: fewest items. */
  readonly minLength?: number;
  /** With `many`: most items. */
  readonly maxLength?: number;
}

/** What `Serializer` and `ListSerializer` share: the life of one validation. */
export abstract class BaseSerializer<Out, Value, Instance> extends Field<unknown, SerializerOptions> implements Scope {
  readonly partial: boolean;
  readonly context: SerializerContext;
  readonly settings: SerializerSettings;
  /** The object that is sent or updated; after `save`, the one that was saved. */
  instance: Instance | undefined;
  /** Input as it came; `empty` where there was none. */
  readonly initialData: unknown;
  #outcome: { readonly value: unknown } | { readonly details: ErrorDetails } | undefined;
  #data: Promise<Out> | undefined;

  constructor(options: SerializerOptions = {}) {
    super(options);
    const { partial = false, context = {}, instance, data = empty } = options;
    this.partial = partial;
    this.context = context;
    this.settings = serializerSettings(context.settings);
    this.instance = (instance ?? undefined) as Instance | undefined;
    this.initialData = isForm(data) ? new QueryDict(data) : data;
  }

  /**
   * Reads and checks the data; asks once, however often it is called.
   *
   * @param options `raiseException` throws where the data is not valid.
   * @throws {ValidationError} with all messages, where `raiseException` is set
   * @throws {ImproperlyConfigured} the serializer was made without data
   */
  async isValid({ raiseException = false }: { readonly raiseException?: boolean } = {}): Promise<boolean> {
    if (this.initialData === empty) {
      throw new ImproperlyConfigured(`${this.constructor.name} has no data to check. Pass \`data\` when making it.`);
    }
    this.#outcome ??= await this.#validate();
    if (raiseException && 'details' in this.#outcome) throw new ValidationError(this.errorDetails);
    return 'value' in this.#outcome;
  }

  /** The messages by field, plain texts; empty where the data is valid. */
  get errors(): ErrorMessages {
    return new ValidationError(this.errorDetails).messages;
  }

  /** The codes, in the shape of `errors`. */
  get codes(): ErrorMessages {
    return new ValidationError(this.errorDetails).codes;
  }

  /** Messages with their codes. */
  get errorDetails(): ErrorDetails {
    const outcome = this.#checked('errors');
    if (!('details' in outcome)) return this.noErrors();
    const { details } = outcome;
    // Whoever sends nothing at all should read more than that a field may not be null.
    const [only] = Array.isArray(details) && details.length === 1 ? details : [];
    if (!(only instanceof ErrorDetail && only.code === 'null')) return details;
    return { [this.settings.nonFieldErrorsKey]: [new ErrorDetail(ERROR_TEXTS.Serializer.null, 'null')] };
  }

  /**
   * The values of valid data.
   *
   * @throws {ImproperlyConfigured} the data is not valid, or was not checked yet
   */
  get validatedData(): Value {
    const outcome = this.#checked('validatedData');
    if ('value' in outcome) return outcome.value as Value;
    throw new ImproperlyConfigured('`validatedData` is there only for valid data. Ask `await isValid()` first.');
  }

  /** What clients get: of the object, else of the valid data, else the data as it came, to be shown again. */
  get data(): Promise<Out> {
    this.#data ??= this.#represent();
    return this.#data;
  }

  /**
   * Creates or updates the object from the valid data.
   *
   * @param extra Values that do not come from the client: `save({ owner: request.user })`.
   * @throws {ImproperlyConfigured} the data is not valid, or was not checked yet
   */
  async save(extra: Readonly<Record<string, unknown>> = {}): Promise<Instance> {
    const values = this.validatedData;
    this.#data = undefined;
    const saved = await this.write(values, extra);
    this.instance = saved;
    return saved;
  }

  /** Creates or updates. */
  protected abstract write(values: Value, extra: Readonly<Record<string, unknown>>): Promise<Instance>;
  /** What `errors` is for valid data. */
  protected abstract noErrors(): ErrorDetails;
  /** The data as it came, or the initial values, to be shown again. */
  protected abstract initialRepresentation(): unknown;

  async #validate(): Promise<{ readonly value: unknown } | { readonly details: ErrorDetails }> {
    const outcome = await attempt(() => this.runValidation(this.initialData, this));
    if (outcome.ok) return { value: outcome.value };
    if (outcome.error instanceof ValidationError) return { details: outcome.error.details };
    throw outcome.error;
  }

  async #represent(): Promise<Out> {
    const outcome = this.#outcome;
    const failed = outcome !== undefined && 'details' in outcome;
    if (!failed && this.instance !== undefined) return (await this.toRepresentation(this.instance, this)) as Out;
    if (outcome !== undefined && 'value' in outcome) return (await this.toRepresentation(outcome.value, this)) as Out;
    if (outcome === undefined && this.initialData !== empty) {
      throw new ImproperlyConfigured('With `data`, `await isValid()` comes before `data`.');
    }
    return (await this.initialRepresentation()) as Out;
  }

  #checked(what: string): { readonly value: unknown } | { readonly details: ErrorDetails } {
    if (this.#outcome !== undefined) return this.#outcome;
    throw new ImproperlyConfigured(`Call \`await isValid()\` before reading \`${what}\`.`);
  }
}

const isForm = (data: unknown): data is FormData | URLSearchParams =>
  data instanceof FormData || data instanceof URLSearchParams;

/** The scope of a serializer inside another: it has no object of its own. */
export const innerScope = ({ partial, context, settings }: Scope): Scope => ({
  instance: undefined,
  partial,
  context,
  settings,
});

/**
 * Fields together. Declare one with `serializer(fields, hooks)` or `modelSerializer(model, options)`; subclass it to
 * override methods, and call `callable(Subclass)` to use it without `new`.
 *
 * Its fields and hooks belong to the class and are put in order once; an object holds one validation only. Inside
 * another serializer it is a field, and holds no state at all: whatever its methods need comes as `scope`.
 *
 * @see DRF `serializers.Serializer`
 */
export class Serializer<Out = unknown, Value = unknown, Instance = unknown> extends BaseSerializer<
  Out,
  Value,
  Instance
> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.Serializer, null: ERROR_TEXTS.Field.null };
  /** Fields and hooks of the class. */
  static readonly definition: SerializerDefinition = defineSerializer({});

  constructor(options: SerializerOptions = {}) {
    super(options);
    this.validators = [...(this.definition.hooks.validators ?? []), ...this.validators];
  }

  /** Fields and hooks of the class. */
  get definition(): SerializerDefinition {
    return (this.constructor as typeof Serializer).definition;
  }

  override getValue(data: object, scope: Scope): unknown {
    return data instanceof QueryDict ? (formObject(data, this.name) ?? empty) : super.getValue(data, scope);
  }

  override getInitial(): unknown {
    return Object.fromEntries(this.definition.writable.map(({ field }) => [field.name, field.getInitial()]));
  }

  override runValidation(input: unknown, outer: Scope = this): MaybePromise<unknown> {
    if (input === null || input === undefined) return super.runValidation(input, outer);
    const scope = outer === this ? this : innerScope(outer);
    return whenReady(this.toInternalValue(input, scope), (values) => this.#validateObject(values, scope));
  }

  override toInternalValue(input: unknown, scope: Scope): MaybePromise<Record<string, unknown>> {
    if (!isPlainObject(input) && !(input instanceof QueryDict)) {
      const error = this.error('invalid', { datatype: typeName(input) });
      throw new ValidationError({ [scope.settings.nonFieldErrorsKey]: error.details });
    }
    return readFields(this.definition, input, scope);
  }

  /** Checks the whole object; what it returns counts. Calls the hook `validate`. */
  validate(attrs: Value, scope: Scope): MaybePromise<Value> {
    const hook = this.definition.hooks.validate;
    return hook === undefined ? attrs : (hook(attrs, scope) as MaybePromise<Value>);
  }

  override toRepresentation(instance: unknown, scope: Scope): unknown {
    const fields = representFields(this.definition.readable, instance, scope);
    const hook = this.definition.hooks.toRepresentation;
    return hook === undefined ? fields : whenReady(fields, (made) => hook(made, instance, scope));
  }

  /**
   * Makes the object. Calls the hook `create`.
   *
   * @throws {ImproperlyConfigured} there is no such hook
   */
  async create(values: Value): Promise<Instance> {
    const hook = this.definition.hooks.create;
    if (hook) return (await hook(values, this)) as Instance;
    throw new ImproperlyConfigured(`${this.constructor.name} cannot create: give it a \`create(values)\`.`);
  }

  /**
   * Changes the object. Calls the hook `update`.
   *
   * @throws {ImproperlyConfigured} there is no such hook
   */
  async update(instance: Instance, values: Partial<Value>): Promise<Instance> {
    const hook = this.definition.hooks.update;
    if (hook) return (await hook(instance, values as Partial<unknown>, this)) as Instance;
    throw new ImproperlyConfigured(`${this.constructor.name} cannot update: give it an \`update(instance, values)\`.`);
  }

  protected override async write(values: Value, extra: Readonly<Record<string, unknown>>): Promise<Instance> {
    const all = { ...values, ...extra };
    return this.instance === undefined ? this.create(all) : this.update(this.instance, all);
  }

  protected override noErrors(): ErrorDetails {
    return {};
  }

  protected override initialRepresentation(): unknown {
    const data = this.initialData;
    if (data === empty) return this.getInitial();
    if (!isPlainObject(data) && !(data instanceof QueryDict)) return {};
    const values = this.definition.writable.map(({ field }) => [field.name, field.getValue(data, this)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== empty));
  }

  #validateObject(values: Record<string, unknown>, scope: Scope): MaybePromise<unknown> {
    const checked = attempt(() =>
      whenReady(this.#runObjectValidators(values, scope), () => this.validate(values as Value, scope)),
    );
    return whenReady(checked, (outcome) => {
      if (!outcome.ok) throw asObjectError(outcome.error, scope.settings);
      if (outcome.value !== undefined && outcome.value !== null) return outcome.value;
      throw new ImproperlyConfigured(`The \`validate\` of ${this.constructor.name} has to return the values.`);
    });
  }

  #runObjectValidators(values: Record<string, unknown>, scope: Scope): MaybePromise<unknown> {
    if (this.validators.length === 0) return values;
    const defaults: Record<string, unknown> = {};
    for (const field of this.definition.readOnlyDefaults) {
      const value = field.getDefault(scope);
      if (value !== skip) defaults[field.source[0] ?? ''] = value;
    }
    return this.runValidators({ ...defaults, ...values }, scope);
  }
}

/** A subclass of `Serializer`, whatever its types. */
export interface SerializerConstructor {
  new (options?: SerializerOptions): Serializer;
  readonly name: string;
  readonly definition: SerializerDefinition;
}

/** Gives a validation error the shape of an object's: messages by field, the rest under the settings' key. */
export function asObjectError(error: unknown, { nonFieldErrorsKey }: SerializerSettings): unknown {
  if (!(error instanceof ValidationError)) return error;
  const { details } = error;
  if (Array.isArray(details)) return new ValidationError({ [nonFieldErrorsKey]: details });
  const byField: Record<string, ErrorDetails> = Object.create(null);
  for (const [name, value] of Object.entries(details)) byField[name] = value instanceof ErrorDetail ? [value] : value;
  return new ValidationError(byField);
}
