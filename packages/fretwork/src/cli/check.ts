/** `fretwork check`: everything that can be told before the first request. */
import { migrationStatus } from '../migrations/executor.ts';
import { makeMigration } from '../migrations/make-migration.ts';
import type { CommandContext, Configure } from './context.ts';
import { deployAdvice } from './deploy-advice.ts';
import { loadApp } from './project.ts';

/** @see Django `check --deploy` */
export const configure: Configure = (command, context) => {
  command
    .option(
      '--deploy',
      'check also what matters where the world can reach the app; status 1 where something does not fit',
    )
    .action((flags: { readonly deploy?: boolean }) => run(context, flags.deploy === true));
};

async function run(context: CommandContext, deploy: boolean): Promise<void> {
  const { terminal } = context;
  const project = await context.project();
  if (project.app) await (await loadApp(project)).close();
  const warnings = await migrationWarnings(context);
  const mistakes = deploy ? deployAdvice(project.settings).map(({ advice }) => advice) : [];
  for (const warning of [...warnings, ...mistakes]) terminal.warn(`Warning: ${warning}`);
  const count = warnings.length + mistakes.length;
  terminal.write(
    count === 0
      ? 'System check identified no issues.'
      : `System check identified ${count} ${count === 1 ? 'issue' : 'issues'}.`,
  );
  if (mistakes.length > 0) context.fail(1);
}

async function migrationWarnings({ withDatabase }: CommandContext): Promise<string[]> {
  return withDatabase(async (database, { models, migrations: directory }) => {
    const missing = await makeMigration({ directory, models, dryRun: true, allowDestructive: true }).then(
      (made) => made !== undefined,
      () => true, // a value is missing: then so is a migration
    );
    const { migrations, changed } = await migrationStatus(database, directory);
    const waiting = migrations.filter(({ applied }) => !applied).map(({ migration }) => migration.name);
    return [
      ...(missing ? ['the models have changes that no migration has: run makemigrations.'] : []),
      ...(waiting.length > 0 ? [`the database lacks ${waiting.join(', ')}: run migrate.`] : []),
      ...changed.map((name) => `${name} was changed after it was applied.`),
    ];
  });
}
