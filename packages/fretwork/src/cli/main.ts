/** The `fretwork` command: reads the arguments, runs a subcommand, turns errors into one line and an exit status. */
import { Command, CommanderError } from 'commander';
import { APIException, CommandError } from '../errors.ts';
import { checkNode } from '../settings/check-node.ts';
import { type Configure, createContext, type Terminal } from './context.ts';

/** A subcommand: what the help says of it, and the module that knows the rest. */
interface Subcommand {
  readonly description: string;
  readonly load: () => Promise<{ readonly configure: Configure }>;
}

/** Every subcommand, in the order of the help. A module is loaded when its command is called: each needs other parts of Fretwork. */
const COMMANDS: Readonly<Record<string, Subcommand>> = {
  startproject: {
    description: 'write the files that a project begins with; never over others',
    load: () => import('./start-project.ts'),
  },
  runserver: {
    description: 'serve the app for development, and start it again when a file changes',
    load: () => import('./run-server.ts'),
  },
  serve: {
    description: 'serve the app in production',
    load: () => import('./serve.ts'),
  },
  makemigrations: {
    description: 'write the migration that leads from the last one to the models',
    load: () => import('./make-migrations.ts'),
  },
  migrate: {
    description: 'bring the database to the last migration, or to the one that is named',
    load: () => import('./migrate.ts'),
  },
  showmigrations: {
    description: 'list all migrations, with a cross at those that the database has',
    load: () => import('./show-migrations.ts'),
  },
  sqlmigrate: {
    description: 'show the SQL of a migration',
    load: () => import('./sql-migrate.ts'),
  },
  createsuperuser: {
    description: 'make a user who may do everything',
    load: () => import('./create-superuser.ts'),
  },
  flushexpiredtokens: {
    description:
      'forget tokens, logins, sessions, codes and cached rows that nobody could use any more; for a job every day',
    load: () => import('./flush-expired-tokens.ts'),
  },
  shell: {
    description: 'a JavaScript prompt with the models, Q, F, settings and the database',
    load: () => import('./shell.ts'),
  },
  routes: {
    description: 'list the addresses of the app with their methods, views and names',
    load: () => import('./routes.ts'),
  },
  check: {
    description: 'check settings, models, urls, migrations and the database',
    load: () => import('./check.ts'),
  },
};

/** Exit status of a command that was called wrongly. */
const USAGE = 2;

const processTerminal: Terminal = {
  write: (line) => void process.stdout.write(`${line}\n`),
  warn: (line) => void process.stderr.write(`${line}\n`),
  get isInteractive() {
    return process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.CI === undefined;
  },
  get directory() {
    return process.cwd();
  },
};

/**
 * Runs the command.
 *
 * @param argv Arguments, without Node and the script.
 * @returns The exit status: 0, 1 where the work failed, 2 where the command was called wrongly.
 * @see Django `ManagementUtility`
 */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal): Promise<number> {
  let status = 0;
  const program = new Command('fretwork')
    .description('Commands of a Fretwork project.')
    .option('--config <path>', 'the project’s configuration; fretwork.config.ts here or above where left out')
    .option('--traceback', 'show where an error came from')
    .configureOutput({
      writeOut: (text) => terminal.write(text.trimEnd()),
      writeErr: (text) => terminal.warn(text.trimEnd()),
    })
    .exitOverride();
  const context = createContext(
    terminal,
    () => program.opts<{ config?: string }>().config,
    (code) => {
      status = code;
    },
  );
  try {
    checkNode();
    const { operands } = program.parseOptions([...argv]);
    for (const [name, { description, load }] of Object.entries(COMMANDS)) {
      const command = program.command(name).description(description);
      // Named anywhere, because of `fretwork help migrate`.
      if (operands.includes(name)) (await load()).configure(command, context);
    }
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    report(terminal, error, argv.includes('--traceback'));
    return error instanceof CommandError ? USAGE : 1;
  }
}

function report(terminal: Terminal, error: unknown, traceback: boolean): void {
  if (traceback && error instanceof Error) {
    terminal.warn(error.stack ?? String(error));
    for (let { cause } = error; cause instanceof Error; { cause } = cause) terminal.warn(`Caused by: ${cause.stack}`);
    return;
  }
  const message =
    error instanceof APIException
      ? JSON.stringify(error.messages)
      : error instanceof Error
        ? error.message
        : String(error);
  terminal.warn(`${error instanceof Error ? error.name : 'Error'}: ${message.replace(/\s*\n\s*/g, ' ')}`);
}
