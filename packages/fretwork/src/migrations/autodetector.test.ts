/** detectChanges: the order of operations, and changes that are awkward for a database. */
import { describe, expect, it } from 'vitest';
import { MigrationError } from '../errors.ts';
import { type AnyModels, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { testDatabases } from '../testing/databases.ts';
import { createMigrationProject, type MigrationProject } from '../testing/migration-project.ts';
import { readSchema } from '../testing/schema.ts';
import { detectChanges } from './autodetector.ts';
import { createTables } from './create-tables.ts';
import { stateOf } from './state.ts';

const title = f.char({ maxLength: 20 });
const types = (from: AnyModels, to: AnyModels): string[] =>
  detectChanges(stateOf(from), stateOf(to), { renames: [], fillOf: () => ({ value: 0 }) }).operations.map(
    ({ type }) => type,
  );

describe('detectChanges', () => {
  it('finds nothing between equal models, whatever the order of fields', () => {
    const [a, b] = [
      { title, pages: f.integer() },
      { pages: f.integer(), title },
    ];
    expect(types(defineModels({ Book: a }), defineModels({ Book: b }))).toEqual([]);
  });

  it('takes away first what is in the way', () => {
    const from = defineModels({
      Book: model(
        { a: f.integer({ dbIndex: true }) },
        { constraints: [{ type: 'check', name: 'c', check: { a: { gt: 0 } } }] },
      ),
    });
    expect(types(from, defineModels({ Book: { b: f.boolean({ dbIndex: true }) } }))).toEqual([
      'dropConstraint',
      'dropIndex',
      'dropColumn',
      'addColumn',
      'addIndex',
    ]);
  });

  it('drops a foreign key before the table that it points to', () => {
    const from = defineModels({ Author: {}, Book: { author: f.foreignKey('Author', { onDelete: 'cascade' }) } });
    expect(types(from, defineModels({ Book: {} }))).toEqual(['dropIndex', 'dropColumn', 'dropTable']);
  });

  it('writes a constraint anew when a column that it compares changes its kind', () => {
    const make = (field: ReturnType<typeof f.integer> | ReturnType<typeof f.boolean>) =>
      defineModels({
        Book: model(
          { a: field, title },
          { constraints: [{ type: 'unique', name: 'u', fields: ['title'], condition: { a: 1 } }] },
        ),
      });
    expect(types(make(f.integer()), make(f.boolean()))).toEqual(['dropConstraint', 'alterColumn', 'addConstraint']);
  });

  it('lists columns for which a value is missing', () => {
    const changes = detectChanges(
      stateOf(defineModels({ Book: { a: f.integer({ null: true }) } })),
      stateOf(defineModels({ Book: { a: f.integer(), b: f.integer(), c: f.integer({ null: true }) } })),
      { renames: [], fillOf: () => undefined },
    );
    expect(changes.missingFills.map(({ column }) => column.field)).toEqual(['a', 'b']);
  });

  it('renames in the order in which names become free, and refuses a circle', () => {
    const make = (a: string, b: string) => defineModels({ A: model({}, { table: a }), B: model({}, { table: b }) });
    const { operations } = detectChanges(stateOf(make('x', 'y')), stateOf(make('y', 'z')), {
      renames: [],
      fillOf: () => undefined,
    });
    expect(operations).toMatchObject([{ from: { table: 'y' } }, { from: { table: 'x' } }]);
    expect(() => types(make('x', 'y'), make('y', 'x'))).toThrow(MigrationError);
  });
});

const cases: readonly [string, AnyModels, string, AnyModels, string, unknown[][]][] = [
  [
    'the kind of a key on both sides',
    defineModels({
      Author: { id: f.integer({ primaryKey: true }) },
      Book: { author: f.foreignKey('Author', { onDelete: 'cascade' }) },
    }),
    'INSERT INTO author (id) VALUES (7); INSERT INTO book (author_id) VALUES (7)',
    defineModels({
      Author: { id: f.text({ primaryKey: true }) },
      Book: { author: f.foreignKey('Author', { onDelete: 'cascade' }) },
    }),
    'SELECT author.id FROM author JOIN book ON author.id = author_id',
    [[7]],
  ],
  [
    'a key that begins to count by itself',
    defineModels({ Author: { id: f.bigInteger({ primaryKey: true }) } }),
    'INSERT INTO author (id) VALUES (41)',
    defineModels({ Author: {} }),
    'SELECT id FROM author',
    [[41]],
  ],
  [
    'a key that stops counting',
    defineModels({ Author: {} }),
    'INSERT INTO author (id) VALUES (41)',
    defineModels({ Author: { id: f.bigInteger({ primaryKey: true }) } }),
    'SELECT id FROM author',
    [[41]],
  ],
  [
    'another column as the key',
    defineModels({ Author: { slug: f.char({ maxLength: 9 }) } }),
    `INSERT INTO author (slug) VALUES ('lem')`,
    defineModels({ Author: { slug: f.char({ maxLength: 9, primaryKey: true }) } }),
    'SELECT * FROM author',
    [['lem']],
  ],
  [
    'a foreign key that may no longer be null',
    defineModels({ Author: {}, Book: { author: f.foreignKey('Author', { onDelete: 'cascade', null: true }) } }),
    'INSERT INTO author (id) VALUES (1); INSERT INTO book (author_id) VALUES (NULL)',
    defineModels({ Author: {}, Book: { author: f.foreignKey('Author', { onDelete: 'cascade', default: 1 }) } }),
    'SELECT author_id FROM book',
    [[1]],
  ],
  [
    'a foreign key that is new and cannot be null',
    defineModels({ Author: {}, Book: {} }),
    'INSERT INTO author (id) VALUES (1); INSERT INTO book (id) VALUES (1)',
    defineModels({ Author: {}, Book: { author: f.oneToOne('Author', { onDelete: 'cascade', default: 1 }) } }),
    'SELECT author_id FROM book',
    [[1]],
  ],
  [
    'models that refer to each other',
    defineModels({ Book: { title } }),
    `INSERT INTO book (title) VALUES ('Dune')`,
    defineModels({
      Author: { best: f.foreignKey('Book', { null: true, onDelete: 'setNull' }) },
      Book: {
        title,
        author: f.foreignKey('Author', { null: true, onDelete: 'setNull' }),
        next: f.foreignKey('Book', { null: true, onDelete: 'setNull' }),
      },
    }),
    'SELECT title FROM book',
    [['Dune']],
  ],
];

describe.each(testDatabases)('awkward changes on $name', (kind) => {
  const withProject = async (work: (project: MigrationProject) => Promise<void>): Promise<void> => {
    const project = await createMigrationProject(kind);
    try {
      await work(project);
    } finally {
      await project.drop();
    }
  };

  it.each(cases)('%s', async (_what, from, rows, to, query, expected) => {
    await withProject(async (project) => {
      await project.make(from);
      await project.migrate();
      await project.database.exec(rows);
      await project.make(to, { allowDestructive: true });
      await project.migrate();
      expect(await project.rows(query)).toEqual(expected);
      const migrated = await readSchema(project.database);
      await withProject(async (fresh) => {
        await createTables(fresh.database, to);
        expect(migrated).toEqual(await readSchema(fresh.database));
      });
    });
  });

  it('a key that counts again goes on after the last one', async () => {
    await withProject(async (project) => {
      await project.make(
        defineModels({ Author: { id: f.bigInteger({ primaryKey: true }), x: f.integer({ default: 0 }) } }),
      );
      await project.migrate();
      await project.database.exec('INSERT INTO author (id, x) VALUES (41, 0)');
      await project.make(defineModels({ Author: { x: f.integer({ default: 0 }) } }));
      await project.migrate();
      await project.database.exec('INSERT INTO author (x) VALUES (1)');
      expect(await project.rows('SELECT id FROM author WHERE x = 1')).toEqual([[42]]);
    });
  });
});
