/** The endpoints of the benchmark: what is sent to each, what an answer has to be, and how near to the hand it shall come. */
import { isDeepStrictEqual } from 'node:util';
import { BOOKS, PUBLISHERS } from './bench-data.ts';
import { ACCOUNT, type Peer } from './bench-peers.ts';
import { CONNECTIONS, HOST, type Load } from './load.ts';

export type EndpointName = 'list' | 'search' | 'detail' | 'publishers' | 'create' | 'refresh' | 'me';

export interface Endpoint {
  /** Ratio of requests per second to the peer that is written by hand. */
  readonly targets: { readonly sqlite: number; readonly postgres: number };
  /** What is sent over and over; logs in where that takes a login. */
  load(peer: Peer): Promise<Load>;
  /** What has to be the same in every peer. */
  sample(peer: Peer): Promise<unknown>;
}

interface Sent {
  readonly method?: string;
  readonly token?: string;
  readonly body?: string;
}

/** One answer. Node's `fetch` sets Host by itself, so links are made those of the name that the load asks under. */
async function ask(peer: Peer, path: string, { method = 'GET', token, body }: Sent = {}) {
  const response = await fetch(`http://127.0.0.1:${peer.port}${path}`, {
    method,
    body,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
  });
  const text = await response.text();
  // A moment with zero milliseconds is the same moment, and a database fills in an id as it likes.
  const alike = text.replaceAll(`127.0.0.1:${peer.port}`, HOST).replaceAll('.000Z"', 'Z"');
  return { status: response.status, data: JSON.parse(alike) as Record<string, unknown> };
}

async function logIn(peer: Peer): Promise<{ readonly access: string; readonly refresh: string }> {
  const { status, data } = await ask(peer, '/api/token/', { method: 'POST', body: JSON.stringify(ACCOUNT) });
  if (status !== 200) throw new Error(`${peer.name} refuses the login: ${JSON.stringify(data)}`);
  return data as { access: string; refresh: string };
}

const BOOK = {
  title: 'A book of the benchmark',
  price: '12.30',
  published: '2020-02-03',
  in_print: true,
  author_id: 7,
};
const SEARCH = '/api/books/?in_print=true&ordering=-price&page=1&search=silver+riv';
const range = (count: number, pathOf: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => pathOf(index + 1));

/** An endpoint that anybody may read. */
const reading = (targets: Endpoint['targets'], paths: readonly string[]): Endpoint => ({
  targets,
  load: async () => ({ method: 'GET', paths }),
  sample: async (peer) => {
    const looked = [paths[0], paths[paths.length >> 1], paths.at(-1)];
    return Promise.all(looked.map((path) => ask(peer, path ?? '/')));
  },
});

export const ENDPOINTS: Readonly<Record<EndpointName, Endpoint>> = {
  list: reading(
    { sqlite: 1, postgres: 1 },
    range(10, (page) => `/api/books/?page=${page}`),
  ),
  search: reading({ sqlite: 1, postgres: 1 }, [SEARCH]),
  detail: reading(
    { sqlite: 0.8, postgres: 0.85 },
    range(2000, (n) => `/api/books/${1 + ((n * 7919) % BOOKS)}/`),
  ),
  publishers: reading(
    { sqlite: 1, postgres: 1 },
    range(PUBLISHERS / 10, (page) => `/api/publishers/?page=${page}`),
  ),
  create: {
    targets: { sqlite: 0.8, postgres: 0.8 },
    load: async (peer) => ({
      method: 'POST',
      paths: ['/api/books/'],
      token: (await logIn(peer)).access,
      body: JSON.stringify(BOOK),
    }),
    sample: async (peer) => {
      const { access: token } = await logIn(peer);
      const send = (book: object) => ask(peer, '/api/books/', { method: 'POST', token, body: JSON.stringify(book) });
      const { status, data } = await send(BOOK);
      const { id, created_at, ...book } = data;
      const refused = await send({ title: ' ', price: '1.234', author_id: 7 });
      const nobody = await send({ ...BOOK, author_id: 0 });
      const unknown = await ask(peer, '/api/books/', { method: 'POST', body: JSON.stringify(BOOK) });
      return [status, book, typeof id, typeof created_at, refused, nobody, unknown.status];
    },
  },
  refresh: {
    targets: { sqlite: 0.8, postgres: 0.8 },
    load: async (peer) => {
      const refreshTokens: string[] = [];
      while (refreshTokens.length < CONNECTIONS) refreshTokens.push((await logIn(peer)).refresh);
      return { method: 'POST', paths: ['/api/token/refresh/'], refreshTokens };
    },
    sample: async (peer) => {
      const body = JSON.stringify({ refresh: (await logIn(peer)).refresh });
      const spend = () => ask(peer, '/api/token/refresh/', { method: 'POST', body });
      const first = await spend();
      return [first.status, Object.keys(first.data).sort(), (await spend()).status];
    },
  },
  me: {
    targets: { sqlite: 0.85, postgres: 0.9 },
    load: async (peer) => ({ method: 'GET', paths: ['/api/me/'], token: (await logIn(peer)).access }),
    sample: async (peer) => {
      const answer = await ask(peer, '/api/me/', { token: (await logIn(peer)).access });
      return [answer, (await ask(peer, '/api/me/')).status];
    },
  },
};

/** Refuses to go on where a peer answers something else than the first one. */
export async function verifyPeers(peers: readonly Peer[], names: readonly EndpointName[]): Promise<void> {
  const [first, ...others] = peers;
  if (first === undefined) return;
  for (const name of names) {
    const expected = await ENDPOINTS[name].sample(first);
    for (const peer of others) {
      const actual = await ENDPOINTS[name].sample(peer);
      if (isDeepStrictEqual(actual, expected)) continue;
      const show = (value: unknown): string => JSON.stringify(value).slice(0, 800);
      throw new Error(
        `${name}: ${peer.name} answers otherwise.\n${first.name}: ${show(expected)}\n${peer.name}: ${show(actual)}`,
      );
    }
  }
}
