/** makemigrations: what it writes, and what it asks for by flags. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('Book: { title: f.char({ maxLength: 200 }) }');
});
afterEach(() => project.drop());

describe('makemigrations', () => {
  it('writes what changed, and nothing the second time', async () => {
    const { status, output } = await project.run('makemigrations');
    expect(status).toBe(0);
    expect(output).toEqual([expect.stringMatching(/^migrations.0001_initial$/), '  + Create model Book']);
    expect(await project.run('makemigrations')).toEqual({ status: 0, output: ['No changes detected'], errors: [] });
  });

  it('ends with 1 where --check finds a migration missing, and writes nothing', async () => {
    expect(await project.run('makemigrations', '--check')).toMatchObject({
      status: 1,
      output: ['0001_initial (not written)', '  + Create model Book'],
    });
    await project.run('makemigrations');
    expect((await project.run('makemigrations', '--check')).status).toBe(0);
    await project.configure('Author: { name: f.char({ maxLength: 9 }) }');
    expect((await project.run('makemigrations', '--check')).status).toBe(1);
    await project.configure('Book: { title: f.char({ maxLength: 200 }), pages: f.integer() }');
    expect((await project.run('makemigrations', '--check')).status).toBe(1);
  });

  it('takes names, values, renames and permission to lose data from flags', async () => {
    await project.run('makemigrations', '--name', 'start');
    await project.configure('Book: { title: f.char({ maxLength: 200 }), pages: f.integer() }');
    const refused = await project.run('makemigrations');
    expect(refused).toMatchObject({ status: 1, errors: [expect.stringContaining('--default Book.pages=…')] });
    expect((await project.run('makemigrations', '--default', 'Book.pages=0')).output.slice(1)).toEqual([
      '  + Add field pages to book',
    ]);
    await project.configure('Novel: { title: f.char({ maxLength: 200 }), length: f.integer() }');
    await project.run('makemigrations', '--rename', 'Book:Novel', '--rename', 'Novel.pages:Novel.length');
    await project.configure('Novel: { title: f.char({ maxLength: 200 }) }');
    expect((await project.run('makemigrations')).errors).toEqual([expect.stringContaining('--allow-destructive')]);
    expect((await project.run('makemigrations', '--allow-destructive')).status).toBe(0);
    expect((await project.run('showmigrations')).output).toEqual([
      ' [ ] 0001_start',
      ' [ ] 0002_book_pages',
      ' [ ] 0003_rename_book_novel_rename_pages_novel_length',
      ' [ ] 0004_remove_novel_length',
    ]);
  });

  it('writes an empty migration, and merges nothing where there is nothing to merge', async () => {
    await project.run('makemigrations');
    expect((await project.run('makemigrations', '--empty', 'fill')).output).toEqual([
      expect.stringMatching(/0002_fill$/),
    ]);
    expect((await project.run('makemigrations', '--merge')).output).toEqual(['No branches to merge.']);
    expect((await project.run('makemigrations', '--merge', '--empty')).status).toBe(2);
  });
});
