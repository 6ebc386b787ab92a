/** Replays recorded HTTP traces against the reference app, on a database of its own. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTables } from 'fretwork/migrations';
import { serve } from 'fretwork/server';
import type { TestDatabaseKind } from 'fretwork/testing';
import { makeApp } from './app/app.ts';

/** What came of some traces. */
export interface TraceReport {
  readonly passed: number;
  readonly failed: number;
  readonly categories: Readonly<Record<string, { readonly passed: number; readonly failed: number }>>;
  /** Every scenario, and what differed in it. */
  readonly scenarios: readonly {
    readonly name: string;
    readonly passed: boolean;
    readonly problems: readonly unknown[];
  }[];
  /** What the replayer printed. */
  readonly output: string;
}

/** The reference app, served. */
export interface ServedApp {
  /**
   * Replays files of traces.
   *
   * @param filter Part of the names of scenarios; all where left out.
   */
  replay(files: readonly string[], filter?: string): Promise<TraceReport>;
  /** Stops serving and deletes the database. */
  stop(): Promise<void>;
}

/** The folder of the recordings that are part of this repository. */
export const TRACES = fileURLToPath(new URL('traces', import.meta.url));

/** The files of traces in a folder. */
export const traceFiles = (folder: string = TRACES): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => resolve(folder, name));

/** Serves the reference app on a fresh database. One at a time: its models are bound to one database. */
export async function serveOn({ create }: TestDatabaseKind): Promise<ServedApp> {
  const { database, url, drop } = await create();
  const app = makeApp(url, database);
  await createTables(database, app.models);
  const server = await serve({ fetch: app.fetch }, { port: 0, stopOnSignals: false });
  return {
    replay: (files, filter = '') => replay(server.url, files, filter),
    async stop() {
      await server.stop();
      await drop();
    },
  };
}

const REPLAYER = fileURLToPath(new URL('replay.mjs', import.meta.url));

async function replay(base: string, files: readonly string[], filter: string): Promise<TraceReport> {
  const folder = await mkdtemp(join(tmpdir(), 'fretwork-traces-'));
  try {
    const result = join(folder, 'result.json');
    const output = await run(process.execPath, [
      REPLAYER,
      '--base',
      base,
      '--filter',
      filter,
      '--json',
      result,
      ...files,
    ]);
    return { ...(JSON.parse(await readFile(result, 'utf8')) as Omit<TraceReport, 'output'>), output };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function run(command: string, parameters: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.on('error', reject).on('close', () => resolve(output));
  return promise;
}
