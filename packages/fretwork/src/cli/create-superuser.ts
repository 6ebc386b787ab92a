/** `fretwork createsuperuser`. */
import { accountsOf } from '../accounts/create-user.ts';
import { CommandError } from '../errors.ts';
import { bindDatabases } from '../models/define-models.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { askPassword, askText } from './prompts.ts';

interface Flags {
  readonly username?: string;
  readonly email?: string;
  readonly input: boolean;
  readonly database?: string;
}

/** Where a password may come from that nobody types; an argument would be seen by every user of the machine. */
const PASSWORD_VARIABLE = 'FRETWORK_SUPERUSER_PASSWORD';

/** @see Django `createsuperuser` */
export const addCreateSuperuser: AddCommand = (program, context) => {
  program
    .command('createsuperuser')
    .description('make a user who may do everything')
    .option('--username <name>', 'the name, or whatever users log in with')
    .option('--email <address>', 'the e-mail address')
    .option('--no-input', `never ask; the password comes from ${PASSWORD_VARIABLE}`)
    .option('--database <alias>', 'another database than default')
    .action((flags: Flags) => run(context, flags));
};

async function run({ terminal, withDatabase }: CommandContext, flags: Flags): Promise<void> {
  await withDatabase(async (database, { models, settings }) => {
    bindDatabases(models, { default: database });
    const accounts = accountsOf(models, settings.userModel);
    const { usernameField } = accounts;
    const ask = terminal.isInteractive && flags.input;
    const username = flags.username ?? (ask ? await askText(`${usernameField}:`) : undefined);
    if (!username) throw new CommandError('--username is needed where nobody can be asked.');
    const email = flags.email ?? (ask && usernameField !== 'email' ? await askText('E-mail address:') : undefined);
    const password = process.env[PASSWORD_VARIABLE] ?? (ask ? await chosenPassword() : undefined);
    if (!password) throw new CommandError(`Set ${PASSWORD_VARIABLE} where nobody can be asked for the password.`);
    const hasEmail = email !== undefined && usernameField !== 'email';
    await accounts.createSuperuser({ ...(hasEmail && { email }), [usernameField]: username, password });
    terminal.write('Superuser created successfully.');
  }, flags.database);
}

async function chosenPassword(): Promise<string> {
  const password = await askPassword('Password:');
  if ((await askPassword('Password (again):')) === password) return password;
  throw new CommandError("Your passwords didn't match.");
}
