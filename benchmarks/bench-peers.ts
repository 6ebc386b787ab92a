/** The peers of the benchmark: how each is prepared and started, and what its process used of the CPU. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addBlacklist, type BenchDatabases, findPython, seed } from './bench-databases.ts';

export const ACCOUNT = { username: 'alice', password: 'pw12345!' };
const SECRET = 'only-for-measuring-0123456789-abcdefghijkl';
const PATIENCE_MS = 30_000;

/** A peer that runs. */
export interface Peer {
  readonly name: PeerName;
  readonly port: number;
  readonly database: string;
  readonly process: ChildProcess;
}
export type PeerName = 'hand' | 'fretwork' | 'hono-drizzle' | 'drf';

interface Command {
  readonly command: string;
  readonly args: readonly string[];
}
const node = (script: string, ...args: string[]): Command => ({
  command: process.execPath,
  args: ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, script), ...args],
});
const fretwork = (database: string, ...args: string[]): Command =>
  node('rig-app/serve.ts', '--database', database, ...args);

const START: Readonly<Record<PeerName, (database: string, port: number) => Command>> = {
  hand: () => node('peers/hand-written.ts'),
  fretwork: (database, port) => fretwork(database, '--port', String(port)),
  'hono-drizzle': () => node('peers/hono-drizzle.ts'),
  drf: (_database, port) => ({
    command: findPython() ?? 'python3',
    args: [
      '-m',
      'gunicorn',
      'drf:application',
      '--bind',
      `127.0.0.1:${port}`,
      '--workers',
      '1',
      '--log-level',
      'error',
    ],
  }),
};

function run({ command, args }: Command, env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(command, args, {
    cwd: join(import.meta.dirname, 'peers'),
    env: {
      ...process.env,
      JWT_SECRET: SECRET,
      BENCH_USERNAME: ACCOUNT.username,
      BENCH_PASSWORD: ACCOUNT.password,
      PYTHONDONTWRITEBYTECODE: '1',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function finish(command: Command, env: Readonly<Record<string, string>>): Promise<void> {
  const [code] = await once(run(command, env), 'exit');
  if (code !== 0) throw new Error(`${command.command} ${command.args.join(' ')} ended with ${code}.`);
}

/** A database with tables, rows and the user for each peer; Fretwork's tables do for all that are not Django. */
export async function prepareDatabases(databases: BenchDatabases, names: readonly PeerName[]) {
  const urls = new Map<PeerName, string>();
  const first = await databases.create('fretwork');
  await finish(fretwork(first, '--prepare'), {});
  await seed(databases, first);
  await addBlacklist(databases, first);
  urls.set('fretwork', first);
  for (const name of names.filter((one) => one !== 'fretwork' && one !== 'drf'))
    urls.set(name, await databases.copy(first, name.replace('-', '_')));
  if (names.includes('drf')) {
    const url = await databases.create('drf');
    const prepare = { command: findPython() ?? 'python3', args: ['-c', 'import drf; drf.prepare()'] };
    await finish(prepare, { DATABASE_URL: url });
    await seed(databases, url);
    urls.set('drf', url);
  }
  return urls;
}

/** Starts a peer and waits until it answers. */
export async function startPeer(name: PeerName, database: string, wrap = (command: Command) => command): Promise<Peer> {
  const port = await freePort();
  const child = run(wrap(START[name](database, port)), { PORT: String(port), DATABASE_URL: database });
  const peer: Peer = { name, port, database, process: child };
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`${name} ended before it answered.`);
    const response = await fetch(`http://127.0.0.1:${port}/api/books/1/`).catch(() => undefined);
    if (response?.status === 200) return peer;
  }
  child.kill();
  throw new Error(`${name} does not answer on port ${port}.`);
}

/** Stops a peer, and waits until it has ended. */
export async function stopPeer({ process: child }: Peer): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

/**
 * Runs `work`, then `cleanUp`: also where Ctrl+C ends it, so that no database stays behind.
 *
 * @param cleanUp Safe to call twice.
 */
export async function cleaningUp(work: () => Promise<void>, cleanUp: () => Promise<void>): Promise<void> {
  let isInterrupted = false;
  const interrupted = async (): Promise<never> => {
    isInterrupted = true;
    await cleanUp();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    await work();
  } catch (error) {
    if (!isInterrupted) throw error; // otherwise it failed because the peers were stopped
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await cleanUp();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

const TICK_MS = 10; // Linux counts in hundredths of a second

/** Milliseconds of CPU of processes and their children; NaN where the system does not say. */
export function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticksOf(pid) * TICK_MS, 0);
}

function ticksOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return Number(fields[11]) + Number(fields[12]) + children.reduce((sum, child) => sum + ticksOf(Number(child)), 0);
  } catch {
    return Number.NaN;
  }
}
