/** The `fretwork` command as a user meets it: output, errors in one line, exit status. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Terminal } from './context.ts';
import { main } from './main.ts';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));

let directory: string;
let output: string[];
let errors: string[];
let calls = 0;

/** Runs the command in the project. */
async function run(...argv: string[]): Promise<number> {
  output = [];
  errors = [];
  const terminal: Terminal = {
    write: (line) => void output.push(...line.split('\n')),
    warn: (line) => void errors.push(...line.split('\n')),
    isInteractive: false,
    directory,
  };
  return main(argv, terminal);
}

/** Writes the project's configuration anew; a module is loaded once, so every one has another name. */
async function configure(models: string, settings = ''): Promise<void> {
  calls += 1;
  const name = `config-${calls}.ts`;
  await writeFile(
    join(directory, name),
    `import { defineModels, f, model } from './models.ts';
     import { createApp } from '${SOURCES}app.ts';
     import { defineSettings } from '${SOURCES}settings/settings.ts';
     import { accountModels } from '${SOURCES}accounts/models.ts';
     import { path, urlpatterns } from '${SOURCES}routers/path.ts';
     import { APIView } from '${SOURCES}views/api-view.ts';
     class Hello extends APIView { async get() { return undefined as never; } }
     const settings = defineSettings({ secretKey: 'x'.repeat(50), database: 'sqlite:${join(directory, 'db.sqlite3')}', ${settings} });
     const models = defineModels({ ${models} });
     const app = async () => ({ app: createApp({ settings, models, urls: urlpatterns(path('hello/<str:name>/', Hello, 'hello')) }) });
     export const project = { settings, models, app };`,
  );
  await writeFile(join(directory, 'fretwork.config.ts'), `export * from './${name}';`);
  config = join(directory, name);
}
let config: string;
const fretwork = (...argv: string[]): Promise<number> => run('--config', config, ...argv);

const BOOK = `Book: { title: f.char({ maxLength: 200 }) }`;
const LONGER = `Book: { title: f.char({ maxLength: 200 }), pages: f.integer() }`;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fretwork-cli-'));
  await writeFile(
    join(directory, 'models.ts'),
    `export { defineModels } from '${SOURCES}models/define-models.ts'; export { f } from '${SOURCES}models/field.ts'; export { model } from '${SOURCES}models/model.ts';`,
  );
  await configure(BOOK);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('fretwork', () => {
  it('goes from models to tables and back', async () => {
    expect(await fretwork('makemigrations', '--check')).toBe(1);
    expect(output).toEqual(['0001_initial (not written)', '  + Create model Book']);
    expect(await fretwork('makemigrations')).toBe(0);
    expect(await fretwork('makemigrations', '--check')).toBe(0);
    expect(output).toEqual(['No changes detected']);
    expect(await fretwork('showmigrations')).toBe(0);
    expect(output).toEqual([' [ ] 0001_initial']);
    expect(await fretwork('migrate', '--plan')).toBe(0);
    expect(output).toEqual(['Applying 0001_initial']);
    expect(await fretwork('migrate')).toBe(0);
    expect(output).toEqual(['Applying 0001_initial... OK']);
    expect(await fretwork('migrate')).toBe(0);
    expect(output).toEqual(['No migrations to apply.']);
    expect(await fretwork('showmigrations')).toBe(0);
    expect(output).toEqual([' [X] 0001_initial']);
    expect(await fretwork('migrate', 'zero')).toBe(0);
    expect(output).toEqual(['Unapplying 0001_initial... OK']);
  });

  it('shows SQL in either dialect and direction', async () => {
    await fretwork('makemigrations');
    await fretwork('sqlmigrate', '0001');
    expect(output[0]).toBe('CREATE TABLE "book" (');
    await fretwork('sqlmigrate', '0001_initial', '--dialect', 'postgres', '--backwards');
    expect(output).toEqual(['DROP TABLE "book";']);
    expect(await fretwork('sqlmigrate', '0001', '--dialect', 'oracle')).toBe(2);
  });

  it('takes values and renames from flags', async () => {
    await fretwork('makemigrations');
    await configure(LONGER);
    expect(await fretwork('makemigrations')).toBe(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('--default Book.pages=…');
    expect(await fretwork('makemigrations', '--default', 'Book.pages=0')).toBe(0);
    expect(output.slice(1)).toEqual(['  + Add field pages to book']);
    await configure(`Novel: { title: f.char({ maxLength: 200 }), length: f.integer() }`);
    expect(await fretwork('makemigrations', '--rename', 'Book:Novel', '--rename', 'Novel.pages:Novel.length')).toBe(0);
    expect(await readdir(join(directory, 'migrations'))).toEqual([
      '0001_initial',
      '0002_book_pages',
      '0003_rename_book_novel_rename_pages_novel_length',
    ]);
  });

  it.each([
    [['nonsense'], 2],
    [['makemigrations', '--nonsense'], 2],
    [['makemigrations', '--merge', '--empty'], 2],
    [['migrate', '0009'], 1],
    [['migrate', '--database', '__proto__'], 2],
    [['runserver', '70000'], 2],
    [['createsuperuser', '--username', 'x'], 1],
  ])('says in one line why %j does not work, and ends with %i', async (argv, status) => {
    expect(await fretwork(...argv)).toBe(status);
    expect(errors).toHaveLength(1);
    expect(errors[0]).not.toContain('    at ');
  });

  it('shows where an error came from where it is asked to', async () => {
    expect(await fretwork('--traceback', 'migrate', '0009')).toBe(1);
    expect(errors.some((line) => line.includes('    at '))).toBe(true);
  });

  it('finds the configuration in a folder above, and says where there is none', async () => {
    const root = directory;
    directory = join(root, 'a', 'b');
    await mkdir(directory, { recursive: true });
    expect(await run('showmigrations')).toBe(0);
    directory = await mkdtemp(join(tmpdir(), 'fretwork-none-'));
    expect(await run('showmigrations')).toBe(2);
    expect(errors[0]).toContain('There is no fretwork.config.ts');
    await rm(directory, { recursive: true });
    directory = root;
    expect(await run('--config', 'nothing.ts', 'showmigrations')).toBe(2);
  });

  it('lists routes', async () => {
    expect(await fretwork('routes')).toBe(0);
    expect(output).toEqual(['/hello/<name>/  GET,HEAD,OPTIONS  Hello  hello']);
  });

  it('checks a project, and more strictly before it is deployed', async () => {
    expect(await fretwork('check')).toBe(0);
    expect(errors).toEqual(['Warning: the models have changes that no migration has: run makemigrations.']);
    await fretwork('makemigrations');
    await fretwork('migrate');
    expect(await fretwork('check')).toBe(0);
    expect(output).toEqual(['System check identified no issues.']);
    await configure(BOOK, `debug: true, allowedHosts: ['*']`);
    expect(await fretwork('check', '--deploy')).toBe(1);
    expect(errors.join()).toContain('debug is on');
  });

  it('makes a superuser, whose password is not an argument', async () => {
    await configure('...accountModels');
    await fretwork('makemigrations');
    await fretwork('migrate');
    expect(await fretwork('createsuperuser', '--username', 'root')).toBe(2);
    process.env.FRETWORK_SUPERUSER_PASSWORD = 'a-long-password';
    try {
      expect(await fretwork('createsuperuser', '--username', 'root', '--email', 'root@example.com')).toBe(0);
      expect(output).toEqual(['Superuser created successfully.']);
      expect(await fretwork('createsuperuser', '--username', 'root')).toBe(1);
      expect(errors).toHaveLength(1);
    } finally {
      delete process.env.FRETWORK_SUPERUSER_PASSWORD;
    }
  });

  it('answers --help with status 0', async () => {
    expect(await run('--help')).toBe(0);
    expect(output.join()).toContain('makemigrations');
  });
});
