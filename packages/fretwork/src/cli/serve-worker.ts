/** A worker of `fretwork serve`: checks the project, answers requests, and does what its primary says. */
import cluster from 'node:cluster';
import { CommandError } from '../errors.ts';
import { accessLog, type RequestListener } from '../server/access-log.ts';
import { type ReadinessCheck, readinessChecks } from '../server/health.ts';
import { completeLimits } from '../server/limits.ts';
import { type RunningServer, serve } from '../server/serve.ts';
import { isStopMessage, type WorkerMessage } from '../server/worker-link.ts';
import type { Settings } from '../settings/settings.ts';
import type { CommandContext } from './context.ts';
import { deployAdvice } from './deploy-advice.ts';
import { loadApp, type ProjectApp } from './project.ts';
import type { ServeFlags } from './serve.ts';

/** Serves until the primary says that it is over. */
export async function runWorker({ project }: CommandContext, flags: ServeFlags): Promise<void> {
  // Whoever stops all processes of a group means the primary; whoever stops this one gets another in its place.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('SIGTERM', () => tell({ fretwork: 'replace' }));
  let app: ProjectApp | undefined;
  try {
    const { settings, limits: given, ...rest } = await project();
    const warnings = adviceFor(settings, flags);
    app = await loadApp({ settings, ...rest });
    const checks = readinessChecks(app, { migrations: rest.migrations });
    const limits = completeLimits(given);
    const server = await serve(app, {
      ...flags,
      limits,
      health: flags.health ? { checks, logger: app.logger } : undefined,
      onRequest: listenerOf(app, settings, flags),
      stopOnSignals: false,
      drainMs: flags.drain * 1000,
      graceMs: flags.grace * 1000,
    });
    obey(server, limits.keepAliveMs);
    if (flags.hangTimeout > 0) setInterval(() => tell({ fretwork: 'alive' }), flags.hangTimeout * 100).unref();
    const stopsWithinMs = Math.max(flags.drain * 1000, limits.keepAliveMs) + flags.grace * 1000;
    const failed = await failuresOf(checks);
    const isWell = failed.length === 0;
    tell({ fretwork: 'ready', url: server.url, stopsWithinMs, isWell, warnings: [...warnings, ...failed] });
    await server.stopped;
    // The primary may have handed over a connection that this server no longer takes. It hears so, and gives it to another worker,
    // before it agrees to the disconnection; then this process ends, whatever the app has left running.
    process.once('disconnect', () => process.exit(0));
    cluster.worker?.disconnect();
  } catch (error) {
    await app?.close();
    process.channel?.unref(); // would keep this process from ending with its status
    throw error;
  }
}

function tell(message: WorkerMessage): void {
  process.send?.(message, undefined, undefined, () => undefined); // without a primary this process ends anyway
}

// A worker whose place is taken waits until its clients' connections have come to their ends.
function obey(server: RunningServer, keepAliveMs: number): void {
  process.on('message', (message) => {
    if (!isStopMessage(message)) return;
    void server.stop(message.isReplaced ? { drainMs: keepAliveMs } : {});
  });
}

/** What speaks against serving these settings so. @throws {CommandError} where it speaks too loudly */
export function adviceFor(settings: Settings, flags: Pick<ServeFlags, 'workers' | 'insecure' | 'socket'>): string[] {
  const { workers, insecure, socket } = flags;
  const advice = deployAdvice(settings);
  const fatal = advice.find(({ isFatal }) => isFatal);
  if (fatal && !insecure) throw new CommandError(`${fatal.advice} To serve it all the same: --insecure.`);
  const urls = [settings.database, ...Object.values(settings.databases)];
  const alone = urls.map((url) => /^(pglite|sqlite::memory):/.exec(url)?.[0]).find((scheme) => scheme !== undefined);
  if (workers > 1 && alone !== undefined)
    throw new CommandError(`A database at ${alone} belongs to one process: serve with --workers 1, or choose another.`);
  return [
    ...advice.filter(({ about }) => about !== 'processes' || workers > 1).map((one) => one.advice),
    ...(workers > 1 && urls.some((url) => url.startsWith('sqlite:'))
      ? ['the database is sqlite:, where one process writes at a time: the others wait for it.']
      : []),
    ...(socket !== undefined && settings.numProxies === 0
      ? ['numProxies is 0, and a Unix socket has no addresses: limits take all clients for one.']
      : []),
  ];
}

function listenerOf({ logger }: ProjectApp, { numProxies }: Settings, flags: ServeFlags): RequestListener | undefined {
  const { maxRequests } = flags;
  const log = flags.accessLog && accessLog({ logger, numProxies });
  if (maxRequests === undefined) return log || undefined;
  const most = Math.ceil(maxRequests * (1 + (Math.random() - 0.5) / 5)); // so that workers do not all go at once
  let count = 0;
  return (request, response) => {
    if (log) log(request, response);
    count += 1;
    if (count % most === 0) tell({ fretwork: 'replace' });
  };
}

// A database that is away is no reason not to start: /readyz waits for it.
const failuresOf = async (checks: Readonly<Record<string, ReadinessCheck>>): Promise<string[]> => {
  const results = await Promise.allSettled(Object.values(checks).map((check) => check()));
  return [...new Set(results.filter(({ status }) => status === 'rejected').map((result) => messageOf(result)))];
};

const messageOf = (result: PromiseSettledResult<void>): string =>
  result.status === 'rejected' && result.reason instanceof Error ? result.reason.message : 'A check failed.';
