/** Puts what the server said beside the fields that it said it of. */
import { NotAuthenticated, ValidationError } from '@fretwork/client';
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { messageOf } from './message-of.ts';

/**
 * Sets the errors of a form from what a request was refused with.
 *
 * @param names The fields that the form shows; what is said of others stands above them all.
 * @param refusal What a 401 means here, where it does not mean that nobody is logged in.
 */
export function placeErrors<V extends FieldValues>(
  form: Pick<UseFormReturn<V>, 'setError'>,
  error: unknown,
  names: readonly FieldPath<V>[],
  refusal?: string,
): void {
  if (!(error instanceof ValidationError)) {
    const message = error instanceof NotAuthenticated && refusal !== undefined ? refusal : messageOf(error);
    form.setError('root', { type: 'server', message });
    return;
  }
  const elsewhere = [...error.nonFieldErrors];
  for (const [field, messages] of Object.entries<readonly string[] | undefined>(error.fields)) {
    const message = (messages ?? []).join(' ');
    const name = names.find((known) => known === field);
    if (name === undefined) elsewhere.push(message);
    else form.setError(name, { type: 'server', message });
  }
  if (elsewhere.length > 0) form.setError('root', { type: 'server', message: elsewhere.join(' ') });
}
