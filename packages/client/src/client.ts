/** `createClient`: an app's API as typed calls, with one session for all of them. */
import type { Accounts, ClientUser, Credentials } from './accounts.ts';
import type { QueryValue } from './query-string.ts';
import type { RequestOptions } from './resource.ts';
import type { ResourcesOf } from './resources-of.ts';
import type { Session } from './session.ts';
import type { TokenStorage } from './token-storage.ts';

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

/** Makes the client of an app. */
export declare function createClient<A, const P extends string = 'api/'>(options?: ClientOptions<P>): Client<A, P>;
