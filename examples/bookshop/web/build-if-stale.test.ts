/** What is stale: a build that is older than any of its sources, or that is not there. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isOlder } from './build-if-stale.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bookshop-build-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, at: number): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  for (let part = path; part !== folder; part = dirname(part)) utimesSync(part, at, at);
  return path;
};

it.each([
  ['a source that is older', ['src/pages/main.tsx', 1], false],
  ['a source that is newer', ['src/pages/main.tsx', 3], true],
  ['a test that is newer', ['src/main.test.ts', 3], false],
  ['a file of no concern that is newer', ['README.md', 3], false],
] as const)('%s', (_what, [name, at], expected) => {
  const built = write('dist/index.html', 2);
  write(name, at);
  if (name.endsWith('.test.ts')) utimesSync(join(folder, 'src'), 1, 1);
  expect(isOlder(built, [[folder, ['index.html', 'src/**']]])).toBe(expected);
});

it('what was never built, and a source that went', () => {
  expect(isOlder(join(folder, 'dist/index.html'), [[folder, ['src/**']]])).toBe(true);
  const built = write('dist/index.html', 2);
  rmSync(write('src/gone.ts', 1));
  expect(isOlder(built, [[folder, ['src/**']]])).toBe(true);
});
