/** createsuperuser without a terminal: its password never stands among the arguments. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';
import { choosePassword } from './create-superuser.ts';

const answers: unknown[] = [];
vi.mock('@clack/prompts', () => {
  const next = async () => answers.shift();
  return { confirm: next, text: next, password: next, isCancel: () => false };
});

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('...accountModels');
});
afterEach(() => project.drop());

describe('createsuperuser', () => {
  afterEach(() => {
    delete process.env.FRETWORK_SUPERUSER_PASSWORD;
  });

  it('takes the password from the environment', async () => {
    await project.run('makemigrations');
    await project.run('migrate');
    process.env.FRETWORK_SUPERUSER_PASSWORD = 'a-long-password';
    expect(await project.run('createsuperuser', '--username', 'root', '--email', 'root@example.com')).toEqual({
      status: 0,
      output: ['Superuser created successfully.'],
      errors: [],
    });
    const again = await project.run('createsuperuser', '--username', 'root');
    expect(again).toMatchObject({ status: 1, errors: [expect.stringContaining('auth_user')] });
    expect(again.errors.join()).not.toContain('a-long-password');
  });

  it('warns of a password from the environment that breaks the rules', async () => {
    await project.run('makemigrations');
    await project.run('migrate');
    process.env.FRETWORK_SUPERUSER_PASSWORD = 'root';
    expect(await project.run('createsuperuser', '--username', 'root')).toEqual({
      status: 0,
      output: ['Superuser created successfully.'],
      errors: [
        'The password is too similar to the username.',
        'This password is too short. It must contain at least 8 characters.',
        'This password is too common.',
      ],
    });
    await project.configure('...accountModels', 'passwordValidators: []');
    process.env.FRETWORK_SUPERUSER_PASSWORD = 'boss';
    expect(await project.run('createsuperuser', '--username', 'boss')).toMatchObject({ status: 0, errors: [] });
  });

  it('asks until both passwords are the same and good, or somebody insists', async () => {
    const choose = async (...given: readonly unknown[]) => {
      const said: string[] = [];
      answers.splice(0, answers.length, ...given);
      const complain = async (password: string) => (password === 'weak' ? ['too weak'] : []);
      return [await choosePassword(complain, (line) => said.push(line)), ...said, answers.length];
    };
    expect(await choose('one', 'two', '', '', 'weak', 'weak', false, 'fine', 'fine')).toEqual([
      'fine',
      "Error: Your passwords didn't match.",
      "Error: Blank passwords aren't allowed.",
      0,
    ]);
    expect(await choose('weak', 'weak', true)).toEqual(['weak', 0]);
  });

  it.each([
    [[], '--username is needed'],
    [['--username', 'root'], 'FRETWORK_SUPERUSER_PASSWORD'],
  ])('says what is missing from %j', async (argv, text) => {
    expect(await project.run('createsuperuser', ...argv)).toMatchObject({
      status: 2,
      errors: [expect.stringContaining(text)],
    });
  });

  it('says where there is no user model', async () => {
    await project.configure('Book: {}');
    expect(await project.run('createsuperuser', '--username', 'root')).toMatchObject({
      status: 1,
      errors: [expect.stringContaining('accountModels')],
    });
  });
});
