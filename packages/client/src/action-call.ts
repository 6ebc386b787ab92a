/** Extra actions of a viewset, as calls: their types, and how a call finds its HTTP method. */
import type { Action } from 'fretwork/views';
import type { JSONOf } from './json-of.ts';
import type { QueryValue } from './query-string.ts';
import type { Lookup, RequestOptions } from './resource.ts';

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
