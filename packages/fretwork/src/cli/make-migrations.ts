/** `fretwork makemigrations`. */
import { relative } from 'node:path';
import { CommandError } from '../errors.ts';
import { describeOperation } from '../migrations/describe-operation.ts';
import {
  type MadeMigration,
  makeEmptyMigration,
  makeMigration,
  mergeMigrations,
} from '../migrations/make-migration.ts';
import type { CommandContext, Configure } from './context.ts';
import { migrationQuestions } from './prompts.ts';

interface Flags {
  readonly name?: string;
  readonly empty?: string | boolean;
  readonly merge?: boolean;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly input: boolean;
  readonly allowDestructive?: boolean;
  readonly rename: readonly string[];
  readonly default: readonly string[];
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

/** @see Django `makemigrations` */
export const configure: Configure = (command, context) => {
  command
    .option('--name <name>', 'its name, without the number')
    .option('--empty [name]', 'write a migration without operations, for code')
    .option('--merge', 'join branches of migrations')
    .option('--check', 'write nothing; end with status 1 where a migration is missing')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--rename <from:to>', 'what was renamed: Book:Novel, Book.name:Book.title; may be repeated', collect, [])
    .option('--default <field=value>', 'value for rows that are there: Book.pages=0; may be repeated', collect, [])
    .option('--allow-destructive', 'allow operations that lose data')
    .option('--no-input', 'never ask')
    .action((flags: Flags) => run(context, flags));
};

async function run(context: CommandContext, flags: Flags): Promise<void> {
  const { terminal } = context;
  if (flags.merge && flags.empty) throw new CommandError('--merge and --empty exclude each other.');
  const { models, migrations: directory } = await context.project();
  const name = flags.name ?? (typeof flags.empty === 'string' ? flags.empty : undefined);
  const dryRun = flags.dryRun || flags.check;
  if (flags.merge) return show(context, await mergeMigrations({ directory, name, dryRun }), 'No branches to merge.');
  if (flags.empty) return show(context, await makeEmptyMigration({ directory, name, dryRun }), '');
  const made = await makeMigration({
    directory,
    models,
    name,
    dryRun,
    renames: flags.rename,
    defaults: flags.default,
    // What only looks must not be stopped by what could be lost.
    allowDestructive: flags.allowDestructive || flags.check,
    questions: terminal.isInteractive && flags.input && !flags.check ? migrationQuestions : undefined,
  });
  show(context, made, 'No changes detected');
  if (flags.check && made) context.fail(1);
}

function show({ terminal }: CommandContext, made: MadeMigration | undefined, nothing: string): void {
  if (!made) {
    terminal.write(nothing);
    return;
  }
  terminal.write(
    made.directory === undefined ? `${made.name} (not written)` : relative(terminal.directory, made.directory),
  );
  for (const operation of made.operations) terminal.write(`  ${describeOperation(operation)}`);
}
