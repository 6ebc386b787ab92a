/** The bookshop's list and detail endpoints as an expert writes them by hand: node:http, prepared statements, nothing else. */
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

const PAGE_SIZE = 50;
const COLUMNS = `b.id, b.title, b.isbn, b.price, b.pages, b.language, b.published, b.in_print, b.stock, b.created_at,
  a.id AS author_id, a.name AS author_name`;
const FROM = 'FROM book b JOIN author a ON a.id = b.author_id';

/** A row as both drivers give it; booleans, decimals and moments differ. */
interface BookRow {
  readonly id: number;
  readonly title: string;
  readonly isbn: string;
  readonly price: string | number;
  readonly pages: number;
  readonly language: string;
  readonly published: string | null;
  readonly in_print: boolean | number;
  readonly stock: number;
  readonly created_at: string;
  readonly author_id: number;
  readonly author_name: string;
}

interface Store {
  page(offset: number): Promise<readonly BookRow[]>;
  count(): Promise<number>;
  book(id: number): Promise<BookRow | undefined>;
  /** Names of tags by book. */
  tags(ids: readonly number[]): Promise<ReadonlyMap<number, string[]>>;
}

function sqliteStore(path: string): Store {
  const database = new DatabaseSync(path, { readOnly: true });
  const prepare = (sql: string) => database.prepare(sql);
  const page = prepare(`SELECT ${COLUMNS} ${FROM} ORDER BY b.id LIMIT ${PAGE_SIZE} OFFSET ?`);
  const count = prepare('SELECT count(*) AS n FROM book');
  const book = prepare(`SELECT ${COLUMNS} ${FROM} WHERE b.id = ?`);
  const tags = prepare(
    'SELECT l.book_id AS id, t.name FROM book_tags l JOIN tag t ON t.id = l.tag_id WHERE l.book_id IN (SELECT value FROM json_each(?)) ORDER BY t.name',
  );
  return {
    page: async (offset) => page.all(offset) as unknown as BookRow[],
    count: async () => (count.get() as { n: number }).n,
    book: async (id) => book.get(id) as unknown as BookRow | undefined,
    tags: async (ids) => byBook(tags.all(JSON.stringify(ids)) as { id: number; name: string }[]),
  };
}

function postgresStore(url: string): Store {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  for (const type of [pg.types.builtins.DATE, pg.types.builtins.TIMESTAMPTZ]) pg.types.setTypeParser(type, String);
  const pool = new pg.Pool({ connectionString: url, max: 10, options: '-c timezone=UTC' });
  const run = async <T>(name: string, text: string, values: unknown[] = []): Promise<T[]> =>
    (await pool.query({ name, text, values })).rows as T[];
  return {
    page: (offset) => run('page', `SELECT ${COLUMNS} ${FROM} ORDER BY b.id LIMIT ${PAGE_SIZE} OFFSET $1`, [offset]),
    count: async () => (await run<{ n: number }>('count', 'SELECT count(*) AS n FROM book'))[0]?.n ?? 0,
    book: async (id) => (await run<BookRow>('book', `SELECT ${COLUMNS} ${FROM} WHERE b.id = $1`, [id]))[0],
    tags: async (ids) =>
      byBook(
        await run(
          'tags',
          'SELECT l.book_id AS id, t.name FROM book_tags l JOIN tag t ON t.id = l.tag_id WHERE l.book_id = ANY($1) ORDER BY t.name',
          [ids],
        ),
      ),
  };
}

function byBook(rows: readonly { readonly id: number; readonly name: string }[]): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const { id, name } of rows) {
    const list = names.get(Number(id));
    if (list) list.push(name);
    else names.set(Number(id), [name]);
  }
  return names;
}

const moment = (text: string): string => {
  const [day, clock = ''] = text.replace(/\+00$/, '').split(' ');
  const [seconds, fraction] = clock.split('.');
  return `${day}T${seconds}${fraction ? `.${fraction.padEnd(6, '0')}` : ''}Z`;
};

const represent = (row: BookRow, tags: ReadonlyMap<number, string[]>) => ({
  id: row.id,
  title: row.title,
  isbn: row.isbn,
  price: Number(row.price).toFixed(2),
  pages: row.pages,
  language: row.language,
  published: row.published,
  inPrint: Boolean(row.in_print),
  stock: row.stock,
  createdAt: moment(row.created_at),
  author: { id: row.author_id, name: row.author_name },
  tags: tags.get(row.id) ?? [],
  isClassic: row.published !== null && row.published < '1970',
});

const url = process.env.DATABASE_URL ?? '';
const store = url.startsWith('sqlite:') ? sqliteStore(url.slice('sqlite:'.length)) : postgresStore(url);

async function answer(url: URL): Promise<unknown> {
  const [, id] = /^\/api\/books\/(\d+)\/$/.exec(url.pathname) ?? [];
  if (id !== undefined) {
    const row = await store.book(Number(id));
    return row && represent(row, await store.tags([row.id]));
  }
  if (url.pathname !== '/api/books/') return undefined;
  const page = Number(url.searchParams.get('page') ?? 1);
  const [count, rows] = await Promise.all([store.count(), store.page((page - 1) * PAGE_SIZE)]);
  const tags = await store.tags(rows.map((row) => row.id));
  const link = (to: number): string => `${url.origin}/api/books/${to === 1 ? '' : `?page=${to}`}`;
  return {
    count,
    next: page * PAGE_SIZE < count ? link(page + 1) : null,
    previous: page > 1 ? link(page - 1) : null,
    results: rows.map((row) => represent(row, tags)),
  };
}

createServer(async (request, response) => {
  const body = await answer(new URL(request.url ?? '/', `http://${request.headers.host}`));
  response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body ?? { detail: 'Not found.' }));
}).listen(Number(process.env.PORT), '127.0.0.1');
