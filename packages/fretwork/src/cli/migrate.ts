/** `fretwork migrate`. */
import type { Database } from '../databases/database.ts';
import { ProgrammingError } from '../errors.ts';
import { migrate, migrationStatus, planMigrations, type Step } from '../migrations/executor.ts';
import { type AnyModels, bindDatabases } from '../models/define-models.ts';
import { syncPermissions } from '../permissions/sync-permissions.ts';
import type { CommandContext, Configure } from './context.ts';

interface Flags {
  readonly plan?: boolean;
  readonly fake?: boolean;
  readonly database?: string;
}

/** @see Django `migrate` */
export const configure: Configure = (command, context) => {
  command
    .argument('[name]', 'a migration or the beginning of its name; zero for none at all')
    .option('--plan', 'say what would be done, and do nothing')
    .option('--fake', 'note migrations as done without doing them')
    .option('--database <alias>', 'another database than default')
    .action((target: string | undefined, flags: Flags) =>
      context.withDatabase(async (database, { migrations: directory, models }) => {
        await run(context, database, { directory, target }, flags);
        if (target === undefined && !flags.plan) await createPermissions(context, database, models);
      }, flags.database),
    );
};

const describe = ({ migration, direction }: Step): string =>
  `${direction === 'up' ? 'Applying' : 'Unapplying'} ${migration.name}`;

async function run(
  { terminal }: CommandContext,
  database: Database,
  options: { readonly directory: string; readonly target: string | undefined },
  { plan, fake }: Flags,
): Promise<void> {
  if (plan) {
    const steps = await planMigrations(database, options);
    for (const step of steps) terminal.write(describe(step));
    if (steps.length === 0) terminal.write('No planned migration operations.');
    return;
  }
  const { changed, unknown } = await migrationStatus(database, options.directory);
  for (const name of changed) terminal.warn(`Warning: ${name} was changed after it was applied.`);
  for (const name of unknown) terminal.warn(`Warning: ${name} is applied, and is not among the project's migrations.`);
  const onStep = (step: Step, phase: 'begin' | 'end'): void => {
    if (phase === 'end') terminal.write(`${describe(step)}... ${fake ? 'FAKED' : 'OK'}`);
  };
  const steps = await migrate(database, { ...options, fake, onStep });
  if (steps.length === 0) terminal.write('No migrations to apply.');
}

// As Django does after its migrations; the tables may be those of an earlier state of the models.
async function createPermissions({ terminal }: CommandContext, database: Database, models: AnyModels): Promise<void> {
  if (!Object.hasOwn(models, 'Permission')) return;
  bindDatabases(models, { default: database });
  try {
    await syncPermissions(models);
  } catch (error) {
    if (!(error instanceof ProgrammingError)) throw error;
    terminal.warn('Warning: permissions have no table yet. Run makemigrations, and migrate again.');
  }
}
