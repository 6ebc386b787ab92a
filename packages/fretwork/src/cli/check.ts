/** `fretwork check`: everything that can be told before the first request. */
import { migrationStatus } from '../migrations/executor.ts';
import { makeMigration } from '../migrations/make-migration.ts';
import type { Settings } from '../settings/settings.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { loadApp } from './project.ts';

/** What a setting should be where the world can reach the app. */
const DEPLOY: readonly { readonly wrong: (settings: Settings) => boolean; readonly advice: string }[] = [
  { wrong: ({ debug }) => debug, advice: 'debug is on: leave it out of production.' },
  {
    wrong: ({ secretKey }) => secretKey.length < 50 || new Set(secretKey).size < 5,
    advice: 'secretKey has less than 50 characters, or hardly any different ones: openssl rand -base64 48 makes one.',
  },
  { wrong: ({ allowedHosts }) => allowedHosts.includes('*'), advice: 'allowedHosts takes any host: name yours.' },
  {
    wrong: ({ secureHstsSeconds }) => secureHstsSeconds === 0,
    advice: 'secureHstsSeconds is 0: browsers may come back without TLS.',
  },
  {
    wrong: ({ corsAllowedOrigins }) => corsAllowedOrigins.includes('*'),
    advice: 'corsAllowedOrigins lets pages of any origin read answers: name yours.',
  },
  { wrong: ({ email }) => email.startsWith('console:'), advice: 'email is console:, so nobody gets any.' },
  {
    wrong: ({ email }) => email.startsWith('mailbox:'),
    advice: 'email is mailbox:, so nobody gets any, and whoever opens the mailbox reads all codes.',
  },
  {
    wrong: ({ email, mail }) => /^smtps?:/.test(email) && /@localhost\b/.test(mail?.from ?? '@localhost'),
    advice: 'mail.from is an address on localhost, which servers refuse: name one of yours.',
  },
  {
    wrong: ({ cookieSecure }) => cookieSecure === false,
    advice:
      'cookieSecure is false: cookies of sessions and refresh tokens travel without TLS, under names that a subdomain can set.',
  },
  {
    wrong: ({ cache }) => cache.startsWith('memory:'),
    advice: 'cache is memory:, so every process counts its throttles alone.',
  },
];

/** @see Django `check --deploy` */
export const addCheck: AddCommand = (program, context) => {
  program
    .command('check')
    .description('check settings, models, urls, migrations and the database')
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
  const mistakes = deploy ? DEPLOY.filter(({ wrong }) => wrong(project.settings)).map(({ advice }) => advice) : [];
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
