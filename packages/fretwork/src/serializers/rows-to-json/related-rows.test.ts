/** Related rows: one query for all, none for nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../databases/open-database.ts';
import { captureQueries } from '../../databases/query-log.ts';
import { createTables } from '../../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../../models/define-models.ts';
import { f } from '../../models/field.ts';
import { compileQuery } from '../../queries/compile.ts';
import { emptyState } from '../../queries/state.ts';
import { relatedRows } from './related-rows.ts';
import { readsAll } from './row-reads.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 9 }) },
  Book: { author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }) },
});
const { Author, Book } = models;
const database = openDatabase('sqlite::memory:');
beforeAll(async () => {
  await createTables(database, models);
  bindDatabases(models, { default: database });
  await Author.objects.bulkCreate([{ name: 'Ada' }, { name: 'Bram' }]);
  await Book.objects.bulkCreate([{ authorId: 1 }, { authorId: 2 }, { authorId: 1 }]);
});
afterAll(() => database.close());

describe('relatedRows', () => {
  const { query } = compileQuery(Author.meta, emptyState, { type: 'rows' }, database.dialect) as NonNullable<
    ReturnType<typeof compileQuery>
  >;
  const relation = Author.meta.relations.get('books') as NonNullable<ReturnType<typeof Author.meta.relations.get>>;
  const list = { path: '', relation, plan: { reads: readsAll(Book.meta, ['author']) } };
  const related = (rows: (number | string | null)[][]) =>
    captureQueries(() => relatedRows(list, { rows, query, source: { database, alias: undefined } }));

  it('reads those of all rows with one query, and says whose they are', async () => {
    const { result, queries } = await related([
      [1, 'Ada'],
      [2, 'Bram'],
      [1, 'Ada'],
    ]);
    expect(queries).toHaveLength(1);
    expect(result?.rows.map((row) => row[result.position]).sort()).toEqual([1, 1, 2]);
    expect(queries[0]?.sql).toContain('"name"');
  });

  it.each([[[]], [[[null, null]]]])('asks nothing where there is nobody: %j', async (rows) => {
    const { result, queries } = await related(rows);
    expect([result, queries.length]).toEqual([undefined, 0]);
  });
});
