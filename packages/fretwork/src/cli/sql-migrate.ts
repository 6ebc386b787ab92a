/** `fretwork sqlmigrate`. */
import { CommandError } from '../errors.ts';
import { findMigration } from '../migrations/executor.ts';
import { readSql } from '../migrations/migration-folder.ts';
import type { Configure } from './context.ts';

interface Flags {
  readonly backwards?: boolean;
  readonly dialect?: string;
}

/** @see Django `sqlmigrate` */
export const configure: Configure = (command, { terminal, project }) => {
  command
    .argument('<name>', 'a migration or the beginning of its name')
    .option('--backwards', 'the SQL that takes it back')
    .option('--dialect <dialect>', 'sqlite or postgres; that of the default database where left out')
    .action(async (name: string, flags: Flags) => {
      const { migrations, settings } = await project();
      const dialect = flags.dialect ?? (settings.database.startsWith('sqlite:') ? 'sqlite' : 'postgres');
      if (dialect !== 'sqlite' && dialect !== 'postgres') throw new CommandError('--dialect is sqlite or postgres.');
      const migration = await findMigration(migrations, name);
      const sql = await readSql(migration, dialect, flags.backwards ? 'down' : 'up');
      terminal.write(sql.trimEnd() || '-- nothing to do');
    });
};
