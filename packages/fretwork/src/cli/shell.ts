/** `fretwork shell`: a prompt that knows the models. */
import { once } from 'node:events';
import { start } from 'node:repl';
import { bindDatabases } from '../models/define-models.ts';
import { F, Q } from '../queries/where.ts';
import type { CommandContext, Configure } from './context.ts';

/** @see Django `shell` */
export const configure: Configure = (command, context) => {
  command.action(() => run(context));
};

async function run({ terminal, withDatabase }: CommandContext): Promise<void> {
  await withDatabase(async (database, { models, settings }) => {
    bindDatabases(models, { default: database });
    terminal.write(
      `${Object.keys(models).join(', ')}, Q, F, models, settings, database. Try: await ${Object.keys(models)[0] ?? 'Model'}.objects.first()`,
    );
    // In the global context: an object of another one would not count as a plain object.
    const repl = start({ prompt: '> ', useGlobal: true });
    Object.assign(repl.context, models, { Q, F, models, settings, database });
    await once(repl, 'exit');
  });
}
