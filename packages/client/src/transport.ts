/** Sends requests: within a time, and again where that is safe. */
import { NetworkError, retryAfterSeconds } from './errors.ts';

/** One request. */
export interface Exchange {
  /** In capitals. */
  readonly method: string;
  readonly url: string;
  /** Sent as JSON; forms and binary data as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly credentials?: RequestCredentials;
  readonly redirect?: RequestRedirect;
}

/** The server's answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** JSON where it was JSON, text where it was text, a `Blob` otherwise; undefined where it was empty. */
  readonly data: unknown;
}

/** Sends a request. @throws {NetworkError} there is no answer @throws the signal's reason */
export type Send = (exchange: Exchange) => Promise<Answer>;

/** How requests are sent. */
export interface TransportOptions {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly retries: number;
  readonly timeoutSeconds: number;
}

/** Methods that change nothing when they are repeated. @see RFC 9110 section 9.2.2 */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
/** Statuses of a server that is away for the moment. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);
const LONGEST_WAIT_SECONDS = 10;

/** Whether an answer is what was asked for. */
export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;

/**
 * Makes a function that sends requests.
 *
 * What changes nothing when repeated is sent again after a network error, 502, 503 or 504, later each time, and not before
 * `Retry-After`.
 */
export function createTransport(options: TransportOptions): Send {
  const { now, retries } = options;
  return async (exchange) => {
    const { method, signal } = exchange;
    const attempts = REPEATABLE.has(method) ? retries : 0;
    for (let attempt = 0; ; attempt += 1) {
      const isLast = attempt >= attempts;
      const outcome = await attemptOnce(exchange, options);
      if (outcome instanceof NetworkError) {
        if (isLast) throw outcome;
        await pause(backoffMilliseconds(attempt), signal);
        continue;
      }
      const asked = retryAfterSeconds(outcome.headers, now()) ?? 0;
      if (isLast || !AWAY.has(outcome.status) || asked > LONGEST_WAIT_SECONDS) {
        // The first attempt did it, and its answer was lost.
        const isGone = attempt > 0 && method === 'DELETE' && outcome.status === 404;
        return isGone ? { ...outcome, status: 204, data: undefined } : outcome;
      }
      await pause(Math.max(asked * 1000, backoffMilliseconds(attempt)), signal);
    }
  };
}

async function attemptOnce(exchange: Exchange, options: TransportOptions): Promise<Answer | NetworkError> {
  const { method, url, body, headers, signal, ...modes } = exchange;
  const [content, type] = encoded(body);
  signal?.throwIfAborted();
  const controller = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    controller.abort();
  }, options.timeoutSeconds * 1000);
  const abort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const all = { accept: 'application/json, */*;q=0.5', ...type, ...headers };
    const response = await options.fetch(url, {
      ...modes,
      method,
      headers: all,
      body: content,
      signal: controller.signal,
    });
    return { status: response.status, headers: response.headers, data: await decoded(response) };
  } catch (cause) {
    signal?.throwIfAborted();
    const text = isLate ? `No answer within ${options.timeoutSeconds} seconds.` : 'The server cannot be reached.';
    return new NetworkError(text, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function encoded(body: unknown): readonly [content: BodyInit | undefined, type: Readonly<Record<string, string>>] {
  if (body === undefined) return [undefined, {}];
  const isPlatform =
    body instanceof FormData ||
    body instanceof URLSearchParams ||
    body instanceof Blob ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body);
  if (isPlatform) return [body as BodyInit, {}];
  return [JSON.stringify(body), { 'content-type': 'application/json' }];
}

async function decoded(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (/[/+]json\b/i.test(type)) {
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  }
  if (type === '' || /^text\//i.test(type)) return (await response.text()) || undefined;
  return response.blob();
}

/** Longer after each attempt, and never the same for two clients. */
export const backoffMilliseconds = (attempt: number): number => 300 * 2 ** attempt * (0.5 + Math.random() / 2);

/** Waits. @throws the signal's reason */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
