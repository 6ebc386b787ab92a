/** `fretwork startproject`: the files that a project begins with. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { CommandError } from '../errors.ts';
import type { CommandContext, Configure } from './context.ts';

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;
const SECRET_BYTES = 48;

/** @see Django `startproject` */
export const configure: Configure = (command, context) => {
  command
    .argument('<name>', 'name of the project: lower-case letters, digits, -, _ and .')
    .argument('[directory]', 'folder to write them to; one of that name where left out')
    .action((name: string, directory: string = name) => run(context, name, directory));
};

async function run({ terminal }: CommandContext, name: string, directory: string): Promise<void> {
  if (!NAME.test(name))
    throw new CommandError('A project is named by lower-case letters, digits, -, _ and ., such as bookshop.');
  const folder = resolve(terminal.directory, directory);
  const files = Object.entries(projectFiles(name, randomBytes(SECRET_BYTES).toString('base64url')));
  const taken = files.map(([file]) => file).filter((file) => existsSync(join(folder, file)));
  if (taken.length > 0) throw new CommandError(`${directory} has ${taken.join(', ')} already; nothing was written.`);
  await mkdir(folder, { recursive: true });
  for (const [file, text] of files) {
    // Only its owner reads the secret; and what came to be meanwhile is not written over.
    await writeFile(join(folder, file), text, { flag: 'wx', mode: file === '.env' ? 0o600 : 0o644 });
    terminal.write(join(directory, file));
  }
  const steps = ['npm install', 'npx fretwork makemigrations', 'npx fretwork migrate', 'npx fretwork runserver'];
  const enter = relative(terminal.directory, folder) === '' ? [] : [`cd ${directory}`];
  terminal.write(`Next: ${[...enter, ...steps].join(' && ')}`);
}

/**
 * The files of a new project by their names.
 *
 * @param name Name of its package.
 * @param secretKey Goes into `.env`, which Git does not see.
 */
export function projectFiles(name: string, secretKey: string): Readonly<Record<string, string>> {
  return {
    'package.json': json({
      name,
      private: true,
      type: 'module',
      engines: { node: '>=22.18' },
      scripts: {
        start: 'fretwork runserver',
        typecheck: 'tsc',
        test: 'node --env-file-if-exists=.env --test',
      },
      dependencies: { fretwork: `^${ownVersion()}` },
      devDependencies: { '@types/node': '^24.0.0', typescript: '^7.0.0' },
    }),
    'tsconfig.json': json({
      compilerOptions: {
        target: 'esnext',
        module: 'nodenext',
        types: ['node'],
        strict: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        erasableSyntaxOnly: true,
        verbatimModuleSyntax: true,
        skipLibCheck: true,
      },
    }),
    ...SOURCES,
    '.env': `SECRET_KEY=${secretKey}\n`,
    '.gitignore': 'node_modules/\n.env\n*.sqlite3*\n',
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

// The package knows itself by its name, in the repository and where it is installed.
const ownVersion = (): string =>
  (createRequire(import.meta.url)('fretwork/package.json') as { readonly version: string }).version;

const SOURCES: Readonly<Record<string, string>> = {
  'settings.ts': `import { defineSettings, env } from 'fretwork/settings';

export const settings = defineSettings({
  secretKey: env('SECRET_KEY'), // from .env, which stays on your machine
  database: env('DATABASE_URL', 'sqlite:./db.sqlite3'),
});
`,
  'models.ts': `import { accountModels } from 'fretwork/accounts';
import { defineModels } from 'fretwork/models';

export const models = defineModels({
  ...accountModels, // User
});

export const { User } = models;
`,
  'urls.ts': `import { path, urlpatterns } from 'fretwork/routers';
import { apiView } from 'fretwork/views';

const hello = apiView(['GET'], () => ({ hello: 'world' }));

export const urls = urlpatterns(path('hello/', hello, 'hello'));
`,
  'app.ts': `import { createApp } from 'fretwork';
import { models } from './models.ts';
import { settings } from './settings.ts';
import { urls } from './urls.ts';

export const app = createApp({ settings, models, urls });
`,
  'fretwork.config.ts': `import { defineProject } from 'fretwork/cli';
import { models } from './models.ts';
import { settings } from './settings.ts';

export const project = defineProject({ settings, models, app: () => import('./app.ts') });
`,
};
