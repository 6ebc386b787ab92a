/**
 * `npm test`: checks the types, lints, then runs every test of the workspace.
 *
 * Starts no database. The last line is `N passed, M failed`; the type check and the linter count as one test each.
 * Arguments go to Vitest: `npm test -- packages/fretwork/src/views`.
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';

const root = resolve(import.meta.dirname, '..');
const POSTGRES = process.env.DATABASE_URL_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** How many tests of one kind passed and failed. */
interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

console.log(`SQLite: inside Node ${process.versions.node}\nPostgreSQL: ${await describePostgres()}\n`);
const checks = await Promise.all([
  check('types', 'typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']),
  check('lint', '@biomejs/biome/bin/biome', ['check', '.', '--max-diagnostics=100']),
]);
const counts = [...checks, await runVitest(process.argv.slice(2))];
const total = (key: keyof Count): number => counts.reduce((sum, count) => sum + count[key], 0);
process.exitCode = total('failed') === 0 ? 0 : 1;
if (total('skipped') > 0) console.log(`${total('skipped')} skipped`);
console.log(`${total('passed')} passed, ${total('failed')} failed`);

async function describePostgres(): Promise<string> {
  const client = new pg.Client({ connectionString: POSTGRES, connectionTimeoutMillis: 3000 });
  const { host, port } = client;
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>("SELECT current_setting('server_version') AS version");
    return `${rows[0]?.version} on ${host}:${port}`;
  } catch {
    return `none on ${host}:${port} (DATABASE_URL_POSTGRES says where), so PGlite inside Node stands in for it`;
  } finally {
    await client.end();
  }
}

/** Runs a tool of `node_modules`; what it prints is shown when it complains. */
async function check(title: string, script: string, parameters: readonly string[]): Promise<Count> {
  const { status, output } = await run(script, parameters, 'pipe');
  const complains = status !== 0 || /Found \d+ warning/.test(output);
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${title}${complains ? `\n${output}` : ''}`);
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

/** The part of Vitest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { status: string }[];
  }[];
}

async function runVitest(parameters: readonly string[]): Promise<Count> {
  const file = join(tmpdir(), `fretwork-tests-${process.pid}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { status } = await run('vitest/vitest.mjs', ['run', ...reporters, ...parameters], 'inherit');
  const report = readReport(file);
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  // A file that cannot be loaded fails without a failed test of its own.
  const broken = report.testResults.filter(
    (result) => result.status === 'failed' && !result.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + broken.length;
  return {
    passed: report.numPassedTests,
    // Vitest also fails for an error outside of every test.
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function readReport(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return null;
  } finally {
    rmSync(file, { force: true });
  }
}

function run(
  script: string,
  parameters: readonly string[],
  output: 'pipe' | 'inherit',
): Promise<{ readonly status: number; readonly output: string }> {
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...parameters], {
    cwd: root,
    stdio: ['ignore', output, output],
  });
  let text = '';
  const collect = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return new Promise((settle) => {
    child.on('error', (error) => settle({ status: 1, output: error.message }));
    child.on('close', (status) => settle({ status: status ?? 1, output: text }));
  });
}
