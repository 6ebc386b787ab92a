/** check: what is wrong before the first request. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('Book: { title: f.char({ maxLength: 200 }) }');
});
afterEach(() => project.drop());

describe('check', () => {
  it('says which migrations are missing, unmade or not applied', async () => {
    expect(await project.run('check')).toEqual({
      status: 0,
      output: ['System check identified 1 issue.'],
      errors: ['Warning: the models have changes that no migration has: run makemigrations.'],
    });
    await project.run('makemigrations');
    expect((await project.run('check')).errors).toEqual(['Warning: the database lacks 0001_initial: run migrate.']);
    await project.run('migrate');
    expect(await project.run('check')).toEqual({
      status: 0,
      output: ['System check identified no issues.'],
      errors: [],
    });
  });

  it.each([
    [`debug: true`, 'debug is on'],
    [`secretKey: 'y'.repeat(60)`, 'secretKey has less'],
    [`corsAllowedOrigins: ['*']`, 'corsAllowedOrigins lets'],
    [`secureHstsSeconds: 0`, 'secureHstsSeconds is 0'],
    [`email: 'console:'`, 'email is console:'],
    [`email: 'mailbox:'`, 'email is mailbox:'],
    [`email: 'smtp://mail'`, 'mail.from is an address on localhost'],
    [`email: 'smtp://mail', mail: { from: 'Shop <shop@localhost>' }`, 'mail.from is an address on localhost'],
    [`cookieSecure: false`, 'cookieSecure is false'],
    [`cache: 'memory:'`, 'cache is memory:'],
    [``, 'allowedHosts takes any host'],
  ])('warns before a deployment of { %s }, with status 1', async (settings, text) => {
    await project.configure('Book: {}', settings);
    const { status, errors } = await project.run('check', '--deploy');
    expect(status).toBe(1);
    expect(errors.join()).toContain(text);
  });

  it('finds nothing in settings that suit production', async () => {
    await project.configure(
      'Book: {}',
      `secretKey: '0123456789'.repeat(6), allowedHosts: ['example.com'], secureHstsSeconds: 3600, email: 'smtp://mail', mail: { from: 'shop@example.com' }, cache: 'redis://cache'`,
    );
    await project.run('makemigrations');
    await project.run('migrate');
    expect(await project.run('check', '--deploy')).toMatchObject({ status: 0, errors: [] });
  });
});
