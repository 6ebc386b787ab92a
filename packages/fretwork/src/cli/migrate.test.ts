/** migrate, as a user sees it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('Book: { title: f.char({ maxLength: 200 }) }');
});
afterEach(() => project.drop());

describe('migrate', () => {
  it('says what it will do, what it does, and when there is nothing to do', async () => {
    await project.run('makemigrations');
    expect((await project.run('migrate', '--plan')).output).toEqual(['Applying 0001_initial']);
    expect((await project.run('migrate')).output).toEqual(['Applying 0001_initial... OK']);
    expect((await project.run('migrate', '--plan')).output).toEqual(['No planned migration operations.']);
    expect((await project.run('migrate')).output).toEqual(['No migrations to apply.']);
    expect((await project.run('migrate', 'zero')).output).toEqual(['Unapplying 0001_initial... OK']);
    expect((await project.run('migrate', '--fake', '0001')).output).toEqual(['Applying 0001_initial... FAKED']);
  });

  it('warns of a migration that was changed after it was applied', async () => {
    await project.run('makemigrations');
    await project.run('migrate');
    await writeFile(join(project.directory, 'migrations', '0001_initial', 'sqlite.up.sql'), '');
    expect(await project.run('migrate')).toMatchObject({
      status: 0,
      errors: ['Warning: 0001_initial was changed after it was applied.'],
    });
  });

  it('makes the permissions of the models, once their table is there', async () => {
    const missing = ['Warning: permissions have no table yet. Run makemigrations, and migrate again.'];
    const codenames = async () => {
      const database = openDatabase({ url: `sqlite:${project.directory}/db.sqlite3` });
      try {
        return (await database.query('SELECT codename FROM auth_permission ORDER BY 1', [])).rows.flat();
      } finally {
        await database.close();
      }
    };
    await project.run('makemigrations');
    expect((await project.run('migrate')).errors).toEqual([]);
    await project.configure('...accountModels, ...groupModels, Book: { title: f.char({ maxLength: 200 }) }');
    expect((await project.run('migrate')).errors).toEqual(missing);
    await project.run('makemigrations', '--name', 'groups');
    expect(await project.run('migrate', '--plan')).toMatchObject({ errors: [] });
    expect(await project.run('migrate')).toMatchObject({ status: 0, errors: [] });
    expect(await codenames()).toContain('change_book');
    expect(await codenames()).toHaveLength(16);
    expect(await project.run('migrate')).toMatchObject({ status: 0, errors: [] });
    expect(await codenames()).toHaveLength(16);
    expect(await project.run('migrate', '0001')).toMatchObject({ status: 0, errors: [] });
  });

  it.each(['__proto__', 'other'])('refuses the database %s', async (alias) => {
    expect(await project.run('migrate', '--database', alias)).toMatchObject({
      status: 2,
      errors: [`CommandError: There is no database ${alias}: there are default.`],
    });
  });
});
