/** routes: one line for each address. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('Book: { title: f.char({ maxLength: 200 }) }');
});
afterEach(() => project.drop());

describe('routes', () => {
  it('lists addresses with methods, views and names', async () => {
    expect(await project.run('routes')).toEqual({
      status: 0,
      output: ['/hello/<name>/  GET,HEAD,OPTIONS  Hello  hello'],
      errors: [],
    });
  });
});
