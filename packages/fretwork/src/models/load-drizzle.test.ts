/** Drizzle is loaded late, and is the module that an app imports. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as pgCore from 'drizzle-orm/pg-core';
import * as sqliteCore from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { loadDrizzle } from './load-drizzle.ts';

const run = promisify(execFile);
const urlOf = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

// Prints how many of Drizzle's files are loaded: with models, and after a part of it was asked for.
const COUNT = `
  const { createRequire } = await import('node:module');
  const { defineModels, f } = await import(${urlOf('./index.ts')});
  const { loadDrizzle } = await import(${urlOf('./load-drizzle.ts')});
  const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('drizzle-orm'));
  defineModels({ Book: { title: f.char({ maxLength: 10 }) } });
  const before = loaded().length;
  loadDrizzle('sqlite-core');
  console.log(JSON.stringify([before, loaded().length > 0]));
`;

describe('loadDrizzle', () => {
  it('gives what an app imports', () => {
    expect(loadDrizzle('pg-core').pgTable).toBe(pgCore.pgTable);
    expect(loadDrizzle('sqlite-core').sqliteTable).toBe(sqliteCore.sqliteTable);
  });

  it('loads nothing for models that nobody asks for a table', async () => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', COUNT]);
    expect(JSON.parse(stdout)).toEqual([0, true]);
  });
});
