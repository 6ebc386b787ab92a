/** Names of indexes and constraints that nobody named: readable, the same on every machine, never too long. */
import { createHash } from 'node:crypto';

/** PostgreSQL cuts longer names off without a word. */
const MAX_BYTES = 63;
const HASH_LENGTH = 8;

/** What a name ends in: what it is the name of. */
export type NameSuffix = 'uniq' | 'idx' | 'fk' | 'check';

/**
 * `book_title_author_id_uniq`; where that is too long, its beginning with a hash of all of it.
 *
 * @param columns Names in the database, in order; `-name` where an index descends.
 * @see Django `BaseDatabaseSchemaEditor._create_index_name`
 */
export function constraintName(table: string, columns: readonly string[], suffix: NameSuffix): string {
  const parts = [table, ...columns.map((column) => column.replace(/^-(.*)/, '$1_desc'))];
  const name = [...parts, suffix].join('_');
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const end = `_${createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, HASH_LENGTH)}_${suffix}`;
  return cutTo(name, MAX_BYTES - end.length) + end;
}

function cutTo(text: string, bytes: number): string {
  let result = text;
  while (Buffer.byteLength(result) > bytes) result = result.slice(0, -1);
  return result;
}
