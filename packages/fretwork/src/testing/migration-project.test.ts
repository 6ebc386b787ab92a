/** The fixture of the migrations' tests. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { testDatabases } from './databases.ts';
import { createMigrationProject } from './migration-project.ts';

describe.each(testDatabases)('createMigrationProject on $name', (kind) => {
  it('makes and runs migrations, reads numbers alike, and leaves nothing', async () => {
    const project = await createMigrationProject(kind);
    await project.make(defineModels({ Book: { pages: f.integer() } }));
    expect(await project.migrate()).toHaveLength(1);
    await project.database.exec('INSERT INTO book (pages) VALUES (412)');
    expect(await project.rows('SELECT id, pages FROM book')).toEqual([[1, 412]]);
    await project.drop();
    expect(existsSync(project.directory)).toBe(false);
  });
});
