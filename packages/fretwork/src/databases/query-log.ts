/** captureQueries: a log of the statements that a piece of code sends to its databases. */
import { AsyncLocalStorage } from 'node:async_hooks';

/** One statement that was run; its values are never kept. */
export interface ExecutedQuery {
  readonly sql: string;
  /** How many parameters it had. */
  readonly params: number;
  readonly durationMs: number;
}

interface Capture {
  readonly queries: ExecutedQuery[];
  /** The one database that is looked at; all of them where left out. */
  readonly source: object | undefined;
  readonly outer: Capture | undefined;
}

const captures = new AsyncLocalStorage<Capture>();

/**
 * Runs `fn` and keeps a log of the statements that it sent, here and in everything it awaits.
 *
 * `BEGIN`, savepoints and `COMMIT` are not in it.
 *
 * @param source The database to look at; all of them where left out.
 * @see Django `CaptureQueriesContext`
 */
export async function captureQueries<T>(
  fn: () => T | Promise<T>,
  source?: object,
): Promise<{ readonly result: T; readonly queries: readonly ExecutedQuery[] }> {
  const capture: Capture = { queries: [], source, outer: captures.getStore() };
  const result = await captures.run(capture, async () => fn());
  return { result, queries: capture.queries };
}

/** Whether anybody keeps a log here. */
export const isCapturing = (): boolean => captures.getStore() !== undefined;

/** Adds a statement to the logs that are kept here; for `Database` alone. */
export function logQuery(query: ExecutedQuery, source: object): void {
  for (let capture = captures.getStore(); capture !== undefined; capture = capture.outer) {
    if (capture.source === undefined || capture.source === source) capture.queries.push(query);
  }
}
