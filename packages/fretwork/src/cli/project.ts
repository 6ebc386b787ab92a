/** What commands know of a project: `fretwork.config.ts`, and how it is found. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from '../app.ts';
import { CommandError } from '../errors.ts';
import type { AnyModels } from '../models/define-models.ts';
import type { ServerLimits } from '../server/limits.ts';
import type { Settings } from '../settings/settings.ts';

/** A module that has the app as `app` or as its default export. */
export type AppModule = { readonly app: ProjectApp } | { readonly default: ProjectApp };

/** The app as commands use it. */
export type ProjectApp = Pick<App, 'fetch' | 'close' | 'resolver' | 'databases' | 'logger'>;

/** A project, as `fretwork.config.ts` describes it. */
export interface Project {
  /** What `defineSettings` returned. */
  readonly settings: Settings;
  /** What `defineModels` returned. */
  readonly models: AnyModels;
  /** Loads the app: `() => import('./app.ts')`. Commands that only need tables never call it. */
  readonly app?: () => Promise<AppModule>;
  /** The folder of migrations, from the configuration's own folder. @default './migrations' */
  readonly migrations?: string;
  /** Bounds of the connections and requests that `serve` takes. */
  readonly limits?: ServerLimits;
}

/** A project that was found. */
export interface LoadedProject extends Project {
  /** The folder of its configuration. */
  readonly directory: string;
  /** The folder of its migrations, absolute. */
  readonly migrations: string;
}

const NAMES = ['fretwork.config.ts', 'fretwork.config.js', 'fretwork.config.mjs'];

/**
 * Describes a project to the `fretwork` command; export the result from `fretwork.config.ts`, as `project` or as default.
 *
 * @see Django's `manage.py`
 */
export const defineProject = (project: Project): Project => Object.freeze({ ...project });

/**
 * Finds and loads the project: the configuration that is named, or the nearest one from a folder upward.
 *
 * A `.env` beside the configuration is read first; variables that are set already win.
 *
 * @param from The folder to begin in.
 * @param config Path of the configuration, from that folder.
 * @throws {CommandError} there is none, or it exports no project
 */
export async function loadProject(from: string, config?: string): Promise<LoadedProject> {
  const path = config === undefined ? findConfig(from) : resolve(from, config);
  if (path === undefined || !existsSync(path)) {
    throw new CommandError(
      config === undefined
        ? 'There is no fretwork.config.ts here or above: fretwork startproject writes one, --config names another.'
        : `There is no ${config}.`,
    );
  }
  const directory = dirname(path);
  const environment = join(directory, '.env');
  if (existsSync(environment)) process.loadEnvFile(environment);
  const module = (await import(pathToFileURL(path).href)) as { readonly project?: unknown; readonly default?: unknown };
  const project = module.project ?? module.default;
  if (!isProject(project))
    throw new CommandError(`${path} has to export const project = defineProject({ settings, models }).`);
  return { ...project, directory, migrations: resolve(directory, project.migrations ?? './migrations') };
}

/**
 * Loads the project's app.
 *
 * @throws {CommandError} the configuration names none, or the module has none
 */
export async function loadApp(project: Project): Promise<ProjectApp> {
  if (!project.app)
    throw new CommandError("This command needs the app: add app: () => import('./app.ts') to fretwork.config.ts.");
  const module = (await project.app()) as { readonly app?: ProjectApp; readonly default?: ProjectApp };
  const app = module.app ?? module.default;
  if (typeof app?.fetch === 'function') return app;
  throw new CommandError(
    "The app's module has to export it: export const app = createApp({ settings, models, urls }).",
  );
}

function findConfig(from: string): string | undefined {
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    const found = NAMES.map((name) => join(directory, name)).find((path) => existsSync(path));
    if (found !== undefined || directory === dirname(directory)) return found;
  }
}

const isProject = (value: unknown): value is Project =>
  typeof value === 'object' && value !== null && 'settings' in value && 'models' in value;
