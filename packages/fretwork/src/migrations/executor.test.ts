/** migrate: applying, reverting, failing, waiting for each other, and copying tables without losing anything. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { MigrationError } from '../errors.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { sqliteFile, testDatabases } from '../testing/databases.ts';
import { createMigrationProject, type MigrationProject } from '../testing/migration-project.ts';
import { readSchema } from '../testing/schema.ts';
import { migrate, migrationStatus, planMigrations } from './executor.ts';
import { makeEmptyMigration } from './make-migration.ts';

const title = f.char({ maxLength: 200 });
const author = f.foreignKey('Author', { onDelete: 'cascade' });
const first = defineModels({ Author: { name: f.char({ maxLength: 50 }) }, Book: { title, author } });
const second = defineModels({ Author: { name: f.char({ maxLength: 80 }) }, Book: { title, author } });
const third = defineModels({
  Author: { name: f.char({ maxLength: 80 }) },
  Book: { title, author },
  Shop: { name: title },
});

describe.each(testDatabases)('migrate on $name', (kind) => {
  let project: MigrationProject;
  beforeEach(async () => {
    project = await createMigrationProject(kind);
    for (const models of [first, second, third]) await project.make(models);
  });
  afterEach(() => project.drop());

  const names = async (target?: string): Promise<string[]> =>
    (await project.migrate({ target })).map(({ migration, direction }) => `${direction} ${migration.name}`);
  const insert = (): Promise<void> =>
    project.database.exec(
      `INSERT INTO author (id, name) VALUES (1, 'Le Guin'); INSERT INTO book (id, title, author_id) VALUES (5, 'Dune', 1)`,
    );

  it('goes forward and back to any migration, and to zero', async () => {
    expect(await names()).toEqual(['up 0001_initial', 'up 0002_alter_author_name', 'up 0003_shop']);
    expect(await names()).toEqual([]);
    expect(await names('0001')).toEqual(['down 0003_shop', 'down 0002_alter_author_name']);
    expect(await names('0002_alter_author_name')).toEqual(['up 0002_alter_author_name']);
    expect(await names('zero')).toEqual(['down 0002_alter_author_name', 'down 0001_initial']);
    expect(await readSchema(project.database)).toEqual({});
  });

  it.each(['0004', '../0001_initial', '000', '__proto__'])('refuses the target %s', async (target) => {
    await expect(project.migrate({ target })).rejects.toThrow(MigrationError);
  });

  it('says what it would do and does nothing', async () => {
    const plan = await planMigrations(project.database, { directory: project.directory, target: '0002' });
    expect(plan.map(({ migration }) => migration.name)).toEqual(['0001_initial', '0002_alter_author_name']);
    expect(await readSchema(project.database)).toEqual({});
  });

  it('keeps rows that refer to a table which is copied', async () => {
    await project.migrate({ target: '0001' });
    await insert();
    await project.migrate();
    await project.migrate({ target: '0001' });
    expect(await project.rows('SELECT b.id, b.title, a.name FROM book b JOIN author a ON a.id = b.author_id')).toEqual([
      [5, 'Dune', 'Le Guin'],
    ]);
    await expect(
      project.database.exec('INSERT INTO book (id, title, author_id) VALUES (6, $$, 9)'.replace('$$', `'x'`)),
    ).rejects.toMatchObject({ kind: 'foreignKey' });
  });

  it('leaves nothing of a migration that fails, and keeps those before it', async () => {
    const made = await makeEmptyMigration({ directory: project.directory, name: 'broken' });
    await writeFile(
      join(made.directory ?? '', `${project.database.dialect.name}.up.sql`),
      'CREATE TABLE half (id integer); INSERT INTO nothing VALUES (1);',
    );
    await expect(project.migrate()).rejects.toThrow('0004_broken could not be applied');
    expect(Object.keys(await readSchema(project.database)).sort()).toEqual(['author', 'book', 'shop']);
    const { migrations } = await migrationStatus(project.database, project.directory);
    expect(migrations.map(({ applied }) => applied)).toEqual([true, true, true, false]);
  });

  it('notes migrations as applied without touching the tables', async () => {
    await project.migrate({ fake: true });
    expect(await readSchema(project.database)).toEqual({});
    expect(await names()).toEqual([]);
    await project.migrate({ target: 'zero', fake: true });
    expect(await names('0001')).toEqual(['up 0001_initial']);
  });

  it('tells which applied migrations were changed since, and which are not here', async () => {
    await project.migrate();
    await project.database.exec(
      `INSERT INTO fretwork_migrations (name, applied_at, checksum) VALUES ('0009_gone', '2024-01-01', 'x')`,
    );
    await writeFile(join(project.directory, '0002_alter_author_name', 'sqlite.up.sql'), '-- nothing');
    expect(await migrationStatus(project.database, project.directory)).toMatchObject({
      changed: ['0002_alter_author_name'],
      unknown: ['0009_gone'],
    });
  });

  it('runs once where two do it at the same time', async () => {
    const other = openDatabase(project.url);
    try {
      const [mine, theirs] = await Promise.all([project.migrate(), migrate(other, { directory: project.directory })]);
      expect([...mine, ...theirs].map(({ migration }) => migration.name).sort()).toEqual([
        '0001_initial',
        '0002_alter_author_name',
        '0003_shop',
      ]);
    } finally {
      await other.close();
    }
  });

  it('refuses to run inside a transaction', async () => {
    await expect(project.database.transaction(() => project.migrate())).rejects.toThrow('inside transaction()');
  });

  it('runs code forward and back, in the transaction of its migration', async () => {
    const made = await makeEmptyMigration({ directory: project.directory, name: 'shout' });
    const write = (name: string, code: string) => writeFile(join(made.directory ?? '', name), code);
    await write(
      'up.ts',
      `export const up = ({ sql, state }) => sql\`UPDATE author SET name = \${"LE GUIN " + state.tables.length} WHERE id = \${1}\`;`,
    );
    await write(
      'down.ts',
      `export async function down({ sql }) { await sql\`UPDATE author SET name = \${"quiet"}\`; await sql\`SELECT * FROM nowhere\`; }`,
    );
    await project.migrate({ target: '0003' });
    await insert();
    await project.migrate();
    expect(await project.rows('SELECT name FROM author')).toEqual([['LE GUIN 3']]);
    await expect(project.migrate({ target: '0003' })).rejects.toThrow('could not be taken back');
    expect(await project.rows('SELECT name FROM author')).toEqual([['LE GUIN 3']]);
  });
});

describe('SQLite', () => {
  let project: MigrationProject;
  beforeEach(async () => {
    project = await createMigrationProject(sqliteFile);
    await project.make(first);
    await project.migrate();
    await project.database.exec(
      `INSERT INTO author (id, name) VALUES (1, 'Le Guin'), (41, 'gone'); DELETE FROM author WHERE id = 41;`,
    );
  });
  afterEach(() => project.drop());

  it('fires no cascade of a table that somebody else made, and leaves every key whole', async () => {
    await project.database.exec(
      `CREATE TABLE notes (id integer PRIMARY KEY, author_id integer REFERENCES author (id) ON DELETE CASCADE);
       INSERT INTO notes VALUES (1, 1);
       CREATE VIEW names AS SELECT name FROM author;`,
    );
    await project.make(second);
    await project.migrate();
    expect(await project.rows('SELECT * FROM notes')).toEqual([[1, 1]]);
    expect(await project.rows('SELECT * FROM names')).toEqual([['Le Guin']]);
    expect(await project.rows('PRAGMA foreign_key_check')).toEqual([]);
    await expect(project.database.exec('INSERT INTO notes VALUES (2, 99)')).rejects.toMatchObject({
      kind: 'foreignKey',
    });
  });

  it('does not give the id of a deleted row again after a copy', async () => {
    await project.make(second);
    await project.migrate();
    await project.database.exec(`INSERT INTO author (name) VALUES ('new')`);
    expect(await project.rows('SELECT max(id) FROM author')).toEqual([[42]]);
  });

  it('refuses a script that would leave rows referring to nothing', async () => {
    await project.database.exec(`INSERT INTO book (id, title, author_id) VALUES (1, 'Dune', 1)`);
    const made = await makeEmptyMigration({ directory: project.directory, name: 'purge' });
    await writeFile(join(made.directory ?? '', 'sqlite.up.sql'), 'DELETE FROM author;');
    await expect(project.migrate()).rejects.toThrow('refer to nothing: book row 1 -> author');
    expect(await project.rows('SELECT count(*) FROM author')).toEqual([[1]]);
  });
});
