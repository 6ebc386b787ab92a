/**
 * `npm run conformance`: puts every recording to Fretwork, and counts the answers that are the recorded ones.
 *
 * Traces are replayed on SQLite and on PostgreSQL. `--vectors DIR` and `--traces DIR` take other recordings of the same form
 * instead, and only those that are named; `--filter TEXT` keeps the scenarios whose name contains the text.
 */
import { readdirSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { testDatabases } from 'fretwork/testing';
import { serveOn, TRACES, traceFiles } from './replay-traces.ts';
import { loadDeviations, runFile } from './run-vectors.ts';

const VECTORS = fileURLToPath(new URL('vectors', import.meta.url));
const total = { passed: 0, failed: 0 };

function count(category: string, passed: number, failed: number): void {
  total.passed += passed;
  total.failed += failed;
  console.log(`${category.padEnd(32)} ${passed} passed, ${failed} failed`);
}

async function runVectors(folder: string): Promise<void> {
  const deviations = loadDeviations();
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()) {
    const { passed, deviating, failures } = await runFile(relative(VECTORS, resolve(folder, name)), deviations);
    for (const { id, text } of failures) console.log(`FAIL ${id}: ${text}`);
    count(`vectors/${basename(name, '.json')}`, passed, failures.length);
    if (deviating > 0) console.log(`  and ${deviating} that deviate on purpose (deviations.json)`);
  }
}

async function runTraces(folder: string, filter: string | undefined): Promise<void> {
  for (const kind of testDatabases) {
    const served = await serveOn(kind);
    try {
      const { categories, output } = await served.replay(traceFiles(folder), filter);
      console.log(output.slice(0, Math.max(0, output.lastIndexOf('\n\n'))));
      const sorted = Object.entries(categories).sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [name, { passed, failed }] of sorted) count(`traces/${name} (${kind.name})`, passed, failed);
    } finally {
      await served.stop();
    }
  }
}

const { values } = parseArgs({
  options: { vectors: { type: 'string' }, traces: { type: 'string' }, filter: { type: 'string' } },
});
const isAll = values.vectors === undefined && values.traces === undefined;
if (isAll || values.vectors !== undefined) await runVectors(values.vectors ?? VECTORS);
if (isAll || values.traces !== undefined) await runTraces(values.traces ?? TRACES, values.filter);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
