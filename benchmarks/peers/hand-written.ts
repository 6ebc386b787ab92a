/** The API as an expert writes it by hand: node:http, one prepared statement for each request, node:crypto for tokens. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verify } from '@node-rs/argon2';
import { readBook } from './book-input.ts';
import {
  BOOKS_PER_PAGE,
  type Page,
  PUBLISHERS_PER_PAGE,
  postgresStore,
  sqliteStore,
  type UserRow,
} from './hand-written-stores.ts';
import { issuePair, readToken } from './signed-tokens.ts';

const LARGEST_BODY = 1_000_000;
const ORDERINGS = new Set(['id', 'title', 'price', 'published', 'created_at']);
const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);

const url = process.env.DATABASE_URL ?? '';
const store = url.startsWith('sqlite:') ? sqliteStore(url.slice('sqlite:'.length)) : postgresStore(url);

/** What is sent instead of the usual answer. */
class Refusal extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, body: object) {
    super(String(status));
    this.status = status;
    this.body = body;
  }
}

interface Call {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly query: URLSearchParams;
}
type Answer = { readonly status?: number; readonly body: object };

async function readJSON(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Refusal(413, { detail: 'The request is too large.' });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new Refusal(400, { detail: 'JSON parse error' });
  }
}

async function userOf({ headers }: IncomingMessage): Promise<UserRow> {
  const { authorization = '' } = headers;
  const claims = authorization.startsWith('Bearer ') ? readToken(authorization.slice(7), 'access') : undefined;
  const user = claims && (await store.userById(claims.user_id));
  if (!user) throw new Refusal(401, { detail: 'Authentication credentials were not provided.' });
  return user;
}

const pageNumber = (query: URLSearchParams): number => {
  const page = Number(query.get('page') ?? 1);
  if (!Number.isSafeInteger(page) || page < 1) throw new Refusal(404, { detail: 'Invalid page.' });
  return page;
};

function envelope({ request, path, query }: Call, size: number, { count, results }: Page): Answer {
  const page = pageNumber(query);
  const link = (to: number): string => {
    const params = new URLSearchParams(query);
    if (to === 1) params.delete('page');
    else params.set('page', String(to));
    const text = params.toString();
    return `http://${request.headers.host}${path}${text && `?${text}`}`;
  };
  const next = page * size < count ? link(page + 1) : null;
  return { body: { count, next, previous: page > 1 ? link(page - 1) : null, results } };
}

async function listBooks(call: Call): Promise<Answer> {
  const { query } = call;
  const ordering = query.get('ordering') ?? 'id';
  const column = ordering.replace(/^-/, '');
  const page = await store.books({
    words: query.get('search')?.split(/\s+/).filter(Boolean) ?? [],
    inPrint: BOOLEANS.get(query.get('in_print') ?? ''),
    column: ORDERINGS.has(column) ? column : 'id',
    direction: ordering.startsWith('-') ? 'DESC' : 'ASC',
    offset: (pageNumber(query) - 1) * BOOKS_PER_PAGE,
  });
  return envelope(call, BOOKS_PER_PAGE, page);
}

async function createBook({ request }: Call): Promise<Answer> {
  await userOf(request);
  const read = readBook(await readJSON(request));
  if ('errors' in read) throw new Refusal(400, read.errors);
  const body = await store.create(read.book);
  if (body) return { status: 201, body };
  throw new Refusal(400, { author_id: [`Invalid pk "${read.book.author_id}" - object does not exist.`] });
}

async function obtainTokens({ request }: Call): Promise<Answer> {
  const { username, password } = await readJSON(request);
  const user = await store.userByName(String(username));
  // Django's way of writing a hash names the algorithm in front.
  if (!user || !(await verify(user.password.replace(/^argon2(?=\$)/, ''), String(password))))
    throw new Refusal(401, { detail: 'No active account found with the given credentials' });
  return { body: issuePair(user.id) };
}

async function refreshTokens({ request }: Call): Promise<Answer> {
  const claims = readToken(String((await readJSON(request)).refresh), 'refresh');
  // The unique key decides between two requests with one token.
  if (!claims || !(await store.spend(claims.jti, claims.user_id, new Date(claims.exp * 1000))))
    throw new Refusal(401, { detail: 'Token is invalid or expired', code: 'token_not_valid' });
  return { body: issuePair(claims.user_id) };
}

const ROUTES = new Map<string, (call: Call) => Promise<Answer>>([
  ['GET /api/books/', listBooks],
  ['POST /api/books/', createBook],
  [
    'GET /api/publishers/',
    async (call) =>
      envelope(call, PUBLISHERS_PER_PAGE, await store.publishers((pageNumber(call.query) - 1) * PUBLISHERS_PER_PAGE)),
  ],
  ['POST /api/token/', obtainTokens],
  ['POST /api/token/refresh/', refreshTokens],
  [
    'GET /api/me/',
    async ({ request }) => {
      const { id, username } = await userOf(request);
      return { body: { id, username } };
    },
  ],
]);

async function answer(request: IncomingMessage): Promise<Answer> {
  const [path = '', search] = (request.url ?? '').split('?', 2);
  const route = ROUTES.get(`${request.method} ${path}`);
  if (route) return route({ request, path, query: new URLSearchParams(search) });
  const [, id] = /^\/api\/books\/(\d{1,15})\/$/.exec(path) ?? [];
  const body = id === undefined || request.method !== 'GET' ? undefined : await store.book(Number(id));
  if (body === undefined) throw new Refusal(404, { detail: 'Not found.' });
  return { body };
}

const server = createServer(async (request, response) => {
  const { status = 200, body } = await answer(request).catch((error: unknown): Answer => {
    if (error instanceof Refusal) return error;
    if (!request.destroyed) console.error(error); // otherwise the client has left while it sent
    return { status: 500, body: { detail: 'Server error.' } };
  });
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
