/** `fretwork flushexpiredtokens`. */
import { CommandError } from '../errors.ts';
import { TokenStore } from '../jwt/token-store.ts';
import { bindDatabases } from '../models/define-models.ts';
import { resolveJwtSettings } from '../settings/jwt-settings.ts';
import type { AddCommand } from './context.ts';

interface Flags {
  readonly database?: string;
}

/** @see Simple JWT `flushexpiredtokens` */
export const addFlushExpiredTokens: AddCommand = (program, { terminal, withDatabase }) => {
  program
    .command('flushexpiredtokens')
    .description('forget logins and refresh tokens that nobody could use any more; for a job every day')
    .option('--database <alias>', 'another database than default')
    .action((flags: Flags) =>
      withDatabase(async (database, { models, settings }) => {
        if (!Object.hasOwn(models, 'OutstandingToken')) {
          throw new CommandError('The project keeps no tokens: there is no `...jwtModels` in its defineModels().');
        }
        bindDatabases(models, { default: database });
        const { leewaySeconds } = resolveJwtSettings(settings.jwt, settings.secretKey);
        const count = await new TokenStore(models).flushExpired(new Date(Date.now() - leewaySeconds * 1000));
        terminal.write(count === 0 ? 'Nothing has expired.' : `Forgot ${count} expired tokens and logins.`);
      }, flags.database),
    );
};
