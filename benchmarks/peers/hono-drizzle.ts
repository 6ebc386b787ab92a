/** The API as one writes it with Hono, Drizzle and jose: queries by the builder, JSON by `c.json`. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { serve } from '@hono/node-server';
import { verify } from '@node-rs/argon2';
import { and, asc, count, desc, eq, inArray, type SQL } from 'drizzle-orm';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { drizzle as drizzleProxy } from 'drizzle-orm/sqlite-proxy';
import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { jwtVerify, SignJWT } from 'jose';
import pg from 'pg';
import { readBook } from './book-input.ts';
import { contains, postgresTables, sqliteTables } from './hono-drizzle-tables.ts';

const url = process.env.DATABASE_URL ?? '';
const isSQLite = url.startsWith('sqlite:');
const secret = new TextEncoder().encode(process.env.JWT_SECRET);
const LIFETIME = { access: '5m', refresh: '1d' } as const;

// The tables have the same columns in both dialects, so one set of types does for both.
const { authors, books, publishers, links, users, spent } = (
  isSQLite ? sqliteTables : postgresTables
) as typeof postgresTables;
const db = isSQLite ? connectSQLite(url.slice('sqlite:'.length)) : connectPostgres();

function connectPostgres() {
  return drizzlePostgres(new pg.Pool({ connectionString: url, max: 10, options: '-c timezone=UTC' }));
}

/** Drizzle has no driver for node:sqlite; its proxy gives text and values, and wants rows as lists. */
function connectSQLite(path: string): ReturnType<typeof connectPostgres> {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
  const proxy = drizzleProxy(async (text, values: SQLInputValue[]) => {
    const statement = database.prepare(text);
    statement.setReturnArrays(true);
    return { rows: statement.all(...values) as unknown[] };
  });
  return proxy as unknown as ReturnType<typeof connectPostgres>;
}

const columns = {
  id: books.id,
  title: books.title,
  price: books.price,
  published: books.published,
  in_print: books.in_print,
  created_at: books.created_at,
  author: { id: authors.id, name: authors.name },
};
const joined = () => db.select(columns).from(books).innerJoin(authors, eq(authors.id, books.author_id));

const refuse = (status: 400 | 401 | 404, body: object): HTTPException =>
  new HTTPException(status, { res: Response.json(body, { status }) });

const issue = (type: keyof typeof LIFETIME, userId: number): Promise<string> =>
  new SignJWT({ token_type: type, user_id: userId })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(LIFETIME[type])
    .sign(secret);

const issuePair = async (userId: number) => ({
  refresh: await issue('refresh', userId),
  access: await issue('access', userId),
});

async function readToken(token: string, type: keyof typeof LIFETIME) {
  const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'] }).catch(() => ({ payload: undefined }));
  if (payload?.token_type !== type)
    throw refuse(401, { detail: 'Token is invalid or expired', code: 'token_not_valid' });
  return { jti: String(payload.jti), userId: Number(payload.user_id), expires: new Date(Number(payload.exp) * 1000) };
}

type Env = { Variables: { user: { id: number; username: string } } };

const authenticated = createMiddleware<Env>(async (c, next) => {
  const { userId } = await readToken(c.req.header('authorization')?.slice('Bearer '.length) ?? '', 'access');
  const [user] = await db
    .select({ id: users.id, username: users.username })
    .from(users)
    .where(and(eq(users.id, userId), eq(users.is_active, true)));
  if (!user) throw refuse(401, { detail: 'User not found', code: 'user_not_found' });
  c.set('user', user);
  await next();
});

const pageNumber = (c: Context): number => {
  const page = Number(c.req.query('page') ?? 1);
  if (!Number.isSafeInteger(page) || page < 1) throw refuse(404, { detail: 'Invalid page.' });
  return page;
};

function envelope(c: Context, size: number, total: number, results: readonly object[]): Response {
  const page = pageNumber(c);
  const link = (to: number): string => {
    const target = new URL(c.req.url);
    if (to === 1) target.searchParams.delete('page');
    else target.searchParams.set('page', String(to));
    return target.href;
  };
  const next = page * size < total ? link(page + 1) : null;
  return c.json({ count: total, next, previous: page > 1 ? link(page - 1) : null, results });
}

const app = new Hono<Env>();

app.get('/api/books/', async (c) => {
  const { search = '', in_print, ordering = 'id' } = c.req.query();
  const conditions: SQL[] = [];
  if (in_print === 'true' || in_print === 'false') conditions.push(eq(books.in_print, in_print === 'true'));
  for (const word of search.split(/\s+/).filter(Boolean)) conditions.push(contains(books.title, word, isSQLite));
  const column = { title: books.title, price: books.price, published: books.published }[ordering.replace(/^-/, '')];
  const order = ordering.startsWith('-') ? desc : asc;
  const where = and(...conditions);
  const [counted, results] = await Promise.all([
    db.select({ total: count() }).from(books).where(where),
    joined()
      .where(where)
      .orderBy(order(column ?? books.id))
      .limit(50)
      .offset((pageNumber(c) - 1) * 50),
  ]);
  return envelope(c, 50, counted[0]?.total ?? 0, results);
});

app.get('/api/books/:id{[0-9]+}/', async (c) => {
  const [book] = await joined().where(eq(books.id, Number(c.req.param('id'))));
  if (!book) throw refuse(404, { detail: 'Not found.' });
  return c.json(book);
});

app.post('/api/books/', authenticated, async (c) => {
  const read = readBook(await c.req.json());
  if ('errors' in read) throw refuse(400, read.errors);
  const [author] = await db.select().from(authors).where(eq(authors.id, read.book.author_id));
  if (!author) {
    throw refuse(400, { author_id: [`Invalid pk "${read.book.author_id}" - object does not exist.`] });
  }
  const [made] = await db
    .insert(books)
    .values({ ...read.book, created_at: new Date() })
    .returning();
  const { author_id: _id, ...book } = made ?? {};
  return c.json({ ...book, author }, 201);
});

app.get('/api/publishers/', async (c) => {
  const [counted, page] = await Promise.all([
    db.select({ total: count() }).from(publishers),
    db
      .select()
      .from(publishers)
      .orderBy(asc(publishers.id))
      .limit(10)
      .offset((pageNumber(c) - 1) * 10),
  ]);
  const rows = await db
    .select({ publisher_id: links.publisher_id, ...columns })
    .from(links)
    .innerJoin(books, eq(books.id, links.book_id))
    .innerJoin(authors, eq(authors.id, books.author_id))
    .where(
      inArray(
        links.publisher_id,
        page.map(({ id }) => id),
      ),
    )
    .orderBy(asc(books.id));
  const byPublisher = Map.groupBy(rows, ({ publisher_id }) => publisher_id);
  const results = page.map((one) => ({
    ...one,
    books: byPublisher.get(one.id)?.map(({ publisher_id, ...book }) => book) ?? [],
  }));
  return envelope(c, 10, counted[0]?.total ?? 0, results);
});

app.post('/api/token/', async (c) => {
  const { username, password } = await c.req.json();
  const [user] = await db
    .select()
    .from(users)
    .where(eq(users.username, String(username)));
  if (!user || !(await verify(user.password.replace(/^argon2(?=\$)/, ''), String(password))))
    throw refuse(401, { detail: 'No active account found with the given credentials' });
  return c.json(await issuePair(user.id));
});

app.post('/api/token/refresh/', async (c) => {
  const { jti, userId, expires } = await readToken(String((await c.req.json()).refresh), 'refresh');
  const made = await db
    .insert(spent)
    .values({ jti, user_id: userId, expires_at: expires })
    .onConflictDoNothing()
    .returning();
  if (made.length === 0) throw refuse(401, { detail: 'Token is blacklisted', code: 'token_not_valid' });
  return c.json(await issuePair(userId));
});

app.get('/api/me/', authenticated, (c) => c.json(c.get('user')));

app.onError((error, c) => {
  if (error instanceof HTTPException) return error.getResponse();
  console.error(error);
  return c.json({ detail: 'Server error.' }, 500);
});

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' }, () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
