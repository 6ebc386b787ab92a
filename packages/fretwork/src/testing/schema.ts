/** What a database's schema really is, in a form that can be compared: for tests of migrations. */
import type { Database } from '../databases/database.ts';

/** Tables by name, each with its columns, constraints and indexes as sorted lines. */
export type Schema = Readonly<Record<string, readonly string[]>>;

/**
 * Reads the schema of a database, its own tables aside.
 *
 * The order of columns does not count, nor do names that the database itself gives.
 */
export async function readSchema(database: Database): Promise<Schema> {
  const lines = await (database.dialect.name === 'sqlite' ? readSqlite(database) : readPostgres(database));
  const schema: Record<string, string[]> = {};
  for (const [table, line] of lines) {
    schema[table] ??= [];
    schema[table].push(line);
  }
  for (const list of Object.values(schema)) list.sort();
  return schema;
}

async function readSqlite(database: Database): Promise<[string, string][]> {
  const { rows } = await database.query(
    `SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'fretwork_migrations'`,
  );
  const lines: [string, string][] = [];
  const add = async (table: string, kind: string, sql: string): Promise<void> => {
    for (const row of (await database.query(sql)).rows) lines.push([table, `${kind} ${row.map(String).join(' ')}`]);
  };
  for (const [name, sql] of rows) {
    const table = String(name);
    const text = `'${table}'`;
    lines.push([table, `counts ${String(sql).includes('AUTOINCREMENT')}`]);
    for (const check of checksOf(String(sql))) lines.push([table, check]);
    await add(table, 'column', `SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(${text})`);
    await add(table, 'key', `SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list(${text})`);
    await add(
      table,
      'index',
      `SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ${text} AND sql IS NOT NULL`,
    );
  }
  return lines;
}

async function readPostgres(database: Database): Promise<[string, string][]> {
  const { rows } = await database.query(`
    SELECT table_name, concat_ws(' ', 'column', column_name, data_type, character_maximum_length, numeric_precision,
      numeric_scale, is_nullable, coalesce(column_default, '-'), is_identity)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT conrelid::regclass::text, concat_ws(' ', CASE contype WHEN 'p' THEN 'primary' ELSE conname END, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL
    SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%\\_pkey%'`);
  const own = rows.filter(([table]) => table !== 'fretwork_migrations');
  return own.map(([table, line]) => [String(table).replaceAll('"', ''), String(line)]);
}

// Up to the bracket that closes the check: what follows on the line depends on how the column came to be.
function checksOf(sql: string): string[] {
  return [...sql.matchAll(/(?:CONSTRAINT "\w+" )?CHECK \(/g)].map(({ index, 0: begin }) => {
    let depth = 1;
    let end = index + begin.length;
    for (; depth > 0 && end < sql.length; end += 1) depth += { '(': 1, ')': -1 }[sql.charAt(end)] ?? 0;
    return sql.slice(index, end);
  });
}
