/**
 * `npm run bench:size`: how much `@fretwork/client` and `@fretwork/react` add to a page.
 *
 * Each is bundled alone by Vite, minified, without what it takes from others (React, TanStack Query; the client, for the hooks).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';

const root = resolve(import.meta.dirname, '..');

/** What is measured: a name, and a module that imports it. */
const CASES: readonly (readonly [name: string, code: string])[] = [
  ['client', "export * from '@fretwork/client';"],
  ['client, createClient', "export { createClient } from '@fretwork/client';"],
  ['react', "export * from '@fretwork/react';"],
  ['react, useAuth', "export { AuthProvider, useAuth } from '@fretwork/react';"],
];

const folder = mkdtempSync(join(root, '.docs-blocks-'));
try {
  console.log(`${'bytes of'.padEnd(24)}${['minified', 'gzip', 'brotli'].map((name) => name.padStart(10)).join('')}`);
  for (const [name, code] of CASES) {
    const text = await bundle(code, name.startsWith('react'));
    const sizes = [Buffer.byteLength(text), gzipSync(text, { level: 9 }).length, brotliCompressSync(text).length];
    console.log(name.padEnd(24) + sizes.map((size) => String(size).padStart(10)).join(''));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bundle(code: string, isReact: boolean): Promise<string> {
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, code);
  const external = [/^react/, /^@tanstack\//, ...(isReact ? [/^@fretwork\/client/] : [])];
  const result = await build({
    root: folder,
    logLevel: 'warn',
    configFile: false,
    // As an app's entry: the library mode of Vite keeps white space.
    build: { write: false, rolldownOptions: { input: entry, external, preserveEntrySignatures: 'strict' } },
  });
  const [output] = (Array.isArray(result) ? result : [result]) as readonly Rolldown.RolldownOutput[];
  return output?.output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('') ?? '';
}
