/** Migrations that are code: what they are given, and what is said of one that cannot run. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { QueryResult } from '../databases/connection.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { testDatabases } from '../testing/databases.ts';
import { createMigrationProject, type MigrationProject } from '../testing/migration-project.ts';
import { makeEmptyMigration } from './make-migration.ts';
import { type MigrationContext, runCode } from './migration-code.ts';
import { type Migration, readMigrations } from './migration-folder.ts';

describe.each(testDatabases)('runCode on $name', (kind) => {
  let project: MigrationProject;
  let migration: Migration;
  beforeEach(async () => {
    project = await createMigrationProject(kind);
    await project.make(defineModels({ Book: { title: f.char({ maxLength: 50 }) } }));
    await project.migrate();
    await makeEmptyMigration({ directory: project.directory, name: 'code' });
    migration = (await readMigrations(project.directory))[1] as Migration;
  });
  afterEach(() => project.drop());
  const write = (name: string, code: string): Promise<void> => writeFile(join(migration.directory, name), code);

  it('runs what makemigrations wrote, which does nothing yet', async () => {
    await runCode(project.database, migration, 'up');
    await runCode(project.database, migration, 'down');
  });

  it('turns values into parameters', async () => {
    const evil = "x'); DROP TABLE book; --";
    await write(
      'up.ts',
      `export const up = async ({ sql }) => sql\`INSERT INTO book (id, title) VALUES (\${1}, \${${JSON.stringify(evil)}})\`;`,
    );
    await runCode(project.database, migration, 'up');
    expect(await project.rows('SELECT id, title FROM book')).toEqual([[1, evil]]);
  });

  it('says what the file has to export', async () => {
    await write('up.ts', 'export const other = 1;');
    await expect(runCode(project.database, migration, 'up')).rejects.toThrow('export a function up(context)');
  });

  it('says that there is no way back', async () => {
    const { rm } = await import('node:fs/promises');
    await rm(join(migration.directory, 'down.ts'));
    await expect(runCode(project.database, migration, 'down')).rejects.toThrow('no down.ts');
  });
});

describe('MigrationContext', () => {
  it('is typed', () => {
    expectTypeOf<MigrationContext['sql']>().returns.resolves.toEqualTypeOf<QueryResult>();
    const use = ({ sql }: MigrationContext) => [
      sql`SELECT ${1}`,
      // @ts-expect-error a Date has no one form in SQL
      sql`SELECT ${new Date()}`,
    ];
    expect(use).toBeTypeOf('function');
  });
});
