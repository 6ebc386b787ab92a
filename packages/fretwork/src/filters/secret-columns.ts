/** Secret columns in filters: to be matched whole, never to be guessed bit by bit. */
import { ImproperlyConfigured } from '../errors.ts';
import type { ColumnMeta } from '../models/meta.ts';

const WHOLE: ReadonlySet<string> = new Set(['exact', 'in', 'isnull']);

/**
 * Refuses a lookup by which clients could find out a secret: with `startswith`, a letter in some sixty requests.
 *
 * @param column Where the path ends, if at a column.
 * @throws {ImproperlyConfigured} with the cure
 */
export function refuseGuessing(column: ColumnMeta | undefined, lookup: string): void {
  if (column?.options.secret !== true || WHOLE.has(lookup)) return;
  throw new ImproperlyConfigured(
    `${column.model.name}.${column.name} is secret, and with \`${lookup}\` clients could guess it bit by bit. ` +
      'Leave it out of what they may search and filter by, or only compare it: `exact`, `in`.',
  );
}
