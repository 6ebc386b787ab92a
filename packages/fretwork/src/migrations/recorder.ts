/** Which migrations a database has, in its table `fretwork_migrations`. */
import type { Database } from '../databases/database.ts';
import type { DialectName } from '../databases/dialect.ts';

/** A migration that was applied. */
export interface AppliedMigration {
  readonly name: string;
  /** Checksum of its files when it was applied. */
  readonly checksum: string;
}

const EXISTS: Readonly<Record<DialectName, string>> = {
  sqlite: `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'fretwork_migrations'`,
  postgres: `SELECT 1 WHERE to_regclass('fretwork_migrations') IS NOT NULL`,
};

const CREATE: Readonly<Record<DialectName, string>> = {
  sqlite: `CREATE TABLE IF NOT EXISTS "fretwork_migrations" (
    "name" text NOT NULL PRIMARY KEY, "applied_at" datetime NOT NULL, "checksum" text NOT NULL)`,
  postgres: `CREATE TABLE IF NOT EXISTS "fretwork_migrations" (
    "name" text NOT NULL PRIMARY KEY, "applied_at" timestamp with time zone NOT NULL, "checksum" text NOT NULL)`,
};

/** Reads what was applied; of a database that never saw a migration, nothing. Writes nothing. */
export async function readApplied(database: Database): Promise<AppliedMigration[]> {
  const { rows: tables } = await database.query(EXISTS[database.dialect.name]);
  if (tables.length === 0) return [];
  const { rows } = await database.query('SELECT "name", "checksum" FROM "fretwork_migrations" ORDER BY "name"');
  return rows.map(([name, checksum]) => ({ name: String(name), checksum: String(checksum) }));
}

/** Makes the table where it is missing. */
export async function createRecords(database: Database): Promise<void> {
  await database.exec(CREATE[database.dialect.name]);
}

/** Notes that a migration was applied. @param now The moment, UTC. */
export async function recordApplied(
  database: Database,
  { name, checksum }: AppliedMigration,
  now: Date,
): Promise<void> {
  const { dialect } = database;
  const moment = dialect.name === 'sqlite' ? now.toISOString().replace('T', ' ').replace('Z', '') : now.toISOString();
  const places = [1, 2, 3].map((position) => dialect.placeholder(position)).join(', ');
  await database.query(`INSERT INTO "fretwork_migrations" ("name", "applied_at", "checksum") VALUES (${places})`, [
    name,
    moment,
    checksum,
  ]);
}

/** Notes that a migration was taken back. */
export async function recordUnapplied(database: Database, name: string): Promise<void> {
  await database.query(`DELETE FROM "fretwork_migrations" WHERE "name" = ${database.dialect.placeholder(1)}`, [name]);
}
