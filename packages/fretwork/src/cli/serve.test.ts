/** serve, in processes of its own: workers, their ends and their successors, signals, and mistakes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommandProject } from '../testing/command-project.ts';
import { testDatabases } from '../testing/databases.ts';
import { argumentsOf, type ServeFlags } from './serve.ts';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));
const SCRIPT = join(SOURCES, 'cli/fretwork.js');

const configuration = ({ settings = '', limits = '', version = 1, before = '' }): string => `
  import { existsSync, writeFileSync } from 'node:fs';
  import { createApp } from '${SOURCES}app.ts';
  import { defineProject } from '${SOURCES}cli/project.ts';
  import { defineModels } from '${SOURCES}models/define-models.ts';
  import { f } from '${SOURCES}models/field.ts';
  import { path } from '${SOURCES}routers/path.ts';
  import { defineSettings } from '${SOURCES}settings/settings.ts';
  import { apiView } from '${SOURCES}views/function-view.ts';
  ${before}
  const slow = async () => {
    writeFileSync('asked', '');
    while (!existsSync('answer')) await new Promise((resolve) => setTimeout(resolve, 10));
    return { slow: true };
  };
  const settings = defineSettings({
    secretKey: '0123456789'.repeat(6), database: process.env.SERVED_DATABASE ?? 'sqlite:db.sqlite3', ${settings}
  });
  const models = defineModels({ Book: { title: f.char({ maxLength: 9 }) } });
  const urls = [
    path('pid/', apiView(['GET', 'POST'], () => ({ pid: process.pid, version: ${version} }))),
    path('slow/', apiView(['GET'], slow)),
    path('hang/', apiView(['GET'], () => { for (;;); })),
  ];
  const app = async () => ({ app: createApp({ settings, models, urls }) });
  export const project = defineProject({ settings, models, app, limits: { ${limits} } });
`;

interface Line {
  readonly message: string;
  readonly [fact: string]: unknown;
}

/** A server that runs, and what it logs. */
class Served {
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  readonly texts: string[] = [];
  readonly ended: Promise<unknown>;
  #url = '';

  constructor(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const stdio = ['ignore', 'ignore', 'pipe'] as const;
    const command = [SCRIPT, 'serve', '--port', '0', ...argv];
    this.child = spawn(process.execPath, command, {
      cwd: directory,
      stdio: [...stdio],
      env: { ...process.env, ...env },
    });
    this.ended = once(this.child, 'exit');
    if (this.child.stderr === null) return;
    createInterface(this.child.stderr).on('line', (text) => {
      if (!text.startsWith('{')) return void this.texts.push(text);
      this.lines.push(JSON.parse(text));
      this.child.emit('logged');
    });
  }

  /** Waits until it has logged a message so many times; returns the last one. */
  async until(message: string, times = 1): Promise<Line> {
    for (;;) {
      const found = this.lines.filter((line) => line.message === message)[times - 1];
      if (found) return found;
      if (this.child.exitCode !== null) throw new RangeError(`It ended, and never said: ${message}`);
      await Promise.race([once(this.child, 'logged'), this.ended]);
    }
  }

  async serving(): Promise<this> {
    this.#url = String((await this.until('Serving.')).url);
    return this;
  }

  get address(): { readonly port: string } | { readonly socketPath: string } {
    return this.#url.startsWith('unix:') ? { socketPath: this.#url.slice(5) } : { port: new URL(this.#url).port };
  }

  /** Asks on a connection of its own, or on one of the agent's. */
  ask(
    path: string,
    options: { readonly agent?: Agent; readonly method?: string } = {},
  ): Promise<{ status?: number; body: string }> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', agent: false, ...options, ...this.address, path }, (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (part) => {
          body += part;
        });
        answer.once('end', () => resolve({ status: answer.statusCode, body })).once('error', reject);
      });
      asked.once('error', reject).end();
    });
  }

  async pid(): Promise<number> {
    return JSON.parse((await this.ask('/pid/')).body).pid;
  }

  /** Asks until so many workers have answered. */
  async pids(count: number): Promise<ReadonlySet<number>> {
    const pids = new Set<number>();
    while (pids.size < count) pids.add(await this.pid());
    return pids;
  }

  /** @returns Its exit status. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM');
    await this.ended;
    return this.child.exitCode;
  }
}

let directory: string;
let served: Served | undefined;
const configure = (given: Parameters<typeof configuration>[0] = {}): Promise<void> =>
  writeFile(join(directory, 'fretwork.config.ts'), configuration(given));
const serve = (...argv: readonly string[]): Promise<Served> => {
  served = new Served(argv);
  return served.serving();
};
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fretwork-serve-'));
  await configure();
});
afterEach(async () => {
  if (served) served.child.kill('SIGKILL');
  await served?.ended;
  served = undefined;
  await rm(directory, { recursive: true, force: true });
});

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('serve', { timeout: 120_000 }, () => {
  it('answers with several workers, and replaces one that is killed', async () => {
    const server = await serve('--workers', '2');
    const [first = 0] = await server.pids(2);
    process.kill(first, 'SIGKILL');
    expect(await server.until('Worker ended unexpectedly.')).toMatchObject({ level: 'error', pid: first, status: 128 });
    const { pid } = await server.until('Worker ready.', 3);
    expect(await server.pids(2)).toContain(pid);
    expect(await server.stop()).toBe(0);
    await expect(server.ask('/pid/')).rejects.toThrow('ECONNREFUSED');
  });

  it('replaces a worker that is told to end by itself, and one that hangs', async () => {
    const server = await serve('--workers', '2', '--hang-timeout', '1');
    const [first = 0] = await server.pids(2);
    process.kill(first, 'SIGTERM');
    expect(await server.until('Worker stopped.')).toMatchObject({ pid: first, status: 0 });
    const hung = server.ask('/hang/').catch((error) => error.code);
    expect((await server.ask('/pid/')).status).toBe(200); // the other one has it
    await server.until('Worker hangs, and is killed.');
    expect(await hung).toBe('ECONNRESET');
    const { pid } = await server.until('Worker ready.', 4);
    expect(await server.pids(2)).toContain(pid);
  });

  it('replaces a worker after so many requests', async () => {
    await configure({ limits: 'keepAliveMs: 1' });
    const server = await serve('--max-requests', '10', '--access-log');
    const first = await server.pid();
    while ((await server.pid()) === first);
    expect(await server.until('Worker stopped.')).toMatchObject({ pid: first, status: 0 });
    expect(await server.until('Request.')).toMatchObject({ method: 'GET', path: '/pid/', status: 200 });
    expect(
      server.lines.filter(({ message, pid }) => message === 'Request.' && pid === undefined).length,
    ).toBeGreaterThan(8);
  });

  it('reloads without losing a request, on new connections and on kept ones', async () => {
    await configure({ limits: 'keepAliveMs: 1000' });
    const server = await serve('--workers', '2');
    const old = await server.pids(2);
    await configure({ limits: 'keepAliveMs: 1000', version: 2 });
    const agent = new Agent({ keepAlive: true });
    const versions = new Set<string>();
    let isDone = false;
    const kinds = [{}, {}, {}, {}, {}, {}, { agent }, { agent }, { agent, method: 'POST' }, { agent, method: 'POST' }];
    const load = kinds.map(async (options) => {
      for (let count = 0; ; count += 1) {
        const { status, body } = await server.ask('/pid/', options);
        versions.add(`${status} ${JSON.parse(body).version}`);
        if (isDone) return count;
      }
    });
    const ended = Promise.all(load);
    server.child.kill('SIGHUP');
    await Promise.race([server.until('Worker stopped.', 2), ended]);
    isDone = true;
    const counts = await ended;
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(versions).toEqual(new Set(['200 1', '200 2']));
    expect([...(await server.pids(2))].filter((pid) => old.has(pid))).toEqual([]);
    agent.destroy();
  });

  it('goes on with the old version where the new one does not start', async () => {
    const server = await serve();
    const first = await server.pid();
    await configure({ before: `throw new RangeError('broken');` });
    server.child.kill('SIGHUP');
    await server.until('Reload given up: the other workers go on.');
    expect(await server.pid()).toBe(first);
    expect(server.texts).toContain('RangeError: broken');
    await configure({ version: 2 });
    server.child.kill('SIGHUP');
    await server.until('Reloaded.');
    while (!(await server.ask('/pid/')).body.includes('"version":2'));
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('finishes answers on %s', async (signal) => {
    const server = await serve();
    const answer = server.ask('/slow/');
    while (!existsSync(join(directory, 'asked'))) await tick();
    server.child.kill(signal);
    await server.until('Stopping.');
    await writeFile(join(directory, 'answer'), '');
    expect(await answer).toEqual({ status: 200, body: '{"slow":true}' });
    await server.ended;
    expect(server.child.exitCode).toBe(0);
  });

  it('answers while it drains, says that it is not ready, and ends at once at a second signal', async () => {
    const server = await serve('--drain', '600');
    expect(await server.ask('/readyz')).toMatchObject({ status: 200 });
    const pid = await server.pid();
    server.child.kill('SIGTERM');
    while ((await server.ask('/readyz')).status !== 503);
    expect(await server.ask('/readyz')).toEqual({ status: 503, body: '{"status":"stopping"}' });
    expect((await server.ask('/healthz')).status).toBe(200);
    expect(await server.pid()).toBe(pid);
    server.child.kill('SIGTERM');
    await server.ended;
    expect(server.child.signalCode).toBe('SIGTERM');
    while (isRunning(pid)) await tick();
  });

  it('listens on a Unix socket, and removes it', async () => {
    const server = await serve('--workers', '2', '--socket', 'shop.sock');
    expect((await server.pids(2)).size).toBe(2);
    expect(server.lines.map(({ message }) => message)).toContainEqual(expect.stringContaining('numProxies is 0'));
    expect(await server.stop()).toBe(0);
    expect(existsSync(join(directory, 'shop.sock'))).toBe(false);
  });

  it('leaves health to the app where it is told to', async () => {
    const server = await serve('--no-health');
    expect((await server.ask('/healthz')).status).toBe(404);
  });

  it('reads the .env again when it reloads', async () => {
    await configure({
      before: 'console.error(JSON.stringify({ message: `Colour: $' + '{process.env.SERVED_COLOUR}` }));',
    });
    await writeFile(join(directory, '.env'), 'SERVED_COLOUR=red');
    const server = await serve();
    await server.until('Colour: red');
    await writeFile(join(directory, '.env'), 'SERVED_COLOUR=blue');
    server.child.kill('SIGHUP');
    await server.until('Colour: blue');
  });

  it.each([
    ['a configuration that is not there', ['--config', 'nothing.ts'], {}, 2, 'There is no nothing.ts'],
    ['debug', [], { settings: 'debug: true' }, 2, 'debug is on'],
    ['several processes on PGlite', ['--workers', '2'], { settings: `database: 'pglite:./data'` }, 2, 'one process'],
    ['a limit that does not exist', [], { limits: 'keepAlive: 5' }, 1, 'There is no limit "keepAlive"'],
    ['an address of another machine', ['--host', '192.0.2.1'], {}, 1, 'does not have that address'],
    ['a socket in a folder that is not there', ['--socket', 'no/shop.sock'], {}, 1, 'there is no such folder'],
    ['an app that does not load', [], { before: `throw new RangeError('broken');` }, 1, 'RangeError: broken'],
  ])('refuses %s', async (_what, argv, config, status, text) => {
    await configure(config);
    const flags = argv[0] === '--config' ? ['--config', 'nothing.ts'] : argv;
    served = new Served(flags);
    await served.ended;
    expect(served.child.exitCode).toBe(status);
    expect(served.texts.join('\n')).toContain(text);
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    served = new Served(['--port', String(port), '--workers', '3']);
    await served.ended;
    expect([served.child.exitCode, served.texts]).toEqual([
      1,
      [`OperationalError: Cannot listen on 127.0.0.1:${port}: something else listens there already.`],
    ]);
    other.close();
  });

  it('starts while the database is away', async () => {
    served = await new Served([], { SERVED_DATABASE: 'postgres://nobody@127.0.0.1:1/none' }).serving();
    expect((await served.ask('/readyz')).body).toContain('"database":"failed"');
    expect((await served.ask('/pid/')).status).toBe(200);
  });

  it('does not wait for ever for a worker', async () => {
    await configure({ before: 'setInterval(() => undefined, 1000); await new Promise(() => undefined);' });
    served = new Served(['--start-timeout', '1']);
    await served.until('Worker was not ready in time.');
    await served.ended;
    expect(served.child.exitCode).toBe(128);
  });
});

it('argumentsOf says the same again', () => {
  const flags = { workers: 2, host: '::1', health: false, accessLog: true, insecure: false, maxRequests: undefined };
  expect(argumentsOf(flags as unknown as ServeFlags)).toEqual([
    '--workers',
    '2',
    '--host',
    '::1',
    '--no-health',
    '--access-log',
  ]);
});

it.each([
  ['a flag that does not exist', ['--nonsense'], 'nonsense'],
  ['no worker at all', ['--workers', '0'], 'whole number from 1'],
  ['half a worker', ['--workers', '1.5'], 'whole number from 1'],
  ['a port beyond all ports', ['--port', '65536'], 'from 0 to 65535'],
])('serve refuses %s', async (_what, argv, text) => {
  const project = await createCommandProject('');
  const { status, errors } = await project.run('serve', ...argv);
  expect([status, errors]).toEqual([2, [expect.stringContaining(text)]]);
  await project.drop();
});

describe.each(testDatabases)('serve on $name', { timeout: 120_000 }, ({ create }) => {
  it('starts without migrations, says so, and is ready once they are applied', async () => {
    const { url, drop } = await create();
    const env = { SERVED_DATABASE: url };
    const run = async (...argv: readonly string[]): Promise<void> => {
      const child = spawn(process.execPath, [SCRIPT, ...argv], { cwd: directory, env: { ...process.env, ...env } });
      expect(await once(child, 'exit')).toEqual([0, null]);
    };
    try {
      await run('makemigrations');
      served = await new Served([], env).serving();
      await served.until('The database lacks 0001_initial: run migrate.');
      const checks = { database: 'ok', migrations: 'failed' };
      const { status, body } = await served.ask('/readyz');
      expect([status, JSON.parse(body)]).toEqual([503, { status: 'unavailable', checks }]);
      served.child.kill('SIGHUP');
      await served.until('Reload given up: the other workers go on.');
      // A PGlite in memory is another one in each process.
      if (url === 'pglite:') return;
      await run('migrate');
      while ((await served.ask('/readyz')).status !== 200) await tick();
      expect(await served.stop()).toBe(0);
    } finally {
      await served?.stop();
      await drop();
    }
  });
});
