/** `ListSerializer`: many objects of one serializer; what `many: true` makes. */
import { type ErrorDetails, ImproperlyConfigured, ValidationError } from '../errors.ts';
import { ERROR_TEXTS } from './error-messages.ts';
import { empty, Field, type Scope } from './field.ts';
import { gather, represent } from './fields/list-field.ts';
import { allReady, attempt, type MaybePromise, whenReady } from './maybe-promise.ts';
import { typeName } from './python-text.ts';
import { formList, QueryDict } from './query-dict.ts';
import { asObjectError, BaseSerializer, innerScope, type Serializer, type SerializerOptions } from './serializer.ts';

/** What a `ListSerializer` is made with. */
export interface ListSerializerOptions extends SerializerOptions {
  /** The serializer of each item. */
  readonly child: Serializer;
}

/**
 * Many objects of one serializer. Saving creates them one by one; updating many at once is for a subclass to write.
 *
 * @throws {ValidationError} codes `not_a_list`, `empty`, `min_length`, `max_length`, and the items' errors by index
 * @see DRF `serializers.ListSerializer`
 */
export class ListSerializer<Out = unknown, Value = unknown, Instance = unknown> extends BaseSerializer<
  Out[],
  Value[],
  Instance[]
> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.ListSerializer };
  readonly child: Serializer;

  constructor(options: ListSerializerOptions) {
    super(options);
    this.child = options.child;
  }

  override getInitial(): unknown {
    return [];
  }

  override getValue(data: object, scope: Scope): unknown {
    return data instanceof QueryDict ? (formList(data, this.name) ?? empty) : super.getValue(data, scope);
  }

  override runValidation(input: unknown, outer: Scope = this): MaybePromise<unknown> {
    if (input === null || input === undefined) return super.runValidation(input, outer);
    const scope = outer === this ? this : innerScope(outer);
    return whenReady(this.toInternalValue(input, scope), (items) => this.#validateItems(items as Value[], scope));
  }

  override toInternalValue(input: unknown, scope: Scope): MaybePromise<unknown[]> {
    const items = input instanceof QueryDict ? (formList(input, '') ?? []) : input;
    if (!Array.isArray(items)) throw this.#refusal(scope, 'not_a_list', { input_type: typeName(input) });
    const { allowEmpty = true, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = this.options;
    if (!allowEmpty && items.length === 0) throw this.#refusal(scope, 'empty');
    if (items.length > maxLength) throw this.#refusal(scope, 'max_length', { max_length: maxLength });
    if (items.length < minLength) throw this.#refusal(scope, 'min_length', { min_length: minLength });
    const inner = innerScope(scope);
    const outcomes = items.map(
      (item, index) => [String(index), attempt(() => this.child.runValidation(item, inner))] as const,
    );
    return whenReady(gather(outcomes), (entries) => entries.map(([, value]) => value));
  }

  /** Checks the list after its items; what it returns counts. Calls the child's hook `validateList`. */
  validate(items: Value[], scope: Scope): MaybePromise<Value[]> {
    const hook = this.child.definition.hooks.validateList;
    return hook === undefined ? items : (hook(items, scope) as MaybePromise<Value[]>);
  }

  override toRepresentation(instances: unknown, scope: Scope): MaybePromise<unknown[]> {
    const list = isAsyncIterable(instances) ? Array.fromAsync(instances) : Array.from(instances as Iterable<unknown>);
    return whenReady(list as MaybePromise<unknown[]>, (items) =>
      allReady(items.map((item) => represent(this.child, item, scope))),
    );
  }

  protected override async write(items: Value[], extra: Readonly<Record<string, unknown>>): Promise<Instance[]> {
    if (this.instance !== undefined) {
      throw new ImproperlyConfigured(
        'A list of objects cannot be updated as one: subclass ListSerializer and override `write`.',
      );
    }
    const created: Instance[] = [];
    for (const item of items) created.push((await this.child.create({ ...item, ...extra })) as Instance);
    return created;
  }

  protected override noErrors(): ErrorDetails {
    return [];
  }

  protected override initialRepresentation(): unknown {
    return this.initialData === empty ? [] : this.toRepresentation(this.initialData, this);
  }

  #validateItems(items: Value[], scope: Scope): MaybePromise<unknown> {
    const checked = attempt(() => whenReady(this.runValidators(items, scope), () => this.validate(items, scope)));
    return whenReady(checked, (outcome) => {
      if (!outcome.ok) throw asObjectError(outcome.error, scope.settings);
      return outcome.value;
    });
  }

  #refusal(scope: Scope, code: string, values?: Readonly<Record<string, unknown>>): ValidationError {
    return new ValidationError({ [scope.settings.nonFieldErrorsKey]: this.error(code, values).details });
  }
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
