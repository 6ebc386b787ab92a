/** `serve`: an app under Node's own server, until it is told to stop. */
import cluster from 'node:cluster';
import type { Server } from 'node:http';
import { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import type { App, ConnectionInfo } from '../app.ts';
import { Cohort } from '../cohort.ts';
import { OperationalError } from '../errors.ts';
import { checkNode } from '../settings/check-node.ts';
import type { RequestListener } from './access-log.ts';
import type { HealthOptions } from './health.ts';
import { applyLimits, completeLimits, type ServerLimits, serverOptionsOf } from './limits.ts';
import { RequestGate } from './request-gate.ts';
import { removeStaleSocket } from './unix-socket.ts';
import { answerClientError } from './unknown-method.ts';

/** The part of an app that a server needs. */
export type ServableApp = Pick<App, 'fetch'> &
  Partial<Pick<App, 'close'>> & { readonly mail?: Pick<App['mail'], 'start'> };

/** How to serve. */
export interface ServeOptions {
  /** @default 8000; 0 takes any that is free */
  readonly port?: number;
  /** Address to listen on. @default '127.0.0.1', which only this machine can reach */
  readonly host?: string;
  /** Path of a Unix socket to listen on instead, for a proxy on the same machine. */
  readonly socket?: string;
  /** Bounds of connections and requests. */
  readonly limits?: ServerLimits;
  /** Answers `/healthz` and `/readyz`, where given; `readinessChecks` makes the usual checks. */
  readonly health?: HealthOptions;
  /** Called with every request before the app is: `accessLog({ logger })`, or something of your own. */
  readonly onRequest?: RequestListener;
  /** Whether SIGTERM and SIGINT stop the server. @default true */
  readonly stopOnSignals?: boolean;
  /**
   * How long, once the stop is asked for, requests are still taken while `/readyz` says no and every answer is the last of its
   * connection, in milliseconds; for balancers that look there. @default 0
   */
  readonly drainMs?: number;
  /** How long requests that are being answered may take after the stop, in milliseconds. @default 10000 */
  readonly graceMs?: number;
}

/** A server that runs. */
export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:8000/`, or `unix:/run/shop.sock`. */
  readonly url: string;
  /** 0 on a Unix socket. */
  readonly port: number;
  /**
   * Takes no more requests, waits for those that are being answered, and closes the app. Safe to call twice.
   *
   * @param options `drainMs` instead of the option of that name; 0 cuts a drain short that has begun.
   */
  stop(options?: { readonly drainMs?: number }): Promise<void>;
  /** Settles when the server has stopped. */
  readonly stopped: Promise<void>;
}

const HOST = '127.0.0.1';
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Serves an app until it is stopped. Mails that an earlier process left behind go out at once, without a request.
 *
 * Requests that arrive together are answered side by side. The client's socket address reaches `request.remoteAddress`. A second signal while the first is being obeyed ends the
 * process at once.
 *
 * @throws {OperationalError} the port or the socket is taken or may not be used
 * @throws {ImproperlyConfigured} a limit that makes no sense
 */
export async function serve(app: ServableApp, options: ServeOptions = {}): Promise<RunningServer> {
  checkNode();
  const { socket, stopOnSignals = true, graceMs = 10_000, drainMs = 0 } = options;
  const limits = completeLimits(options.limits);
  if (socket !== undefined && cluster.isPrimary) await removeStaleSocket(socket); // workers share their primary's
  const arrivals = new Cohort();
  const server = createAdaptorServer({
    serverOptions: serverOptionsOf(limits),
    fetch: async (request, { incoming }) => {
      await arrivals.join();
      return app.fetch(request, {
        remoteAddress: incoming.socket.remoteAddress,
        hiddenBody: hiddenBodyOf(incoming),
        rawHeaders: incoming.rawHeaders,
      });
    },
  }) as Server;
  server.on('clientError', answerClientError(app));
  applyLimits(server, limits);
  const gate = new RequestGate(server, { ...options, maxLagMs: limits.maxLagMs });
  await listen(server, options).catch((error) => {
    gate.close();
    throw error;
  });
  app.mail?.start();

  let stopping: Promise<void> | undefined;
  const hurry = new AbortController();
  const { promise: stopped, resolve: settle } = Promise.withResolvers<void>();
  const stop = ({ drainMs: drain = drainMs }: { readonly drainMs?: number } = {}): Promise<void> => {
    if (drain === 0) hurry.abort();
    stopping ??= shutDown(server, gate, { drainMs: drain, hurry: hurry.signal, graceMs })
      .then(() => app.close?.())
      .finally(() => {
        for (const signal of SIGNALS) process.off(signal, onSignal);
        settle();
      });
    return stopping;
  };
  const onSignal = (): void => void stop();
  // `once`: the next signal finds Node's own way of ending the process.
  if (stopOnSignals) for (const signal of SIGNALS) process.once(signal, onSignal);
  const address = server.address();
  if (typeof address === 'string' || address === null) return { url: `unix:${socket}`, port: 0, stop, stopped };
  return { url: `http://${bracketed(options.host ?? HOST)}:${address.port}/`, port: address.port, stop, stopped };
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

const listen = (server: Server, { port = 8000, host = HOST, socket }: ServeOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => reject(listenError(cause, socket ?? `${host}:${port}`));
    server.once('error', fail);
    server.listen(socket === undefined ? { port, host } : { path: socket }, () => {
      server.off('error', fail);
      resolve();
    });
  });

// A web request with the method GET or HEAD has no body, whatever was sent.
function hiddenBodyOf(incoming: HttpBindings['incoming'] | Http2Bindings['incoming']): ConnectionInfo['hiddenBody'] {
  const { method, headers } = incoming;
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const isEmpty = headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0);
  // `Readable.toWeb` of Node 22 makes an empty stream of a body that was cut off; this one fails as the body did.
  return isEmpty ? undefined : () => NodeReadableStream.from(incoming) as ReadableStream<Uint8Array>;
}

interface ShutDown {
  readonly drainMs: number;
  /** Ends the drain. */
  readonly hurry: AbortSignal;
  readonly graceMs: number;
}

async function shutDown(server: Server, gate: RequestGate, { drainMs, hurry, graceMs }: ShutDown): Promise<void> {
  gate.beginStop();
  await sleep(drainMs, undefined, { signal: hurry }).catch(() => undefined);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections that are kept alive would hold the server open for as long as their clients like.
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearTimeout(timer);
  clearInterval(idle);
  gate.close();
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there already',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'there is no such host',
};

const listenError = (cause: NodeJS.ErrnoException, place: string): OperationalError =>
  new OperationalError(`Cannot listen on ${place}: ${REASONS[cause.code ?? ''] ?? cause.code ?? 'unknown reason'}.`, {
    cause,
  });
