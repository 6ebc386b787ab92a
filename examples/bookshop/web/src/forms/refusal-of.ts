/** What the server said of a request that no form sent: all of it in one text. */
import { ValidationError } from '@fretwork/client';
import { messageOf } from './message-of.ts';

export function refusalOf(error: unknown): string {
  if (!(error instanceof ValidationError)) return messageOf(error);
  const messages = Object.values<readonly string[] | undefined>(error.fields).flatMap((said) => said ?? []);
  return [...error.nonFieldErrors, ...messages].join(' ');
}
