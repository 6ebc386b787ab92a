/** Keys that were chosen by hand: the database goes on counting after them, on both dialects. */
import type { Database } from '../databases/database.ts';
import type { ModelMeta } from '../models/meta.ts';

// SQLite's AUTOINCREMENT does this by itself. PostgreSQL would give out the chosen key a second time.
const SKIP = `WITH counter AS (SELECT pg_get_serial_sequence($1, $2)::regclass AS name)
SELECT setval(name, $3::bigint) FROM counter
WHERE name IS NOT NULL AND coalesce(pg_sequence_last_value(name), 0) < $3::bigint`;

/**
 * Makes the database count on after a key that was inserted as it was given.
 *
 * @param key The largest one; may be of any kind, as only counted keys matter.
 */
export async function countOnAfter(meta: ModelMeta, database: Database, key: unknown): Promise<void> {
  const { primaryKey, table } = meta;
  if (database.dialect.name !== 'postgres' || primaryKey.kind !== 'auto') return;
  if (!(Number(key) >= 1)) return;
  await database.query(SKIP, [database.dialect.quoteIdentifier(table), primaryKey.column, String(key)], {
    write: true,
  });
}
