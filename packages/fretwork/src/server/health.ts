/** Health: whether the process answers (`/healthz`), and whether requests should be sent to it (`/readyz`). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../app.ts';
import { OperationalError } from '../errors.ts';
import { type Logger, stderrLogger } from '../http/logger.ts';
import { migrationStatus } from '../migrations/executor.ts';

/** Something that has to hold before requests are sent here: returns if it does, throws if not. */
export type ReadinessCheck = () => Promise<void>;

/** What the addresses of health look at. */
export interface HealthOptions {
  /** By name, as `/readyz` lists them. `readinessChecks` makes the usual ones. */
  readonly checks?: Readonly<Record<string, ReadinessCheck>>;
  /** Where failed checks are reported; standard error where left out. Clients learn the name alone. */
  readonly logger?: Logger;
  /** How long a check may take, in milliseconds. @default 5000 */
  readonly timeoutMs?: number;
}

/**
 * The checks of an app: `database` is whether all its databases answer, `migrations` whether the default one has every migration.
 *
 * Migrations that the project does not have are no failure: they are those of the next version.
 *
 * @param app Whose databases are asked.
 * @param options `migrations` is the folder of migrations; without one they are not checked.
 */
export function readinessChecks(
  { databases }: Pick<App, 'databases'>,
  options: { readonly migrations?: string } = {},
): Readonly<Record<string, ReadinessCheck>> {
  const { migrations: directory } = options;
  const { default: database } = databases;
  let migrated = false; // what was applied stays so for as long as a process lives
  return {
    ...(Object.keys(databases).length > 0 && {
      database: async () => void (await Promise.all(Object.values(databases).map((one) => one.query('SELECT 1')))),
    }),
    ...(database !== undefined &&
      directory !== undefined && {
        migrations: async () => {
          if (migrated) return;
          const { migrations } = await migrationStatus(database, directory);
          const waiting = migrations.filter(({ applied }) => !applied).map(({ migration }) => migration.name);
          if (waiting.length > 0) throw new OperationalError(`The database lacks ${waiting.join(', ')}: run migrate.`);
          migrated = true;
        },
      }),
  };
}

type Result = 'ok' | 'failed';

interface Report {
  readonly isReady: boolean;
  readonly checks: Readonly<Record<string, Result>>;
}

const FRESH_MS = 1000;
const PATHS: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz']);

/**
 * Answers `/healthz` and `/readyz` before the app is asked, so that no limit, host name or login stands in the way of a probe.
 *
 * However often it is asked, the checks run once a second at most.
 */
export class Health {
  readonly #checks: Readonly<Record<string, ReadinessCheck>>;
  readonly #logger: Logger;
  readonly #timeoutMs: number;
  #report: Promise<Report> | undefined;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #failing: ReadonlySet<string> = new Set();

  constructor({ checks = {}, logger = stderrLogger, timeoutMs = 5000 }: HealthOptions) {
    this.#checks = checks;
    this.#logger = logger;
    this.#timeoutMs = timeoutMs;
  }

  /** Whether a request is for one of the two addresses; then it is answered here. */
  answers(request: IncomingMessage, response: ServerResponse, isStopping: boolean): boolean {
    const { method, url } = request;
    if (!PATHS.has(url) || (method !== 'GET' && method !== 'HEAD')) return false;
    if (url === '/healthz') send(response, 200, { status: 'ok' });
    else if (isStopping) send(response, 503, { status: 'stopping' });
    else void this.#sendReadiness(response);
    return true;
  }

  async #sendReadiness(response: ServerResponse): Promise<void> {
    const { isReady, checks } = await this.#current();
    send(response, isReady ? 200 : 503, { status: isReady ? 'ok' : 'unavailable', checks });
  }

  #current(): Promise<Report> {
    if (this.#report === undefined || performance.now() - this.#checkedAt > FRESH_MS) {
      this.#checkedAt = Number.POSITIVE_INFINITY; // nobody starts another round before this one has ended
      this.#report = this.#check().finally(() => {
        this.#checkedAt = performance.now();
      });
    }
    return this.#report;
  }

  async #check(): Promise<Report> {
    const failing = new Set<string>();
    const results = await Promise.all(
      Object.entries(this.#checks).map(async ([name, check]): Promise<[string, Result]> => {
        try {
          await within(this.#timeoutMs, check);
          if (this.#failing.has(name)) this.#logger.info({ check: name }, 'Ready again.');
          return [name, 'ok'];
        } catch (err) {
          failing.add(name);
          if (!this.#failing.has(name)) this.#logger.warn({ check: name, err }, 'Not ready.');
          return [name, 'failed'];
        }
      }),
    );
    this.#failing = failing;
    return { isReady: failing.size === 0, checks: Object.fromEntries(results) };
  }
}

async function within(timeoutMs: number, check: ReadinessCheck): Promise<void> {
  const done = new AbortController();
  const timeout = async (): Promise<void> => {
    await sleep(timeoutMs, undefined, { signal: done.signal, ref: false });
    throw new OperationalError(`The check took longer than ${timeoutMs} ms.`);
  };
  try {
    await Promise.race([check(), timeout()]);
  } finally {
    done.abort();
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text); // Node leaves the body of an answer to HEAD out
}
