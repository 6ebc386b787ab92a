/** LoadedRows: one object for a row, and relations that lead to the objects of other rows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../databases/open-database.ts';
import { createTables } from '../../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../../models/define-models.ts';
import { f } from '../../models/field.ts';
import { modelSerializer } from '../model-serializer.ts';
import { s } from '../s.ts';
import { DEFAULT_SERIALIZER_SETTINGS } from '../serializer-settings.ts';
import { TextRows } from './text-rows.ts';
import type { UnwrittenRows } from './unwritten-rows.ts';

interface Shelf {
  readonly books: readonly { readonly author: Shelf }[];
}

const models = defineModels({
  Author: { name: f.char({ maxLength: 9 }) },
  Book: { author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }) },
});
const { Author, Book } = models;
const database = openDatabase('sqlite::memory:');
let given: object[] = [];
const keep = s.method((object: object) => {
  given.push(object);
  return given.length;
});
const BookSerializer = modelSerializer(Book, {
  fields: ['id', 'author', 'kept'],
  declare: {
    kept: keep,
    author: modelSerializer(Author, {
      fields: ['name', 'books'],
      declare: {
        books: modelSerializer(Book, { fields: ['id', 'kept'], declare: { kept: keep } })({
          many: true,
          readOnly: true,
        }),
      },
    })({ readOnly: true }),
  },
});

beforeAll(async () => {
  await createTables(database, models);
  bindDatabases(models, { default: database });
  await Author.objects.create({ id: 1, name: 'Ada' });
  await Book.objects.bulkCreate([{ authorId: 1 }, { authorId: 1 }]);
});
afterAll(() => database.close());

describe('LoadedRows', () => {
  it('makes each object once, and finds its list and its owner among the others', async () => {
    given = [];
    const rows = TextRows.of(BookSerializer.definition, Book.meta, DEFAULT_SERIALIZER_SETTINGS) as TextRows;
    const queryset = Book.objects.selectRelated('author').formatted(rows.asList);
    const [made] = (await queryset) as [UnwrittenRows];
    const { text } = await made.write(BookSerializer({ many: true } as never) as never);
    expect(JSON.parse(text)).toEqual([
      {
        id: 1,
        author: {
          name: 'Ada',
          books: [
            { id: 1, kept: 1 },
            { id: 2, kept: 2 },
          ],
        },
        kept: 3,
      },
      {
        id: 2,
        author: {
          name: 'Ada',
          books: [
            { id: 1, kept: 4 },
            { id: 2, kept: 5 },
          ],
        },
        kept: 6,
      },
    ]);
    const [inner, second, , again, , root] = given as unknown as [...{ author: Shelf }[]] & { author: Shelf }[];
    expect(again).toBe(inner); // rows share what belongs to the same author
    expect(inner?.author).toBe(root?.author); // of rows that have joined the same author, the last one
    expect(inner?.author.books).toEqual([inner, second]);
    expect(inner?.author.books[0]).toBe(inner);
  });
});
