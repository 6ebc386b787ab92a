/** `fretwork createsuperuser`. */
import { accountsOf } from '../accounts/create-user.ts';
import { validatePassword } from '../accounts/password-validators.ts';
import { CommandError, ValidationError } from '../errors.ts';
import { bindDatabases } from '../models/define-models.ts';
import type { Settings } from '../settings/settings.ts';
import type { CommandContext, Configure } from './context.ts';
import { askPassword, askText, askYes } from './prompts.ts';

interface Flags {
  readonly username?: string;
  readonly email?: string;
  readonly input: boolean;
  readonly database?: string;
}

/** Where a password may come from that nobody types; an argument would be seen by every user of the machine. */
const PASSWORD_VARIABLE = 'FRETWORK_SUPERUSER_PASSWORD';

/** @see Django `createsuperuser` */
export const configure: Configure = (command, context) => {
  command
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
    const values = { ...(email !== undefined && { email }), [usernameField]: username };
    const complain = async (password: string): Promise<readonly string[]> => {
      const complaints = await complaintsAbout(password, values, settings);
      for (const complaint of complaints) terminal.warn(complaint);
      return complaints;
    };
    const given = process.env[PASSWORD_VARIABLE];
    if (given) await complain(given);
    const password = given ?? (ask ? await choosePassword(complain, (line) => terminal.warn(line)) : undefined);
    if (!password) throw new CommandError(`Set ${PASSWORD_VARIABLE} where nobody can be asked for the password.`);
    await accounts.createSuperuser({ ...values, password });
    terminal.write('Superuser created successfully.');
  }, flags.database);
}

async function complaintsAbout(
  password: string,
  user: object,
  { passwordValidators }: Settings,
): Promise<readonly string[]> {
  try {
    await validatePassword(password, user, passwordValidators);
    return [];
  } catch (error) {
    if (error instanceof ValidationError) return [error.messages].flat(2).map(String);
    throw error;
  }
}

/**
 * Asks for a password, twice, until both are the same and it keeps the app's rules, or whoever asks for it insists.
 *
 * @param complain Says what is wrong with a password, and returns it.
 * @see Django `createsuperuser`
 */
export async function choosePassword(
  complain: (password: string) => Promise<readonly string[]>,
  warn: (line: string) => void,
): Promise<string> {
  for (;;) {
    const password = await askPassword('Password:');
    if ((await askPassword('Password (again):')) !== password) warn("Error: Your passwords didn't match.");
    else if (!password?.trim()) warn("Error: Blank passwords aren't allowed.");
    else if ((await complain(password)).length === 0) return password;
    else if (await askYes('Bypass password validation and create user anyway?')) return password;
  }
}
