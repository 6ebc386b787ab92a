/** `fretwork showmigrations`. */
import { migrationStatus } from '../migrations/executor.ts';
import type { Configure } from './context.ts';

/** @see Django `showmigrations` */
export const configure: Configure = (command, { terminal, withDatabase }) => {
  command
    .option('--database <alias>', 'another database than default')
    .action(({ database: alias }: { readonly database?: string }) =>
      withDatabase(async (database, { migrations: directory }) => {
        const { migrations, changed, unknown } = await migrationStatus(database, directory);
        for (const { migration, applied } of migrations) {
          const note = changed.includes(migration.name) ? ' (changed after it was applied)' : '';
          terminal.write(` [${applied ? 'X' : ' '}] ${migration.name}${note}`);
        }
        for (const name of unknown) terminal.write(` [X] ${name} (not among the project's migrations)`);
        if (migrations.length + unknown.length === 0) terminal.write(' (no migrations)');
      }, alias),
    );
};
