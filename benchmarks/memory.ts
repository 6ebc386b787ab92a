/** `node benchmarks/memory.ts [requests] [database URL]`: what one process holds while it answers a million requests. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createUser } from 'fretwork/accounts';
import { createTables } from 'fretwork/migrations';
import { registryOf } from 'fretwork/models';
import { serve } from 'fretwork/server';
import { createRigApp } from './rig-app/app.ts';
import { Author, models, User } from './rig-app/models.ts';

const PORT = 8108;
const CONNECTIONS = 16;
const SAMPLES = 10;
const ACCOUNT = { username: 'alice', password: 'only-for-measuring' };

/** What the server says of itself, after a collection of garbage. */
interface Sample {
  readonly heapMiB: number;
  readonly rssMiB: number;
}

async function serveSamples(database: string): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const app = createRigApp(database, 'only-for-measuring-0123456789-abcdefghijkl');
  await createTables(registryOf(models).database(), models);
  await createUser(User, ACCOUNT);
  await Author.objects.bulkCreate(Array.from({ length: 100 }, (_, at) => ({ name: `Author ${at}` })));
  await serve(app, { port: PORT });
  const toMiB = (bytes: number): number => Math.round(bytes / 104_857.6) / 10;
  process.on('message', () => {
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    process.send?.({ heapMiB: toMiB(heapUsed), rssMiB: toMiB(rss) } satisfies Sample);
  });
  process.send?.('ready');
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function ask(method: string, path: string, body?: object, token?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const asked = request({ port: PORT, method, path, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => (response.statusCode === 500 ? reject(new Error(text)) : resolve(text)));
    });
    asked.on('error', reject).end(body && JSON.stringify(body));
  });
}

/** One chain of requests, each unlike the others: pages, filters, writes, refused input, tokens that are spent. */
async function chain(from: number, to: number): Promise<void> {
  let tokens = JSON.parse(await ask('POST', '/api/token/', ACCOUNT));
  for (let n = from; n < to; n += 8) {
    const book = { title: `Book ${n}`, price: '1.50', published: '2020-01-01', author_id: 1 + (n % 100) };
    await ask('POST', '/api/books/', n % 80 === 0 ? book : { ...book, price: `${n}.001` }, tokens.access);
    await ask('GET', `/api/books/${n % 5000}/`);
    await ask('GET', `/api/books/?search=${n}&ordering=-price`);
    await ask('GET', `/api/books/?page=${n}&in_print=${n % 3}`);
    await ask('GET', '/api/me/', undefined, tokens.access);
    await ask('GET', '/api/me/', undefined, `${tokens.access.slice(0, -9)}${String(n).padStart(9, '0')}`);
    await ask('GET', `/nowhere/${n}/`);
    tokens = JSON.parse(await ask('POST', '/api/token/refresh/', { refresh: tokens.refresh }));
  }
}

const sample = (server: ChildProcess): Promise<Sample> =>
  new Promise((resolve) => {
    server.once('message', (message) => resolve(message as Sample));
    server.send('sample');
  });

async function measure(requests: number, url: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'));
  const server = fork(import.meta.filename, ['serve', url ?? `sqlite:${join(folder, 'memory.sqlite3')}`]);
  try {
    await new Promise((resolve, reject) => {
      server.once('message', resolve);
      server.once('exit', () => reject(new Error('The server did not start.')));
    });
    const step = Math.ceil(requests / SAMPLES / CONNECTIONS);
    for (let part = 0; part < SAMPLES; part += 1) {
      const first = part * step * CONNECTIONS;
      const chains = Array.from({ length: CONNECTIONS }, (_, at) => chain(first + at * step, first + (at + 1) * step));
      await Promise.all(chains);
      const { heapMiB, rssMiB } = await sample(server);
      process.stdout.write(
        `${(part + 1) * step * CONNECTIONS} requests: heap ${heapMiB} MiB, resident ${rssMiB} MiB\n`,
      );
    }
  } finally {
    agent.destroy();
    if (server.connected) server.disconnect();
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'serve') await serveSamples(process.argv[3] ?? '');
else await measure(Number(process.argv[2] ?? 1_000_000), process.argv[3]);
