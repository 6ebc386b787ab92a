/** A project in the directory for temporary files, on which the `fretwork` command runs: for tests of commands. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Terminal } from '../cli/context.ts';
import { main } from '../cli/main.ts';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));

/** What a command did. */
export interface CommandResult {
  readonly status: number;
  /** Lines of the result. */
  readonly output: readonly string[];
  /** Lines on standard error. */
  readonly errors: readonly string[];
}

/** A project to run commands on. */
export interface CommandProject {
  readonly directory: string;
  /** Runs a command, without a terminal. */
  run(...argv: readonly string[]): Promise<CommandResult>;
  /** The same in another folder, and with no word of where the configuration is. */
  runIn(directory: string, ...argv: readonly string[]): Promise<CommandResult>;
  /** Writes the configuration anew. @param models Source of the definitions. @param settings Source of further settings. */
  configure(models: string, settings?: string): Promise<void>;
  drop(): Promise<void>;
}

/** Makes a project with one address, `hello/<str:name>/`, and the models that are given. */
export async function createCommandProject(models: string): Promise<CommandProject> {
  const directory = await mkdtemp(join(tmpdir(), 'fretwork-command-'));
  let version = 0;
  let config = '';
  const project: CommandProject = {
    directory,
    run: (...argv) => call(directory, ['--config', config, ...argv]),
    runIn: call,
    async configure(definitions, settings = '') {
      version += 1; // a module is loaded once, so every configuration has another name
      config = join(directory, `config-${version}.ts`);
      await writeFile(config, configuration(directory, definitions, settings));
      await writeFile(join(directory, 'fretwork.config.ts'), `export * from './config-${version}.ts';`);
    },
    drop: () => rm(directory, { recursive: true, force: true }),
  };
  await project.configure(models);
  return project;
}

async function call(
  directory: string,
  argv: readonly string[] | string,
  ...more: readonly string[]
): Promise<CommandResult> {
  const output: string[] = [];
  const errors: string[] = [];
  const terminal: Terminal = {
    write: (line) => void output.push(...line.split('\n')),
    warn: (line) => void errors.push(...line.split('\n')),
    isInteractive: false,
    directory,
  };
  const status = await main(typeof argv === 'string' ? [argv, ...more] : argv, terminal);
  return { status, output, errors };
}

const configuration = (directory: string, models: string, settings: string): string => `
  import { createApp } from '${SOURCES}app.ts';
  import { accountModels } from '${SOURCES}accounts/models.ts';
  import { defineProject } from '${SOURCES}cli/project.ts';
  import { Response } from '${SOURCES}http/response.ts';
  import { defineModels } from '${SOURCES}models/define-models.ts';
  import { f } from '${SOURCES}models/field.ts';
  import { groupModels } from '${SOURCES}permissions/models.ts';
  import { path, urlpatterns } from '${SOURCES}routers/path.ts';
  import { defineSettings } from '${SOURCES}settings/settings.ts';
  import { APIView } from '${SOURCES}views/api-view.ts';
  class Hello extends APIView { async get(request) { return new Response({ from: request.remoteAddress }); } }
  const settings = defineSettings({ secretKey: 'x'.repeat(50), database: 'sqlite:${directory}/db.sqlite3', ${settings} });
  const models = defineModels({ ${models} });
  const urls = urlpatterns(path('hello/<str:name>/', Hello, 'hello'));
  export const project = defineProject({ settings, models, app: async () => ({ app: createApp({ settings, models, urls }) }) });
`;
