/** Migrations on disk: one folder each, readable, with everything that it does in plain files. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DialectName } from '../databases/dialect.ts';
import { MigrationError } from '../errors.ts';
import type { Operation } from './operations.ts';
import { dialectNames, schemaSql, undoSql } from './schema-editor.ts';
import { canonicalState, emptyState, type State } from './state.ts';

/** Which way a migration goes: `up` applies it, `down` takes it back. */
export type Direction = 'up' | 'down';

/** What a migration says of itself in `migration.json`. */
export interface MigrationFacts {
  readonly name: string;
  /** The migrations that have to be applied before. */
  readonly parents: readonly string[];
  readonly operations: readonly Operation[];
}

/** A migration, read from its folder. */
export interface Migration extends MigrationFacts {
  readonly directory: string;
  /** SHA-256 of its files, whatever their line ends. */
  readonly checksum: string;
}

const NAME = /^\d{4,}_\w+$/;
const CODE_ENDINGS = ['.ts', '.js', '.mjs'];

/**
 * Reads all migrations of a project.
 *
 * @param directory The project's folder of migrations; one that is not there holds none.
 * @throws {MigrationError} a folder is incomplete or its `migration.json` is none
 */
export async function readMigrations(directory: string): Promise<Migration[]> {
  if (!existsSync(directory)) return [];
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && NAME.test(entry.name)).map(({ name }) => name);
  return Promise.all(names.sort().map((name) => readMigration(directory, name)));
}

/** The tables after a migration, as its `state.json` keeps them. */
export async function readState(migration: Migration | undefined): Promise<State> {
  if (migration === undefined) return emptyState;
  const path = join(migration.directory, 'state.json');
  return parseJson<State>(path, await readText(path), (value) => Array.isArray(value.tables));
}

/** The SQL of a migration; empty where it has none. */
export async function readSql({ directory }: Migration, dialect: DialectName, direction: Direction): Promise<string> {
  const path = join(directory, `${dialect}.${direction}.sql`);
  return existsSync(path) ? readText(path) : '';
}

/** The file of a migration's code, where it has one: `up.ts`, `down.ts`. */
export function codePath({ directory }: Migration, direction: Direction): string | undefined {
  return CODE_ENDINGS.map((ending) => join(directory, direction + ending)).find((path) => existsSync(path));
}

/**
 * Writes a migration: its facts, the state after it, and its SQL for both dialects in both directions.
 *
 * The folder appears at once with all its files, or not at all.
 *
 * @param before The state that it begins with.
 * @param after The state that it leads to.
 * @param extra Further files by name.
 * @returns The migration's folder.
 * @throws {MigrationError} there is a migration with that name
 */
export async function writeMigration(
  directory: string,
  facts: MigrationFacts,
  states: { readonly before: State; readonly after: State },
  extra: Readonly<Record<string, string>> = {},
): Promise<string> {
  const target = join(directory, facts.name);
  if (existsSync(target))
    throw new MigrationError(`There is a migration ${facts.name} already: choose another --name.`);
  const draft = join(directory, `.${facts.name}`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  for (const [name, text] of Object.entries({ ...migrationFiles(facts, states), ...extra })) {
    await writeFile(join(draft, name), text);
  }
  await rename(draft, target);
  return target;
}

function migrationFiles(
  facts: MigrationFacts,
  { before, after }: { before: State; after: State },
): Record<string, string> {
  const { name, parents, operations } = facts;
  const files: Record<string, string> = {
    'migration.json': json({ name, parents, operations }),
    'state.json': json(canonicalState(after)),
  };
  if (operations.length === 0) return files;
  for (const dialect of dialectNames) {
    files[`${dialect}.up.sql`] = schemaSql(dialect, before, operations);
    files[`${dialect}.down.sql`] = undoSql(dialect, before, operations);
  }
  return files;
}

async function readMigration(parent: string, folder: string): Promise<Migration> {
  const directory = join(parent, folder);
  const path = join(directory, 'migration.json');
  const facts = parseJson<MigrationFacts>(
    path,
    await readText(path),
    ({ name, parents, operations }) => name === folder && Array.isArray(parents) && Array.isArray(operations),
  );
  return { ...facts, directory, checksum: await checksumOf(directory) };
}

async function checksumOf(directory: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(directory, { withFileTypes: true });
  for (const name of entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()) {
    const text = await readFile(join(directory, name), 'utf8');
    hash.update(`${name}\0${text.replaceAll('\r\n', '\n')}\0`);
  }
  return hash.digest('hex');
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new MigrationError(`${path} cannot be read: a migration's folder needs it.`, { cause });
  }
}

function parseJson<T>(path: string, text: string, fits: (value: Record<string, unknown>) => boolean): T {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && fits(value as Record<string, unknown>)) return value as T;
  } catch (cause) {
    throw new MigrationError(`${path} is not JSON.`, { cause });
  }
  throw new MigrationError(`${path} is not what makemigrations writes; its name has to be the folder's.`);
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
