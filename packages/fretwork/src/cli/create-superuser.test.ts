/** createsuperuser without a terminal: its password never stands among the arguments. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';

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
