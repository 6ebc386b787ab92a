/** Any models to any other models and back: the schema is what createTables makes, and rows survive. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyModels, defineModels } from '../models/define-models.ts';
import { f, type ModelField } from '../models/field.ts';
import { model } from '../models/model.ts';
import { type TestDatabaseKind, testDatabases } from '../testing/databases.ts';
import { createMigrationProject, type MigrationProject } from '../testing/migration-project.ts';
import { readSchema, type Schema } from '../testing/schema.ts';
import { createTables } from './create-tables.ts';
import { literalSql } from './literals.ts';
import { type ColumnState, type State, stateOf } from './state.ts';

/** Forms that a field may take; from each one the values fit into every other one. */
const FORMS: Readonly<Record<string, readonly (() => ModelField)[]>> = {
  count: [
    () => f.integer({ default: 0 }),
    () => f.integer({ null: true, unique: true }),
    () => f.bigInteger({ null: true, dbIndex: true }),
    () => f.positiveInteger({ default: 3 }),
    () => f.decimal({ maxDigits: 12, decimalPlaces: 2, null: true }),
    () => f.text({ null: true }),
  ],
  name: [
    () => f.char({ maxLength: 40, default: '' }),
    () => f.char({ maxLength: 60, null: true, unique: true }),
    () => f.text({ default: `it's "quoted"` }),
    () => f.slug({ null: true }),
  ],
  day: [() => f.dateTime({ autoNowAdd: true }), () => f.dateTime({ null: true }), () => f.date({ null: true })],
  flag: [() => f.boolean({ default: true }), () => f.boolean({ null: true }), () => f.integer({ default: 7 })],
  key: [() => f.uuid({ null: true }), () => f.char({ maxLength: 36, null: true })],
  extra: [() => f.json({ default: () => ({ a: [1] }) }), () => f.json({ null: true, dbColumn: 'more' })],
  length: [() => f.duration({ null: true })],
  bytes: [() => f.binary({ null: true })],
};

const MODELS = ['Author', 'Book', 'Shop'] as const;
/** Another table for each; one model takes over the name of another one's. */
const OTHER_TABLES: Readonly<Record<string, string>> = { Author: 'stock', Book: 'select', Shop: 'author' };

interface Shape {
  readonly fields: Readonly<Partial<Record<string, number>>>;
  readonly refersTo: string | undefined;
  readonly many: string | undefined;
  readonly together: boolean;
  readonly checked: boolean;
  readonly moved: boolean;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  fields: fc.record(
    Object.fromEntries(Object.entries(FORMS).map(([field, forms]) => [field, fc.nat(forms.length - 1)])),
    { requiredKeys: [] },
  ),
  refersTo: fc.option(fc.constantFrom(...MODELS), { nil: undefined }),
  many: fc.option(fc.constantFrom(...MODELS), { nil: undefined }),
  together: fc.boolean(),
  checked: fc.boolean(),
  moved: fc.boolean(),
});
const shapes = fc.record(Object.fromEntries(MODELS.map((name) => [name, shape])), { requiredKeys: [] });
type Shapes = Readonly<Partial<Record<string, Shape>>>;

function modelsOf(all: Shapes): AnyModels {
  const tables = new Set<string>();
  const entries = Object.entries(all).map(([name, given]) => {
    const { fields, refersTo, many, together, checked, moved } = given as Shape;
    const own = Object.fromEntries(
      Object.entries(fields).map(([field, form]) => [field, FORMS[field]?.[form ?? 0]?.()]),
    );
    const isThere = (target: string | undefined): target is string => target !== undefined && target in all;
    const isNumber = (own.count as { kind?: string } | undefined)?.kind === 'integer';
    const other = OTHER_TABLES[name] ?? '';
    const table = moved && !tables.has(other) ? other : name.toLowerCase();
    tables.add(table);
    return [
      name,
      model(
        {
          ...own,
          ...(isThere(refersTo) && { [`to${refersTo}`]: f.foreignKey(refersTo, { null: true, onDelete: 'cascade' }) }),
          ...(isThere(many) && { [`many${many}`]: f.manyToMany(many) }),
        } as Record<string, ModelField>,
        {
          table,
          ...(together &&
            'name' in own && { uniqueTogether: [['name', 'id']], indexes: [{ fields: ['-name', 'id'] }] }),
          ...(checked &&
            isNumber && { constraints: [{ type: 'check', name: `${name}_count`, check: { count: { gte: -5 } } }] }),
        },
      ),
    ];
  });
  return defineModels(Object.fromEntries(entries));
}

const uuid = (row: number): string => `00000000-0000-4000-8000-00000000000${row}`;

const VALUES: Partial<Record<string, (row: number) => string | number | boolean>> = {
  boolean: (row) => row === 1,
  date: () => '2024-02-29',
  dateTime: () => '2024-02-29T12:30:45.123456Z',
  uuid,
  duration: (row) => String(row * 1_000_001),
  binary: (row) => `00ff0${row}`,
  json: (row) => `x${row}`,
};

async function fill({ database }: MigrationProject, state: State): Promise<void> {
  const dialect = database.dialect.name;
  const value = ({ kind, primaryKey, references, maxLength }: ColumnState, row: number): string => {
    const own = maxLength === 36 ? uuid(row) : (VALUES[kind]?.(row) ?? row);
    return literalSql(dialect, kind, primaryKey || references ? row : own);
  };
  await database.transaction(async () => {
    for (const { table, columns } of state.tables) {
      for (const row of [1, 2]) {
        const names = columns.map(({ column }) => `"${column}"`).join(', ');
        await database.exec(
          `INSERT INTO "${table}" (${names}) VALUES (${columns.map((column) => value(column, row)).join(', ')})`,
        );
      }
    }
  });
}

/** The values of all columns that are the same in both states, by table. */
async function unchangedValues({ rows }: MigrationProject, a: State, b: State): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const table of a.tables) {
    const other = b.tables.find(({ model: name }) => name === table.model);
    const same = table.columns.filter((column) => other?.columns.some((one) => isDeepStrictEqual(one, column)));
    if (same.length === 0) continue;
    const columns = same.map(({ column }) => `"${column}"`).join(', ');
    result[table.model] = await rows(`SELECT ${columns} FROM "${table.table}" ORDER BY id`);
  }
  return result;
}

async function schemaOf(kind: TestDatabaseKind, models: AnyModels): Promise<Schema> {
  const { database, drop } = await kind.create();
  try {
    if (Object.keys(models).length > 0) await createTables(database, models);
    return await readSchema(database);
  } finally {
    await drop();
  }
}

async function roundTrip(kind: TestDatabaseKind, from: Shapes, to: Shapes): Promise<void> {
  const project = await createMigrationProject(kind);
  try {
    const [a, b] = [modelsOf(from), modelsOf(to)];
    const [before, after] = [stateOf(a), stateOf(b)];
    await project.make(a);
    await project.migrate();
    await fill(project, before);
    const values = await unchangedValues(project, before, after);

    const made = await project.make(b, { allowDestructive: true });
    await project.migrate();
    expect(await readSchema(project.database)).toEqual(await schemaOf(kind, b));
    expect(await unchangedValuesIn(project, after, before)).toEqual(values);
    expect(await project.make(b), 'a second makemigrations').toBeUndefined();

    if (made === undefined) return;
    await project.migrate({ target: made.parents[0] ?? 'zero' });
    expect(await readSchema(project.database)).toEqual(await schemaOf(kind, a));
    if (made.parents.length > 0) expect(await unchangedValues(project, before, after)).toEqual(values);
  } finally {
    await project.drop();
  }
}

// The columns in the order of the state that they are compared with.
async function unchangedValuesIn(
  project: MigrationProject,
  state: State,
  order: State,
): Promise<Record<string, unknown>> {
  const tables = order.tables.map((table) => ({
    ...table,
    table: state.tables.find(({ model: name }) => name === table.model)?.table ?? table.table,
  }));
  return unchangedValues(
    project,
    { tables: tables.filter(({ table }) => state.tables.some((one) => one.table === table)) },
    state,
  );
}

describe.each(testDatabases)('migrations on $name', (kind) => {
  it('lead from any models to any others and back, and keep the rows', { timeout: 180_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(shapes, shapes, (from, to) => roundTrip(kind, from as Shapes, to as Shapes)),
      { numRuns: kind.name === 'sqlite' ? 60 : 12 },
    );
  });
});
