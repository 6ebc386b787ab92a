/** showmigrations, as a user sees it. */
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('Book: { title: f.char({ maxLength: 200 }) }');
});
afterEach(() => project.drop());

describe('showmigrations', () => {
  it('puts a cross at what is applied, and makes no table to find out', async () => {
    expect((await project.run('showmigrations')).output).toEqual([' (no migrations)']);
    await project.run('makemigrations');
    await project.run('migrate');
    await project.configure('Book: { title: f.char({ maxLength: 300 }) }');
    await project.run('makemigrations');
    expect((await project.run('showmigrations')).output).toEqual([' [X] 0001_initial', ' [ ] 0002_alter_book_title']);
  });

  it('says what was changed, and what is not among the files', async () => {
    await project.run('makemigrations');
    await project.run('makemigrations', '--empty', 'more');
    await project.run('migrate');
    await appendFile(join(project.directory, 'migrations', '0001_initial', 'sqlite.up.sql'), '-- more');
    await rm(join(project.directory, 'migrations', '0002_more'), { recursive: true });
    expect((await project.run('showmigrations')).output).toEqual([
      ' [X] 0001_initial (changed after it was applied)',
      " [X] 0002_more (not among the project's migrations)",
    ]);
  });
});
