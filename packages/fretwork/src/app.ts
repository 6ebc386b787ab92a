/** `createApp`: settings, models and urls become one function from requests to responses. */
import { Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { type AccountsParts, createAccountsParts } from './accounts/accounts-app.ts';
import type { Passwords } from './accounts/passwords.ts';
import { mailTokenReused } from './accounts/token-reuse.ts';
import type { Cache } from './cache/cache.ts';
import { openCache } from './cache/open-cache.ts';
import type { Database } from './databases/database.ts';
import { openDatabase } from './databases/open-database.ts';
import type { Credentials, Kwargs } from './http/app-context.ts';
import { serverError } from './http/exception-handler.ts';
import { type Logger, stderrLogger } from './http/logger.ts';
import { remoteAddressOf } from './http/remote-address.ts';
import { type AuthenticationResult, FORCED_AUTHENTICATION, Request } from './http/request.ts';
import type { RequestUser } from './http/user.ts';
import { createJwtContext, type JwtApp, type JwtContext } from './jwt/context.ts';
import type { MailTransport } from './mail/mail-transport.ts';
import { checkMailbox } from './mail/mailbox-urls.ts';
import { Mailer } from './mail/mailer.ts';
import { type AnyModels, bindDatabases } from './models/define-models.ts';
import type { AnyRoute } from './routers/path.ts';
import { Resolver } from './routers/resolver.ts';
import type { RefreshTokenReuse } from './settings/refresh-settings.ts';
import type { Settings } from './settings/settings.ts';
import { checkThrottles } from './throttling/check-throttles.ts';
import { withServerTiming } from './views/server-timing.ts';
import { viewDefaults } from './views/view-defaults.ts';

/** What a server knows of a connection; Node's has it under `incoming`. */
export interface ConnectionInfo {
  /** Address of the other end of the socket. */
  readonly remoteAddress?: string;
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
  /** The body of a GET or HEAD, where one was sent: a web request has no place for it. */
  readonly hiddenBody?: () => ReadableStream<Uint8Array>;
  /** The headers as the server read them, names and values in turn. Left out where the request may have others by now. */
  readonly rawHeaders?: readonly string[];
  /** Who asks, whatever the request says; for tests. */
  readonly [FORCED_AUTHENTICATION]?: AuthenticationResult;
}

/** What an app is made of. */
export interface AppOptions<
  U extends readonly AnyRoute[],
  M extends AnyModels = AnyModels,
  S extends Settings = Settings,
> {
  /** What `defineSettings` returned. */
  readonly settings: S;
  /** What `defineModels` returned; without models no database is opened. */
  readonly models?: M;
  readonly urls: U;
  /** Databases by alias instead of those of the settings; for tests. */
  readonly databases?: Readonly<Record<string, Database>>;
  /** Where failures are reported; standard error where left out. */
  readonly logger?: Logger;
  /** Checks a name and a password instead of the app's accounts. */
  readonly authenticate?: (credentials: Credentials) => Promise<RequestUser | null>;
  /** How the passwords of the app's accounts are kept; argon2id where left out. */
  readonly passwords?: Passwords;
  /** Where counters and cached values are kept, instead of what the setting `cache` names. */
  readonly cache?: Cache;
  /** Sends mails instead of what the setting `email` names. */
  readonly mailTransport?: MailTransport;
  /** The clock of tokens, sessions and throttles; the machine's where left out. */
  readonly now?: () => Date;
  /** Hono middleware around everything, the outermost first. */
  readonly middleware?: readonly MiddlewareHandler[];
}

/**
 * An app: what a server calls, and what its own code can reach of it.
 *
 * @typeParam U Its urls; a client's types follow from them,
 * @typeParam M from its models, and
 * @typeParam S from what its settings say of pages.
 */
export interface App<
  U extends readonly AnyRoute[] = readonly AnyRoute[],
  M extends AnyModels = AnyModels,
  S extends Settings = Settings,
> extends Omit<JwtApp, 'sessions'>,
    AccountsParts {
  /**
   * Answers a web request; never rejects. Runs under any server that speaks the fetch API.
   *
   * @param connection What the server knows of the connection; without it the client has no address.
   */
  fetch(request: globalThis.Request, connection?: ConnectionInfo): Promise<globalThis.Response>;
  readonly settings: S;
  readonly urls: U;
  readonly models: M;
  readonly resolver: Resolver;
  /** The databases by alias. */
  readonly databases: Readonly<Record<string, Database>>;
  /** Where counters and cached values are kept. */
  readonly cache: Cache;
  /** Sends mails. */
  readonly mail: Mailer;
  /** Waits for mails that are being sent, and closes the databases and the cache. */
  close(): Promise<void>;
}

/**
 * Makes an app. Whatever cannot work in its settings, models or urls is found here, before the first request.
 *
 * @throws {ImproperlyConfigured} with the place and the cure
 * @see Django `get_wsgi_application`
 */
export function createApp<
  const U extends readonly AnyRoute[],
  M extends AnyModels = Record<never, never>,
  S extends Settings = Settings,
>(options: AppOptions<U, M, S>): App<U, M, S> {
  const { settings, models = {} as M, urls, logger = stderrLogger, now, passwords } = options;
  const resolver = new Resolver(urls);
  const databases = Object.keys(models).length === 0 ? {} : (options.databases ?? openDatabases(settings));
  if (Object.keys(models).length > 0) bindDatabases(models, databases);
  const cache = options.cache ?? openCache({ url: settings.cache, models, databases, now, logger });
  const clock = now ?? (() => new Date());
  const parts = createAccountsParts({ models, settings, passwords, budgets: cache, logger, now: clock });
  const { accounts } = parts;
  const { jwt: jwtSettings, secretKey } = settings;
  const claimsOf = settings.accounts?.claims?.bind(settings.accounts);
  const onRefreshTokenReused = (event: RefreshTokenReuse) => mailTokenReused(app, event);
  const createJwt = () =>
    createJwtContext({
      settings: jwtSettings,
      secretKey,
      models,
      users: accounts,
      claimsOf,
      onRefreshTokenReused,
      now,
    });
  const mail = new Mailer({
    url: settings.email,
    settings: settings.mail,
    models,
    transport: options.mailTransport,
    logger,
    now,
  });
  let jwt: JwtContext | undefined = jwtSettings && createJwt();
  const app: App<U, M, S> = {
    settings,
    models,
    urls,
    resolver,
    databases,
    logger,
    cache,
    mail,
    ...parts,
    authenticate: options.authenticate ?? accounts?.authenticate.bind(accounts),
    get jwt() {
      jwt ??= createJwt();
      return jwt;
    },
    responseHeaders: Object.freeze(secureHeaders(settings)),
    reverse: (name: string, kwargs?: Kwargs) => resolver.reverse(name, kwargs),
    fetch: (raw, connection) => {
      mail.start();
      return handle(raw, connection);
    },
    close: async () => {
      await mail.close();
      await Promise.all([cache, ...Object.values(databases)].map((one) => one.close()));
    },
  };
  for (const { view } of resolver.routes) {
    const instance = view.create();
    checkMailbox(instance, settings);
    checkThrottles(instance, instance.throttleClasses ?? viewDefaults(settings).throttleClasses, settings);
  }
  const plain: Answer = (raw, connection = {}) => answerRequest(app, raw, connection);
  const answer: Answer = settings.debug ? (raw, connection) => withServerTiming(() => plain(raw, connection)) : plain;
  const handle = withMiddleware(answer, [...corsMiddleware(settings), ...(options.middleware ?? [])]);
  return app;
}

type Answer = (raw: globalThis.Request, connection?: ConnectionInfo) => Promise<globalThis.Response>;

// Hono costs a context for each request, so it is there only where something needs it.
function withMiddleware(answer: Answer, middleware: readonly MiddlewareHandler[]): Answer {
  if (middleware.length === 0) return answer;
  const hono = new Hono<{ Bindings: ConnectionInfo }>();
  hono.use(...middleware);
  // Middleware may change headers.
  hono.all('*', (context) => answer(context.req.raw, { ...context.env, rawHeaders: undefined }));
  return async (raw, connection) => hono.fetch(raw, connection);
}

function corsMiddleware({ corsAllowedOrigins, corsAllowCredentials }: Settings): MiddlewareHandler[] {
  if (corsAllowedOrigins.length === 0) return [];
  const any = corsAllowedOrigins.includes('*');
  return [
    cors({
      origin: any ? '*' : [...corsAllowedOrigins],
      // A credentialed answer to any origin would let every site act as its visitors.
      credentials: corsAllowCredentials && !any,
      exposeHeaders: [...EXPOSED_HEADERS],
      maxAge: 86_400,
    }),
  ];
}

/** Headers that tell a page of another origin when and how to ask again, and where the new object is. */
const EXPOSED_HEADERS = ['Allow', 'Date', 'Location', 'Retry-After'] as const;

/** Headers of every answer. @see Django `SecurityMiddleware`, `XFrameOptionsMiddleware` */
const secureHeaders = ({ secureHstsSeconds }: Settings): Record<string, string> => ({
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  ...(secureHstsSeconds > 0 && { 'strict-transport-security': `max-age=${secureHstsSeconds}; includeSubDomains` }),
});

function openDatabases({ database, databases }: Settings): Record<string, Database> {
  const urls = { default: database, ...databases };
  return Object.fromEntries(Object.entries(urls).map(([alias, url]) => [alias, openDatabase({ url, alias })]));
}

async function answerRequest(
  app: App,
  raw: globalThis.Request,
  connection: ConnectionInfo,
): Promise<globalThis.Response> {
  try {
    const { settings, resolver } = app;
    if (!isAllowedHost(raw.url, settings.allowedHosts)) return refuse(app, 400, 'Bad request.');
    const match = resolver.resolve(pathOf(raw.url));
    if (match === null) return refuse(app, 404, 'Not found.');
    const { view, kwargs: params, namespace } = match;
    const socket = connection.remoteAddress ?? connection.incoming?.socket?.remoteAddress;
    const remoteAddress =
      settings.numProxies === 0
        ? socket
        : remoteAddressOf(socket, raw.headers.get('x-forwarded-for'), settings.numProxies);
    const { hiddenBody, rawHeaders, [FORCED_AUTHENTICATION]: forcedAuthentication } = connection;
    const options = { app, params, namespace, remoteAddress, hiddenBody, rawHeaders, forcedAuthentication };
    return await view.handle(raw, options);
  } catch (error) {
    const { data, status, headers } = serverError(error, { request: new Request(raw, { app }) });
    return globalThis.Response.json(data, { status, headers: { ...app.responseHeaders, ...headers } });
  }
}

const refuse = (app: App, status: number, detail: string): globalThis.Response =>
  globalThis.Response.json({ detail }, { status, headers: app.responseHeaders });

// The path of an absolute URL, still encoded; `new URL` would cost more than the whole look-up.
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  if (start === -1) return '/';
  const end = url.slice(start).search(/[?#]/);
  return end === -1 ? url.slice(start) : url.slice(start, start + end);
}

function isAllowedHost(url: string, allowed: readonly string[]): boolean {
  if (allowed.includes('*')) return true;
  const { hostname } = new URL(url);
  return allowed.some((host) =>
    host.startsWith('.') ? hostname === host.slice(1) || hostname.endsWith(host) : hostname === host,
  );
}
