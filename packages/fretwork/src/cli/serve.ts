/** `fretwork serve`: the app in production, in worker processes that are watched, replaced and stopped in order. */
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { stderrLogger } from '../http/logger.ts';
import { Supervisor } from '../server/supervisor.ts';
import { removeStaleSocket } from '../server/unix-socket.ts';
import type { CommandContext, Configure } from './context.ts';

/** The flags of `serve`, times in seconds. */
export interface ServeFlags {
  readonly workers: number;
  readonly host: string;
  readonly port: number;
  readonly socket?: string;
  readonly maxRequests?: number;
  readonly accessLog?: true;
  readonly health: boolean;
  readonly insecure?: true;
  readonly drain: number;
  readonly grace: number;
  readonly startTimeout: number;
  readonly hangTimeout: number;
}

/** What workers run: this command again. */
const SCRIPT = fileURLToPath(new URL('./fretwork.js', import.meta.url));

const whole =
  (lowest: number, highest: number) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`It has to be a whole number from ${lowest} to ${highest}.`);
  };

const workerCount = (text: string): number => (text === 'auto' ? availableParallelism() : whole(1, 1024)(text));

const seconds = whole(0, 86_400);

/** @see gunicorn, and Django "How to deploy with WSGI" */
export const configure: Configure = (command, context) => {
  command
    .option('--workers <number>', 'processes that answer; auto for one on each core', workerCount, 1)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on', whole(0, 65_535), 8000)
    .option('--socket <path>', 'a Unix socket to listen on instead')
    .option('--max-requests <number>', 'replace a worker after so many requests, give or take a tenth', whole(1, 1e9))
    .option('--access-log', 'log every request')
    .option('--no-health', 'leave /healthz and /readyz to the app')
    .option('--insecure', 'start even though debug is on or the secret key is weak')
    .option('--drain <seconds>', 'on a stop, answer on for so long while /readyz says no', seconds, 0)
    .option('--grace <seconds>', 'then let requests finish for so long', seconds, 10)
    .option('--start-timeout <seconds>', 'how long a worker may take to get ready', whole(1, 3600), 60)
    .option('--hang-timeout <seconds>', 'kill a worker that is stuck for so long; 0 for never', seconds, 30)
    .action(async (flags: ServeFlags) => {
      const socket = flags.socket === undefined ? undefined : resolve(context.terminal.directory, flags.socket);
      // The primary loads nothing of what answers requests.
      const run = cluster.isPrimary ? runPrimary : (await import('./serve-worker.ts')).runWorker;
      await run(context, { ...flags, socket });
    });
};

// The primary never loads the project: whatever changed in its files or its .env counts when a worker starts.
async function runPrimary(context: CommandContext, flags: ServeFlags): Promise<void> {
  const { config } = context;
  if (flags.socket !== undefined) await removeStaleSocket(flags.socket);
  const args = [...(config === undefined ? [] : ['--config', config]), 'serve', ...argumentsOf(flags)];
  cluster.setupPrimary({ exec: SCRIPT, args, cwd: context.terminal.directory });
  const supervisor = new Supervisor({
    count: flags.workers,
    fork: () => cluster.fork(),
    startTimeoutMs: flags.startTimeout * 1000,
    hangTimeoutMs: flags.hangTimeout * 1000,
    logger: stderrLogger,
  });
  const { promise: stopped, resolve: settle } = Promise.withResolvers<void>();
  const stop = (signal: NodeJS.Signals): void => {
    stderrLogger.info({ signal }, 'Stopping.');
    void supervisor.stop().then(settle);
  };
  const reload = (): void => void supervisor.reload();
  // `once`: a second one ends the process at once, and workers without their primary end too.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  process.on('SIGHUP', reload);
  const status = await supervisor.start();
  if (status === 0) await stopped;
  else context.fail(status);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, stop);
  process.off('SIGHUP', reload);
}

/** The arguments that say what the flags say. */
export const argumentsOf = (flags: ServeFlags): string[] =>
  Object.entries(flags).flatMap(([name, value]) => {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (typeof value !== 'boolean') return value === undefined ? [] : [`--${flag}`, String(value)];
    if (flag === 'health') return value ? [] : ['--no-health'];
    return value ? [`--${flag}`] : [];
  });
