/** ReadOnlyField, HiddenField and SerializerMethodField: values that clients do not send. */
import { ImproperlyConfigured } from '../../errors.ts';
import { empty, Field, type FieldOptions, type Scope, skip } from '../field.ts';
import type { MaybePromise } from '../maybe-promise.ts';

/**
 * An attribute as it is.
 *
 * @see DRF `fields.ReadOnlyField`
 */
export class ReadOnlyField<Value = unknown> extends Field<Value, FieldOptions<Value>, Value, never> {
  constructor(options: FieldOptions<Value> = {}) {
    super({ ...options, readOnly: true });
  }
}

/** Options of `HiddenField`. */
export interface HiddenFieldOptions<Value> extends FieldOptions<Value> {
  /** The value, or a function that makes it from the serializer: `({ context }) => context.request.user`. */
  readonly default: Value | null | ((scope: Scope) => unknown);
}

/**
 * A value that is always the default: never read from clients, never sent to them.
 *
 * @see DRF `fields.HiddenField`
 */
export class HiddenField<Value = unknown> extends Field<Value, HiddenFieldOptions<Value>, never, never> {
  constructor(options: HiddenFieldOptions<Value>) {
    super({ ...options, writeOnly: true });
    if (options.default === undefined)
      throw new ImproperlyConfigured('A HiddenField needs a `default`: it has no other value.');
  }

  override getValue(): unknown {
    return empty;
  }

  override toInternalValue(input: unknown): Value {
    return input as Value;
  }
}

/** Options of `SerializerMethodField`. */
export interface MethodFieldOptions<Instance, Value> extends FieldOptions<Value> {
  /** Makes the value from the object; may return a promise. */
  readonly method: (instance: Instance, scope: Scope) => MaybePromise<Value>;
  /** Relations that the method reads, as paths, so that views load them beforehand. */
  readonly loads?: readonly string[];
}

/**
 * A value that a function makes from the object.
 *
 * @see DRF `fields.SerializerMethodField`
 */
export class SerializerMethodField<Instance = unknown, Value = unknown> extends Field<
  Value,
  MethodFieldOptions<Instance, Value>,
  Value,
  never
> {
  constructor(options: MethodFieldOptions<Instance, Value>) {
    super({ ...options, source: '*', readOnly: true });
  }

  override toRepresentation(instance: unknown, scope: Scope): MaybePromise<Value> {
    return this.options.method(instance as Instance, scope);
  }
}

/**
 * A default for creation only: on update the field is left out.
 *
 * @param value The value, or a function that makes it.
 * @see DRF `fields.CreateOnlyDefault`
 */
export const createOnlyDefault =
  (value: unknown) =>
  (scope: Scope): unknown => {
    if (scope.instance !== undefined && scope.instance !== null) return skip;
    return typeof value === 'function' ? value(scope) : value;
  };

/**
 * A default: the user of the request in the serializer's context.
 *
 * @throws {ImproperlyConfigured} the context has no request
 * @see DRF `fields.CurrentUserDefault`
 */
export function currentUserDefault<User = unknown>({ context }: Scope): User {
  const { request } = context;
  if (typeof request === 'object' && request !== null && 'user' in request) return request.user as User;
  throw new ImproperlyConfigured(
    'currentUserDefault needs `context: { request }`; views give it to their serializers.',
  );
}
