/** What a serializer class is made of: its fields and hooks, put in order once per class; and the types that follow. */
import { ImproperlyConfigured } from '../errors.ts';
import type { Field, FieldTypes, Presence, Scope, Validator } from './field.ts';
import type { MaybePromise } from './maybe-promise.ts';

/** Fields by name. */
export type SerializerFields = { readonly [name: string]: Field };

/** Flattens an intersection, so that editors show an object. */
export type Simplify<T> = { [K in keyof T]: T[K] } & {};

type TypesOf<F> = F extends { readonly '~types': infer T extends FieldTypes<unknown, unknown, unknown> } ? T : never;
type OutOf<F> = TypesOf<F>['out'];
type InOf<F> = TypesOf<F>['in'];
type ValueOf<F> = TypesOf<F>['value'];
type PresenceOf<F> = TypesOf<F>['presence'];
type IsNever<T> = [T] extends [never] ? true : false;

/** What clients receive from these fields. */
export type FieldsOut<F> = Simplify<{
  -readonly [N in keyof F as IsNever<OutOf<F[N]>> extends true ? never : N]: OutOf<F[N]>;
}>;

type Mandatory<P> = 'required' extends P ? true : false;
type WritableName<F, N extends keyof F, Required extends boolean> =
  IsNever<InOf<F[N]>> extends true ? never : Mandatory<PresenceOf<F[N]>> extends Required ? N : never;

/** What clients send for these fields. */
export type FieldsIn<F> = Simplify<
  { -readonly [N in keyof F as WritableName<F, N, true>]: InOf<F[N]> } & {
    -readonly [N in keyof F as WritableName<F, N, false>]?: InOf<F[N]>;
  }
>;

type Head<S extends string> = S extends `${infer H}.${string}` ? H : S;
/** Where a field's value is in validated data. */
type KeyOf<F, N extends keyof F> = string extends TypesOf<F[N]>['source']
  ? N
  : TypesOf<F[N]>['source'] extends '*'
    ? never
    : Head<TypesOf<F[N]>['source']>;
type KeptValue<F, N extends keyof F> = TypesOf<F[N]>['source'] extends `${string}.${string}`
  ? Readonly<Record<string, unknown>>
  : ValueOf<F[N]>;
type KeptName<F, N extends keyof F, Optional extends boolean> =
  IsNever<ValueOf<F[N]>> extends true
    ? never
    : (
          'optional' extends PresenceOf<F[N]>
            ? Presence extends PresenceOf<F[N]>
              ? false
              : true
            : false
        ) extends Optional
      ? KeyOf<F, N>
      : never;

/** What these fields make of valid input. */
export type FieldsValue<F> = Simplify<
  { -readonly [N in keyof F as KeptName<F, N, false>]: KeptValue<F, N> } & {
    -readonly [N in keyof F as KeptName<F, N, true>]?: KeptValue<F, N>;
  }
>;

/**
 * Checks of single fields by name: `validateTitle(title)` returns the value that counts.
 *
 * A conditional type, because only those are resolved in time for the hooks' parameters to be inferred.
 */
export type FieldHooks<F> = F extends infer G ? HooksByField<G> : never;

type HooksByField<F> = {
  readonly [N in keyof F & string as IsNever<ValueOf<F[N]>> extends true ? never : `validate${Capitalize<N>}`]?: (
    value: ValueOf<F[N]>,
    scope: Scope,
  ) => MaybePromise<ValueOf<F[N]>>;
};

/** What a serializer does besides its fields. */
export interface ObjectHooks<Value, Instance = unknown> {
  /** Checks run with the whole object; their errors are gathered. */
  readonly validators?: readonly Validator<Value>[];
  /** Checks the whole object after its fields, and returns the values that count; what it leaves out is gone. */
  readonly validate?: (attrs: Value, scope: Scope<Instance>) => MaybePromise<Partial<Value>>;
  /** Checks the list after its items, where the serializer is used with `many`. */
  readonly validateList?: (items: Value[], scope: Scope) => MaybePromise<Value[]>;
  /** Makes the object that `save` was called for. */
  readonly create?: (values: Value, scope: Scope<Instance>) => MaybePromise<Instance>;
  /** Changes the object that `save` was called for. */
  readonly update?: (instance: Instance, values: Partial<Value>, scope: Scope<Instance>) => MaybePromise<Instance>;
  /** Has the last word on what clients get; `fields` is what the fields made. */
  readonly toRepresentation?: (fields: Record<string, unknown>, instance: Instance, scope: Scope) => unknown;
  /** Name in schemas and messages. */
  readonly name?: string;
}

/** A check of one field, whatever its type. */
export type FieldHook = (value: unknown, scope: Scope) => unknown;

/** A serializer class in order. */
export interface SerializerDefinition {
  readonly fields: SerializerFields;
  /** Fields that read input, each with its `validate<Name>`. */
  readonly writable: readonly { readonly field: Field; readonly hook: FieldHook | undefined }[];
  /** Fields that are sent. */
  readonly readable: readonly Field[];
  /** Read-only fields whose default the object's validators may see. */
  readonly readOnlyDefaults: readonly Field[];
  readonly hooks: ObjectHooks<unknown>;
}

/**
 * Puts fields and hooks in order.
 *
 * @param fields Fields by name, in the order they are read and sent.
 * @param hooks `validate`, `create`, `update` and their kin, and `validate<Name>` for single fields.
 * @throws {ImproperlyConfigured} a hook for a field that does not exist, or a name that no object may have
 */
export function defineSerializer(fields: SerializerFields, hooks: object = {}): SerializerDefinition {
  const bound: Record<string, Field> = Object.create(null);
  for (const [name, field] of Object.entries(fields)) {
    refuseUnsafe(name);
    bound[name] = field.bind(name);
    field.options.source?.split('.').forEach(refuseUnsafe);
  }
  const fieldHooks = collectFieldHooks(hooks, bound);
  const all = Object.values(bound);
  return {
    fields: bound,
    writable: all.filter((field) => !field.readOnly).map((field) => ({ field, hook: fieldHooks.get(field.name) })),
    readable: all.filter((field) => !field.writeOnly),
    readOnlyDefaults: all.filter(
      (field) => field.readOnly && field.source.length === 1 && field.options.default !== undefined,
    ),
    hooks: hooks as ObjectHooks<unknown>,
  };
}

const OBJECT_HOOKS: ReadonlySet<string> = new Set(['validate', 'validateList', 'validators']);

function collectFieldHooks(hooks: object, fields: SerializerFields): Map<string, FieldHook> {
  const byHook = new Map(Object.keys(fields).map((name) => [`validate${capitalized(name)}`, name]));
  const result = new Map<string, FieldHook>();
  for (const [key, hook] of Object.entries(hooks)) {
    if (!key.startsWith('validate') || OBJECT_HOOKS.has(key) || hook === undefined) continue;
    const name = byHook.get(key);
    if (name === undefined) {
      throw new ImproperlyConfigured(
        `There is no field for ${key}. The hooks here may be ${[...byHook.keys()].join(', ')}.`,
      );
    }
    result.set(name, hook);
  }
  return result;
}

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function refuseUnsafe(name: string): void {
  if (name === '__proto__' || name === '')
    throw new ImproperlyConfigured(`A field may not have the name or source "${name}".`);
}
