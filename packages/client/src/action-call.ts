/** Extra actions of a viewset, as calls: their types, and how a call finds its HTTP method. */
import type { Action } from 'fretwork/views';
import type { ApiCalls } from './authorized.ts';
import { errorOf } from './errors.ts';
import type { JSONOf } from './json-of.ts';
import type { QueryValue } from './query-string.ts';
import type { Lookup, RequestOptions } from './resource.ts';
import { type Answer, isSuccess } from './transport.ts';

/** What a call of an action may be given besides its input. */
export interface ActionCallOptions extends RequestOptions {
  /** Parameters of the address. */
  readonly query?: { readonly [name: string]: QueryValue | readonly QueryValue[] };
}

type BodyOf<In, M> = unknown extends In
  ? [body?: object, options?: ActionCallOptions]
  : [In] extends [undefined]
    ? M extends readonly ['get']
      ? [options?: ActionCallOptions]
      : [body?: object, options?: ActionCallOptions]
    : object extends In
      ? [body?: In, options?: ActionCallOptions]
      : [body: In, options?: ActionCallOptions];

/** An action as a call: about one object where it is one's detail, with a body where it takes one. */
export type ActionCall<A> =
  A extends Action<infer In, infer Out, infer At>
    ? At['detail'] extends true
      ? (lookup: Lookup, ...rest: BodyOf<In, At['methods']>) => Promise<JSONOf<Out>>
      : (...rest: BodyOf<In, At['methods']>) => Promise<JSONOf<Out>>
    : never;

type NameOf<K, A> =
  A extends Action<infer _In, infer _Out, infer At>
    ? At['urlPath'] extends string
      ? // An address with arguments of its own is for `request`.
        At['urlPath'] extends `${string}${'<' | '('}${string}`
        ? never
        : At['urlPath']
      : K
    : never;

/**
 * The actions of a viewset's object, by the last part of their address.
 *
 * @typeParam I An object of the viewset.
 */
export type ActionCalls<I> = { readonly [K in keyof I & string as NameOf<K, I[K]>]: ActionCall<I[K]> };

/** In which order methods are tried: what changes nothing first, and never a body where none is read. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * The call of an action.
 *
 * Types are gone at run time, so the first call of an action finds out which HTTP method it has: with a body it is sent by POST,
 * without one by GET, and a 405, which comes before anything is done, says what else there is. Later calls know.
 */
export function createActionCall(path: string, name: string, api: ApiCalls, now: () => number) {
  const known = new Map<boolean, string>();
  return async (...parameters: readonly unknown[]): Promise<unknown> => {
    const { lookup, body, options } = readParameters(parameters);
    const url = api.addresses.resource(
      path,
      [...(lookup === undefined ? [] : [lookup]), ...name.split('/')],
      options.query,
    );
    const hasBody = body !== undefined;
    const method = known.get(hasBody);
    let candidates: readonly string[] = method === undefined ? METHODS.slice(hasBody ? 1 : 0) : [method];
    let answer: Answer;
    do {
      const [first = 'GET', ...others] = candidates;
      answer = await api.send({ method: first, url, body, signal: options.signal });
      if (isSuccess(answer)) {
        known.set(hasBody, first);
        return answer.data;
      }
      candidates = answer.status === 405 ? others.filter((one) => isAllowed(answer, one)) : [];
    } while (candidates.length > 0);
    throw errorOf(answer, now());
  };
}

// Another origin's header may be hidden from this page.
function isAllowed({ headers }: Answer, method: string): boolean {
  const allowed = headers.get('allow');
  return (
    allowed === null ||
    allowed
      .toUpperCase()
      .split(/[\s,]+/)
      .includes(method)
  );
}

interface Parameters {
  readonly lookup: Lookup | undefined;
  readonly body: unknown;
  readonly options: ActionCallOptions;
}

function readParameters(parameters: readonly unknown[]): Parameters {
  const [first] = parameters;
  const isDetail = typeof first === 'string' || typeof first === 'number';
  const [body, options] = isDetail ? parameters.slice(1) : parameters;
  const lookup = isDetail ? first : undefined;
  if (options === undefined && isOptions(body)) return { lookup, body: undefined, options: body };
  return { lookup, body, options: (options ?? {}) as ActionCallOptions };
}

const OPTIONS: ReadonlySet<string> = new Set(['signal', 'query']);

// Whether the one object of a call is its options: it has nothing that could be a body's.
function isOptions(value: unknown): value is ActionCallOptions {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  const { signal, query } = value as { readonly signal?: unknown; readonly query?: unknown };
  return (
    Object.keys(value).every((name) => OPTIONS.has(name)) &&
    (signal === undefined || signal instanceof AbortSignal) &&
    (query === undefined || (typeof query === 'object' && query !== null))
  );
}
