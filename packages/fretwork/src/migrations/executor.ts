/** `migrate`: brings a database to a migration, each in a transaction of its own, one process at a time. */
import type { Database } from '../databases/database.ts';
import type { DialectName } from '../databases/dialect.ts';
import { statementScope } from '../databases/transaction.ts';
import { MigrationError } from '../errors.ts';
import { runCode } from './migration-code.ts';
import { type Direction, type Migration, readMigrations, readSql } from './migration-folder.ts';
import { MigrationGraph } from './migration-graph.ts';
import { type AppliedMigration, createRecords, readApplied, recordApplied, recordUnapplied } from './recorder.ts';

/** One migration to apply or to take back. */
export interface Step {
  readonly migration: Migration;
  readonly direction: Direction;
}

/** How to migrate. */
export interface MigrateOptions {
  /** The project's folder of migrations. */
  readonly directory: string;
  /** A migration's name or the only beginning of one; `zero` for none at all; all of them where left out. */
  readonly target?: string;
  /** Whether to note migrations as done without doing them, for tables that are there already. */
  readonly fake?: boolean;
  /** Told of every step before it is taken, and after, unless another process has taken it. */
  readonly onStep?: (step: Step, phase: 'begin' | 'end') => void;
  readonly now?: () => Date;
}

/** All migrations and what a database has of them. */
export interface MigrationStatus {
  readonly migrations: readonly { readonly migration: Migration; readonly applied: boolean }[];
  /** Applied migrations whose files are no longer what they were. */
  readonly changed: readonly string[];
  /** Applied migrations that the project does not have. */
  readonly unknown: readonly string[];
}

/** A transaction that has to wait for another process's migration tries this often, for the database's busy time each. */
const WAITS = 200;

/** Held to the end of the transaction. SQLite's own transaction keeps everyone else from writing. */
const LOCK: Readonly<Record<DialectName, string | undefined>> = {
  sqlite: undefined,
  postgres: 'SELECT pg_advisory_xact_lock(7311580235489)',
};

/**
 * Brings a database to a migration.
 *
 * Every migration is one transaction: where one fails, those before it stay and it leaves nothing. Processes that
 * migrate at once take turns, and find done what another has done.
 *
 * @returns The steps that were taken here.
 * @throws {MigrationError} a migration failed or cannot be taken back, or the history makes no sense
 * @see Django `migrate`
 */
export async function migrate(database: Database, options: MigrateOptions): Promise<Step[]> {
  if (statementScope())
    throw new MigrationError('migrate cannot run inside transaction(): every migration is a transaction of its own.');
  const taken: Step[] = [];
  for (const step of await planMigrations(database, options)) {
    options.onStep?.(step, 'begin');
    if (!(await takeStep(database, step, options))) continue;
    taken.push(step);
    options.onStep?.(step, 'end');
  }
  return taken;
}

/**
 * The steps that `migrate` would take, in order.
 *
 * @throws {MigrationError} no such migration, branches that were not merged, or a history with a gap
 */
export async function planMigrations(database: Database, { directory, target }: MigrateOptions): Promise<Step[]> {
  const graph = new MigrationGraph(await readMigrations(directory));
  const applied = new Set((await readApplied(database)).map(({ name }) => name));
  for (const { name, parents } of graph.order) {
    const gap = applied.has(name) ? parents.find((parent) => !applied.has(parent)) : undefined;
    if (gap)
      throw new MigrationError(
        `${name} is applied and ${gap}, which it needs, is not: mend it with migrate ${gap} --fake.`,
      );
  }
  const forward = (wanted: (name: string) => boolean): Step[] =>
    graph.order
      .filter(({ name }) => wanted(name) && !applied.has(name))
      .map((migration) => ({ migration, direction: 'up' }));
  const backward = (unwanted: (name: string) => boolean): Step[] =>
    graph.order
      .filter(({ name }) => unwanted(name) && applied.has(name))
      .reverse()
      .map((migration) => ({ migration, direction: 'down' }));
  if (target === 'zero') return backward(() => true);
  if (target === undefined) {
    void graph.leaf; // throws where branches were not merged
    return forward(() => true);
  }
  const migration = graph.find(target);
  const [needed, later] = [graph.withAncestors(migration), graph.descendants(migration)];
  return applied.has(migration.name) ? backward((name) => later.has(name)) : forward((name) => needed.has(name));
}

/**
 * The migration with a name, or the only one whose name begins so.
 *
 * @throws {MigrationError} there is none, or more than one
 */
export async function findMigration(directory: string, name: string): Promise<Migration> {
  return new MigrationGraph(await readMigrations(directory)).find(name);
}

/** Which migrations a database has; writes nothing. */
export async function migrationStatus(database: Database, directory: string): Promise<MigrationStatus> {
  const graph = new MigrationGraph(await readMigrations(directory));
  const applied = new Map((await readApplied(database)).map(({ name, checksum }) => [name, checksum]));
  const known = new Set(graph.order.map(({ name }) => name));
  return {
    migrations: graph.order.map((migration) => ({ migration, applied: applied.has(migration.name) })),
    changed: graph.order
      .filter(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum)
      .map(({ name }) => name),
    unknown: [...applied.keys()].filter((name) => !known.has(name)),
  };
}

/** Takes a step, unless another process has taken it by now. */
async function takeStep(database: Database, step: Step, options: MigrateOptions): Promise<boolean> {
  const { migration, direction } = step;
  const script = options.fake ? '' : await readSql(migration, database.dialect.name, direction);
  const work = async (): Promise<boolean> => {
    const lock = LOCK[database.dialect.name];
    if (lock) await database.query(lock, [], { prepare: false, write: true });
    await createRecords(database);
    const applied = await readApplied(database);
    if (isTaken(step, applied)) return false;
    if (!options.fake) await run(database, step, script);
    if (direction === 'down') await recordUnapplied(database, migration.name);
    else await recordApplied(database, migration, options.now?.() ?? new Date());
    return true;
  };
  const inTransaction = () => database.transaction(work, { retryOnConflict: WAITS });
  try {
    return await (script !== '' && database.dialect.name === 'sqlite'
      ? withoutForeignKeys(database, inTransaction)
      : inTransaction());
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    const [what, reason] = [
      direction === 'up' ? 'applied' : 'taken back',
      cause instanceof Error ? cause.message : String(cause),
    ];
    throw new MigrationError(
      `${migration.name} could not be ${what}, and the database is as it was before it: ${reason}`,
      { cause },
    );
  }
}

function isTaken({ migration: { name, parents }, direction }: Step, applied: readonly AppliedMigration[]): boolean {
  const names = new Set(applied.map((one) => one.name));
  if (direction === 'down') return !names.has(name);
  const gap = parents.find((parent) => !names.has(parent));
  if (gap !== undefined) throw new MigrationError(`${name} needs ${gap}, which another process has just taken back.`);
  return names.has(name);
}

async function run(database: Database, { migration, direction }: Step, script: string): Promise<void> {
  const sql = () => (script === '' ? undefined : database.exec(script));
  const broken = script === '' ? [] : await brokenKeys(database);
  if (direction === 'up') await sql();
  await runCode(database, migration, direction);
  if (direction === 'down') await sql();
  const [key] = script === '' ? [] : (await brokenKeys(database)).filter((one) => !broken.includes(one));
  if (key !== undefined) throw new MigrationError(`${migration.name} would leave rows that refer to nothing: ${key}.`);
}

/** Rows that refer to what is not there, as `table row n -> table`; SQLite alone, whose scripts run without foreign keys. */
async function brokenKeys(database: Database): Promise<string[]> {
  if (database.dialect.name !== 'sqlite') return [];
  const { rows } = await database.query('PRAGMA foreign_key_check', [], { prepare: false });
  return rows.map(([table, row, parent]) => `${String(table)} row ${String(row)} -> ${String(parent)}`);
}

// SQLite takes this pragma outside of transactions only.
async function withoutForeignKeys<T>(database: Database, work: () => Promise<T>): Promise<T> {
  await database.exec('PRAGMA foreign_keys = OFF');
  try {
    return await work();
  } finally {
    await database.exec('PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON');
  }
}
