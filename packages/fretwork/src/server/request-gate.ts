/** What a server does with every request before its app is asked: health, limits, logs, and the end of connections. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { RequestListener } from './access-log.ts';
import { Health, type HealthOptions } from './health.ts';
import { LagWatch, refuseAsBusy } from './overload.ts';

/** What stands before the app. */
export interface RequestGateOptions {
  readonly health?: HealthOptions;
  readonly maxLagMs?: number;
  readonly onRequest?: RequestListener;
}

/** Stands before the listener that a server has already. */
export class RequestGate {
  readonly #answer: RequestListener;
  readonly #health: Health | undefined;
  readonly #lag: LagWatch | undefined;
  readonly #onRequest: RequestListener | undefined;
  readonly #sockets = new Set<Socket>();
  #isStopping = false;

  constructor(server: Server, { health, maxLagMs, onRequest }: RequestGateOptions) {
    this.#health = health && new Health(health);
    this.#lag = maxLagMs === undefined ? undefined : new LagWatch(maxLagMs);
    this.#onRequest = onRequest;
    const listeners = server.listeners('request') as RequestListener[];
    this.#answer = (request, response) => {
      for (const listener of listeners) listener.call(server, request, response);
    };
    server.removeAllListeners('request');
    server.on('request', (request, response) => this.#receive(request, response));
    server.on('connection', (socket) => {
      void socket.remoteAddress; // asked for now, it is known when the client has left before its answer
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** From now on every answer is the last of its connection, those too that are being made; `/readyz` says no. */
  beginStop(): void {
    this.#isStopping = true;
    for (const socket of this.#sockets) {
      const { _httpMessage: inFlight } = socket as Socket & { readonly _httpMessage?: ServerResponse | null };
      if (inFlight) inFlight.shouldKeepAlive = false;
    }
  }

  close(): void {
    this.#lag?.close();
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    if (this.#isStopping) response.shouldKeepAlive = false;
    if (this.#health?.answers(request, response, this.#isStopping)) return;
    this.#onRequest?.(request, response);
    if (this.#lag?.isOverloaded) refuseAsBusy(response);
    else this.#answer(request, response);
  }
}
