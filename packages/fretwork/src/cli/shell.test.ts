/** shell: a prompt in a process of its own. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('Book: { title: f.char({ maxLength: 200 }) }');
});
afterEach(() => project.drop());

const SCRIPT = fileURLToPath(new URL('./fretwork.js', import.meta.url));

describe('shell', () => {
  it('knows the models, and awaits', { timeout: 60_000 }, async () => {
    await project.run('makemigrations');
    await project.run('migrate');
    const child = spawn(process.execPath, [SCRIPT, 'shell'], { cwd: project.directory });
    child.stdin.end(
      `(await Book.objects.create({ title: 'Dune' }), await Book.objects.filter({ title: 'Dune' }).count() + 41)\n`,
    );
    const output = await text(child.stdout);
    expect(output).toContain('Book, Q, F, models, settings, database.');
    expect(output).toContain('42');
  });
});
