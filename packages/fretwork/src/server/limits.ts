/** What one connection may take of a server: time, bytes and room, as Node's own server counts them. */
import type { Server, ServerOptions } from 'node:http';
import { ImproperlyConfigured } from '../errors.ts';

/** Bounds of a server; each worker counts for itself. Sizes of bodies are the setting `dataUploadMaxBytes`. */
export interface ServerLimits {
  /** How long a client may take to send a request's head, in milliseconds; then 408. @default 10000 */
  readonly headersTimeoutMs?: number;
  /** How long a client may take to send a whole request, in milliseconds; then 408. @default 60000 */
  readonly requestTimeoutMs?: number;
  /** How long a connection is kept that waits for its next request, in milliseconds. @default 5000 */
  readonly keepAliveMs?: number;
  /** How long a connection may be silent in both directions while a request is answered, in milliseconds. @default 120000 */
  readonly silenceTimeoutMs?: number;
  /** Largest head of a request, in bytes; then 431. @default 16384 */
  readonly maxHeadBytes?: number;
  /** Most connections at a time; further ones are closed at once. @default 10000 */
  readonly maxConnections?: number;
  /**
   * How late the event loop may be, in milliseconds, before requests are refused with 503 and `Retry-After` until it has caught up.
   * Never where left out. 500 suits an API whose answers take a tenth of that.
   */
  readonly maxLagMs?: number;
}

const DEFAULTS = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  keepAliveMs: 5000,
  silenceTimeoutMs: 120_000,
  maxHeadBytes: 16_384,
  maxConnections: 10_000,
} satisfies ServerLimits;

const NAMES: ReadonlySet<string> = new Set([...Object.keys(DEFAULTS), 'maxLagMs']);

/** Limits with nothing left out but what is off. */
export type CompleteLimits = Required<Omit<ServerLimits, 'maxLagMs'>> & Pick<ServerLimits, 'maxLagMs'>;

/**
 * Fills in what was left out.
 *
 * @throws {ImproperlyConfigured} a limit that does not exist, or one that is no whole number above 0
 */
export function completeLimits(limits: ServerLimits = {}): CompleteLimits {
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!NAMES.has(name))
      throw new ImproperlyConfigured(`There is no limit "${name}". There are: ${[...NAMES].join(', ')}.`);
    if (!Number.isInteger(value) || value < 1 || value > 2 ** 31 - 1)
      throw new ImproperlyConfigured(`The limit ${name} must be a whole number above 0, and is ${String(value)}.`);
  }
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}

/** What Node's server has to know when it is made. */
export const serverOptionsOf = (limits: CompleteLimits): ServerOptions => ({
  // Node refuses a head that may take longer than its request.
  headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
  requestTimeout: limits.requestTimeoutMs,
  keepAliveTimeout: limits.keepAliveMs,
  maxHeaderSize: limits.maxHeadBytes,
  // Node looks for slow requests every 30 seconds where it is not told otherwise, whatever the limits are.
  connectionsCheckingInterval: Math.ceil(Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs, 4000) / 4),
});

/** What Node's server is told afterwards. */
export function applyLimits(server: Server, limits: CompleteLimits): void {
  server.setTimeout(limits.silenceTimeoutMs);
  server.maxConnections = limits.maxConnections;
  // Workers would otherwise hand a connection that nobody has room for around in a circle.
  Object.assign(server, { dropMaxConnection: true }); // Node's types do not know it yet
}
