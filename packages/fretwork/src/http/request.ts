/** Request: a web request as views see it: who asks, what was sent, in which format and version to answer. */
import { parse as parseCookies } from 'hono/utils/cookie';
import { ImproperlyConfigured, UnsupportedMediaType } from '../errors.ts';
import type { JsonValue } from '../models/field.ts';
import { QueryDict } from '../serializers/query-dict.ts';
import type { AppContext, Kwargs } from './app-context.ts';
import { readBody } from './body.ts';
import { type MediaType, parseMediaType } from './media-type.ts';
import type { BaseContentNegotiation } from './negotiation.ts';
import type { BaseParser } from './parsers.ts';
import { publicUrlOf } from './public-url.ts';
import type { BaseRenderer } from './renderers.ts';
import { AnonymousUser, type RequestUser } from './user.ts';
import type { BaseVersioning } from './versioning.ts';

/** Methods that read and change nothing. @see RFC 9110 section 9.2.1 */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A user with what was presented to prove it: a token, a session; `null` where that is all there is to say. */
export type AuthenticationResult = readonly [user: RequestUser, auth: unknown];

/** What a request knows of whoever authenticates it; `BaseAuthentication` is its class. */
export interface Authenticator {
  authenticate(request: Request): AuthenticationResult | null | Promise<AuthenticationResult | null>;
  authenticateHeader(request: Request): string | null;
}

/**
 * Key of an authentication that was decided before the request came: a test's `forceAuthenticate`.
 *
 * A symbol, so that nothing a client or a platform sends can carry it.
 */
export const FORCED_AUTHENTICATION: unique symbol = Symbol('forced authentication');

/** What came with a request besides the web request itself. */
export interface RequestOptions {
  readonly app: AppContext;
  /** Arguments from the URL. */
  readonly params?: Kwargs;
  /** The client's address, as far as it can be trusted. */
  readonly remoteAddress?: string;
  /** Namespace of the route that matched. */
  readonly namespace?: string;
  /** Another method than the web request's. */
  readonly method?: string;
  /** The body of a GET or HEAD, where one was sent. */
  readonly hiddenBody?: () => ReadableStream<Uint8Array>;
  /** Names and values in turn, as the server read them; the headers of the web request, and quicker to look into. */
  readonly rawHeaders?: readonly string[];
  /** See `FORCED_AUTHENTICATION`. */
  readonly forcedAuthentication?: AuthenticationResult;
}

/**
 * What an app remembers of a browser, by the key in its cookie; `await request.session`.
 *
 * Changes are written once, when the answer is ready. A session without values and without a user is not kept at all.
 *
 * @see Django `SessionBase`
 */
export interface Session {
  /** The primary key of the user who is logged in, as text; `null` where nobody is. */
  readonly userId: string | null;
  /** The value of a name; `undefined` where there is none. Server-side, so it is what was set. */
  get(name: string): JsonValue | undefined;
  has(name: string): boolean;
  keys(): Iterable<string>;
  /** Keeps a value: text, number, boolean, null, or lists and objects of them. */
  set(name: string, value: JsonValue): void;
  /** @returns Whether there was a value. */
  delete(name: string): boolean;
  /** Keeps everything under a new key; for whenever the browser's rights change. @see Django `cycle_key` */
  cycleKey(): void;
  /** Forgets everything, at once: from here on the old key is nobody's. @see Django `flush` */
  flush(): Promise<void>;
  /** Makes it the session of a user, under a new key; what another user left in it is forgotten. Writes the last login. */
  logIn(user: RequestUser): Promise<void>;
  /** Who is logged in, active or not; `null` where nobody is, or the password was changed since. @see Django `get_user` */
  getUser(): Promise<RequestUser | null>;
}

/** Where an app keeps its sessions; `Sessions` keeps them in the database. */
export interface SessionBackend {
  /** The session of a request, new where its cookie names none; saved when the request is answered. */
  open(request: Request): Promise<Session>;
}

/** Does something to an answer before it is sent: sets a cookie, saves what changed. */
export type ResponseFinisher = (response: globalThis.Response) => void | Promise<void>;

/** How a view wants a request's body read. */
export interface BodyReading {
  readonly parsers: readonly BaseParser[];
  readonly negotiator: BaseContentNegotiation;
}

/**
 * A web request as views see it. Everything costly (URL, query, body, cookies) is read when it is first asked for.
 *
 * @see DRF `request.Request`
 */
export class Request {
  /** The web request; its body may have been read. */
  readonly raw: globalThis.Request;
  readonly app: AppContext;
  readonly method: string;
  readonly params: Kwargs;
  readonly remoteAddress: string | undefined;
  readonly namespace: string;
  /** Who asks, where that was decided before the request came. */
  readonly forcedAuthentication: AuthenticationResult | undefined;
  /** Raw query string without its question mark. */
  readonly queryString: string;

  /** Who asks; an `AnonymousUser` until the view has authenticated the request, and where nobody said who. */
  user: RequestUser = ANONYMOUS;
  /** What proves it: a token, a session; `null` where there is nothing. */
  auth: unknown = null;
  authenticators: readonly Authenticator[] = [];
  /** The authenticator that knew the user. */
  successfulAuthenticator: Authenticator | null = null;
  version: string | null = null;
  versioningScheme: BaseVersioning | null = null;
  /** The secret that the answer sets as the CSRF cookie; `getCsrfToken` knows how. */
  csrfSecret: string | undefined;

  readonly #hiddenBody: RequestOptions['hiddenBody'];
  readonly #rawHeaders: RequestOptions['rawHeaders'];
  #accepted: { readonly renderer: BaseRenderer; readonly mediaType: MediaType } | undefined;
  #reading: BodyReading | undefined;
  #url: URL | undefined;
  #queryParams: URLSearchParams | undefined;
  #cookies: Readonly<Record<string, string>> | undefined;
  #data: Promise<unknown> | undefined;
  #session: Promise<Session> | undefined;
  #finishers: ResponseFinisher[] | undefined;

  constructor(
    raw: globalThis.Request,
    {
      app,
      params = NO_PARAMS,
      remoteAddress,
      namespace = '',
      method,
      hiddenBody,
      rawHeaders,
      forcedAuthentication,
    }: RequestOptions,
  ) {
    this.raw = raw;
    this.app = app;
    this.method = method ?? raw.method;
    this.params = params;
    this.remoteAddress = remoteAddress;
    this.namespace = namespace;
    this.forcedAuthentication = forcedAuthentication;
    this.#hiddenBody = hiddenBody;
    this.#rawHeaders = rawHeaders;
    this.queryString = queryStringOf(raw.url);
  }

  get headers(): Headers {
    return this.raw.headers;
  }

  /**
   * One header; the same as `headers.get`, which has to read all headers first.
   *
   * @param name In lower case.
   */
  header(name: string): string | null {
    return this.#rawHeaders === undefined ? this.raw.headers.get(name) : findHeader(this.#rawHeaders, name);
  }

  /** The address that the client asked for; `numProxies` says whose word about HTTPS is taken. */
  get url(): URL {
    this.#url ??= publicUrlOf(this.raw.url, this.header('x-forwarded-proto'), this.app.settings.numProxies);
    return this.#url;
  }

  /** Parameters of the query string, by name; untrusted. */
  get queryParams(): URLSearchParams {
    this.#queryParams ??= new URLSearchParams(this.queryString);
    return this.#queryParams;
  }

  /** Cookies by name; untrusted. */
  get cookies(): Readonly<Record<string, string>> {
    this.#cookies ??= parseCookies(this.header('cookie') ?? '');
    return this.#cookies;
  }

  /** The `Content-Type` header; empty where there is none. */
  get contentType(): string {
    return this.header('content-type') ?? '';
  }

  /** The renderer that the answer will be written with. */
  get acceptedRenderer(): BaseRenderer | undefined {
    return this.#accepted?.renderer;
  }

  /** The media type that the client asked for, with its parameters. */
  get acceptedMediaType(): MediaType {
    return this.#accepted?.mediaType ?? ANY;
  }

  /** Called by the view once it has negotiated. */
  accept(accepted: { readonly renderer: BaseRenderer; readonly mediaType: MediaType }): void {
    this.#accepted = accepted;
  }

  /** Called by the view that answers: how its bodies are read. */
  readWith(reading: BodyReading): void {
    this.#reading = reading;
  }

  /**
   * What was sent: a JSON value, or a `QueryDict` for forms; an empty object where the body is empty. Untrusted.
   *
   * Read and parsed once, when first asked for; asking again gives the same promise, failed or not.
   *
   * @throws {ParseError} the body is not what its content type says
   * @throws {UnsupportedMediaType} no parser of the view reads its content type
   * @throws {ContentTooLarge} it is larger than the setting `dataUploadMaxBytes`
   */
  get data(): Promise<unknown> {
    this.#data ??= this.#parse();
    return this.#data;
  }

  async #parse(): Promise<unknown> {
    const { settings } = this.app;
    const raw = await this.#withBody(settings.dataUploadMaxBytes);
    const mediaType = parseMediaType(this.contentType);
    if (raw === null) return emptyData(mediaType);
    const parser = this.#reading?.negotiator.selectParser(mediaType, this.#reading.parsers);
    if (!parser) throw new UnsupportedMediaType(this.contentType);
    const limits = {
      maxBytes: settings.dataUploadMaxBytes,
      maxFields: settings.dataUploadMaxFields,
      maxFiles: settings.dataUploadMaxFiles,
    };
    const contentLength = this.header('content-length');
    return parser.parse(raw, mediaType, { limits, kwargs: this.params, contentLength });
  }

  // A body of unknown length may be no body at all, and only reading it tells.
  async #withBody(maxBytes: number): Promise<globalThis.Request | null> {
    const length = this.header('content-length');
    if (length === '0') return null;
    // Asking a request of Node's for its `body` makes a stream of it, which costs more than all that is done here.
    const mayHaveBody = this.raw.method !== 'GET' && this.raw.method !== 'HEAD';
    if (mayHaveBody && length !== null && !this.raw.bodyUsed) return this.raw;
    const raw = this.#hiddenBody && !mayHaveBody ? withBody(this.raw, this.#hiddenBody()) : this.raw;
    if (raw.body === null) return null;
    if (length !== null) return raw;
    const body = await readBody(raw, maxBytes);
    if (body.byteLength === 0) return null;
    return withBody(raw, body as BodyInit);
  }

  /**
   * What the app remembers of the browser; read from the database when first asked for, saved with the answer.
   *
   * @throws {ImproperlyConfigured} the app has no sessions
   * @see Django `HttpRequest.session`
   */
  get session(): Promise<Session> {
    this.#session ??= this.#openSession();
    return this.#session;
  }

  async #openSession(): Promise<Session> {
    const { sessions } = this.app;
    if (sessions !== undefined) return sessions.open(this);
    throw new ImproperlyConfigured(
      'The app has no sessions: add `...accountModels` and `...sessionModels` (fretwork/accounts) to defineModels().',
    );
  }

  /** Has something done to the answer before it is sent; in the order of the calls. */
  beforeResponse(finish: ResponseFinisher): void {
    this.#finishers ??= [];
    this.#finishers.push(finish);
  }

  /** Does to an answer what was asked for; called by the view once. */
  finish(response: globalThis.Response): globalThis.Response | Promise<globalThis.Response> {
    return this.#finishers === undefined ? response : finishWith(this.#finishers, response);
  }

  /**
   * The same request as if it had another method; for asking what would be allowed.
   *
   * @see DRF `request.clone_request`
   */
  withMethod(method: string): Request {
    const { app, params, remoteAddress, namespace, user, auth, authenticators, successfulAuthenticator } = this;
    const rawHeaders = this.#rawHeaders;
    const twin = new Request(this.raw, { app, params, remoteAddress, namespace, method, rawHeaders });
    const { version, versioningScheme, csrfSecret } = this;
    Object.assign(twin, { user, auth, authenticators, successfulAuthenticator, version, versioningScheme, csrfSecret });
    // One answer for both: what the twin asks to be done to it is done.
    this.#finishers ??= [];
    twin.#finishers = this.#finishers;
    twin.#session = this.#session;
    twin.#accepted = this.#accepted;
    twin.#reading = this.#reading;
    return twin;
  }

  /** A path as an absolute URL of this request's host. @see Django `HttpRequest.build_absolute_uri` */
  buildAbsoluteUri(path: string = this.url.pathname + this.url.search): string {
    return new URL(path, this.url).href;
  }

  /**
   * The absolute URL of a named route, in this request's version.
   *
   * @throws {NoReverseMatch} no route has the name and takes exactly these arguments
   * @see DRF `reverse.reverse`
   */
  reverse(name: string, kwargs?: Kwargs): string {
    const path = this.versioningScheme
      ? this.versioningScheme.reverse(name, kwargs, this)
      : this.app.reverse(name, kwargs);
    return this.buildAbsoluteUri(path);
  }
}

// Several of one name are joined, as in `Headers`.
function findHeader(rawHeaders: readonly string[], name: string): string | null {
  let found: string | null = null;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const other = rawHeaders[index] as string;
    if (other.length !== name.length || other.toLowerCase() !== name) continue;
    const value = rawHeaders[index + 1] as string;
    found = found === null ? value : `${found}${name === 'cookie' ? ';' : ','} ${value}`;
  }
  return found;
}

async function finishWith(
  finishers: readonly ResponseFinisher[],
  response: globalThis.Response,
): Promise<globalThis.Response> {
  if (finishers.length === 0) return response;
  // A web response from elsewhere may have headers that cannot be changed.
  const own = new globalThis.Response(response.body, response);
  for (const finish of finishers) await finish(own);
  return own;
}

// For parsers, which do not look at the method; GET and HEAD could not have a body.
const withBody = ({ url, headers }: globalThis.Request, body: BodyInit): globalThis.Request =>
  new globalThis.Request(url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);

const ANONYMOUS = Object.freeze(new AnonymousUser());
const ANY = parseMediaType('*/*');
const NO_PARAMS: Kwargs = Object.freeze({});

const isForm = ({ mainType, subType }: MediaType): boolean =>
  `${mainType}/${subType}` === 'application/x-www-form-urlencoded' ||
  `${mainType}/${subType}` === 'multipart/form-data';

// An empty form is a form without fields, so that serializers see HTML input (DRF `Request._parse`).
const emptyData = (mediaType: MediaType): unknown => (isForm(mediaType) ? new QueryDict() : {});

function queryStringOf(url: string): string {
  const start = url.indexOf('?');
  if (start === -1) return '';
  const end = url.indexOf('#', start);
  return end === -1 ? url.slice(start + 1) : url.slice(start + 1, end);
}
