/** `serve`: an app under Node's own server, until it is told to stop. */
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import type { App, ConnectionInfo } from '../app.ts';
import { OperationalError } from '../errors.ts';
import { checkNode } from '../settings/check-node.ts';
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
  /** Whether SIGTERM and SIGINT stop the server. @default true */
  readonly stopOnSignals?: boolean;
  /** How long requests that are being answered may take after the stop, in milliseconds. @default 10000 */
  readonly graceMs?: number;
}

/** A server that runs. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, waits for those that are being answered, and closes the app. Safe to call twice. */
  stop(): Promise<void>;
  /** Settles when the server has stopped. */
  readonly stopped: Promise<void>;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Serves an app until it is stopped. Mails that an earlier process left behind go out at once, without a request.
 *
 * The client's socket address reaches `request.remoteAddress`. A second signal while the first is being obeyed ends the
 * process at once.
 *
 * @throws {OperationalError} the port is taken or may not be used
 */
export async function serve(app: ServableApp, options: ServeOptions = {}): Promise<RunningServer> {
  checkNode();
  const { port = 8000, host = '127.0.0.1', stopOnSignals = true, graceMs = 10_000 } = options;
  const server = createAdaptorServer({
    fetch: (request, { incoming }) =>
      app.fetch(request, { remoteAddress: incoming.socket.remoteAddress, hiddenBody: hiddenBodyOf(incoming) }),
  });
  server.on('clientError', answerClientError(app));
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => reject(listenError(cause, host, port));
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
  app.mail?.start();

  let stopping: Promise<void> | undefined;
  const { promise: stopped, resolve: settle } = Promise.withResolvers<void>();
  const stop = (): Promise<void> => {
    stopping ??= shutDown(server, graceMs)
      .then(() => app.close?.())
      .finally(() => {
        for (const signal of SIGNALS) process.off(signal, stop);
        settle();
      });
    return stopping;
  };
  // `once`: the next signal finds Node's own way of ending the process.
  if (stopOnSignals) for (const signal of SIGNALS) process.once(signal, stop);
  const address = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${shown}:${address.port}/`, port: address.port, stop, stopped };
}

// A web request with the method GET or HEAD has no body, whatever was sent.
function hiddenBodyOf(incoming: HttpBindings['incoming'] | Http2Bindings['incoming']): ConnectionInfo['hiddenBody'] {
  const { method, headers } = incoming;
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const isEmpty = headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0);
  return isEmpty ? undefined : () => Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
}

type NodeServer = ReturnType<typeof createAdaptorServer>;

async function shutDown(server: NodeServer, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // HTTP/1 connections that are kept alive would hold the server open for as long as their clients like.
  const { closeIdleConnections, closeAllConnections } = server as Partial<import('node:http').Server>;
  closeIdleConnections?.call(server);
  const timer = setTimeout(() => closeAllConnections?.call(server), graceMs);
  const idle = setInterval(() => closeIdleConnections?.call(server), 50);
  await closed;
  clearTimeout(timer);
  clearInterval(idle);
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there already',
  EACCES: 'this user may not use that port',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'there is no such host',
};

const listenError = (cause: NodeJS.ErrnoException, host: string, port: number): OperationalError =>
  new OperationalError(
    `Cannot listen on ${host}:${port}: ${REASONS[cause.code ?? ''] ?? cause.code ?? 'unknown reason'}.`,
    {
      cause,
    },
  );
