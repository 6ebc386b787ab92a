/** Values that change their kind: the same value in its new form, or a refusal; on both dialects. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnType } from '../models/column-types.ts';
import type { ColumnKind } from '../models/field.ts';
import { testDatabases } from '../testing/databases.ts';
import { createMigrationProject, type MigrationProject } from '../testing/migration-project.ts';
import { conversionSql, familyOf } from './conversions.ts';
import { literalSql } from './literals.ts';
import { schemaSql } from './schema-editor.ts';
import type { ColumnState, State } from './state.ts';

const UUID = '0123abcd-0000-4000-8000-000000000001';

describe.each(testDatabases)('a column that changes its kind on $name', (kind) => {
  let project: MigrationProject;
  beforeAll(async () => {
    project = await createMigrationProject(kind);
  });
  afterAll(() => project.drop());

  const convert = async (from: ColumnKind, to: ColumnKind, value: string | number | boolean): Promise<unknown> => {
    const { database } = project;
    const dialect = database.dialect.name;
    const column = (as: ColumnKind): ColumnState => ({
      field: 'x',
      column: 'x',
      kind: as,
      null: true,
      ...(as === 'char' && { maxLength: 40 }),
    });
    const state: State = {
      tables: [{ model: 'T', table: 't', columns: [column(from)], constraints: [], indexes: [] }],
    };
    await database.exec(`DROP TABLE IF EXISTS t; CREATE TABLE t (x ${columnType(dialect, from, column(from))})`);
    await database.exec(`INSERT INTO t VALUES (${literalSql(dialect, from, value)})`);
    await database.exec(
      schemaSql(dialect, state, [{ type: 'alterColumn', table: 't', from: column(from), to: column(to) }]),
    );
    return (await project.rows(`SELECT x FROM t`))[0]?.[0];
  };

  const expected = (sqlite: unknown, postgres: unknown): unknown =>
    project.database.dialect.name === 'sqlite' ? sqlite : postgres;

  it.each([
    ['integer', 'text', 12, 12, 12],
    ['char', 'integer', '12', 12, 12],
    ['boolean', 'integer', true, 1, 1],
    ['integer', 'boolean', 7, 1, 't'],
    ['boolean', 'text', false, 'false', 'false'],
    ['text', 'boolean', 'true', 1, 't'],
    ['uuid', 'char', UUID, UUID, UUID],
    ['char', 'uuid', UUID.toUpperCase(), UUID.replaceAll('-', ''), UUID],
    ['dateTime', 'date', '2024-02-29T23:59:59Z', '2024-02-29', '2024-02-29'],
    ['date', 'text', '2024-02-29', '2024-02-29', '2024-02-29'],
  ] as const)('%s to %s keeps %j', async (from, to, value, sqlite, postgres) => {
    expect(await convert(from, to, value)).toEqual(expected(sqlite, postgres));
  });
});

describe('conversionSql', () => {
  it('leaves to the database what it does by itself', () => {
    expect(conversionSql('postgres', 'integer', 'bigInteger', '"x"')).toBeUndefined();
    expect(conversionSql('sqlite', 'char', 'text', '"x"')).toBeUndefined();
  });

  it('knows what is written alike', () => {
    expect(familyOf('slug')).toBe(familyOf('image'));
    expect(familyOf('decimal')).not.toBe(familyOf('boolean'));
  });
});
