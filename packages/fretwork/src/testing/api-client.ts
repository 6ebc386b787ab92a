/** APIClient: calls an app as a client would, without a server. */
import { type AuthenticationResult, FORCED_AUTHENTICATION } from '../http/request.ts';
import type { RequestUser } from '../http/user.ts';

/** What the client needs of an app; `createApp` makes one. */
export interface TestableApp {
  fetch(request: globalThis.Request, connection?: TestConnection): Promise<globalThis.Response>;
}

/** What the client tells an app of its connection. */
export interface TestConnection {
  readonly remoteAddress?: string;
  readonly [FORCED_AUTHENTICATION]?: AuthenticationResult;
}

/** How a body is written. */
export type BodyFormat = 'json' | 'form' | 'multipart';

/** What a client may be told when it is made. */
export interface APIClientOptions {
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Origin of the URLs that the app sees. @default 'http://testserver' */
  readonly origin?: string;
  /** Address that the app sees. @default '127.0.0.1' */
  readonly remoteAddress?: string;
}

/** How one request differs from the others. */
export interface APIRequestOptions {
  /** How the data is written. @default 'json' */
  readonly format?: BodyFormat;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, read to its end. */
export interface APIResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The body: the JSON value where it is JSON, otherwise the text; `null` where it is empty. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it expects to be there, and its assertion checks it
  readonly data: any;
  readonly text: string;
}

/**
 * A client for tests: `await new APIClient(app).get('/api/books/')`.
 *
 * Keeps cookies as a browser does. Everything goes through `app.fetch`, so nothing is left out.
 *
 * @see DRF `test.APIClient`
 */
export class APIClient {
  readonly #app: TestableApp;
  readonly #origin: string;
  readonly #remoteAddress: string;
  readonly #cookies = new Map<string, string>();
  #headers: Readonly<Record<string, string>>;
  #forced: AuthenticationResult | undefined;

  constructor(app: TestableApp, options: APIClientOptions = {}) {
    this.#app = app;
    this.#headers = options.headers ?? {};
    this.#origin = options.origin ?? 'http://testserver';
    this.#remoteAddress = options.remoteAddress ?? '127.0.0.1';
  }

  get(path: string, options?: APIRequestOptions): Promise<APIResponse> {
    return this.request('GET', path, undefined, options);
  }

  head(path: string, options?: APIRequestOptions): Promise<APIResponse> {
    return this.request('HEAD', path, undefined, options);
  }

  options(path: string, options?: APIRequestOptions): Promise<APIResponse> {
    return this.request('OPTIONS', path, undefined, options);
  }

  post(path: string, data?: unknown, options?: APIRequestOptions): Promise<APIResponse> {
    return this.request('POST', path, data, options);
  }

  put(path: string, data?: unknown, options?: APIRequestOptions): Promise<APIResponse> {
    return this.request('PUT', path, data, options);
  }

  patch(path: string, data?: unknown, options?: APIRequestOptions): Promise<APIResponse> {
    return this.request('PATCH', path, data, options);
  }

  delete(path: string, data?: unknown, options?: APIRequestOptions): Promise<APIResponse> {
    return this.request('DELETE', path, data, options);
  }

  /**
   * Headers of every request from now on; `credentials()` takes them away.
   *
   * @param headers Such as `{ authorization: 'Bearer …' }`.
   */
  credentials(headers: Readonly<Record<string, string>> = {}): void {
    this.#headers = headers;
  }

  /**
   * Acts as this user from now on, whatever the view's authentication classes; `null` for nobody in particular.
   *
   * @param user A user of the app's own model will do.
   * @param auth What `request.auth` is.
   */
  forceAuthenticate(user: ForcedUser | null, auth: unknown = null): void {
    this.#forced = user === null ? undefined : [asRequestUser(user), auth];
  }

  /** Sends one request. @param data A string or bytes are sent as they are; everything else as `format` says. */
  async request(method: string, path: string, data?: unknown, options: APIRequestOptions = {}): Promise<APIResponse> {
    const body = data === undefined ? undefined : encode(data, options.format ?? 'json');
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers({
      ...(body?.contentType !== undefined && { 'content-type': body.contentType }),
      ...(cookies !== '' && { cookie: cookies }),
      ...this.#headers,
      ...options.headers,
    });
    const request = new globalThis.Request(new URL(path, this.#origin), { method, headers, body: body?.content });
    const response = await this.#app.fetch(request, {
      remoteAddress: this.#remoteAddress,
      ...(this.#forced && { [FORCED_AUTHENTICATION]: this.#forced }),
    });
    this.#keepCookies(response.headers);
    return read(response);
  }

  #keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const split = pair.indexOf('=');
      const name = pair.slice(0, split);
      const expired = attributes.some((part) => /^max-age=(0|-\d+)$/i.test(part) || isPast(part));
      if (expired) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(split + 1));
    }
  }
}

/** A user that a test acts as: a row of a user model, or a stand-in. */
export type ForcedUser = { readonly id: unknown } & Partial<Omit<RequestUser, 'id'>>;

// A row says nothing of being authenticated; being passed here does.
const asRequestUser = (user: ForcedUser): RequestUser =>
  user.isAuthenticated === true
    ? (user as RequestUser)
    : (new Proxy(user, {
        get: (target, key) => (key === 'isAuthenticated' ? true : Reflect.get(target, key, target)),
      }) as unknown as RequestUser);

const isPast = (attribute: string): boolean => {
  const [, date] = /^expires=(.*)$/i.exec(attribute) ?? [];
  return date !== undefined && Date.parse(date) <= 0;
};

interface EncodedBody {
  readonly content: string | Uint8Array<ArrayBuffer> | FormData;
  /** `undefined` where the web request knows better. */
  readonly contentType: string | undefined;
}

function encode(data: unknown, format: BodyFormat): EncodedBody {
  if (data instanceof FormData) return { content: data, contentType: undefined };
  if (data instanceof Uint8Array) return { content: new Uint8Array(data), contentType: undefined };
  if (format === 'json') {
    return { content: typeof data === 'string' ? data : JSON.stringify(data), contentType: 'application/json' };
  }
  if (format === 'multipart') return { content: asForm(data, new FormData()), contentType: undefined };
  const content = typeof data === 'string' ? data : asForm(data, new URLSearchParams()).toString();
  return { content, contentType: 'application/x-www-form-urlencoded' };
}

function asForm<F extends FormData | URLSearchParams>(data: unknown, form: F): F {
  const append = (name: string, value: unknown): void => {
    if (value instanceof Blob && form instanceof FormData) form.append(name, value);
    else form.append(name, String(value));
  };
  for (const [name, value] of Object.entries(data as object)) {
    for (const item of Array.isArray(value) ? value : [value]) append(name, item);
  }
  return form;
}

async function read(response: globalThis.Response): Promise<APIResponse> {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = /\bjson\b/.test(headers.get('content-type') ?? '');
  return { status, headers, text, data: text === '' ? null : isJson ? JSON.parse(text) : text };
}
