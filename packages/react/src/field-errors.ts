/** `fieldErrors`: what a server said of the fields of a form. */
import { ValidationError } from '@fretwork/client';

/**
 * The messages of a refused input by field, in the server's words: `fieldErrors(error).title?.[0]`.
 *
 * A field within another has a path, `lines.0.quantity`. What was said of no field is in the error's `nonFieldErrors`.
 *
 * @param error Of a mutation, or caught.
 * @returns An empty object for whatever is no `ValidationError`.
 */
export function fieldErrors(error: unknown): Readonly<Record<string, readonly string[] | undefined>> {
  return error instanceof ValidationError ? error.fields : {};
}
