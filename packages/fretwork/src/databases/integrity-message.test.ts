import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseError, IntegrityError } from '../errors.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import type { Dialect } from './dialect.ts';
import { integrityError } from './integrity-message.ts';

describe('integrityError', () => {
  it.each([
    [
      { kind: 'unique', table: 'book', columns: ['title', 'author_id'] } as const,
      'A unique constraint of table "book" (title, author_id) would be broken.',
    ],
    [
      { kind: 'foreignKey', constraint: 'book_author_fk', table: 'book' } as const,
      'A foreign key constraint "book_author_fk" of table "book" would be broken.',
    ],
    [{ kind: 'other' } as const, 'A constraint would be broken.'],
  ])('says %j', (facts, message) => {
    expect(integrityError(facts, undefined).message).toBe(message);
  });
});

describe.each(testDatabases)('a broken rule on $name', ({ create }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await create();
    await test.database.exec(`
      CREATE TABLE author (id integer PRIMARY KEY);
      CREATE TABLE book (id integer PRIMARY KEY, title text NOT NULL, pages integer,
        author_id integer REFERENCES author (id),
        CONSTRAINT book_title_pages UNIQUE (title, pages), CONSTRAINT pages_positive CHECK (pages > 0));
      INSERT INTO author VALUES (1);
      INSERT INTO book VALUES (1, 'secret', 10, 1)`);
  });
  afterAll(() => test.drop());

  it.each([
    ["INSERT INTO book VALUES (1, 'x', 1, 1)", { kind: 'unique', table: 'book', columns: ['id'] }],
    ["INSERT INTO book VALUES (2, 'secret', 10, 1)", { kind: 'unique', table: 'book', columns: ['title', 'pages'] }],
    ['INSERT INTO book VALUES (2, NULL, 1, 1)', { kind: 'notNull', table: 'book', columns: ['title'] }],
    ["INSERT INTO book VALUES (2, 'secret', -1, 1)", { kind: 'check', constraint: 'pages_positive' }],
    ["INSERT INTO book VALUES (2, 'secret', 1, 99)", { kind: 'foreignKey' }],
    ['DELETE FROM author', { kind: 'foreignKey' }],
  ])('%s', async (sql, facts) => {
    const error = await test.database.query(sql).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IntegrityError);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject(facts);
    expect((error as Error).message).not.toContain('secret');
    expect((error as Error).cause).toBeInstanceOf(Error);
  });

  it('names the foreign key where the database does', async () => {
    const names: Record<Dialect['name'], object> = {
      sqlite: { constraint: undefined, table: undefined },
      postgres: { constraint: 'book_author_id_fkey', table: 'book', columns: [] },
    };
    const broken = test.database.query("INSERT INTO book VALUES (3, 'x', 1, 99)");
    await expect(broken).rejects.toMatchObject(names[test.database.dialect.name]);
  });
});
