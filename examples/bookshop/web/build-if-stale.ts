/** Builds the shop where that is due: it was never built, or one of its sources is newer. */
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const web = import.meta.dirname;
const packages = join(web, '../../../packages');

// What ends up in the build, tests aside; folders too, which change when a file in them goes.
const SOURCES = [
  [web, ['index.html', 'vite.config.ts', 'package.json', 'public/**', 'src/**']],
  [packages, ['client/src/**', 'react/src/**']],
] as const;

/** Whether the pages in `dist/` are not what the sources would make. */
export function isStale(): boolean {
  const built = modifiedAt(join(web, 'dist/index.html'));
  if (built === null) return true;
  return SOURCES.some(([folder, patterns]) =>
    globSync([...patterns], { cwd: folder, exclude: ['**/*.test.*'] }).some(
      (file) => (modifiedAt(join(folder, file)) ?? 0) > built,
    ),
  );
}

/**
 * Builds the shop into `dist/`, unless what is there is as new as its sources.
 *
 * @returns How many seconds it took; null where there was nothing to do.
 */
export async function buildIfStale(): Promise<number | null> {
  if (!isStale()) return null;
  const start = performance.now();
  const { build } = await import('vite'); // half a second that a built shop can do without
  await build({ configFile: join(web, 'vite.config.ts'), logLevel: 'warn' });
  return (performance.now() - start) / 1000;
}

const modifiedAt = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
