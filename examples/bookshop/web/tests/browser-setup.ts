/** Once for all browser tests: the built pages, a database with the sample, and Chromium. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BrowserServer, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

/** What the tests find. */
export interface Stage {
  /** Folder of the built pages. */
  readonly pages: string;
  /** A filled SQLite database, to be copied. */
  readonly database: string;
  /** Where Chromium takes connections. */
  readonly browser: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Or why there is none. */
    stage: Stage | string;
  }
}

const WEB = join(import.meta.dirname, '..');
const VITE = join(WEB, '../../../node_modules/vite/bin/vite.js');

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** @returns Takes everything down again. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'fretwork-browser-'));
  const [pages, database] = [join(folder, 'pages'), join(folder, 'sample.sqlite3')];
  let server: BrowserServer | undefined;
  try {
    const work = [
      run(VITE, ['build', '--outDir', pages, '--emptyOutDir', '--logLevel', 'error'], { NODE_ENV: 'production' }),
      run(join(import.meta.dirname, 'fill-database.ts'), [], { DATABASE_URL: `sqlite:${database}` }),
    ];
    // Nothing goes on when this has failed.
    await Promise.allSettled(work);
    await Promise.all(work);
    server = await launch();
    project.provide('stage', { pages, database, browser: server.wsEndpoint() });
  } catch (error) {
    // Thrown here it would end the tests that need no browser, too.
    project.provide('stage', String(error));
  }
  return async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function launch(): Promise<BrowserServer> {
  const executablePath = process.env.CHROMIUM_PATH ?? INSTALLED.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      'There is no Chromium: install it (apt-get install chromium), or say in CHROMIUM_PATH where it is.',
    );
  }
  return chromium.launchServer({ executablePath, args: [...FLAGS] });
}

/** Runs a script as a program of its own: neither it nor its environment is part of the tests. */
const run = (script: string, parameters: readonly string[], env: Readonly<Record<string, string>>): Promise<unknown> =>
  promisify(execFile)(process.execPath, [script, ...parameters], { cwd: WEB, env: { ...process.env, ...env } });
