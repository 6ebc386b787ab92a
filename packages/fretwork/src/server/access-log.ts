/** `accessLog`: one line for every request, when its answer has been sent. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../http/logger.ts';
import { remoteAddressOf } from '../http/remote-address.ts';

/** Called with every request before the app is. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Where and how requests are logged. */
export interface AccessLogOptions {
  readonly logger: Logger;
  /** How many proxies in front add to `X-Forwarded-For`, as the setting of the same name. @default 0 */
  readonly numProxies?: number;
}

/**
 * Logs every request: method, path, status, duration, and the client's address. Give it to `serve` as `onRequest`.
 *
 * Query strings and headers are never logged. A client that left before its answer was sent has `aborted: true`.
 */
export const accessLog =
  ({ logger, numProxies = 0 }: AccessLogOptions): RequestListener =>
  (request, response) => {
    const begin = performance.now();
    const { method = '', url = '', headers, socket } = request;
    const forwarded = headers['x-forwarded-for'];
    const address = remoteAddressOf(socket.remoteAddress, typeof forwarded === 'string' ? forwarded : null, numProxies);
    response.once('close', () => {
      const { statusCode: status, writableFinished } = response;
      const path = /^[^?#]*/.exec(url)?.[0];
      const durationMs = Math.round((performance.now() - begin) * 10) / 10;
      const facts = { method, path, status, durationMs, address, ...(!writableFinished && { aborted: true }) };
      logger.info(facts, 'Request.');
    });
  };
