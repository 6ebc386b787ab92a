/** Vitest: every `*.test.ts` of the workspace; types are checked by `npm run typecheck`. */
import { configDefaults, defineConfig } from 'vitest/config';

const BROWSER = 'examples/bookshop/web/tests';

export default defineConfig({
  test: {
    exclude: [...configDefaults.exclude, '**/dist/**'],
    // Most tests wait for a database, so every core gets a worker.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'node', include: ['**/*.test.{ts,tsx}'], exclude: [`${BROWSER}/**`] } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: [`${BROWSER}/*.test.ts`],
          // Builds the shop and starts Chromium, once for all of them, and only where one of them runs.
          globalSetup: `${BROWSER}/browser-setup.ts`,
          // A page that waits for a busy machine is no failure.
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
