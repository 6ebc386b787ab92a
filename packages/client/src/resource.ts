/** A resource of an API: what a viewset behind a router offers, as calls. */
import type { Input, Representation } from 'fretwork/serializers';
import type { Settings } from 'fretwork/settings';
import { type ActionCalls, createActionCall } from './action-call.ts';
import type { ApiCalls } from './authorized.ts';
import type { JSONOf } from './json-of.ts';
import type { ListOf, ListQuery } from './list-query.ts';
import { itemsOf, pagesOf } from './pages.ts';

/** What finds one object: its key, or the value of the viewset's `lookupField`. */
export type Lookup = string | number;

/** What every call takes as its last argument. */
export interface RequestOptions {
  /** Aborts the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What TypeScript knows of a resource. */
export interface ResourceTypes {
  readonly item: unknown;
  readonly input: unknown;
  readonly query: unknown;
  readonly list: unknown;
}

/** Any resource. */
export interface AnyResource {
  /** Where it stands below the router: `books`. */
  readonly path: string;
  /** @internal Carries the types; there is nothing at run time. */
  readonly '~types': ResourceTypes;
}

/** What clients receive of a resource: `ItemOf<typeof api.books>`. */
export type ItemOf<R extends AnyResource> = R['~types']['item'];
/** What clients send to make one. */
export type InputOf<R extends AnyResource> = R['~types']['input'];
/** What its list may be asked for. */
export type QueryOf<R extends AnyResource> = R['~types']['query'];
/** What its list answers: a page, or all items. */
export type ListAnswerOf<R extends AnyResource> = R['~types']['list'];

/** A resource with a list. */
export interface ListCalls<T, Q, L> {
  /** A page, or all items where the viewset has no paginator. */
  list(query?: Q, options?: RequestOptions): Promise<L>;
  /** One page after the other, as the server links them; a list that is not cut is one page. */
  pages(query?: Q, options?: RequestOptions): AsyncGenerator<L, void, undefined>;
  /** One item after the other, over all pages. */
  all(query?: Q, options?: RequestOptions): AsyncGenerator<T, void, undefined>;
}

/** A resource whose items can be fetched one by one. */
export interface RetrieveCall<T> {
  retrieve(lookup: Lookup, options?: RequestOptions): Promise<T>;
}

/** A resource that items can be added to. */
export interface CreateCall<In, T> {
  /** @throws {ValidationError} with the messages of each field */
  create(input: In, options?: RequestOptions): Promise<T>;
}

/** A resource whose items can be changed. */
export interface UpdateCalls<In, T> {
  /** Replaces an item. */
  update(lookup: Lookup, input: In, options?: RequestOptions): Promise<T>;
  /** Changes the fields that are given. */
  partialUpdate(lookup: Lookup, input: Partial<In>, options?: RequestOptions): Promise<T>;
}

/** A resource whose items can be deleted. */
export interface DestroyCall {
  destroy(lookup: Lookup, options?: RequestOptions): Promise<void>;
}

type SerializerOf<I> = I extends { serializerClass?: infer S } ? NonNullable<S> : never;
type OrUnknown<T> = [T] extends [never] ? unknown : T;
type Item<I> = JSONOf<OrUnknown<Representation<SerializerOf<I>>>>;
type InputFor<I> = OrUnknown<Input<SerializerOf<I>>>;

// What a viewset's own method answers; the mixins' say nothing, and leave it to the serializer.
type Answered<I, K, Otherwise> = K extends keyof I
  ? I[K] extends (...parameters: never) => infer R
    ? Awaited<R> extends { readonly data: infer D; readonly cookies: unknown }
      ? unknown extends D
        ? Otherwise
        : JSONOf<D>
      : Otherwise
    : Otherwise
  : Otherwise;

type If<I, K extends string, Calls> = K extends keyof I ? Calls : unknown;

interface TypesOf<I, S extends Settings> extends AnyResource {
  readonly '~types': {
    readonly item: Item<I>;
    readonly input: InputFor<I>;
    readonly query: ListQuery<I, S>;
    readonly list: Answered<I, 'list', ListOf<I, Item<I>, S>>;
  };
}

/**
 * A resource as calls: those methods that its viewset has, and its actions.
 *
 * @typeParam I An object of the viewset.
 * @typeParam S The app's settings, which cut lists where the viewset does not.
 */
export type Resource<I, S extends Settings = Settings> = TypesOf<I, S> &
  If<I, 'list', ListCalls<Item<I>, ListQuery<I, S>, Answered<I, 'list', ListOf<I, Item<I>, S>>>> &
  If<I, 'retrieve', RetrieveCall<Answered<I, 'retrieve', Item<I>>>> &
  If<I, 'create', CreateCall<InputFor<I>, Answered<I, 'create', Item<I>>>> &
  If<I, 'update', UpdateCalls<InputFor<I>, Answered<I, 'update', Item<I>>>> &
  If<I, 'destroy', DestroyCall> &
  ActionCalls<I>;

/**
 * A resource at run time: the standard calls, and an action for every other name.
 *
 * @param path Below the router.
 */
export function createResource(path: string, api: ApiCalls, now: () => number): object {
  const actions = new Map<string, unknown>();
  return new Proxy(standardCalls(path, api), {
    get: (calls, name, receiver) => {
      if (typeof name !== 'string' || name in calls) return Reflect.get(calls, name, receiver);
      if (NOT_ACTIONS.has(name)) return undefined;
      if (!actions.has(name)) actions.set(name, createActionCall(path, name, api, now));
      return actions.get(name);
    },
  });
}

/** What the language, and tools that print objects, ask any object for. */
const NOT_ACTIONS: ReadonlySet<string> = new Set([
  'then',
  'toJSON',
  '$$typeof',
  'nodeType',
  'asymmetricMatch',
  '~types',
]);

interface CallParts extends RequestOptions {
  readonly query?: object;
  readonly body?: unknown;
}

function standardCalls(path: string, api: ApiCalls): object {
  const send = async (
    method: string,
    parts: readonly Lookup[],
    { query, ...others }: CallParts = {},
  ): Promise<unknown> => api.call({ method, url: api.addresses.resource(path, parts, query), ...others });
  const listWith = (signal: AbortSignal | undefined) => (query: object | undefined) =>
    send('GET', [], { query, signal });
  return {
    path,
    list: (query?: object, { signal }: RequestOptions = {}) => listWith(signal)(query),
    pages: (query?: object, { signal }: RequestOptions = {}) => pagesOf(listWith(signal), query),
    all: (query?: object, { signal }: RequestOptions = {}) => itemsOf(listWith(signal), query),
    retrieve: (lookup: Lookup, { signal }: RequestOptions = {}) => send('GET', [lookup], { signal }),
    create: (body: unknown, { signal }: RequestOptions = {}) => send('POST', [], { body, signal }),
    update: (lookup: Lookup, body: unknown, { signal }: RequestOptions = {}) => send('PUT', [lookup], { body, signal }),
    partialUpdate: (lookup: Lookup, body: unknown, { signal }: RequestOptions = {}) =>
      send('PATCH', [lookup], { body, signal }),
    destroy: (lookup: Lookup, { signal }: RequestOptions = {}) => send('DELETE', [lookup], { signal }),
  };
}
