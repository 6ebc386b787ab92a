/** `fieldErrors`: what a server said of the fields of a form. */
import { type AnyResource, type FieldErrors, type InputOf, ValidationError } from '@fretwork/client';

/**
 * The messages of a refused input by field, in the server's words: `fieldErrors(error, api.books).title?.[0]`.
 *
 * A field within another has a path, `lines.0.quantity`. What was said of no field is in the error's `nonFieldErrors`.
 *
 * @param error Of a mutation, or caught.
 * @param resource Tells TypeScript which fields there are; it is not looked at.
 * @returns An empty object for whatever is no `ValidationError`.
 */
export function fieldErrors<R extends AnyResource>(error: unknown, resource: R): FieldErrors<InputOf<R>>;
export function fieldErrors(error: unknown): Readonly<Record<string, readonly string[] | undefined>>;
export function fieldErrors(error: unknown, _resource?: AnyResource): object {
  return error instanceof ValidationError ? error.fields : {};
}
