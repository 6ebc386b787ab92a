/** What every subcommand works with: the terminal, the project, its database. */
import type { Command } from 'commander';
import type { Database } from '../databases/database.ts';
import { CommandError } from '../errors.ts';
import { type LoadedProject, loadProject } from './project.ts';

/** Where commands write, and whether anybody reads. */
export interface Terminal {
  /** One line of the result. */
  write(line: string): void;
  /** One line beside the result: warnings, progress, errors. */
  warn(line: string): void;
  /** Whether somebody can be asked. */
  readonly isInteractive: boolean;
  /** The folder that the command was called in. */
  readonly directory: string;
}

/** What a subcommand is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Where `--config` points; undefined where it was left out. */
  readonly config: string | undefined;
  /** The project, loaded when it is first asked for. */
  project(): Promise<LoadedProject>;
  /** Runs work on a database of the project, and closes it. @param alias `default` where left out. */
  withDatabase<T>(work: (database: Database, project: LoadedProject) => Promise<T>, alias?: string): Promise<T>;
  /** The exit status that the command ends with, where it is not 0. */
  fail(status: number): void;
}

/** Gives a subcommand its arguments, its flags, and what it does. */
export type Configure = (command: Command, context: CommandContext) => void;

/** Makes the context of one call. @param config Says where `--config` points, once the flags are read. */
export function createContext(
  terminal: Terminal,
  config: () => string | undefined,
  fail: (status: number) => void,
): CommandContext {
  let loaded: Promise<LoadedProject> | undefined;
  const project = (): Promise<LoadedProject> => {
    loaded ??= loadProject(terminal.directory, config());
    return loaded;
  };
  return {
    terminal,
    get config() {
      return config();
    },
    project,
    fail,
    async withDatabase(work, alias = 'default') {
      const found = await project();
      const { database: url, databases } = found.settings;
      const urls: Readonly<Record<string, string>> = { ...databases, default: url };
      const chosen = Object.hasOwn(urls, alias) ? urls[alias] : undefined;
      if (chosen === undefined)
        throw new CommandError(`There is no database ${alias}: there are ${Object.keys(urls).join(', ')}.`);
      const { openDatabase } = await import('../databases/open-database.ts'); // not every command has one
      const database = openDatabase({ url: chosen, alias });
      try {
        return await work(database, found);
      } finally {
        await database.close();
      }
    },
  };
}
