/** What commands are given. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from '../errors.ts';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';
import { createContext, type Terminal } from './context.ts';

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('Book: { title: f.char({ maxLength: 200 }) }');
});
afterEach(() => project.drop());

const terminal: Terminal = { write: () => undefined, warn: () => undefined, isInteractive: false, directory: '' };

describe('createContext', () => {
  const context = () =>
    createContext(
      { ...terminal, directory: project.directory },
      () => undefined,
      () => undefined,
    );

  it('loads the project once', async () => {
    const { project: load } = context();
    expect(await load()).toBe(await load());
  });

  it('closes the database whatever happens', async () => {
    const { withDatabase } = context();
    const database = await withDatabase(async (opened) => {
      expect((await opened.query('SELECT 1')).rows).toEqual([[1]]);
      return opened;
    });
    await expect(database.query('SELECT 1')).rejects.toThrow('closed');
    await expect(withDatabase(() => Promise.reject(new CommandError('no')))).rejects.toThrow('no');
  });

  it('opens a database by its alias', async () => {
    await project.configure('Book: {}', `databases: { replica: 'sqlite::memory:' }`);
    const { withDatabase } = context();
    expect(await withDatabase(async ({ alias }) => alias, 'replica')).toBe('replica');
    await expect(withDatabase(async () => 1, 'constructor')).rejects.toThrow('there are replica, default');
  });
});
