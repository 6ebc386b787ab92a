/** The tables as Drizzle declares them, once for each dialect. */
import { type SQL, sql } from 'drizzle-orm';
import * as p from 'drizzle-orm/pg-core';
import * as l from 'drizzle-orm/sqlite-core';

const id = { mode: 'number' } as const;

export const postgresTables = {
  authors: p.pgTable('library_author', {
    id: p.bigserial('id', id).primaryKey(),
    name: p.varchar('name', { length: 200 }).notNull(),
  }),
  books: p.pgTable('library_book', {
    id: p.bigserial('id', id).primaryKey(),
    title: p.varchar('title', { length: 200 }).notNull(),
    price: p.numeric('price', { precision: 8, scale: 2 }).notNull(),
    published: p.date('published', { mode: 'string' }).notNull(),
    in_print: p.boolean('in_print').notNull(),
    created_at: p.timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull(),
    author_id: p.bigint('author_id', id).notNull(),
  }),
  publishers: p.pgTable('library_publisher', {
    id: p.bigserial('id', id).primaryKey(),
    name: p.varchar('name', { length: 200 }).notNull(),
  }),
  links: p.pgTable('library_publisher_books', {
    id: p.bigserial('id', id).primaryKey(),
    publisher_id: p.bigint('publisher_id', id).notNull(),
    book_id: p.bigint('book_id', id).notNull(),
  }),
  users: p.pgTable('auth_user', {
    id: p.bigserial('id', id).primaryKey(),
    username: p.varchar('username', { length: 150 }).notNull(),
    password: p.varchar('password', { length: 128 }).notNull(),
    is_active: p.boolean('is_active').notNull(),
  }),
  spent: p.pgTable('token_blacklist', {
    jti: p.varchar('jti', { length: 64 }).primaryKey(),
    user_id: p.bigint('user_id', id).notNull(),
    expires_at: p.timestamp('expires_at', { withTimezone: true }).notNull(),
  }),
};

// SQLite keeps prices as numbers, and moments as text in UTC.
const price = l.customType<{ data: string; driverData: number }>({
  dataType: () => 'decimal',
  fromDriver: (value) => value.toFixed(2),
  toDriver: Number,
});
const moment = l.customType<{ data: Date; driverData: string }>({
  dataType: () => 'datetime',
  fromDriver: (text) => new Date(`${text.replace(' ', 'T')}Z`),
  toDriver: (date): SQL | string => date.toISOString().replace('T', ' ').replace('Z', ''),
});

export const sqliteTables = {
  authors: l.sqliteTable('library_author', {
    id: l.integer('id').primaryKey({ autoIncrement: true }),
    name: l.text('name').notNull(),
  }),
  books: l.sqliteTable('library_book', {
    id: l.integer('id').primaryKey({ autoIncrement: true }),
    title: l.text('title').notNull(),
    price: price('price').notNull(),
    published: l.text('published').notNull(),
    in_print: l.integer('in_print', { mode: 'boolean' }).notNull(),
    created_at: moment('created_at').notNull(),
    author_id: l.integer('author_id').notNull(),
  }),
  publishers: l.sqliteTable('library_publisher', {
    id: l.integer('id').primaryKey({ autoIncrement: true }),
    name: l.text('name').notNull(),
  }),
  links: l.sqliteTable('library_publisher_books', {
    id: l.integer('id').primaryKey({ autoIncrement: true }),
    publisher_id: l.integer('publisher_id').notNull(),
    book_id: l.integer('book_id').notNull(),
  }),
  users: l.sqliteTable('auth_user', {
    id: l.integer('id').primaryKey({ autoIncrement: true }),
    username: l.text('username').notNull(),
    password: l.text('password').notNull(),
    is_active: l.integer('is_active', { mode: 'boolean' }).notNull(),
  }),
  spent: l.sqliteTable('token_blacklist', {
    jti: l.text('jti').primaryKey(),
    user_id: l.integer('user_id').notNull(),
    expires_at: moment('expires_at').notNull(),
  }),
};

/** Whether a title has a word in it, whatever its case. */
export const contains = (column: SQL | p.PgColumn, word: string, isSQLite: boolean): SQL => {
  const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
  return isSQLite ? sql`${column} LIKE ${pattern} ESCAPE '\\'` : sql`${column} ILIKE ${pattern}`;
};
