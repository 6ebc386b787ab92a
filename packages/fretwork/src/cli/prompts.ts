/** Questions to whoever sits at the terminal. */
import { confirm, isCancel, password, text } from '@clack/prompts';
import { CommandError } from '../errors.ts';
import type { Questions } from '../migrations/make-migration.ts';
import { renameText } from '../migrations/renames.ts';

/** The questions of `makemigrations`. */
export const migrationQuestions: Questions = {
  isRename: async (rename) => {
    const what = renameText(rename).split(':');
    return answer(await confirm({ message: `Was ${what[0]} renamed to ${what[1]}?`, initialValue: false }));
  },
  defaultFor: async (place, kind) =>
    answer(
      await text({ message: `${place} cannot be null. Which value (${kind}) do the rows get that are there already?` }),
    ),
  mayLose: async (losses) =>
    answer(await confirm({ message: `This loses data:\n${losses.join('\n')}\nGo on?`, initialValue: false })),
};

/** Asks for one line of text. */
export const askText = async (message: string): Promise<string> =>
  answer(await text({ message, validate: (value) => (value ? undefined : 'This may not be blank.') }));

/** Asks for a password without showing it. */
export const askPassword = async (message: string): Promise<string> => answer(await password({ message }));

/** Asks for yes or no; no where nothing is said. */
export const askYes = async (message: string): Promise<boolean> =>
  answer(await confirm({ message, initialValue: false }));

function answer<T>(given: T): Exclude<T, symbol> {
  if (isCancel(given)) throw new CommandError('Cancelled: nothing was changed.');
  return given as Exclude<T, symbol>;
}
