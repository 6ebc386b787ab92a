/** Migrations on disk: written at once, read with care, known by a checksum. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MigrationError } from '../errors.ts';
import { codePath, type Migration, readMigrations, readSql, readState, writeMigration } from './migration-folder.ts';
import { emptyState } from './state.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fretwork-folder-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const table = {
  model: 'Book',
  table: 'book',
  columns: [{ field: 'id', column: 'id', kind: 'auto', primaryKey: true }],
  constraints: [],
  indexes: [],
} as const;
const facts = { name: '0001_initial', parents: [], operations: [{ type: 'createTable', table }] } as const;
const states = { before: emptyState, after: { tables: [table] } };
const only = async (): Promise<Migration> => {
  const [migration] = await readMigrations(directory);
  if (!migration) throw new MigrationError('none');
  return migration;
};

describe('a migration', () => {
  it('is read as it was written', async () => {
    expect(await writeMigration(directory, facts, states)).toBe(join(directory, '0001_initial'));
    const migration = await only();
    expect(migration).toMatchObject(facts);
    expect(await readState(migration)).toEqual({ tables: [table] });
    expect(await readSql(migration, 'sqlite', 'down')).toBe('DROP TABLE "book";\n');
    expect(codePath(migration, 'up')).toBeUndefined();
  });

  it('is not written over another one, and leaves no half of it', async () => {
    await writeMigration(directory, facts, states);
    await expect(writeMigration(directory, facts, states)).rejects.toThrow('There is a migration 0001_initial already');
    expect(await readdir(directory)).toEqual(['0001_initial']);
  });

  it('has a checksum of every file, whatever its line ends', async () => {
    await writeMigration(directory, facts, states, { 'up.ts': 'a\nb\n' });
    const before = await only();
    const path = join(before.directory, 'up.ts');
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'));
    expect((await only()).checksum).toBe(before.checksum);
    await writeFile(path, 'a\nc\n');
    expect((await only()).checksum).not.toBe(before.checksum);
    expect(codePath(before, 'up')).toBe(path);
  });

  it.each([
    ['no migration.json', undefined, 'cannot be read'],
    ['no JSON', '{', 'is not JSON'],
    ['something else', '[]', 'makemigrations writes'],
    ['null', 'null', 'makemigrations writes'],
    ['another name', '{"name":"0002_x","parents":[],"operations":[]}', "has to be the folder's"],
  ])('is refused with %s', async (_what, text, message) => {
    await mkdir(join(directory, '0001_x'));
    if (text !== undefined) await writeFile(join(directory, '0001_x', 'migration.json'), text);
    await expect(readMigrations(directory)).rejects.toThrow(message);
  });
});

describe('readMigrations', () => {
  it('passes over what is no migration, and a folder that is not there', async () => {
    await mkdir(join(directory, 'notes'));
    await writeFile(join(directory, '0001_file'), '');
    expect(await readMigrations(directory)).toEqual([]);
    expect(await readMigrations(join(directory, 'nowhere'))).toEqual([]);
    expect(await readState(undefined)).toEqual(emptyState);
  });
});
