/** Through: links of a many-to-many relation in bulk, on every database. */
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { Database } from '../databases/database.ts';
import { FieldError, IntegrityError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { testDatabases } from '../testing/databases.ts';

const models = defineModels({
  Tag: { code: f.char({ maxLength: 9, primaryKey: true }) },
  Book: { title: f.char({ maxLength: 50 }), tags: f.manyToMany('Tag', { relatedName: 'books' }) },
});
const { Book, Tag } = models;

describe.each(testDatabases)('Model.through on $name', ({ create }) => {
  let opened: { database: Database; drop(): Promise<void> };
  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    await Tag.objects.bulkCreate([{ code: 'art' }, { code: 'sea' }]);
    await Book.objects.bulkCreate([
      { id: 1, title: 'One' },
      { id: 2, title: 'Two' },
    ]);
  });
  afterAll(() => opened.drop());

  it('inserts links from either side', async () => {
    expect(
      await Book.through('tags').bulkCreate([
        [1, 'art'],
        [1, 'sea'],
      ]),
    ).toBe(2);
    expect(await Tag.through('books').bulkCreate([['sea', 2]])).toBe(1);
    const books = await Book.objects.orderBy('id').prefetchRelated('tags');
    expect(books.map(({ tags }) => tags.map(({ code }) => code).sort())).toEqual([['art', 'sea'], ['sea']]);
  });

  it('refuses a link that is there, and all of its batch with it', async () => {
    await expect(
      Book.through('tags').bulkCreate([
        [2, 'art'],
        [1, 'art'],
      ]),
    ).rejects.toThrow(IntegrityError);
    expect(await Tag.objects.filter({ books: { id: 2 } }).count()).toBe(1);
  });

  it('skips links that are there where it is told to', async () => {
    await Book.through('tags').bulkCreate(
      [
        [1, 'art'],
        [2, 'art'],
      ],
      { ignoreConflicts: true },
    );
    expect(await Tag.objects.filter({ books: { id: 2 } }).count()).toBe(2);
  });

  it('knows the keys of both sides, and the relations to many', () => {
    expectTypeOf(Book.through('tags').bulkCreate).parameter(0).toEqualTypeOf<Iterable<readonly [number, string]>>();
    // @ts-expect-error there is no such relation
    expect(() => Book.through('authors')).toThrow(FieldError);
  });
});
