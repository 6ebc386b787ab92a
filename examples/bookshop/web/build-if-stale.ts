/** Builds the shop where that is due: it was never built, or one of its sources is newer. */
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const web = import.meta.dirname;
const packages = join(web, '../../../packages');

// What ends up in the build, tests aside; folders too, which change when a file in them goes.
const SOURCES: Sources = [
  [web, ['index.html', 'vite.config.ts', 'package.json', 'public/**', 'src/**']],
  [packages, ['client/src/**', 'react/src/**']],
];

/** Files and folders of a folder, as glob patterns. */
type Sources = readonly (readonly [folder: string, patterns: readonly string[]])[];

/** Whether the pages in `dist/` are not what the sources would make. */
export const isStale = (): boolean => isOlder(join(web, 'dist/index.html'), SOURCES);

/** Whether a file is not there, or older than one of its sources; tests are none. */
export function isOlder(built: string, sources: Sources): boolean {
  const builtAt = modifiedAt(built);
  if (builtAt === null) return true;
  return sources.some(([folder, patterns]) =>
    globSync([...patterns], { cwd: folder, exclude: ['**/*.test.*'] }).some(
      (file) => (modifiedAt(join(folder, file)) ?? 0) > builtAt,
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
