/** The bookshop beside a handler written by hand: bodies compared, then requests per second in interleaved rounds. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const CONNECTIONS = 16;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SECONDS = Number(process.env.SECONDS ?? 4);
const WARM_UP_SECONDS = 2;
const ENDPOINTS = {
  list: (n: number) => `/api/books/?page=${1 + (n % 10)}`,
  detail: (n: number) => `/api/books/${1 + ((n * 7919) % 20_000)}/`,
};
const SERVERS = {
  hand: { script: 'benchmarks/hand-written.ts', port: 8101 },
  fretwork: { script: 'examples/bookshop/api/demo.ts', port: 8102 },
};

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function fetchText(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, path, host: '127.0.0.1', agent, headers: { host: 'bench.test' } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(body) : reject(body)));
    }).on('error', reject);
  });
}

async function until(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (
      await fetchText(port, '/api/books/1/').then(
        () => true,
        () => false,
      )
    )
      return;
    await sleep(200);
  }
  throw new Error(`No answer on port ${port}.`);
}

/** Requests per second of one server at one endpoint. */
async function measure(port: number, path: (n: number) => string, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let done = 0;
  const chain = async (): Promise<void> => {
    while (performance.now() < end) {
      await fetchText(port, path(done));
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, chain));
  return done / seconds;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function compare(database: string): Promise<void> {
  const start = ({ script, port }: { script: string; port: number }): ChildProcess =>
    spawn(process.execPath, [script], {
      env: { ...process.env, DATABASE_URL: database, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const children: ChildProcess[] = [];
  try {
    children.push(start(SERVERS.fretwork)); // it fills the database; the other one only reads
    await until(SERVERS.fretwork.port);
    children.push(start(SERVERS.hand));
    await until(SERVERS.hand.port);
    for (const [endpoint, path] of Object.entries(ENDPOINTS)) {
      for (const n of [0, 3, 9]) {
        const [expected, actual] = await Promise.all(
          [SERVERS.hand, SERVERS.fretwork].map(({ port }) => fetchText(port, path(n))),
        );
        if (expected !== actual)
          throw new Error(`${path(n)}: the bodies differ.\n${expected?.slice(0, 600)}\n${actual?.slice(0, 600)}`);
      }
      const rates: Record<string, number[]> = { hand: [], fretwork: [] };
      for (const { port } of Object.values(SERVERS)) await measure(port, path, WARM_UP_SECONDS);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [name, { port }] of Object.entries(SERVERS)) rates[name]?.push(await measure(port, path, SECONDS));
      }
      const [hand, fretwork] = [median(rates.hand ?? []), median(rates.fretwork ?? [])];
      process.stdout.write(
        `${database.split(':')[0]?.padEnd(9)} ${endpoint.padEnd(7)} hand ${hand.toFixed(0)}/s, fretwork ${fretwork.toFixed(0)}/s, ratio ${(fretwork / hand).toFixed(2)}\n`,
      );
    }
  } finally {
    for (const child of children) child.kill();
  }
}

const databases = process.argv.slice(2);
for (const database of databases.length > 0 ? databases : ['sqlite:./bookshop.sqlite3']) await compare(database);
agent.destroy();
