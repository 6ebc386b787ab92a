/** `fretwork runserver`: the app on this machine, started again whenever one of its files changes. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../errors.ts';
import { serve } from '../server/serve.ts';
import { autoreload } from './autoreload.ts';
import type { CommandContext, Configure } from './context.ts';
import { loadApp } from './project.ts';

/** The script that a reloading server runs: this command again. */
const SCRIPT = fileURLToPath(new URL('./fretwork.js', import.meta.url));

/** @see Django `runserver` */
export const configure: Configure = (command, context) => {
  command
    .argument('[address]', 'port, or host:port', '127.0.0.1:8000')
    .option('--no-reload', 'do not watch the files')
    .action(async (address: string, { reload }: { readonly reload: boolean }) => {
      const where = parseAddress(address);
      await (reload ? watch(context, address) : run(context, where));
    });
};

/**
 * Reads `8000`, `0.0.0.0:8000` or `[::1]:8000`.
 *
 * @throws {CommandError} it is none of these
 */
export function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(\[[0-9a-f:.]+\]|[\w.-]+):)?(\d{1,5})$/i.exec(address);
  const port = Number(match?.[2]);
  if (!match || port > 65_535)
    throw new CommandError(`"${address}" is not a port or an address: write 8000 or 0.0.0.0:8000.`);
  return { host: match[1]?.replace(/^\[|\]$/g, '') ?? '127.0.0.1', port };
}

async function run(
  { terminal, project }: CommandContext,
  where: { readonly host: string; readonly port: number },
): Promise<void> {
  const app = await loadApp(await project());
  const server = await serve(app, where);
  terminal.write(`Serving on ${server.url} (stop with Ctrl+C)`);
  await server.stopped;
}

async function watch(context: CommandContext, address: string): Promise<void> {
  const { directory, migrations } = await context.project(); // what is wrong with it is said once, not at every start
  const flags = context.config === undefined ? [] : ['--config', context.config];
  const command = [SCRIPT, ...flags, 'runserver', address, '--no-reload'];
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  process.once('SIGTERM', abort);
  process.once('SIGINT', abort);
  await autoreload({
    directory,
    except: migrations,
    start: () => spawn(process.execPath, command, { stdio: 'inherit', cwd: context.terminal.directory }),
    terminal: context.terminal,
    signal: stop.signal,
  });
  process.off('SIGTERM', abort);
  process.off('SIGINT', abort);
}
