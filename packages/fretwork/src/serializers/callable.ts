/** Serializer classes that need no `new`, `serializer(fields, hooks)`, and the types of what they make. */
import { type ExplainedClass, explainSerializer, type SerializerExplanation } from './explain.ts';
import type { FieldTypes } from './field.ts';
import { ListSerializer } from './list-serializer.ts';
import { Serializer, type SerializerConstructor, type SerializerOptions } from './serializer.ts';
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
import { type StandardProps, standardProps } from './standard-schema.ts';

type Nullable<T, O> = O extends { allowNull: true } ? T | null : T;
type Listed<T, O> = O extends { many: true } ? T[] : T;
type PresenceOf<O> = O extends { required: false }
  ? 'optional'
  : O extends { default: unknown }
    ? 'default'
    : 'required';
type SourceOf<O> = O extends { source: infer S extends string } ? S : string;
type PartialOf<T, O> = O extends { partial: true } ? Partial<T> : T;

/** What calling a serializer class makes: a serializer, and a field with these types. */
export type Made<Out, In, Value, Instance, O> = (O extends { many: true }
  ? ListSerializer<Out, PartialOf<Value, O>, Instance>
  : Serializer<Out, PartialOf<Value, O>, Instance>) & {
  readonly '~types': FieldTypes<
    O extends { writeOnly: true } ? never : Nullable<Listed<Out, O>, O>,
    O extends { readOnly: true } ? never : Nullable<Listed<In, O>, O>,
    O extends { readOnly: true } ? never : Nullable<Listed<Value, O>, O>,
    PresenceOf<O>,
    SourceOf<O>
  >;
};

/**
 * A serializer class: call it to make a serializer of data and objects, or a field of another serializer.
 *
 * It is a Standard Schema too.
 */
export interface SerializerClass<Out = unknown, In = unknown, Value = unknown, Instance = unknown> {
  <const O extends SerializerOptions = object>(options?: O): Made<Out, In, Value, Instance, O>;
  new <const O extends SerializerOptions = object>(options?: O): Made<Out, In, Value, Instance, O>;
  readonly definition: SerializerDefinition;
  /** Which fields go straight from rows to JSON, and why the others need objects; for people, costs no query. */
  explain(): SerializerExplanation;
  readonly '~types': FieldTypes<Out, In, Value>;
  readonly '~standard': StandardProps<In, Value>;
}

/** What clients receive from a serializer class. */
export type Representation<S> = S extends { readonly '~types': { readonly out: infer Out } } ? Out : never;
/** What clients send to a serializer class. */
export type Input<S> = S extends { readonly '~types': { readonly in: infer In } } ? In : never;
/** What a serializer class makes of valid input. */
export type Validated<S> = S extends { readonly '~types': { readonly value: infer Value } } ? Value : never;

/**
 * Declares a serializer.
 *
 * @param fields Fields by name, in the order they are read and sent.
 * @param hooks `validateTitle(title)` for single fields; `validate(attrs)` for all together; `create`, `update`.
 * @throws {ImproperlyConfigured} fields or hooks that cannot work
 * @see DRF `serializers.Serializer`
 */
export function serializer<const F extends SerializerFields, Instance = unknown>(
  fields: F,
  hooks?: FieldHooks<F> & ObjectHooks<FieldsValue<F>, Instance>,
): SerializerClass<FieldsOut<F>, FieldsIn<F>, FieldsValue<F>, Instance> {
  const definition = defineSerializer(fields, hooks);
  class Declared extends Serializer {
    static override readonly definition = definition;
  }
  if (hooks?.name !== undefined) Object.defineProperty(Declared, 'name', { value: hooks.name });
  return callable<SerializerClass<FieldsOut<F>, FieldsIn<F>, FieldsValue<F>, Instance>>(Declared);
}

/**
 * Makes a serializer class callable without `new`, and lets `many: true` make a list of it.
 *
 * @param Class A subclass of `Serializer`, with its `static definition`.
 */
export function callable<C extends object = SerializerClass>(Class: SerializerConstructor): C {
  function make(this: unknown, options: SerializerOptions = {}): unknown {
    const Target = new.target === undefined || new.target === make ? Class : new.target;
    const { many = false, validators, ...rest } = options;
    if (!many) return Reflect.construct(Class, [options], Target);
    const { context, partial, allowNull, errorMessages } = options;
    const child: Serializer = Reflect.construct(
      Class,
      [{ context, partial, allowNull, errorMessages, validators }],
      Target,
    );
    return new ListSerializer({ ...rest, child });
  }
  Object.setPrototypeOf(make, Class);
  Object.defineProperties(make, {
    name: { value: Class.name },
    prototype: { value: Class.prototype },
    explain: { value: explain },
    '~standard': { value: standardProps((data) => Reflect.construct(Class, [{ data }])) },
  });
  return make as unknown as C;
}

// Of the class it is called on, which may be a subclass of the one that was made callable.
function explain(this: ExplainedClass): SerializerExplanation {
  return explainSerializer(this);
}
