/** The `fretwork` command: reads the arguments, runs a subcommand, turns errors into one line and an exit status. */
import { Command, CommanderError } from 'commander';
import { APIException, CommandError } from '../errors.ts';
import { checkNode } from '../settings/check-node.ts';
import { addCheck } from './check.ts';
import { type AddCommand, createContext, type Terminal } from './context.ts';
import { addCreateSuperuser } from './create-superuser.ts';
import { addFlushExpiredTokens } from './flush-expired-tokens.ts';
import { addMakeMigrations } from './make-migrations.ts';
import { addMigrate } from './migrate.ts';
import { addRoutes } from './routes.ts';
import { addRunServer } from './run-server.ts';
import { addServe } from './serve.ts';
import { addShell } from './shell.ts';
import { addShowMigrations } from './show-migrations.ts';
import { addSqlMigrate } from './sql-migrate.ts';
import { addStartProject } from './start-project.ts';

/** Every subcommand, in the order of the help. */
const COMMANDS: readonly AddCommand[] = [
  addStartProject,
  addRunServer,
  addServe,
  addMakeMigrations,
  addMigrate,
  addShowMigrations,
  addSqlMigrate,
  addCreateSuperuser,
  addFlushExpiredTokens,
  addShell,
  addRoutes,
  addCheck,
];

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
  for (const add of COMMANDS) add(program, context);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  try {
    checkNode();
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
