/** The command itself: help, errors in one line, status. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('Book: { title: f.char({ maxLength: 200 }) }');
});
afterEach(() => project.drop());

describe('fretwork', () => {
  it('answers --help', async () => {
    const { status, output } = await project.run('--help');
    expect(status).toBe(0);
    for (const name of [
      'startproject',
      'runserver',
      'serve',
      'makemigrations',
      'migrate',
      'showmigrations',
      'sqlmigrate',
      'createsuperuser',
      'flushexpiredtokens',
      'shell',
      'routes',
      'check',
    ]) {
      expect(output.join('\n')).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
  });

  it.each([
    [['nonsense'], 2],
    [['migrate', '--nonsense'], 2],
    [['migrate', '0009'], 1],
    [['migrate', 'a', 'b'], 2],
    [['runserver', '70000'], 2],
  ])('says in one line why %j does not work, with status %i', async (argv, status) => {
    const result = await project.run(...argv);
    expect(result).toMatchObject({ status, output: [], errors: [expect.any(String)] });
    expect(result.errors[0]).not.toMatch(/^\s+at /m);
  });

  it('shows where an error came from where it is asked to', async () => {
    const { status, errors } = await project.run('--traceback', 'migrate', '0009');
    expect(status).toBe(1);
    expect(errors.some((line) => line.startsWith('    at '))).toBe(true);
  });
});
