/** Vitest: every `*.test.ts` of the workspace; types are checked by `npm run typecheck`. */
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: [...configDefaults.exclude, '**/dist/**'],
    // Most tests wait for a database, so every core gets a worker.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
