/** The values that columns give themselves: defaults, and the current moment. */
import type { ColumnMeta } from './meta.ts';

const textKinds: ReadonlySet<string> = new Set(['char', 'text', 'email', 'url', 'slug', 'file', 'image']);

/**
 * The value of a new object's column that got none; a function as default is called.
 *
 * As in Django, text without a default is empty; everything else is missing, and the database will say so.
 *
 * @see Django `Field.get_default`
 */
export function defaultOf(column: ColumnMeta): unknown {
  const { default: value } = column.options;
  if (typeof value === 'function') return (value as () => unknown)();
  if (value !== undefined) return value;
  return textKinds.has(column.kind) && !column.null && !column.primaryKey && !column.relation ? '' : null;
}

/**
 * A moment as a column holds it, in UTC: a `Date`, a day or a time of day.
 *
 * @see Django `DateTimeField.pre_save`
 */
export function momentOf({ kind }: ColumnMeta, now: Date): Date | string {
  if (kind === 'dateTime') return now;
  const text = now.toISOString();
  if (kind === 'date') return text.slice(0, 10);
  return now.getUTCMilliseconds() === 0 ? text.slice(11, 19) : `${text.slice(11, 23)}000`;
}
