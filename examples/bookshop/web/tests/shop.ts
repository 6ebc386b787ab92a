/** A shop for the browser tests: the real app behind a door that writes down who comes. */
import { copyFileSync, mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createApp } from 'fretwork';
import { path } from 'fretwork/routers';
import { type RunningServer, serve, singlePageApp } from 'fretwork/server';
import { afterAll } from 'vitest';
import { theStage } from './stage.ts';

/** A request of the API, as the server saw it. */
export interface Visit {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The access token. */
  readonly token: string | null;
  /** Null until it is answered. */
  status: number | null;
}

/** What stands in the door of the API: an answer in the place of the app's, or none. */
export type Doorman = (visit: Visit, request: Request) => Response | undefined | Promise<Response | undefined>;

/** A running shop. */
export class Shop {
  /** Every request of the API, in order. */
  readonly visits: Visit[] = [];
  /** Answers in the app's place where a test wants that. */
  doorman: Doorman = () => undefined;
  readonly #app: { fetch(request: Request): Promise<Response> };
  readonly #expired = new Set<string>();
  #server: RunningServer | undefined;
  #port = 0;

  constructor(app: { fetch(request: Request): Promise<Response> }) {
    this.#app = app;
  }

  /** Without a slash at its end. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Lets visitors in; at the same address as before, if it was open before. */
  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    this.#server = await serve(
      { fetch: (request) => this.#receive(request) },
      { port: this.#port, stopOnSignals: false, graceMs: 0 },
    );
    this.#port = this.#server.port;
  }

  /** Takes no more connections, as a server that is being restarted. */
  async shut(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }

  /** The requests of a path so far. */
  visitsOf(path: string): readonly Visit[] {
    return this.visits.filter((visit) => visit.path.startsWith(path));
  }

  /** From now on refuses the access tokens that it has seen, as if their time were over. */
  expireTokens(): void {
    for (const { token } of this.visits) if (token !== null) this.#expired.add(token);
  }

  /** The code in the last mail to an address. */
  async codeFor(address: string): Promise<string> {
    const answer = await fetch(`${this.url}/mailbox/?to=${encodeURIComponent(address)}`);
    const [mail] = (await answer.json()) as readonly { readonly text: string }[];
    const code = /\b\d{6}\b/.exec(mail?.text ?? '')?.[0];
    if (code === undefined) throw new Error(`There is no code for ${address} in the mailbox.`);
    return code;
  }

  async #receive(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    if (!pathname.startsWith('/api/')) return this.#app.fetch(request);
    const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? null;
    const visit: Visit = { method: request.method, path: pathname + search, token, status: null };
    this.visits.push(visit);
    const answer =
      (await this.doorman(visit, request)) ??
      (token !== null && this.#expired.has(token) ? expired() : await this.#app.fetch(request));
    visit.status = answer.status;
    return answer;
  }
}

const expired = (): Response =>
  Response.json({ detail: 'Given token not valid for any token type', code: 'token_not_valid' }, { status: 401 });

/**
 * Opens a shop for the tests of a file, with a database of its own.
 *
 * @param environment What `npm run demo` would be started with.
 */
export async function openShop(environment: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const stage = theStage();
  // In the folder of the stage, which is cleared away with it.
  const folder = mkdtempSync(join(dirname(stage.database), 'shop-'));
  const database = join(folder, 'shop.sqlite3');
  copyFileSync(stage.database, database);
  Object.assign(process.env, environment, { DATABASE_URL: `sqlite:${database}` });
  const [{ settings }, { models }, { urls }] = await Promise.all([
    import('../../api/settings.ts'),
    import('../../api/models.ts'),
    import('../../api/urls.ts'),
  ]);
  // The pages that were built for these tests, not what lies in `dist/`.
  const pages = path('', singlePageApp(stage.pages, { except: ['api/', 'mailbox/'] }));
  const app = createApp({ settings, models, urls: [...urls.filter((route) => route.path !== ''), pages] });
  const shop = new Shop(app);
  await shop.open();
  afterAll(async () => {
    await shop.shut();
    await app.close();
  });
  return shop;
}
