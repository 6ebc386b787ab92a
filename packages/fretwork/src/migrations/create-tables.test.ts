/** createTables on both dialects: everything that a model can say reaches the database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImproperlyConfigured, IntegrityError } from '../errors.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { readSchema } from '../testing/schema.ts';
import { createTables } from './create-tables.ts';
import { stateOf } from './state.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 100 }), favourite: f.foreignKey('Book', { null: true, onDelete: 'setNull' }) },
  Book: model(
    {
      title: f.char({ maxLength: 200 }),
      price: f.decimal({ maxDigits: 8, decimalPlaces: 2 }),
      pages: f.positiveInteger({ null: true }),
      extra: f.json({ null: true }),
      key: f.uuid({ null: true, unique: true }),
      inPrint: f.boolean({ default: true }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
    },
    {
      uniqueTogether: [['title', 'author']],
      indexes: [{ fields: ['-price', 'title'] }],
      constraints: [
        { type: 'check', name: 'price_from_zero', check: { price: { gte: '0' } } },
        { type: 'unique', name: 'one_in_print', fields: ['title'], condition: { inPrint: true } },
      ],
    },
  ),
  Publisher: { name: f.char({ maxLength: 100, unique: true }), books: f.manyToMany('Book') },
});

const INSERT = `INSERT INTO book (id, title, price, pages, key, in_print, author_id) VALUES `;

describe.each(testDatabases)('createTables on $name', ({ create, name }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await create();
    await createTables(test.database, models);
    await test.database.exec(`INSERT INTO author (id, name) VALUES (1, 'Le Guin'), (2, 'Lem')`);
    await test.database.exec(`${INSERT} (1, 'Dune', 1, NULL, NULL, TRUE, 1)`);
  });
  afterAll(() => test.drop());

  it('makes every table, those between many and many included', async () => {
    expect(Object.keys(await readSchema(test.database)).sort()).toEqual([
      'author',
      'book',
      'publisher',
      'publisher_books',
    ]);
  });

  it.each([
    ['a title twice by one author', `(2, 'Dune', 1, NULL, NULL, FALSE, 1)`, 'unique'],
    ['a second title in print', `(2, 'Dune', 1, NULL, NULL, TRUE, 2)`, 'unique'],
    ['a price below zero', `(2, 'x', -1, NULL, NULL, FALSE, 1)`, 'check'],
    ['pages below zero', `(2, 'x', 1, -1, NULL, FALSE, 1)`, 'check'],
    ['an author that is not there', `(2, 'x', 1, NULL, NULL, FALSE, 99)`, 'foreignKey'],
    ['no title', `(2, NULL, 1, NULL, NULL, FALSE, 1)`, 'notNull'],
  ])('refuses %s', async (_what, row, kind) => {
    const insert = test.database.transaction(() => test.database.exec(INSERT + row));
    await expect(insert).rejects.toThrow(IntegrityError);
    await expect(insert).rejects.toMatchObject({ kind });
  });

  it('looks at foreign keys when the transaction ends, so that rows may come in any order', async () => {
    await test.database.transaction(async () => {
      await test.database.exec(`${INSERT} (7, 'Solaris', 1, NULL, NULL, FALSE, 7)`);
      await test.database.exec(`INSERT INTO author (id, name) VALUES (7, 'Stanisław Lem')`);
    });
    expect((await test.database.query('SELECT count(*) FROM book WHERE author_id = 7')).rows[0]?.map(Number)).toEqual([
      1,
    ]);
  });

  it('lets a second title be out of print, as the condition says', async () => {
    await test.database.exec(`${INSERT} (3, 'Dune', 1, NULL, NULL, FALSE, 2)`);
    expect((await test.database.query(`SELECT count(*) FROM book WHERE title = 'Dune'`)).rows[0]?.map(Number)).toEqual([
      2,
    ]);
  });

  if (name === 'sqlite') {
    it('refuses what is no JSON', async () => {
      await expect(test.database.exec(`UPDATE book SET extra = '{'`)).rejects.toMatchObject({ kind: 'check' });
    });
  }
});

describe('stateOf', () => {
  it('refuses one name for two things', () => {
    const clashing = defineModels({
      A: model({ bC: f.integer({ dbIndex: true }) }, { table: 'a' }),
      B: model({ c: f.integer({ dbIndex: true }) }, { table: 'a_b' }),
    });
    expect(() => stateOf(clashing)).toThrow(ImproperlyConfigured);
    expect(() => stateOf(clashing)).toThrow('a_b_c_idx');
  });
});
