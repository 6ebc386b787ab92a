/** ListField, DictField and HStoreField: many values of one kind. */
import { type ErrorDetails, ImproperlyConfigured, ValidationError } from '../../errors.ts';
import { ERROR_TEXTS } from '../error-messages.ts';
import { empty, Field, type FieldOptions, type Scope } from '../field.ts';
import { allReady, attempt, type MaybePromise, type Outcome, whenReady } from '../maybe-promise.ts';
import { isPlainObject, typeName } from '../python-text.ts';
import { formList, formObject, QueryDict } from '../query-dict.ts';
import { CharField } from './char-field.ts';

/** Options of `ListField`. */
export interface ListFieldOptions extends FieldOptions<unknown[]> {
  /** The field of each item; any value where left out. */
  readonly child?: Field;
  /** Whether an empty list is a valid value. @default true */
  readonly allowEmpty?: boolean;
  /** Fewest items. */
  readonly minLength?: number;
  /** Most items. */
  readonly maxLength?: number;
}

/**
 * A list of values that one field reads and sends.
 *
 * @throws {ValidationError} codes `not_a_list`, `empty`, `min_length`, `max_length`, and the child's by index
 * @see DRF `fields.ListField`
 */
export class ListField extends Field<unknown[], ListFieldOptions> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.ListField };
  readonly child: Field;

  constructor(options: ListFieldOptions = {}) {
    super(options);
    this.child = childOf(options.child, 'ListField') ?? new AnyField();
    const { minLength, maxLength } = options;
    if (maxLength !== undefined) {
      this.validators.push((value) => {
        if (value.length > maxLength) throw this.error('max_length', { max_length: maxLength });
      });
    }
    if (minLength !== undefined) {
      this.validators.push((value) => {
        if (value.length < minLength) throw this.error('min_length', { min_length: minLength });
      });
    }
  }

  override getInitial(): unknown {
    return this.options.initial === undefined ? [] : super.getInitial();
  }

  override getValue(data: object, scope: Scope): unknown {
    if (!(data instanceof QueryDict)) return super.getValue(data, scope);
    if (!data.has(this.name) && scope.partial && formList(data, this.name) === undefined) return empty;
    const values = data.getAll(this.name);
    return values.length > 0 ? values : (formList(data, this.name) ?? empty);
  }

  override toInternalValue(input: unknown, scope: Scope): MaybePromise<unknown[]> {
    const items = input instanceof QueryDict ? (formList(input, '') ?? []) : input;
    if (!Array.isArray(items)) throw this.error('not_a_list', { input_type: typeName(input) });
    if (items.length === 0 && this.options.allowEmpty === false) throw this.error('empty');
    const { maxLength } = this.options;
    // A list that is too long anyway is not read item by item.
    if (maxLength !== undefined && items.length > maxLength) return items;
    const outcomes = items.map(
      (item, index) => [String(index), attempt(() => this.child.runValidation(item, scope))] as const,
    );
    return whenReady(gather(outcomes), (entries) => entries.map(([, value]) => value));
  }

  override toRepresentation(value: Iterable<unknown>, scope: Scope): MaybePromise<unknown[]> {
    return allReady(Array.from(value, (item) => represent(this.child, item, scope)));
  }
}

/** Options of `DictField`. */
export interface DictFieldOptions extends FieldOptions<Readonly<Record<string, unknown>>> {
  /** The field of each value; any value where left out. */
  readonly child?: Field;
  /** Whether an empty object is a valid value. @default true */
  readonly allowEmpty?: boolean;
}

/**
 * An object with any keys, whose values one field reads and sends; it has no prototype, so `__proto__` is a key like any other.
 *
 * @throws {ValidationError} codes `not_a_dict`, `empty`, and the child's by key
 * @see DRF `fields.DictField`
 */
export class DictField<Options extends DictFieldOptions = DictFieldOptions> extends Field<
  Readonly<Record<string, unknown>>,
  Options
> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.DictField };
  readonly child: Field;

  constructor(options: Options = {} as Options) {
    super(options);
    this.child = childOf(options.child, this.constructor.name) ?? new AnyField();
  }

  override getInitial(): unknown {
    return this.options.initial === undefined ? {} : super.getInitial();
  }

  override getValue(data: object, scope: Scope): unknown {
    if (!(data instanceof QueryDict)) return super.getValue(data, scope);
    return formObject(data, this.name) ?? (data.has(this.name) ? new QueryDict() : empty);
  }

  override toInternalValue(input: unknown, scope: Scope): MaybePromise<Readonly<Record<string, unknown>>> {
    const object = input instanceof QueryDict ? input.toJSON() : input;
    if (!isPlainObject(object)) throw this.error('not_a_dict', { input_type: typeName(input) });
    const keys = Object.keys(object);
    if (keys.length === 0 && this.options.allowEmpty === false) throw this.error('empty');
    const outcomes = keys.map((key) => [key, attempt(() => this.child.runValidation(object[key], scope))] as const);
    return whenReady(gather(outcomes), dictionary);
  }

  override toRepresentation(
    value: Readonly<Record<string, unknown>>,
    scope: Scope,
  ): MaybePromise<Record<string, unknown>> {
    if (!isPlainObject(value)) {
      throw new ImproperlyConfigured(
        `The field "${this.name}" is an object, but its own object has something else there.`,
      );
    }
    const entries = Object.keys(value).map((key) =>
      whenReady(represent(this.child, value[key], scope), (item) => [key, item] as const),
    );
    return whenReady(allReady(entries), dictionary);
  }
}

/** Options of `HStoreField`. */
export interface HStoreFieldOptions extends DictFieldOptions {
  readonly child?: CharField;
}

/**
 * An object with any keys and texts or nulls as values.
 *
 * @see DRF `fields.HStoreField`
 */
export class HStoreField extends DictField<HStoreFieldOptions> {
  constructor(options: HStoreFieldOptions = {}) {
    super({ ...options, child: options.child ?? new CharField({ allowBlank: true, allowNull: true }) });
    if (!(this.child instanceof CharField)) {
      throw new ImproperlyConfigured('The `child` of an HStoreField has to be a CharField: the database keeps texts.');
    }
  }
}

/** A field that takes and gives any value; what DRF calls `_UnvalidatedField`. */
class AnyField extends Field {
  constructor() {
    super({ allowNull: true });
  }

  override toInternalValue(input: unknown): unknown {
    return input;
  }
}

function childOf(child: Field | undefined, owner: string): Field | undefined {
  if (child?.options.source !== undefined) {
    throw new ImproperlyConfigured(`The \`child\` of ${owner} has a \`source\`, which would never be used. Remove it.`);
  }
  return child;
}

/** An item as clients get it; null is null whatever the field. */
export const represent = (field: Field, item: unknown, scope: Scope): unknown =>
  item === null || item === undefined ? null : field.toRepresentation(item, scope);

type Attempts = readonly (readonly [string, MaybePromise<Outcome<unknown>>])[];

/**
 * The values of many attempts by key.
 *
 * @throws {ValidationError} all their errors by key
 */
export function gather(attempts: Attempts): MaybePromise<[string, unknown][]> {
  return whenReady(allReady(attempts.map(([, outcome]) => outcome)), (outcomes) => {
    let errors: Record<string, ErrorDetails> | undefined;
    const values: [string, unknown][] = [];
    outcomes.forEach((outcome, index) => {
      const key = attempts[index]?.[0] ?? '';
      if (outcome.ok) values.push([key, outcome.value]);
      else if (outcome.error instanceof ValidationError) {
        errors ??= Object.create(null) as Record<string, ErrorDetails>;
        errors[key] = outcome.error.details;
      } else throw outcome.error;
    });
    if (errors) throw new ValidationError(errors);
    return values;
  });
}

/** An object without prototype, so that no key has a meaning. */
export function dictionary<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const result: Record<string, T> = Object.create(null);
  for (const [key, value] of entries) result[key] = value;
  return result;
}
