/** The statements of the peer that is written by hand: one for each request, prepared once, on SQLite and on PostgreSQL. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import pg from 'pg';
import type { BookInput } from './book-input.ts';

export const BOOKS_PER_PAGE = 50;
export const PUBLISHERS_PER_PAGE = 10;

export interface ListQuery {
  readonly words: readonly string[];
  readonly inPrint: boolean | undefined;
  readonly column: string;
  readonly direction: 'ASC' | 'DESC';
  readonly offset: number;
}
export interface Page {
  readonly count: number;
  readonly results: readonly object[];
}
export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly password: string;
}
type Result<T> = T | Promise<T>;

/** What the endpoints ask of a database. */
export interface Store {
  books(query: ListQuery): Result<Page>;
  book(id: number): Result<object | undefined>;
  publishers(offset: number): Result<Page>;
  /** Nothing where there is no such author. */
  create(book: BookInput): Result<object | undefined>;
  userById(id: number): Result<UserRow | undefined>;
  userByName(name: string): Result<UserRow | undefined>;
  /** Whether the token had not been spent before. */
  spend(jti: string, userId: number, expires: Date): Result<boolean>;
}

/** A row as both drivers give it; `price`, `in_print` and `created_at` differ. */
interface BookRow {
  readonly total: number;
  readonly id: number | null;
  readonly title: string;
  readonly price: string | number;
  readonly published: string;
  readonly in_print: boolean | number;
  readonly created_at: string;
  readonly author_id: number;
  readonly author_name: string;
  readonly publisher_id: number;
  readonly publisher_name: string;
}

const COLUMNS =
  'b.id, b.title, b.price, b.published, b.in_print, b.created_at, a.id AS author_id, a.name AS author_name';
const ONE_BOOK = `SELECT ${COLUMNS} FROM library_book b JOIN library_author a ON a.id = b.author_id WHERE b.id = `;
const USER = 'SELECT id, username, password FROM auth_user WHERE is_active AND ';
const publishersSQL = (offset: string): string =>
  `SELECT (SELECT count(*) FROM library_publisher) AS total, p.id AS publisher_id, p.name AS publisher_name, ${COLUMNS}
   FROM (SELECT id, name FROM library_publisher ORDER BY id LIMIT ${PUBLISHERS_PER_PAGE} OFFSET ${offset}) p
   LEFT JOIN library_publisher_books l ON l.publisher_id = p.id
   LEFT JOIN library_book b ON b.id = l.book_id LEFT JOIN library_author a ON a.id = b.author_id
   ORDER BY p.id, b.id`;

/** The page is cut before authors are joined, and counted in the same scan where there is a filter. */
function booksSQL(conditions: readonly string[], { column, direction }: ListQuery, offset: string): string {
  const filtered =
    conditions.length === 0
      ? 'SELECT *, (SELECT count(*) FROM library_book) AS total FROM library_book'
      : `SELECT *, count(*) OVER () AS total FROM library_book WHERE ${conditions.join(' AND ')}`;
  const order = `${column} ${direction}`;
  return `SELECT b.total, ${COLUMNS} FROM (${filtered} ORDER BY ${order} LIMIT ${BOOKS_PER_PAGE} OFFSET ${offset}) b
    JOIN library_author a ON a.id = b.author_id ORDER BY b.${order}`;
}

const pattern = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`;

const represent = (row: BookRow) => ({
  id: row.id,
  title: row.title,
  price: typeof row.price === 'number' ? row.price.toFixed(2) : row.price,
  published: row.published,
  in_print: Boolean(row.in_print),
  created_at: `${row.created_at.slice(0, 10)}T${row.created_at.slice(11).replace('+00', '')}Z`,
  author: { id: row.author_id, name: row.author_name },
});

const pageOf = (rows: readonly BookRow[]): Page => ({ count: rows[0]?.total ?? 0, results: rows.map(represent) });

function publishersOf(rows: readonly BookRow[]): Page {
  const results: { id: number; name: string; books: object[] }[] = [];
  for (const row of rows) {
    if (results.at(-1)?.id !== row.publisher_id)
      results.push({ id: row.publisher_id, name: row.publisher_name, books: [] });
    if (row.id !== null) results.at(-1)?.books.push(represent(row));
  }
  return { count: rows[0]?.total ?? 0, results };
}

export function sqliteStore(path: string): Store {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
  database.exec('PRAGMA foreign_keys = ON');
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const all = (sql: string, ...values: SQLInputValue[]): BookRow[] =>
    statement(sql).all(...values) as unknown as BookRow[];
  const one = <T>(sql: string, ...values: SQLInputValue[]): T | undefined =>
    statement(sql).get(...values) as T | undefined;
  const text = (date: Date): string => date.toISOString().replace('T', ' ').replace('Z', '');
  const book = (id: number | bigint): object | undefined => {
    const row = one<BookRow>(`${ONE_BOOK}?`, id);
    return row && represent(row);
  };
  return {
    books: (query) => {
      const conditions = query.inPrint === undefined ? [] : ['in_print = ?'];
      for (const _word of query.words) conditions.push("title LIKE ? ESCAPE '\\'");
      const values = query.inPrint === undefined ? [] : [Number(query.inPrint)];
      return pageOf(all(booksSQL(conditions, query, '?'), ...values, ...query.words.map(pattern), query.offset));
    },
    book,
    publishers: (offset) => publishersOf(all(publishersSQL('?'), offset)),
    create: ({ title, price, published, in_print, author_id }) => {
      if (!one('SELECT 1 FROM library_author WHERE id = ?', author_id)) return undefined;
      const { lastInsertRowid } = statement(
        'INSERT INTO library_book (title, price, published, in_print, created_at, author_id) VALUES (?, ?, ?, ?, ?, ?)',
      ).run(title, price, published, Number(in_print), text(new Date()), author_id);
      return book(lastInsertRowid);
    },
    userById: (id) => one(`${USER} id = ?`, id),
    userByName: (name) => one(`${USER} username = ?`, name),
    spend: (jti, userId, expires) =>
      statement('INSERT OR IGNORE INTO token_blacklist (jti, user_id, expires_at) VALUES (?, ?, ?)').run(
        jti,
        userId,
        text(expires),
      ).changes === 1,
  };
}

export function postgresStore(connectionString: string): Store {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  for (const type of [pg.types.builtins.DATE, pg.types.builtins.TIMESTAMPTZ]) pg.types.setTypeParser(type, String);
  const pool = new pg.Pool({ connectionString, max: 10, options: '-c timezone=UTC' });
  const run = async <T extends object>(name: string, text: string, values: unknown[]): Promise<T[]> =>
    (await pool.query<T>({ name, text, values })).rows;
  const texts = new Map<string, string>();
  return {
    books: async (query) => {
      const { words, inPrint, column, direction, offset } = query;
      const name = `books ${column} ${direction} ${inPrint !== undefined} ${words.length > 0}`;
      const values: unknown[] = [offset];
      const conditions: string[] = [];
      if (inPrint !== undefined) conditions.push(`in_print = $${values.push(inPrint)}`);
      if (words.length > 0) conditions.push(`title ILIKE ALL ($${values.push(words.map(pattern))}::text[])`);
      const text = texts.get(name) ?? booksSQL(conditions, query, '$1');
      texts.set(name, text);
      return pageOf(await run<BookRow>(name, text, values));
    },
    book: async (id) => (await run<BookRow>('book', `${ONE_BOOK}$1`, [id])).map(represent)[0],
    publishers: async (offset) => publishersOf(await run<BookRow>('publishers', publishersSQL('$1'), [offset])),
    create: async ({ title, price, published, in_print, author_id }) => {
      const rows = await run<BookRow>(
        'create',
        `WITH a AS (SELECT id, name FROM library_author WHERE id = $5), b AS (
           INSERT INTO library_book (title, price, published, in_print, created_at, author_id)
           SELECT $1::varchar, $2::numeric, $3::date, $4::boolean, now(), a.id FROM a RETURNING *)
         SELECT ${COLUMNS} FROM b, a`,
        [title, price, published, in_print, author_id],
      );
      return rows.map(represent)[0];
    },
    userById: async (id) => (await run<UserRow>('user by id', `${USER} id = $1`, [id]))[0],
    userByName: async (name) => (await run<UserRow>('user by name', `${USER} username = $1`, [name]))[0],
    spend: async (jti, userId, expires) => {
      const sql =
        'INSERT INTO token_blacklist (jti, user_id, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING jti';
      return (await run('spend', sql, [jti, userId, expires])).length === 1;
    },
  };
}
