/** `npm run bench`: Fretwork beside the same API written by hand, with Hono and Drizzle, and in Django REST Framework. */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type BenchDatabases,
  findPython,
  postgresDatabases,
  removeNewBooks,
  sqliteDatabases,
} from './bench-databases.ts';
import { ENDPOINTS, type EndpointName, verifyPeers } from './bench-endpoints.ts';
import { cleaningUp, cpuOf, type Peer, type PeerName, prepareDatabases, startPeer, stopPeer } from './bench-peers.ts';
import { hasWrk, runLoad } from './load.ts';

const HELP = `npm run bench -- [options]

  --rounds N          rounds of Fretwork and the peer by hand (3); the others take part in the first alone
  --duration N        seconds of load in a round (1)
  --endpoints A,B     ${Object.keys(ENDPOINTS).join(',')}
  --databases A,B     sqlite,postgres
  --peers A,B         besides hand and fretwork: hono-drizzle,drf`;
const WARM_UP_SECONDS = 0.4;
const BUSY = 0.7;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    duration: { type: 'string', default: '1' },
    endpoints: { type: 'string', default: Object.keys(ENDPOINTS).join(',') },
    databases: { type: 'string', default: 'sqlite,postgres' },
    peers: { type: 'string', default: 'hono-drizzle,drf' },
    help: { type: 'boolean', default: false },
  },
});

function chosen<T extends string>(option: string, text: string, known: readonly T[]): T[] {
  const names = text.split(',').filter(Boolean);
  const strange = names.find((name) => !known.includes(name as T));
  if (strange !== undefined) fail(`--${option} knows ${known.join(', ')}, and not '${strange}'.`);
  return known.filter((name) => names.includes(name));
}

function positive(option: string, text: string): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : fail(`--${option} is a whole number above zero.`);
}

function fail(message: string): never {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}

/** What one round of one peer gave. */
interface Round {
  readonly perSecond: number;
  /** CPU of the server and of its database's processes, for one request; NaN where the system does not say. */
  readonly cpuMicros: number;
}
type Rounds = Map<PeerName, Round[]>;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const of = (rounds: Rounds, name: PeerName, what: keyof Round): number[] =>
  (rounds.get(name) ?? []).map((one) => one[what]);

async function measureRound(databases: BenchDatabases, endpoint: EndpointName, peer: Peer): Promise<Round> {
  const load = await ENDPOINTS[endpoint].load(peer);
  const pids = [peer.process.pid ?? 0, ...(await databases.backends(peer.database))];
  const before = cpuOf(pids);
  const { requests, seconds, failures } = await runLoad(peer.port, load, duration, useWrk);
  const cpuMicros = ((cpuOf(pids) - before) * 1000) / requests;
  if (failures > 0) throw new Error(`${endpoint}: ${failures} of ${requests} requests to ${peer.name} failed.`);
  if (endpoint === 'create') await removeNewBooks(databases, peer.database);
  return { perSecond: requests / seconds, cpuMicros };
}

/** All rounds of an endpoint, interleaved, so that what else the machine does falls on everybody. */
async function measureEndpoint(
  databases: BenchDatabases,
  endpoint: EndpointName,
  peers: readonly Peer[],
): Promise<Rounds> {
  const rounds: Rounds = new Map(peers.map(({ name }) => [name, []]));
  for (const peer of peers) await runLoad(peer.port, await ENDPOINTS[endpoint].load(peer), WARM_UP_SECONDS, false);
  for (let round = 0; round < roundCount; round += 1) {
    for (const peer of peers) {
      if (round > 0 && peer.name !== 'hand' && peer.name !== 'fretwork') continue;
      rounds.get(peer.name)?.push(await measureRound(databases, endpoint, peer));
    }
  }
  return rounds;
}

/** One line: Fretwork's ratio to the hand with its spread, the target, the CPU of both, and the ratios of the others. */
function lineOf(
  database: BenchDatabases['name'],
  endpoint: EndpointName,
  rounds: Rounds,
  others: readonly PeerName[],
): string {
  const hand = of(rounds, 'hand', 'perSecond');
  const ratios = of(rounds, 'fretwork', 'perSecond').map((value, round) => value / (hand[round] ?? Number.NaN));
  const target = ENDPOINTS[endpoint].targets[database];
  const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  const micros = (name: PeerName): string => {
    const value = median(of(rounds, name, 'cpuMicros'));
    return Number.isNaN(value) ? '–' : value.toFixed(0);
  };
  const cells = [
    endpoint.padEnd(11),
    median(ratios).toFixed(2).padStart(6),
    spread.padStart(11),
    `${target.toFixed(2)} ${median(ratios) >= target ? 'met' : 'missed'}`.padStart(13),
    `${micros('fretwork')} / ${micros('hand')}`.padStart(14),
    ...others.map((name) =>
      ((of(rounds, name, 'perSecond')[0] ?? Number.NaN) / (hand[0] ?? 1)).toFixed(2).padStart(14),
    ),
  ];
  return cells.join('');
}

async function compare(databases: BenchDatabases, names: readonly PeerName[]): Promise<void> {
  const others = names.filter((name) => name !== 'hand' && name !== 'fretwork');
  const peers: Peer[] = [];
  const work = async (): Promise<void> => {
    const urls = await prepareDatabases(databases, names);
    for (const name of names) peers.push(await startPeer(name, urls.get(name) ?? ''));
    await verifyPeers(peers, endpoints);
    for (const { database } of peers) await removeNewBooks(databases, database);
    console.log(`\n${databases.name}: every body is the same; requests per second, as ratio to the peer by hand`);
    console.log(
      [
        'endpoint'.padEnd(11),
        'median',
        'spread'.padStart(11),
        'target'.padStart(13),
        'CPU µs f/h'.padStart(14),
        ...others.map((name) => name.padStart(14)),
      ].join(''),
    );
    for (const endpoint of endpoints)
      console.log(lineOf(databases.name, endpoint, await measureEndpoint(databases, endpoint, peers), others));
  };
  await cleaningUp(work, async () => {
    for (const peer of peers) await stopPeer(peer);
    await databases.drop();
  });
}

if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const roundCount = positive('rounds', options.rounds);
const duration = positive('duration', options.duration);
const endpoints = chosen('endpoints', options.endpoints, Object.keys(ENDPOINTS) as EndpointName[]);
const wanted = chosen('databases', options.databases, ['sqlite', 'postgres']);
const guests = chosen('peers', options.peers, ['hono-drizzle', 'drf']);
const useWrk = hasWrk();
if (!useWrk) console.log('wrk is not installed: the load comes from Node, which takes more of the CPU itself.');
const [load = 0] = loadavg();
if (load > BUSY)
  console.log(
    `The machine is busy (load ${load.toFixed(1)}): requests per second say little; CPU for each request says more.`,
  );
const hasPython = !guests.includes('drf') || findPython() !== undefined;
if (!hasPython) {
  console.log(
    'DRF is skipped: no Python has django, djangorestframework, djangorestframework-simplejwt, django-filter, gunicorn and psycopg2. PYTHON names another.',
  );
}
const names: PeerName[] = ['hand', 'fretwork', ...guests.filter((name) => name !== 'drf' || hasPython)];
const folder = mkdtempSync(join(tmpdir(), 'fretwork-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
if (wanted.includes('sqlite')) await compare(sqliteDatabases(folder), names);
if (wanted.includes('postgres')) {
  const server = process.env.DATABASE_URL_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';
  const databases = await postgresDatabases(server);
  if (databases) await compare(databases, names);
  else console.log(`\nPostgreSQL is skipped: none answers at ${new URL(server).host} (DATABASE_URL_POSTGRES).`);
}
