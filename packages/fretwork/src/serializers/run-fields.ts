/** Running the fields of a serializer: all of the input into values, all of an object into what clients get. */
import { type ErrorDetails, RelationNotLoaded, ValidationError } from '../errors.ts';
import { empty, type Field, type Scope, skip } from './field.ts';
import { loadRelations } from './load-relations.ts';
import { isPromise, type MaybePromise, whenReady } from './maybe-promise.ts';
import { isPlainObject } from './python-text.ts';
import type { FieldHook, SerializerDefinition } from './serializer-definition.ts';

/**
 * Reads every writable field; those that have to wait run together.
 *
 * @param input A plain object or a form; not trusted.
 * @returns The values by source.
 * @throws {ValidationError} all messages by field
 */
export function readFields(
  definition: SerializerDefinition,
  input: object,
  scope: Scope,
): MaybePromise<Record<string, unknown>> {
  const { writable } = definition;
  const values: unknown[] = new Array(writable.length);
  const failures = new Map<number, unknown>();
  let waiting: Promise<unknown>[] | undefined;
  writable.forEach(({ field, hook }, index) => {
    try {
      const value = readField(field, hook, input, scope);
      if (isPromise(value)) {
        const settled = value.then(
          (ready) => {
            values[index] = ready;
          },
          (error: unknown) => void failures.set(index, error),
        );
        waiting = [...(waiting ?? []), settled];
      } else values[index] = value;
    } catch (error) {
      failures.set(index, error);
    }
  });
  if (waiting === undefined) return assemble(writable, values, failures);
  return Promise.all(waiting).then(() => assemble(writable, values, failures));
}

function readField(field: Field, hook: FieldHook | undefined, input: object, scope: Scope): unknown {
  const raw = field.getValue(input, scope);
  const value = raw === empty ? field.validateEmpty(scope) : field.runValidation(raw, scope);
  if (hook === undefined) return value;
  return whenReady(value, (ready) => (ready === skip ? skip : hook(ready, scope)));
}

function assemble(
  writable: SerializerDefinition['writable'],
  values: readonly unknown[],
  failures: ReadonlyMap<number, unknown>,
): Record<string, unknown> {
  if (failures.size > 0) throw fieldErrors(writable, failures);
  const result: Record<string, unknown> = {};
  writable.forEach(({ field }, index) => {
    if (values[index] !== skip) setValue(result, field.source, values[index]);
  });
  return result;
}

function fieldErrors(writable: SerializerDefinition['writable'], failures: ReadonlyMap<number, unknown>): unknown {
  const errors: Record<string, ErrorDetails> = Object.create(null);
  for (const [index, { field }] of writable.entries()) {
    if (!failures.has(index)) continue;
    const error = failures.get(index);
    if (!(error instanceof ValidationError)) return error;
    errors[field.name] = error.details;
  }
  return new ValidationError(errors);
}

/** Puts a value at the end of a path; an empty path spreads it. */
function setValue(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first, ...rest] = path;
  if (first === undefined) {
    for (const [key, item] of Object.entries(value ?? {})) if (key !== '__proto__') target[key] = item;
  } else if (rest.length === 0) target[first] = value;
  else {
    if (!isPlainObject(target[first])) target[first] = {};
    setValue(target[first] as Record<string, unknown>, rest, value);
  }
}

/** The fields of an object as clients get them; those that have to wait run together. */
export function representFields(
  readable: readonly Field[],
  instance: unknown,
  scope: Scope,
): MaybePromise<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  let waiting: Promise<unknown>[] | undefined;
  for (const field of readable) {
    const value = representField(field, instance, scope);
    if (value === skip) continue;
    result[field.name] = value;
    if (isPromise(value)) {
      const settled = value.then((ready) => {
        if (ready === skip) delete result[field.name];
        else result[field.name] = ready;
      });
      waiting = [...(waiting ?? []), settled];
    }
  }
  return waiting === undefined ? result : Promise.all(waiting).then(() => result);
}

/** One field of an object as clients get it; `skip` where it is left out. */
export function representField(field: Field, instance: unknown, scope: Scope): unknown {
  const attribute = readAttribute(field, instance, scope);
  if (attribute === skip) return skip;
  if (isPromise(attribute)) {
    return attribute.then((ready) => (ready === skip ? skip : (representReady(field, ready, scope) as unknown)));
  }
  return representReady(field, attribute, scope);
}

// Views load relations beforehand; what they could not know, such as those of an object just created, is loaded now.
function readAttribute(field: Field, instance: unknown, scope: Scope): unknown {
  try {
    return field.getAttribute(instance, scope);
  } catch (error) {
    if (!(error instanceof RelationNotLoaded)) throw error;
    return loadRelations(instance, field.source).then(() => field.getAttribute(instance, scope));
  }
}

const representReady = (field: Field, attribute: unknown, scope: Scope): unknown =>
  attribute === null || attribute === undefined ? null : field.toRepresentation(attribute, scope);
