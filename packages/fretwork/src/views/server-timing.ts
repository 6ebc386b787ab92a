/** `Server-Timing` where the setting `debug` is on: which way a list or an object was read, and which queries ran. */
import { captureQueries, type ExecutedQuery } from '../databases/query-log.ts';
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import type { ReadPath, SerializerExplanation } from '../serializers/explain.ts';
import { JSONText } from '../serializers/json-text.ts';
import { MixedText } from '../serializers/rows-to-json/unwritten-rows.ts';

const HEADER = 'server-timing';
const MOST_QUERIES = 20;

/**
 * Answers with the time that it took, and the queries: how many, how long, and what each was about. Never their values.
 *
 * @param answer Makes the response; everything that it awaits is counted.
 * @see W3C Server Timing
 */
export async function withServerTiming(answer: () => Promise<globalThis.Response>): Promise<globalThis.Response> {
  const start = performance.now();
  const { result, queries } = await captureQueries(answer);
  const inDatabase = queries.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const headers = new Headers(result.headers);
  const entries = [
    entry('total', performance.now() - start, 'answer'),
    entry('db', inDatabase, queries.length === 1 ? '1 query' : `${queries.length} queries`),
    ...queries.slice(0, MOST_QUERIES).map((query, index) => entry(`sql-${index + 1}`, query.durationMs, gistOf(query))),
  ];
  headers.append(HEADER, entries.join(', '));
  const { status, statusText } = result;
  return new globalThis.Response(result.body, { status, statusText, headers });
}

/** One entry; what a quoted string of a header cannot hold becomes a question mark. */
function entry(name: string, milliseconds: number | undefined, description: string): string {
  const duration = milliseconds === undefined ? '' : `;dur=${milliseconds.toFixed(2)}`;
  return `${name}${duration};desc="${description.replace(/[^\x20-\x7e]|["\\]/g, '?')}"`;
}

/** `SELECT library_book`: the verb and the first table. */
function gistOf({ sql }: ExecutedQuery): string {
  const [verb = ''] = /[a-z]+/i.exec(sql) ?? [];
  const [, table] = /\b(?:from|into|update)\s+"?(\w+)/i.exec(sql) ?? [];
  return table === undefined ? verb.toUpperCase() : `${verb.toUpperCase()} ${table}`;
}

/** A view that reads through a serializer, as `GenericAPIView` does. */
interface ReadingView {
  getSerializerClass(): { readonly explain?: () => SerializerExplanation };
}

/** Adds to the answer of a view which way its data came, and why it took objects where it did. */
export function tellPath(request: Request, view: object, result: unknown): void {
  const path = pathOf(request, view, result);
  if (path === undefined) return;
  request.beforeResponse(({ headers }) => headers.append(HEADER, path));
}

function pathOf({ method }: Request, view: object, result: unknown): string | undefined {
  if (!(result instanceof Response) || result.status >= 300) return undefined;
  const text = textIn(result.data);
  if (text) return entry('path', undefined, (text instanceof MixedText ? 'mixed' : 'rows') satisfies ReadPath);
  const isReading = (method === 'GET' || method === 'HEAD') && 'getSerializerClass' in view;
  const Serializer = isReading ? serializerOf(view as ReadingView) : undefined;
  if (Serializer === undefined) return undefined;
  const why = Serializer.explain?.().why ?? 'the view, its pages or its format look at them';
  return entry('path', undefined, `${'objects' satisfies ReadPath}: ${why}`);
}

/** The data, or what a page has around it, where that is text already. */
function textIn(data: unknown): JSONText | undefined {
  if (data instanceof JSONText) return data;
  if (typeof data !== 'object' || data === null) return undefined;
  return Object.values(data).find((value) => value instanceof JSONText);
}

// A view may read without a serializer, and then has none to give.
function serializerOf(view: ReadingView): ReturnType<ReadingView['getSerializerClass']> | undefined {
  try {
    return view.getSerializerClass();
  } catch {
    return undefined;
  }
}
