/** startproject: what it writes, and what it leaves alone. That its files compile and run is the tutorial's test. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';
import { projectFiles } from './start-project.ts';

let project: CommandProject;
let folder: string;
beforeEach(async () => {
  project = await createCommandProject('');
  folder = join(project.directory, 'elsewhere');
  await mkdir(folder);
});
afterEach(() => project.drop());

const start = (...argv: readonly string[]) => project.runIn(folder, 'startproject', ...argv);

describe('startproject', () => {
  it('writes a project into a folder of its name, with a secret that only its owner reads', async () => {
    const { status, output } = await start('bookshop');
    expect(status).toBe(0);
    const names = Object.keys(projectFiles('bookshop', ''));
    expect((await readdir(join(folder, 'bookshop'))).sort()).toEqual([...names].sort());
    expect(output).toEqual([
      ...names.map((name) => `bookshop/${name}`),
      expect.stringMatching(/^Next: cd bookshop && npm install && /),
    ]);
    expect(await readFile(join(folder, 'bookshop/.env'), 'utf8')).toMatch(/^SECRET_KEY=[\w-]{64}\n$/);
    expect((await stat(join(folder, 'bookshop/.env'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, 'bookshop/.gitignore'), 'utf8')).toContain('\n.env\n');
  });

  it('makes another secret for every project', async () => {
    await start('one');
    await start('two');
    const [one, two] = await Promise.all(['one', 'two'].map((name) => readFile(join(folder, name, '.env'), 'utf8')));
    expect(one).not.toBe(two);
  });

  it('writes into the folder that is named, also the current one', async () => {
    const { output } = await start('bookshop', '.');
    expect(output.at(-1)).toMatch(/^Next: npm install/);
    expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).toMatchObject({
      name: 'bookshop',
      type: 'module',
      dependencies: { fretwork: expect.stringMatching(/^\^\d+\.\d+\.\d+/) },
    });
  });

  it('writes nothing where one of its files is there already', async () => {
    await mkdir(join(folder, 'bookshop'));
    await writeFile(join(folder, 'bookshop/models.ts'), 'mine');
    expect(await start('bookshop')).toEqual({
      status: 2,
      output: [],
      errors: ['CommandError: bookshop has models.ts already; nothing was written.'],
    });
    expect(await readdir(join(folder, 'bookshop'))).toEqual(['models.ts']);
    expect(await readFile(join(folder, 'bookshop/models.ts'), 'utf8')).toBe('mine');
  });

  it.each(['', 'Bookshop', '../bookshop', '.', 'a b', '__proto__', '-', 'x'.repeat(101)])(
    'refuses the name %j',
    async (name) => {
      expect(await start('--', name)).toMatchObject({ status: 2, output: [] });
      expect(await readdir(folder)).toEqual([]);
    },
  );
});
