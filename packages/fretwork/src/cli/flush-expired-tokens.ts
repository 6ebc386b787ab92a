/** `fretwork flushexpiredtokens`. */
import { createAccountsParts } from '../accounts/accounts-app.ts';
import { DatabaseCache } from '../cache/database-cache.ts';
import { MemoryCache } from '../cache/memory-cache.ts';
import type { Database } from '../databases/database.ts';
import { CommandError } from '../errors.ts';
import { TokenStore } from '../jwt/token-store.ts';
import { bindDatabases } from '../models/define-models.ts';
import { resolveJwtSettings } from '../settings/jwt-settings.ts';
import type { Configure } from './context.ts';
import type { LoadedProject } from './project.ts';

interface Flags {
  readonly database?: string;
}

/** What may have expired, by what people call it. @returns How many there were. */
type Flushes = Readonly<Record<string, (() => Promise<number>) | undefined>>;

/** @see Simple JWT `flushexpiredtokens`; Django `clearsessions` */
export const configure: Configure = (command, { terminal, withDatabase }) => {
  command.option('--database <alias>', 'another database than default').action((flags: Flags) =>
    withDatabase(async (database, project) => {
      bindDatabases(project.models, { default: database });
      const forgotten = [];
      for (const [what, flush] of Object.entries(flushesOf(project, database))) {
        if (flush !== undefined) forgotten.push({ what, count: await flush() });
      }
      if (forgotten.length === 0) {
        throw new CommandError(
          'The project keeps nothing that expires: no `...jwtModels`, `...sessionModels` or `...emailCodeModels` in its defineModels().',
        );
      }
      const some = forgotten.filter(({ count }) => count > 0);
      for (const { what, count } of some) terminal.write(`Forgot ${count} expired ${what}.`);
      if (some.length === 0) terminal.write('Nothing has expired.');
    }, flags.database),
  );
};

function flushesOf({ models, settings }: LoadedProject, database: Database): Flushes {
  const now = () => new Date();
  const { leewaySeconds } = resolveJwtSettings(settings.jwt, settings.secretKey);
  const tokens = Object.hasOwn(models, 'RefreshFamily') ? new TokenStore(models) : undefined;
  // Nobody logs in here, so nothing is counted.
  const { emailAccounts, sessions } = createAccountsParts({ models, settings, now, budgets: new MemoryCache() });
  const cache = settings.cache.startsWith('database:') ? new DatabaseCache({ database, models }) : undefined;
  return {
    logins: tokens && (() => tokens.flushExpired(new Date(now().getTime() - leewaySeconds * 1000))),
    sessions: sessions && (() => sessions.flushExpired()),
    'codes by e-mail': emailAccounts && (() => emailAccounts.codes.flushExpired()),
    'rows of the cache': cache && (() => cache.flushExpired()),
  };
}
