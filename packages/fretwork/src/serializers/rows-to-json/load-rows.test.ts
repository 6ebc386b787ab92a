/** Loading what rows lead to: a query for each list, however many fields send it, and none where there is nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../databases/open-database.ts';
import { captureQueries } from '../../databases/query-log.ts';
import { createTables } from '../../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../../models/define-models.ts';
import { f } from '../../models/field.ts';
import { type CompiledQuery, compileQuery } from '../../queries/compile.ts';
import { emptyState } from '../../queries/state.ts';
import { modelSerializer } from '../model-serializer.ts';
import { readPlan } from '../read-plan.ts';
import { s } from '../s.ts';
import { DEFAULT_SERIALIZER_SETTINGS as settings } from '../serializer-settings.ts';
import { loadRows } from './load-rows.ts';
import { LoadedRows } from './loaded-rows.ts';
import { type ObjectPart, partsOf } from './parts.ts';
import { planRows, type RowPlan } from './row-plan.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 9 }) },
  Book: {
    title: f.char({ maxLength: 9 }),
    notes: f.text(),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  },
});
const { Author, Book } = models;
const database = openDatabase('sqlite::memory:');
beforeAll(async () => {
  await createTables(database, models);
  bindDatabases(models, { default: database });
  await Author.objects.bulkCreate(['Ada', 'Bram', 'Cleo'].map((name) => ({ name })));
  const titles = [
    ['One', 1],
    ['Two', 3],
    ['Three', 1],
  ] as const;
  await Book.objects.bulkCreate(titles.map(([title, authorId]) => ({ title, notes: '', authorId })));
});
afterAll(() => database.close());

const BookSerializer = modelSerializer(Book, { fields: ['title'] });
const ShelfSerializer = modelSerializer(Author, {
  fields: ['name', 'books', 'keys'],
  declare: {
    books: BookSerializer({ many: true, readOnly: true }),
    keys: s.primaryKeyRelated({ source: 'books', many: true, readOnly: true }),
  },
});

/** Rows of all authors, or of those behind the first, for a serializer. */
async function rowsFor({ definition }: typeof ShelfSerializer | typeof BookSerializer, offset = 0) {
  const scope = { instance: undefined, partial: false, context: { settings }, settings };
  const part = partsOf(definition, Author.meta) as ObjectPart;
  const plan = planRows(part, Author.meta, readPlan(definition, Author.meta), [], scope) as RowPlan;
  const state = { ...emptyState, ordering: ['id'], reads: plan.reads, offset };
  const bound = compileQuery(Author.meta, state, { type: 'rows' }, database.dialect);
  const { query, params } = bound as { query: CompiledQuery; params: never[] };
  const { rows } = await database.query(query.sql, params);
  return new LoadedRows(plan, rows, query, { database, alias: undefined });
}

describe('loadRows', () => {
  it('reads a relation once, though two fields send it, and of it what either sends', async () => {
    const rows = await rowsFor(ShelfSerializer);
    const { result, queries } = await captureQueries(async () => loadRows(rows));
    expect(queries.map(({ sql }) => [sql.includes('"title"'), sql.includes('"notes"')])).toEqual([[true, false]]);
    expect(result.texts.map((texts) => [...texts])).toEqual([
      [
        ['1', '[{"title":"One"},{"title":"Three"}]'],
        ['3', '[{"title":"Two"}]'],
      ],
      [
        ['1', '[1,3]'],
        ['3', '[2]'],
      ],
    ]);
  });

  it('asks nothing for no rows', async () => {
    const rows = await rowsFor(ShelfSerializer, 9);
    const { result, queries } = await captureQueries(async () => loadRows(rows));
    expect([queries.length, result.texts.map(({ size }) => size)]).toEqual([0, [0, 0]]);
  });

  it('is there at once where nothing is to be read', async () => {
    const Names = modelSerializer(Author, { fields: ['name'] });
    const rows = await rowsFor(Names as never);
    expect(loadRows(rows)).toBe(rows);
  });
});
