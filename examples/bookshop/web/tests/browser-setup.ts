/** Once for all browser tests: the built pages, a database with the sample, and Chromium. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from 'fretwork/migrations';
import { registryOf } from 'fretwork/models';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the built pages. */
    pages: string;
    /** A filled SQLite database, to be copied. */
    database: string;
    /** Where Chromium takes connections. */
    browser: string;
  }
}

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** @returns Takes everything down again. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = process.env.CHROMIUM_PATH ?? INSTALLED.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      'The browser tests need Chromium: install it (apt-get install chromium), or say where in CHROMIUM_PATH.',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'fretwork-browser-'));
  const pages = join(folder, 'pages');
  const database = join(folder, 'sample.sqlite3');
  const [server] = await Promise.all([
    chromium.launchServer({ executablePath, args: FLAGS }),
    build({
      configFile: join(import.meta.dirname, '../vite.config.ts'),
      build: { outDir: pages, emptyOutDir: true },
      logLevel: 'error',
    }),
    fill(database),
  ]);
  project.provide('pages', pages);
  project.provide('database', database);
  project.provide('browser', server.wsEndpoint());
  return async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Makes a shop's database as `npm run demo` does. */
async function fill(database: string): Promise<void> {
  process.env.DATABASE_URL = `sqlite:${database}`;
  const { app } = await import('../../api/app.ts');
  const { loadSample } = await import('../../api/load-sample.ts');
  await migrate(registryOf(app.models).database(), { directory: join(import.meta.dirname, '../../api/migrations') });
  await loadSample();
  await app.close();
}
