/** RedisCache: a cache that many processes on many machines share. */
import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis, RedisOptions } from 'ioredis';
import { ImproperlyConfigured, OperationalError } from '../errors.ts';
import type { JsonValue } from '../models/field.ts';
import { type Cache, notANumber, storedKey, type Taken, toMilliseconds } from './cache.ts';
import { Refusals } from './refusals.ts';

/** How a `RedisCache` is made. */
export interface RedisCacheOptions {
  /** `redis://user:password@host:port/number`; `rediss://` for TLS. */
  readonly url: string;
  /** What its keys begin with; apps on one Redis need different ones. @default 'fretwork:' */
  readonly prefix?: string;
  /** Longest wait for an answer, and for a connection, in milliseconds. @default 1000 */
  readonly timeoutMs?: number;
  /** The clock of budgets; the machine's where left out. All processes should agree on the time. */
  readonly now?: () => Date;
  /** Told of each connection that is lost or cannot be made. */
  readonly onError?: (error: OperationalError) => void;
}

const DEFAULT_TIMEOUT_MS = 1000;
const KEYS_PER_SCAN = 1000;

/** Lists hold moments, the newest first: DRF's own sliding log, its steps in one script that nothing comes between. */
const TAKE = `
local key, now, period, limit = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local oldest = redis.call('LINDEX', key, -1)
while oldest and tonumber(oldest) <= now - period do
  redis.call('RPOP', key)
  oldest = redis.call('LINDEX', key, -1)
end
local count = redis.call('LLEN', key)
if count >= limit then return {0, redis.call('LINDEX', key, limit - 1)} end
redis.call('LPUSH', key, ARGV[1])
redis.call('PEXPIRE', key, ARGV[2])
return {1, tostring(count + 1)}`;
const TAKE_DIGEST = hash('sha1', TAKE); // the name by which Redis knows the script

/**
 * Keeps everything in a Redis, or what speaks its protocol. Every step is one command, and none for a second after a refusal; nothing is connected
 * before the first.
 *
 * Where the Redis is away every method fails at once, or after `timeoutMs` where it does not answer; the connection is
 * made again in the background. Each method uses one key, so a proxy before a cluster will do.
 *
 * @see Django `RedisCache`
 */
export class RedisCache implements Cache {
  readonly #url: string;
  readonly #prefix: string;
  readonly #timeoutMs: number;
  readonly #now: () => Date;
  readonly #onError: (error: OperationalError) => void;
  readonly #refusals = new Refusals();
  #client: Promise<Redis> | undefined;
  #closed = false;

  /** @throws {ImproperlyConfigured} the URL cannot be read; it is not repeated, as it may hold a password */
  constructor({ url, prefix = 'fretwork:', timeoutMs, now = () => new Date(), onError = () => {} }: RedisCacheOptions) {
    const { protocol, hostname } = URL.parse(url) ?? {};
    if (!/^rediss?:$/.test(protocol ?? '') || !hostname) {
      throw new ImproperlyConfigured('The URL of a Redis must look like redis://user:password@host:6379/0.');
    }
    this.#url = url;
    this.#prefix = prefix;
    this.#timeoutMs = timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#now = now;
    this.#onError = onError;
  }

  async take(key: string, limit: number, periodSeconds: number, now: Date = this.#now()): Promise<Taken> {
    const name = this.#budget(key);
    return this.#refusals.unlessKnown(name, { limit, periodSeconds, now }, async (periodMs, nowMs) => {
      const args = [nowMs, periodMs, limit].map(String);
      const [isAllowed, detail] = await this.#run((redis) => evaluate(redis, name, args));
      return isAllowed === 1 ? { count: Number(detail) } : { freeAtMs: Number(detail) + periodMs };
    });
  }

  async peek(key: string, limit: number, periodSeconds: number, now: Date = this.#now()): Promise<Taken> {
    const name = this.#budget(key);
    return this.#refusals.unlessKnown(name, { limit, periodSeconds, now }, async (periodMs, nowMs) => {
      const newest = await this.#run((redis) => redis.lrange(name, 0, limit - 1));
      const live = newest.map(Number).filter((moment) => moment > nowMs - periodMs);
      const oldest = live[limit - 1];
      return oldest === undefined ? { count: live.length } : { freeAtMs: oldest + periodMs };
    });
  }

  async restore(key: string): Promise<void> {
    const name = this.#budget(key);
    this.#refusals.forget(name);
    await this.#run((redis) => redis.del(name));
  }

  async get(key: string): Promise<JsonValue | undefined> {
    const json = await this.#run((redis) => redis.get(this.#value(key)));
    return json === null ? undefined : JSON.parse(json);
  }

  async set(key: string, value: JsonValue, seconds: number): Promise<void> {
    const lifeMs = toMilliseconds(seconds);
    await this.#run((redis) => redis.set(this.#value(key), JSON.stringify(value), 'PX', lifeMs));
  }

  async add(key: string, value: JsonValue, seconds: number): Promise<boolean> {
    const lifeMs = toMilliseconds(seconds);
    return (
      (await this.#run((redis) => redis.set(this.#value(key), JSON.stringify(value), 'PX', lifeMs, 'NX'))) === 'OK'
    );
  }

  async increment(key: string, seconds: number, by = 1): Promise<number> {
    if (!Number.isSafeInteger(by)) throw notANumber();
    const name = this.#value(key);
    const lifeMs = toMilliseconds(seconds);
    const replies = await this.#run((redis) =>
      redis.multi().set(name, '0', 'PX', lifeMs, 'NX').incrby(name, by).exec(),
    );
    const [error, number] = replies?.[1] ?? [];
    if (error instanceof Error || !Number.isSafeInteger(number)) throw notANumber({ cause: error });
    return number as number;
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#run((redis) => redis.del(this.#value(key)))) === 1;
  }

  /** Looks through every key of the Redis, a thousand at a time. */
  async clear(): Promise<void> {
    this.#refusals.clear();
    const pattern = `${this.#prefix.replaceAll(/[*?[\]\\]/g, '\\$&')}*`;
    let cursor = '0';
    do {
      const [next, keys] = await this.#run((redis) => redis.scan(cursor, 'MATCH', pattern, 'COUNT', KEYS_PER_SCAN));
      if (keys.length > 0) await this.#run((redis) => redis.del(...keys));
      cursor = next;
    } while (cursor !== '0');
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = await this.#client?.catch(() => undefined);
    client?.disconnect();
  }

  #budget(key: string): string {
    return `${this.#prefix}budget:${storedKey(key)}`;
  }

  #value(key: string): string {
    return `${this.#prefix}value:${storedKey(key)}`;
  }

  async #run<T>(step: (redis: Redis) => Promise<T>): Promise<T> {
    if (this.#closed) throw new OperationalError('The cache has been closed.');
    try {
      this.#client ??= this.#connect();
      return await step(await this.#client);
    } catch (cause) {
      throw unreachable(cause);
    }
  }

  // The first connection is waited for; after it, a step fails at once while there is none.
  async #connect(): Promise<Redis> {
    const { Redis: Client } = await import('ioredis');
    const client = new Client(this.#url, {
      lazyConnect: true,
      protocol: 2, // which every Redis and every proxy speaks; the third has nothing that is needed here
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false, // sent twice, a step would count twice
      maxRetriesPerRequest: 0,
      connectTimeout: this.#timeoutMs,
      commandTimeout: this.#timeoutMs,
      retryStrategy: (attempt) => Math.min(100 * attempt, LONGEST_PAUSE_MS),
    } satisfies RedisOptions);
    client.on('error', (cause) => this.#onError(unreachable(cause)));
    await firstConnection(client, this.#timeoutMs);
    if (this.#closed) client.disconnect();
    return client;
  }
}

const LONGEST_PAUSE_MS = 2000;

// Never fails: a client that could not connect keeps trying, and its steps say that it is away.
async function firstConnection(client: Redis, timeoutMs: number): Promise<void> {
  const connected = client.connect().catch(() => {});
  await Promise.race([connected, sleep(timeoutMs, undefined, { ref: false })]);
}

async function evaluate(redis: Redis, key: string, args: readonly string[]): Promise<[number, string]> {
  try {
    return (await redis.evalsha(TAKE_DIGEST, 1, key, ...args)) as [number, string];
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return (await redis.eval(TAKE, 1, key, ...args)) as [number, string]; // the Redis was started since
  }
}

const unreachable = (cause: unknown): OperationalError =>
  cause instanceof OperationalError ? cause : new OperationalError('The Redis of the cache did not answer.', { cause });
