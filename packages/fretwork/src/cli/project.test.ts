/** How the command finds its project. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { CommandError } from '../errors.ts';
import { defineSettings } from '../settings/settings.ts';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';
import { loadApp, loadProject } from './project.ts';

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('Book: { title: f.char({ maxLength: 200 }) }');
});
afterEach(() => project.drop());

describe('loadProject', () => {
  it('finds the configuration in a folder above', async () => {
    const below = join(project.directory, 'a', 'b');
    await mkdir(below, { recursive: true });
    const found = await loadProject(below);
    expect(found.directory).toBe(project.directory);
    expect(found.migrations).toBe(join(project.directory, 'migrations'));
  });

  it('reads .env beside it, without touching what is set', async () => {
    process.env.FRETWORK_TEST_SET = 'shell';
    await writeFile(join(project.directory, '.env'), 'FRETWORK_TEST_SET=file\nFRETWORK_TEST_NEW=file');
    await loadProject(project.directory);
    expect([process.env.FRETWORK_TEST_SET, process.env.FRETWORK_TEST_NEW]).toEqual(['shell', 'file']);
    delete process.env.FRETWORK_TEST_SET;
    delete process.env.FRETWORK_TEST_NEW;
  });

  it('says what is missing', async () => {
    await expect(loadProject('/')).rejects.toThrow('There is no fretwork.config.ts');
    await expect(loadProject(project.directory, 'nothing.ts')).rejects.toThrow(CommandError);
    await writeFile(join(project.directory, 'empty.ts'), 'export const other = 1;');
    await expect(loadProject(project.directory, 'empty.ts')).rejects.toThrow('defineProject');
  });
});

describe('loadApp', () => {
  const settings = defineSettings({ secretKey: 'x'.repeat(50) });
  const app = createApp({ settings, urls: [] });

  it.each([
    ['app', { app }],
    ['default', { default: app }],
  ])('takes the export %s', async (_name, module) => {
    expect(await loadApp({ settings, models: {}, app: async () => module })).toBe(app);
  });

  it('says what is missing', async () => {
    await expect(loadApp({ settings, models: {} })).rejects.toThrow("app: () => import('./app.ts')");
    const without = { settings, models: {}, app: async () => ({ other: app }) };
    // @ts-expect-error the module exports no app
    await expect(loadApp(without)).rejects.toThrow('has to export it');
  });
});
