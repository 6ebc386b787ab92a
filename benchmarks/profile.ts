/** `npm run bench:profile -- list`: where the time of an endpoint goes, as self times, a .cpuprofile and a flame graph. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { postgresDatabases, sqliteDatabases } from './bench-databases.ts';
import { ENDPOINTS, type EndpointName } from './bench-endpoints.ts';
import { cleaningUp, prepareDatabases, startPeer, stopPeer } from './bench-peers.ts';
import { type CpuProfile, flameGraph, lastPart, selfTimes } from './flame-graph.ts';
import { hasWrk, runLoad } from './load.ts';

const ROWS = 25;
const WARM_UP_SECONDS = 1;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    database: { type: 'string', default: 'sqlite' },
    duration: { type: 'string', default: '4' },
    out: { type: 'string', default: '.' },
  },
});
const [endpoint = ''] = positionals;
const seconds = Number(values.duration);
const isKnown = Object.hasOwn(ENDPOINTS, endpoint) && ['sqlite', 'postgres'].includes(values.database);
if (!isKnown || !Number.isInteger(seconds) || seconds < 1) {
  console.error(
    `npm run bench:profile -- ENDPOINT [--database sqlite|postgres] [--duration SECONDS] [--out FOLDER]\nENDPOINT is one of ${Object.keys(ENDPOINTS).join(', ')}.`,
  );
  process.exit(2);
}
const { load } = ENDPOINTS[endpoint as EndpointName];
const folder = mkdtempSync(join(tmpdir(), 'fretwork-profile-'));
const server = process.env.DATABASE_URL_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const databases = values.database === 'sqlite' ? sqliteDatabases(folder) : await postgresDatabases(server);
if (databases === undefined) throw new Error(`No PostgreSQL answers at ${new URL(server).host}.`);
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
await cleaningUp(async () => {
  const urls = await prepareDatabases(databases, ['fretwork']);
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-name=profile', '--cpu-prof-interval=200'];
  const peer = await startPeer('fretwork', urls.get('fretwork') ?? '', ({ command, args }) => ({
    command,
    args: [...flags, ...args],
  }));
  const done = await (async () => {
    try {
      await runLoad(peer.port, await load(peer), WARM_UP_SECONDS, false);
      return await runLoad(peer.port, await load(peer), seconds, hasWrk());
    } finally {
      await stopPeer(peer); // writes the profile
    }
  })();
  const text = readFileSync(join(folder, 'profile'), 'utf8');
  const profile = lastPart(JSON.parse(text) as CpuProfile, seconds);
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });
  const name = join(out, `${endpoint}-${values.database}`);
  writeFileSync(`${name}.cpuprofile`, text);
  const title = `${endpoint} on ${values.database}, ${done.requests} requests in ${seconds} s`;
  writeFileSync(`${name}.svg`, flameGraph(profile, title));
  console.log(`${title}; what functions took themselves:`);
  const times = selfTimes(profile);
  const all = times.reduce((sum, [, micros]) => sum + micros, 0);
  for (const [what, micros] of times.slice(0, ROWS))
    console.log(
      `${((100 * micros) / all).toFixed(1).padStart(5)} %  ${(micros / done.requests).toFixed(1).padStart(7)} µs each  ${what}`,
    );
  console.log(`\n${name}.svg is the flame graph; developer tools of Chromium open ${name}.cpuprofile.`);
}, databases.drop);
