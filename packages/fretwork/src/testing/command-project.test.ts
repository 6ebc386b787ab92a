/** The fixture of the commands' tests. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCommandProject } from './command-project.ts';

describe('createCommandProject', () => {
  it('runs commands on a project that can be changed, and leaves nothing', async () => {
    const project = await createCommandProject('Book: {}');
    expect((await project.runIn(project.directory, 'makemigrations')).output[1]).toBe('  + Create model Book');
    await project.configure('Book: { title: f.text() }');
    expect((await project.run('makemigrations')).status).toBe(1);
    await project.drop();
    expect(existsSync(project.directory)).toBe(false);
  });
});
