/** `Field`: one named value of a serializer, from input to validated value and from object to representation. */
import { ErrorDetail, type ErrorDetails, ImproperlyConfigured, ValidationError } from '../errors.ts';
import { ERROR_TEXTS, type ErrorTexts, fillIn } from './error-messages.ts';
import { isPromise, type MaybePromise } from './maybe-promise.ts';
import { isPlainObject } from './python-text.ts';
import { QueryDict } from './query-dict.ts';
import { DEFAULT_SERIALIZER_SETTINGS, type SerializerSettings } from './serializer-settings.ts';

/** Stands for "no value was sent". @see DRF `fields.empty` */
export const empty: unique symbol = Symbol('empty');
/** Stands for "leave the field out of the result"; a default function may return it. @see DRF `fields.SkipField` */
export const skip: unique symbol = Symbol('skip');

/** What a caller hands to a serializer besides data: `request`, `view`, `format` and whatever it likes. */
export interface SerializerContext {
  /** The app's settings for serializers; DRF's defaults where left out. */
  readonly settings?: Partial<SerializerSettings>;
  readonly [name: string]: unknown;
}

/** What a field, validator or default may know of the serializer that runs it; a serializer is one. */
export interface Scope<Instance = unknown> {
  /** The object that is updated; `undefined` when one is created, and in nested serializers. */
  readonly instance: Instance | undefined;
  /** Whether fields may be left out: PATCH. */
  readonly partial: boolean;
  readonly context: SerializerContext;
  readonly settings: SerializerSettings;
}

const NO_SCOPE: Scope = Object.freeze({
  instance: undefined,
  partial: false,
  context: {},
  settings: DEFAULT_SERIALIZER_SETTINGS,
});

/**
 * A check of one value after it was read: throws a `ValidationError`, or returns; a promise where it has to ask.
 *
 * Written as a method so that a check of `string` may stand where one of a narrower value is expected.
 */
export type Validator<Value = unknown> = {
  check(value: Value, field: Field, scope: Scope): MaybePromise<void>;
}['check'];

/** Options that every field has. @see DRF "Core arguments" */
export interface FieldOptions<Value = unknown> {
  /** Sent to clients, ignored in input. @default false */
  readonly readOnly?: boolean;
  /** Read from input, never sent. @default false */
  readonly writeOnly?: boolean;
  /** Whether input has to have it. @default true, unless it is read-only or has a default */
  readonly required?: boolean;
  /** Value where none was sent, not validated; or a function that makes it and may ask the serializer. */
  readonly default?: Value | null | ((scope: Scope) => unknown);
  /** Value of a form that is not filled in yet. */
  readonly initial?: unknown;
  /** Attribute of the object: a name, a path with dots, or `*` for the object itself. @default the field's name */
  readonly source?: string;
  readonly label?: string;
  readonly helpText?: string;
  /** Hints for whoever renders the field. */
  readonly style?: Readonly<Record<string, unknown>>;
  /** Texts of this field by code. */
  readonly errorMessages?: ErrorTexts;
  /** Checks after the field's own. */
  readonly validators?: readonly Validator<Value>[];
  /** Whether null is a valid value. @default false */
  readonly allowNull?: boolean;
}

/** Whether input has to have a field, may leave it out for the default, or may leave it out for nothing. */
export type Presence = 'required' | 'default' | 'optional';

/** What a field means to TypeScript: sent, received, validated; `never` where it takes no part. */
export interface FieldTypes<Out, In, Value, P extends Presence = Presence, Source extends string = string> {
  readonly out: Out;
  readonly in: In;
  readonly value: Value;
  readonly presence: P;
  /** Where the validated value goes; `string` for the field's own name. */
  readonly source: Source;
}

/** A field whose options are known to TypeScript; what `s.char(…)` returns. */
export type Declared<Out, In, Value = In, P extends Presence = Presence, Source extends string = string> = Field & {
  readonly '~types': FieldTypes<Out, In, Value, P, Source>;
};

/**
 * The base of all fields; subclass it and write `toInternalValue` and `toRepresentation`.
 *
 * A field holds no state of a request: one object serves all. Its constructor takes the options and nothing else.
 *
 * @see DRF `fields.Field`
 */
export class Field<Value = unknown, Options extends FieldOptions<Value> = FieldOptions<Value>, Out = Value, In = Out> {
  declare readonly '~types': FieldTypes<Out, In, Value>;
  /** Texts by code. A subclass spreads its parent's and adds its own. */
  static readonly texts: ErrorTexts = ERROR_TEXTS.Field;

  readonly options: Options;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly required: boolean;
  readonly allowNull: boolean;
  /** Checks in the order they run: the field's own limits, then `options.validators`. */
  protected validators: Validator<Value>[];
  /** What a form without this name means. */
  protected emptyForm: unknown = empty;
  #name = '';
  #source: readonly string[] = [];

  constructor(options: Options) {
    const { readOnly = false, writeOnly = false } = options;
    const hasDefault = options.default !== undefined;
    this.options = options;
    this.readOnly = readOnly;
    this.writeOnly = writeOnly;
    this.required = options.required ?? !(hasDefault || readOnly);
    this.allowNull = options.allowNull ?? false;
    this.validators = [...(options.validators ?? [])];
    this.#refuse(readOnly && writeOnly, 'both `readOnly` and `writeOnly`');
    this.#refuse(readOnly && this.required, 'both `readOnly` and `required`');
    this.#refuse(hasDefault && this.required, 'both `required` and `default`');
  }

  /** Name in input and representation; '' before the field is part of a serializer. */
  get name(): string {
    return this.#name;
  }

  /** Path of the attribute; no steps for the whole object. */
  get source(): readonly string[] {
    return this.#source;
  }

  /** Text for people; made from the name where the options have none. */
  get label(): string {
    if (this.options.label !== undefined) return this.options.label;
    const words = this.#name
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .replaceAll('_', ' ')
      .toLowerCase();
    return words.charAt(0).toUpperCase() + words.slice(1);
  }

  /**
   * Gives the field its place in a serializer class.
   *
   * @returns This field, or a copy where it already has another name.
   * @throws {ImproperlyConfigured} `source` repeats the name
   */
  bind(name: string): this {
    if (this.#name !== '' && this.#name !== name) return this.copy().bind(name);
    const { source = name } = this.options;
    if (this.options.source === name) {
      throw new ImproperlyConfigured(
        `The field "${name}" (${this.constructor.name}) has the source "${name}", which it would have anyway. Remove \`source\`.`,
      );
    }
    this.#name = name;
    this.#source = source === '*' ? [] : source.split('.');
    return this;
  }

  /** Another field of the same class and options that has no place yet. */
  copy(): this {
    return new (this.constructor as new (options: Options) => this)(this.options);
  }

  /**
   * This field's part of the input.
   *
   * @param data A plain object or a form; not trusted yet.
   * @returns `empty` where nothing was sent.
   */
  getValue(data: object, scope: Scope): unknown {
    if (!(data instanceof QueryDict)) return ownValue(data, this.#name);
    if (!data.has(this.#name)) return scope.partial ? empty : this.emptyForm;
    const value = data.get(this.#name);
    if (value !== '') return value;
    const blank = 'allowBlank' in this.options && this.options.allowBlank === true;
    if (this.allowNull) return blank ? '' : null;
    return this.required || blank ? '' : empty;
  }

  /**
   * What a missing value means.
   *
   * @returns The default, or `skip`.
   * @throws {ValidationError} code `required`
   */
  validateEmpty(scope: Scope): unknown {
    if (scope.partial) return skip;
    if (this.required) throw this.error('required');
    return this.getDefault(scope);
  }

  /**
   * Reads and checks a value.
   *
   * At once, unless the field or one of its validators has to ask the database.
   *
   * @param input As it was sent; not trusted.
   * @throws {ValidationError} with this field's texts and codes
   */
  runValidation(input: unknown, scope: Scope = NO_SCOPE): MaybePromise<Value> {
    if (input === null || input === undefined) {
      if (!this.allowNull) throw this.error('null');
      // A field for the whole object still has to say what null means for it.
      if (this.options.source !== '*') return null as Value;
    }
    const value = this.toInternalValue(input, scope);
    if (this.validators.length === 0) return value;
    return isPromise(value)
      ? (value as Promise<Value>).then((ready) => this.runValidators(ready, scope))
      : this.runValidators(value as Value, scope);
  }

  /**
   * Runs the validators one after another and gathers their messages; one with messages by name ends it.
   *
   * @returns The value.
   */
  runValidators(value: Value, scope: Scope, from = 0, errors: readonly ErrorDetails[] = []): MaybePromise<Value> {
    let gathered = errors;
    for (let index = from; index < this.validators.length; index++) {
      try {
        const result = this.validators[index]?.(value, this as Field, scope);
        if (isPromise(result)) {
          const before = gathered;
          return result.then(
            () => this.runValidators(value, scope, index + 1, before),
            (error: unknown) => this.runValidators(value, scope, index + 1, [...before, ...messagesOf(error)]),
          );
        }
      } catch (error) {
        gathered = [...gathered, ...messagesOf(error)];
      }
    }
    if (gathered.length > 0) throw new ValidationError(gathered);
    return value;
  }

  /** Reads a value that is not null. Overridden by every field that takes input. */
  toInternalValue(_input: unknown, _scope: Scope): MaybePromise<Value> {
    throw new ImproperlyConfigured(
      `${this.constructor.name} has no toInternalValue(input). Write it, or make the field read-only.`,
    );
  }

  /** What clients get for a value that is not null. */
  toRepresentation(value: Value, _scope: Scope): MaybePromise<Out> {
    return value as unknown as Out;
  }

  /**
   * The field's attribute of an object.
   *
   * @returns `skip` where it is missing and not required.
   * @throws {ImproperlyConfigured} it is missing, and the field has no default
   */
  getAttribute(instance: unknown, scope: Scope): unknown {
    const value = readPath(instance, this.#source);
    if (value !== undefined) return value;
    if (this.options.default !== undefined) return this.getDefault(scope);
    if (this.allowNull) return null;
    if (!this.required) return skip;
    throw new ImproperlyConfigured(
      `The field "${this.#name}" found no attribute "${this.#source.join('.')}" on its object. Correct its \`source\`, or give it a default.`,
    );
  }

  /** The default, or `skip` where there is none or the update is partial. */
  getDefault(scope: Scope): unknown {
    const value: unknown = this.options.default;
    if (value === undefined || scope.partial) return skip;
    return typeof value === 'function' ? value(scope) : value;
  }

  /** What a form shows before it is filled in. */
  getInitial(): unknown {
    const { initial } = this.options;
    return typeof initial === 'function' ? initial() : (initial ?? null);
  }

  /** An error with this field's text for a code; the values fill the text. */
  protected error(code: string, values: Readonly<Record<string, unknown>> = {}): ValidationError {
    const text = this.options.errorMessages?.[code] ?? (this.constructor as typeof Field).texts[code];
    if (text === undefined) {
      throw new ImproperlyConfigured(
        `${this.constructor.name} has no text for the code "${code}". Add it to its \`texts\`.`,
      );
    }
    return new ValidationError(new ErrorDetail(fillIn(text, values), code));
  }

  #refuse(wrong: boolean, what: string): void {
    if (wrong) throw new ImproperlyConfigured(`${this.constructor.name} may not have ${what}. Remove one of them.`);
  }
}

/** The messages of a validator's error; one that is keyed by name, or no validation error at all, goes on its way. */
function messagesOf(error: unknown): readonly ErrorDetails[] {
  if (error instanceof ValidationError && Array.isArray(error.details)) return error.details;
  throw error;
}

/** What an object of unknown origin itself has under a name. */
const ownValue = (data: object, name: string): unknown => {
  const value: unknown = Object.hasOwn(data, name) ? (data as Record<string, unknown>)[name] : empty;
  return value === undefined ? empty : value;
};

/** Follows a path; `undefined` where a step is missing. A method without parameters is called. */
export function readPath(instance: unknown, path: readonly string[]): unknown {
  let value = instance;
  for (const step of path) {
    if (value === null || value === undefined) return undefined;
    const owner = value as Record<string, unknown>;
    const next: unknown = isPlainObject(owner) && !Object.hasOwn(owner, step) ? undefined : owner[step];
    value = typeof next === 'function' && next.length === 0 ? next.call(owner) : next;
  }
  return value;
}
