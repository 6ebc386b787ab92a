/** `makeMigration`: compares the models with the last migration and writes the next one. */
import { MigrationError } from '../errors.ts';
import type { AnyModels } from '../models/define-models.ts';
import { registryOf } from '../models/define-models.ts';
import { type Changes, detectChanges } from './autodetector.ts';
import { familyOf } from './conversions.ts';
import { dataLossOf } from './data-loss.ts';
import { nameOfOperations } from './describe-operation.ts';
import { type Fill, parseFill, toFill } from './literals.ts';
import { type Migration, type MigrationFacts, readMigrations, readState, writeMigration } from './migration-folder.ts';
import { MigrationGraph } from './migration-graph.ts';
import { applyOperations } from './operations.ts';
import { parseRenames, type Rename, renameCandidates, renameText } from './renames.ts';
import { type ColumnState, type State, stateOf, type TableState } from './state.ts';

/** A person who can be asked. */
export interface Questions {
  /** Whether something was renamed, rather than one thing dropped and another added. */
  isRename(rename: Rename): Promise<boolean>;
  /** The value that existing rows get in a column; nothing to give up. */
  defaultFor(place: string, kind: string): Promise<string | undefined>;
  /** Whether data may be lost. @param losses What would be lost, a line each. */
  mayLose(losses: readonly string[]): Promise<boolean>;
}

/** What a migration is made from. */
export interface MakeMigrationOptions {
  /** The project's folder of migrations. */
  readonly directory: string;
  readonly models: AnyModels;
  /** Name without its number; made from what the migration does where left out. */
  readonly name?: string;
  /** What was renamed: `Book:Novel`, `Book.name:Book.title`. */
  readonly renames?: readonly string[];
  /** Values for the rows that are there, `Book.pages=0`, in columns that are new or no longer null. */
  readonly defaults?: readonly string[];
  readonly allowDestructive?: boolean;
  /** Whether to say what would be written, and write nothing. */
  readonly dryRun?: boolean;
  /** Whoever answers what the flags do not say; without one, what is unclear is refused. */
  readonly questions?: Questions;
}

/** A migration that was made. */
export interface MadeMigration extends MigrationFacts {
  /** Its folder; nothing after a dry run. */
  readonly directory: string | undefined;
}

/**
 * Writes the migration that leads from the last one to the models.
 *
 * @returns The migration; nothing where the models are what the migrations say.
 * @throws {MigrationError} data would be lost, a value is missing, or branches have to be merged; nothing was written
 * @see Django `makemigrations`
 */
export async function makeMigration(options: MakeMigrationOptions): Promise<MadeMigration | undefined> {
  const { directory, models, questions } = options;
  const graph = new MigrationGraph(await readMigrations(directory));
  const before = await readState(graph.leaf);
  const current = stateOf(models);
  const renames = await allRenames(before, current, parseRenames(options.renames ?? [], before, current), questions);
  const { operations } = await detect(before, current, renames, options);
  if (operations.length === 0) return undefined;
  await refuseLoss({ operations, missingFills: [] }, before, current, renames, options);
  const suggested = graph.leaf ? nameOfOperations(operations) : 'initial';
  const facts = { name: nextName(graph, options.name ?? suggested), parents: parentsOf(graph), operations };
  const after = applyOperations(before, operations);
  return write(options, facts, before, after);
}

/**
 * Writes a migration that does nothing yet, for code: `up.ts` and `down.ts`.
 *
 * @see Django `makemigrations --empty`
 */
export async function makeEmptyMigration(options: Omit<MakeMigrationOptions, 'models'>): Promise<MadeMigration> {
  const graph = new MigrationGraph(await readMigrations(options.directory));
  const state = await readState(graph.leaf);
  const facts = { name: nextName(graph, options.name ?? 'custom'), parents: parentsOf(graph), operations: [] };
  return write(options, facts, state, state, { 'up.ts': codeTemplate('up'), 'down.ts': codeTemplate('down') });
}

/**
 * Joins branches of migrations that were made side by side.
 *
 * @returns The migration that has them all as parents; nothing where there is one branch only.
 * @throws {MigrationError} they change the same table in ways whose order matters
 * @see Django `makemigrations --merge`
 */
export async function mergeMigrations(
  options: Omit<MakeMigrationOptions, 'models'>,
): Promise<MadeMigration | undefined> {
  const graph = new MigrationGraph(await readMigrations(options.directory));
  const { leaves } = graph;
  const [first, ...others] = leaves;
  if (!first || others.length === 0) return undefined;
  refuseConflicts(graph, leaves);
  let state = await readState(first);
  const included = graph.withAncestors(first);
  for (const migration of graph.order)
    if (!included.has(migration.name)) state = applyOperations(state, migration.operations);
  const facts = {
    name: nextName(graph, options.name ?? 'merge'),
    parents: leaves.map(({ name }) => name),
    operations: [],
  };
  return write(options, facts, state, state);
}

async function write(
  { directory, dryRun }: Pick<MakeMigrationOptions, 'directory' | 'dryRun'>,
  facts: MigrationFacts,
  before: State,
  after: State,
  extra: Readonly<Record<string, string>> = {},
): Promise<MadeMigration> {
  const written = dryRun ? undefined : await writeMigration(directory, facts, { before, after }, extra);
  return { ...facts, directory: written };
}

function nextName(graph: MigrationGraph<Migration>, name: string): string {
  if (!/^\w+$/.test(name))
    throw new MigrationError(`A migration's name takes letters, digits and underscores: --name ${name} does not.`);
  const numbers = graph.order.map((migration) => Number.parseInt(migration.name, 10));
  return `${String(Math.max(0, ...numbers) + 1).padStart(4, '0')}_${name}`;
}

const parentsOf = (graph: MigrationGraph<Migration>): string[] => (graph.leaf ? [graph.leaf.name] : []);

async function allRenames(
  before: State,
  current: State,
  given: Rename[],
  questions: Questions | undefined,
): Promise<Rename[]> {
  const renames = [...given];
  const denied = new Set<string>();
  while (questions) {
    const candidate = renameCandidates(before, current, renames).find((rename) => !denied.has(renameText(rename)));
    if (!candidate) break;
    if (await questions.isRename(candidate)) renames.push(candidate);
    else denied.add(renameText(candidate));
  }
  return renames;
}

async function detect(
  before: State,
  current: State,
  renames: readonly Rename[],
  options: MakeMigrationOptions,
): Promise<Changes> {
  const given = new Map((options.defaults ?? []).map(readDefault));
  const used = new Set<string>();
  const fillOf = (table: TableState, column: ColumnState): Fill | undefined => {
    const place = `${table.model}.${column.field}`;
    const text = given.get(place);
    if (text === undefined) return modelDefault(options.models, table, column);
    used.add(place);
    return parseFill(column.kind, text, place);
  };
  for (;;) {
    const changes = detectChanges(before, current, { renames, fillOf });
    const [missing] = changes.missingFills;
    if (!missing) {
      refuseUnused(given, used);
      return changes;
    }
    const place = `${missing.table.model}.${missing.column.field}`;
    const answer = await options.questions?.defaultFor(place, missing.column.kind);
    if (answer === undefined) throw missingDefaults(changes);
    given.set(place, answer);
  }
}

function missingDefaults({ missingFills }: Changes): MigrationError {
  const places = missingFills.map(({ table, column }) => `${table.model}.${column.field}`);
  const flags = places.map((place) => `--default ${place}=…`).join(' ');
  return new MigrationError(
    `${places.join(', ')} cannot be null and has no default, so rows that are there would have no value: ` +
      `say which with ${flags}, or give the field a default or null: true.`,
  );
}

function readDefault(text: string): [string, string] {
  const match = /^(\w+\.\w+)=(.*)$/s.exec(text);
  if (!match?.[1]) throw new MigrationError(`--default ${text}: write it as Book.pages=0.`);
  return [match[1], match[2] ?? ''];
}

function refuseUnused(given: ReadonlyMap<string, string>, used: ReadonlySet<string>): void {
  const unused = [...given.keys()].filter((place) => !used.has(place));
  if (unused.length > 0) {
    throw new MigrationError(
      `--default ${unused.join(', ')}: no column there is new or no longer null; is the name right?`,
    );
  }
}

function modelDefault(models: AnyModels, table: TableState, column: ColumnState): Fill | undefined {
  const meta = registryOf(models).models.get(table.model);
  const options = meta?.columns.find(({ field }) => field === column.field)?.options;
  if (!options) return undefined;
  if (options.autoNow || options.autoNowAdd) return { now: true };
  if (options.default !== undefined && options.default !== null) {
    const value: unknown = typeof options.default === 'function' ? options.default() : options.default;
    return toFill(column.kind, value, `${table.model}.${column.field}`);
  }
  return !column.null && options.blank && familyOf(column.kind) === 'text' ? { value: '' } : undefined;
}

async function refuseLoss(
  { operations }: Changes,
  before: State,
  current: State,
  renames: readonly Rename[],
  { allowDestructive, questions }: MakeMigrationOptions,
): Promise<void> {
  const losses = operations.map(dataLossOf).filter((loss) => loss !== undefined);
  if (losses.length === 0 || allowDestructive || (await questions?.mayLose(losses))) return;
  const candidates = renameCandidates(before, current, renames).map((rename) => `--rename ${renameText(rename)}`);
  const cure = candidates.length > 0 ? `If something was renamed, say so: ${candidates.join(' or ')}. ` : '';
  throw new MigrationError(
    `This would lose data: ${losses.join('; ')}. ${cure}If it is meant, say --allow-destructive.`,
  );
}

// A script that copies a table knows the columns of its own branch only, so the other branch's would be lost.
function refuseConflicts(graph: MigrationGraph<Migration>, leaves: readonly Migration[]): void {
  const branches = leaves.map((leaf) => graph.withAncestors(leaf));
  const tables = branches.map((branch, index) => {
    const own = graph.order.filter(
      ({ name }) => branch.has(name) && branches.some((other, at) => at !== index && !other.has(name)),
    );
    return new Set(own.flatMap(({ operations }) => operations.flatMap(touchedTables)));
  });
  for (const [index, touched] of tables.entries()) {
    for (const [at, others] of tables.entries()) {
      const both = at > index ? [...touched].filter((table) => others.has(table)) : [];
      if (both.length === 0) continue;
      const [one, other] = [leaves[index]?.name, leaves[at]?.name];
      throw new MigrationError(
        `The branches of ${one} and ${other} both change the table ${both.join(', ')}, so their SQL depends on the order: ` +
          `delete the migrations of the branch that no database has yet, and run makemigrations again.`,
      );
    }
  }
}

function touchedTables(operation: Migration['operations'][number]): string[] {
  if (operation.type === 'renameTable') return [operation.from.table, operation.to.table];
  return [typeof operation.table === 'string' ? operation.table : operation.table.table];
}

const codeTemplate = (
  direction: 'up' | 'down',
): string => `/** ${direction === 'up' ? 'What this migration does to the data.' : 'What takes it back.'} */
import type { MigrationContext } from 'fretwork/migrations';

export async function ${direction}({ sql }: MigrationContext): Promise<void> {
  // await sql\`UPDATE book SET subtitle = \${''} WHERE subtitle IS NULL\`;
}
`;
