import { eq, sql } from 'drizzle-orm';
import * as pgCore from 'drizzle-orm/pg-core';
import * as sqliteCore from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { ProgrammingError } from '../errors.ts';
import { pglite, postgres, sqliteFile } from '../testing/databases.ts';
import { drizzleFor, postgresDrizzle, sqliteDrizzle } from './drizzle.ts';
import { transaction } from './transaction.ts';

const when = new Date('2024-05-06T07:08:09.123Z');

describe('drizzleFor on SQLite', () => {
  const book = sqliteCore.sqliteTable('book', {
    id: sqliteCore.integer('id').primaryKey(),
    title: sqliteCore.text('title').notNull(),
    inPrint: sqliteCore.integer('in_print', { mode: 'boolean' }).notNull(),
    created: sqliteCore.integer('created', { mode: 'timestamp_ms' }),
    tags: sqliteCore.text('tags', { mode: 'json' }),
  });

  it('inserts, selects and joins the transaction', async () => {
    const { database, drop } = await sqliteFile.create();
    const db = sqliteDrizzle(database);
    await database.exec(
      'CREATE TABLE book (id integer PRIMARY KEY, title text, in_print integer, created integer, tags text)',
    );
    const row = { id: 1, title: 'a', inPrint: true, created: when, tags: ['x'] };
    expect(await db.insert(book).values(row).returning()).toEqual([row]);
    expect(await db.select().from(book).where(eq(book.id, 1)).get()).toEqual(row);
    expect(await db.select().from(book).where(eq(book.id, 2)).get()).toBeUndefined();
    await transaction(async () => {
      await db.update(book).set({ title: 'b' });
      throw new RangeError('undone');
    }).catch(() => undefined);
    await db
      .transaction(async (inner) => {
        await inner.delete(book);
        throw new RangeError('undone');
      })
      .catch(() => undefined);
    expect(await db.select({ title: book.title, n: sql<number>`${1} + 1` }).from(book)).toEqual([{ title: 'a', n: 2 }]);
    expect(() => postgresDrizzle(database)).toThrow(ProgrammingError);
    await drop();
  });
});

describe.each([postgres, pglite])('drizzleFor on $name', ({ create }) => {
  const book = pgCore.pgTable('book', {
    id: pgCore.integer('id').primaryKey(),
    title: pgCore.text('title').notNull(),
    inPrint: pgCore.boolean('in_print').notNull(),
    created: pgCore.timestamp('created', { withTimezone: true }),
    price: pgCore.numeric('price', { precision: 8, scale: 2 }),
    big: pgCore.bigint('big', { mode: 'bigint' }),
    ratio: pgCore.doublePrecision('ratio'),
    tags: pgCore.jsonb('tags'),
    words: pgCore.text('words').array(),
    flags: pgCore.boolean('flags').array(),
    n: pgCore.serial('n'),
  });

  it('inserts, selects and joins the transaction', async () => {
    const { database, drop } = await create();
    const db = postgresDrizzle(database);
    await database.exec(`CREATE TABLE book (id integer PRIMARY KEY, title text, in_print boolean, created timestamptz,
      price numeric(8, 2), big bigint, ratio float8, tags jsonb, words text[], flags boolean[], n serial)`);
    const row = {
      id: 1,
      title: 'a',
      inPrint: false,
      created: when,
      price: '12.50',
      big: 9007199254740993n,
      ratio: 0.5,
      tags: { x: [1, 'é'] },
      words: ['q"u', 'o,t{e}'],
      flags: [true, false],
      n: 7,
    };
    expect(await db.insert(book).values(row).returning()).toEqual([row]);
    expect(await db.select().from(book).where(eq(book.inPrint, false))).toEqual([row]);
    await transaction(async () => {
      await db.update(book).set({ title: 'b' });
      throw new RangeError('undone');
    }).catch(() => undefined);
    await db
      .transaction(async (inner) => {
        await inner.delete(book);
        throw new RangeError('undone');
      })
      .catch(() => undefined);
    expect(await db.select({ title: book.title }).from(book).where(eq(book.created, when))).toEqual([{ title: 'a' }]);
    expect(() => sqliteDrizzle(database)).toThrow(ProgrammingError);
    expect(drizzleFor(database).select).toBeTypeOf('function');
    await drop();
  });
});
