/** emptyTables on both dialects. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { createTables } from './create-tables.ts';
import { emptyTables } from './empty-tables.ts';

const models = defineModels({
  // They refer to each other, so that no order of deleting would do without deferring.
  Author: { name: f.char({ maxLength: 100 }), best: f.foreignKey('Book', { null: true, onDelete: 'protect' }) },
  Book: model(
    {
      author: f.foreignKey('Author', { onDelete: 'protect' }),
      tags: f.manyToMany('Tag', { relatedName: 'books' }),
    },
    { table: 'the \'book"s' },
  ),
  Tag: { name: f.char({ maxLength: 9, primaryKey: true }) },
});
const { Author, Book, Tag } = models;

describe.each(testDatabases)('emptyTables on $name', ({ create }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await create();
    await createTables(test.database, models);
    await test.database.exec('CREATE TABLE other (id integer)');
    await test.database.exec('INSERT INTO other VALUES (1)');
    bindDatabases(models, { default: test.database });
  });
  afterAll(() => test.drop());

  it('leaves no row, and counts from 1 again', async () => {
    for (let round = 0; round < 2; round += 1) {
      const author = await Author.objects.create({ name: 'Le Guin' });
      const book = await Book.objects.create({ author });
      const tag = await Tag.objects.create({ name: 'sf' });
      await author.update({ best: book });
      await book.related('tags').add(tag);
      expect([author.id, book.id]).toEqual([1, 1]);
      await emptyTables(test.database, models);
      expect(await Promise.all([Author, Book, Tag].map(({ objects }) => objects.count()))).toEqual([0, 0, 0]);
      expect(await Tag.objects.filter({ books: { isnull: false } }).count()).toBe(0);
    }
  });

  it('touches nobody else’s tables', async () => {
    await emptyTables(test.database, models);
    expect((await test.database.query('SELECT count(*) FROM other')).rows[0]?.map(Number)).toEqual([1]);
  });

  it('does nothing without models', async () => {
    await expect(emptyTables(test.database, {})).resolves.toBeUndefined();
  });
});
