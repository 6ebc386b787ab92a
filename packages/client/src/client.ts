/** `createClient`: an app's API as typed calls, with one session for all of them. */
import { type Accounts, type ClientUser, type Credentials, createAccounts } from './accounts.ts';
import { createAddresses } from './address.ts';
import { createApiCalls } from './authorized.ts';
import { currentEnvironment, type Environment } from './environment.ts';
import type { QueryValue } from './query-string.ts';
import { createRefreshLock } from './refresh-lock.ts';
import { RefreshToken } from './refresh-token.ts';
import { createResource, type RequestOptions } from './resource.ts';
import type { ResourcesOf } from './resources-of.ts';
import type { Session } from './session.ts';
import { createSessionHint } from './session-hint.ts';
import { SessionKeeper } from './session-keeper.ts';
import { sharedSession } from './shared-sessions.ts';
import type { TokenStorage } from './token-storage.ts';
import { createTransport } from './transport.ts';

/** What a client is made of. */
export interface ClientOptions<P extends string = string> {
  /** Origin of the app, with the folder that it is mounted at; the page's own origin where left out. */
  readonly baseURL?: string;
  /** Where the app's router stands in its urls. @default 'api/' */
  readonly prefix?: P;
  /** Where `accountUrls` stand below the prefix. @default 'accounts/' */
  readonly accounts?: string;
  /** Keeps the refresh token: an httpOnly cookie, which no script can read, or a storage. @default 'cookie' */
  readonly transport?: 'cookie' | TokenStorage;
  /** Whether the router's addresses end in a slash. @default true */
  readonly trailingSlash?: boolean;
  /** Sends requests. @default the platform's `fetch` */
  readonly fetch?: typeof fetch;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** How often a request that changes nothing when repeated is sent again. @default 2 */
  readonly retries?: number;
  /** How long to wait for an answer. @default 30 */
  readonly timeoutSeconds?: number;
}

/** What `request` takes besides its address. */
export interface PlainRequestOptions extends RequestOptions {
  /** Sent as JSON; forms and binary data as they are. */
  readonly body?: unknown;
  readonly query?: { readonly [name: string]: QueryValue | readonly QueryValue[] };
}

/**
 * What every client has besides its resources.
 *
 * @typeParam U The user: what `me/` answers.
 * @typeParam R The resources.
 */
export interface ClientCalls<U, R> {
  /** Who is signed in; shared by all clients of one server and one browser. */
  readonly session: Session<U>;
  readonly accounts: Accounts<U>;
  /** Every resource, also those whose names the client itself uses. */
  readonly resources: R;
  /** Signs in. @throws {NotAuthenticated} the name or the password is wrong */
  login(credentials: Credentials, options?: RequestOptions): Promise<U>;
  /** Signs out in every tab, at once; the server is told as soon as it can be reached. */
  logout(): Promise<void>;
  /**
   * Any other address of the app: `request('GET', 'api/me/')`.
   *
   * @param path Below `baseURL`.
   * @throws {UsageError} the address leads elsewhere
   */
  request(method: string, path: string, options?: PlainRequestOptions): Promise<unknown>;
}

/**
 * The client of an app: `api.books.list()`.
 *
 * @typeParam A The app: `typeof app`.
 * @typeParam P Where its router stands: `'api/'`.
 */
export type Client<A, P extends string = 'api/'> = ClientCalls<ClientUser<A>, ResourcesOf<A, P>> &
  Omit<ResourcesOf<A, P>, keyof ClientCalls<unknown, unknown>>;

/**
 * Makes the client of an app: `createClient<typeof app>({ baseURL: 'https://shop.example' })`.
 *
 * Nothing is fetched before the first call or `session.start()`. Clients of one server share one session: in a browser those with
 * the cookie, anywhere those that are given the same storage or the same `fetch`.
 *
 * @typeParam A The app: `typeof app`, imported as a type.
 * @typeParam P Where its router stands, where it is not `'api/'`: also passed as `prefix`.
 * @throws {UsageError} `baseURL` is no address
 */
export function createClient<A, const P extends string = 'api/'>(options: ClientOptions<P> = {}): Client<A, P> {
  return createClientIn(currentEnvironment(), options) as unknown as Client<A, P>;
}

/** A client without types, in whatever environment. @internal */
export function createClientIn(environment: Environment, options: ClientOptions): ClientCalls<unknown, object> {
  const { transport = 'cookie', now = Date.now, retries = 2, timeoutSeconds = 30 } = options;
  const fetchAny: typeof fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const addresses = createAddresses(options);
  const send = createTransport({ fetch: fetchAny, now, retries, timeoutSeconds });
  const owner = transport === 'cookie' ? (environment.page ?? options.fetch) : transport;
  const session = sharedSession(owner, addresses.name, () => {
    const isShared = transport === 'cookie' || transport.isShared !== false;
    const name = `fretwork:${addresses.name}`;
    return new SessionKeeper<unknown>({
      send,
      me: () => ({ method: 'GET', url: addresses.account('me/'), redirect: 'error' }),
      refreshToken: new RefreshToken({ send, addresses, transport, now }),
      exclusive: createRefreshLock(name, isShared ? environment.locks : undefined),
      hint: createSessionHint(isShared ? environment.flags : undefined, addresses.name),
      channel: isShared ? name : undefined,
      mayHaveCookie: owner !== undefined,
      environment,
      now,
    });
  });
  const api = createApiCalls(send, session, addresses, now);
  const resources = createResources((path) => createResource(path, api, now));
  const calls: ClientCalls<unknown, object> = {
    session,
    resources,
    accounts: createAccounts({ api, send, session, now }),
    login: (credentials, { signal } = {}) => session.signIn('login/', credentials, signal),
    logout: () => session.signOut(),
    request: async (method, path, { query, ...others } = {}) =>
      api.call({ method: method.toUpperCase(), url: addresses.below(path, query), ...others }),
  };
  return new Proxy(calls, {
    get: (own, name, receiver) => Reflect.get(name in own ? own : resources, name, receiver),
  });
}

// Made when first asked for, because only types know which there are.
function createResources(make: (path: string) => object): object {
  const made = new Map<string, object>();
  return new Proxy(
    {},
    {
      get: (target, path, receiver) => {
        if (typeof path !== 'string' || path in target) return Reflect.get(target, path, receiver);
        if (NOT_RESOURCES.has(path)) return undefined;
        const known = made.get(path) ?? make(path);
        made.set(path, known);
        return known;
      },
    },
  );
}

/** What the language, and tools that print objects, ask any object for. */
const NOT_RESOURCES: ReadonlySet<string> = new Set(['then', 'toJSON', '$$typeof', 'nodeType', 'asymmetricMatch']);
