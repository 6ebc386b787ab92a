/** House rule on the tutorial: whoever follows it, letter by letter, sees what it shows. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFiles } from '../../packages/fretwork/src/cli/start-project.ts';
import { read, root } from './sources.ts';
import { isShown, Shell, stepsOf } from './walkthrough.ts';

const steps = stepsOf(read('docs/tutorial.md'));
const fretwork = join(root, 'packages/fretwork/src/cli/fretwork.js');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
// Inside the workspace, where `fretwork` is found without being installed.
const folder = join(root, '.docs-blocks', `tutorial-${process.pid}`);

// Not every machine has curl, and none needs to fetch a package that is there.
const CURL = `
const options = { method: undefined, headers: {}, body: undefined };
const parameters = process.argv.slice(2);
const url = parameters.find((text) => /^http:/.test(text));
for (const [index, name] of parameters.entries()) {
  const value = parameters[index + 1];
  if (name === '-X') options.method = value;
  if (name === '-d') options.body = value;
  if (name === '-H') options.headers[value.slice(0, value.indexOf(':'))] = value.slice(value.indexOf(':') + 1).trim();
}
options.method ??= options.body === undefined ? 'GET' : 'POST';
process.stdout.write(await (await fetch(url, options)).text());
`;
const PROLOGUE = `
if command -v curl >/dev/null; then curl() { command curl -s "$@"; }; else curl() { node "${folder}/curl.mjs" "$@"; }; fi
npx() { while [ "$1" != fretwork ]; do shift; done; shift; node "${fretwork}" "$@"; }
npm() {
  case "$*" in
    install*) ;;
    test) node --env-file-if-exists=.env --test ;;
    'run typecheck') node "${tsc}" ;;
  esac
}
`;

describe('the tutorial', () => {
  let shell: Shell;
  let port: number;
  let server: ReturnType<typeof spawn> | undefined;
  let isStale = true;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'curl.mjs'), CURL);
    port = await freePort();
    const { SECRET_KEY: _secret, DATABASE_URL: _url, NODE_OPTIONS: _options, ...environment } = process.env;
    shell = new Shell(
      folder,
      {
        ...environment,
        NODE_COMPILE_CACHE: join(folder, 'cache'),
        PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
      },
      PROLOGUE,
    );
  });
  afterAll(async () => {
    await stop();
    await shell.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const stop = async (): Promise<void> => {
    if (server === undefined || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  };
  /** What `runserver` does by itself where it watches, without waiting for it to notice. */
  const restart = async (): Promise<string> => {
    await stop();
    const cwd = await shell.run('pwd');
    server = spawn(process.execPath, [fretwork, 'runserver', String(port), '--no-reload'], { cwd });
    const started = new Promise<string>((resolve) => {
      let output = '';
      const add = (chunk: Buffer): void => {
        output += chunk;
        if (output.includes('\n')) resolve(output);
      };
      server?.stdout?.on('data', add);
      server?.stderr?.on('data', add);
    });
    isStale = false;
    return (await started).trim();
  };

  it('begins with the files that startproject writes', () => {
    const written = projectFiles('bookshop', '');
    const shown = steps.filter((step) => step.kind === 'file').slice(0, 3);
    for (const { path, code } of shown) expect(code).toBe(written[path]);
  });

  it('shows what its reader sees', { timeout: 180_000 }, async () => {
    const differences: unknown[] = [];
    for (const step of steps) {
      if (step.kind === 'file') {
        await shell.write(step.path, step.code);
        isStale = true;
        continue;
      }
      const { command, input, expected, line } = step;
      const isServer = command.endsWith(' runserver');
      if (isServer || (command.startsWith('curl ') && isStale)) {
        const output = await restart();
        if (isServer) {
          if (!isShown(expected, output.replace(`:${port}`, ':8000'))) differences.push({ line, command, output });
          continue;
        }
      }
      const output = (await shell.run(command.replaceAll(':8000', `:${port}`), input)).replaceAll(`:${port}`, ':8000');
      const shown = input === '' ? output : output.replace(/^(> )+|(> )+$/gm, '');
      if (!isShown(expected, shown)) differences.push({ line, command, expected, output: shown });
    }
    expect(differences).toEqual([]);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
