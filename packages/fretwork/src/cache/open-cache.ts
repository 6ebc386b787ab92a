/** openCache(): the cache that the setting `cache` names. */
import type { Database } from '../databases/database.ts';
import { ImproperlyConfigured } from '../errors.ts';
import type { Logger } from '../http/logger.ts';
import type { AnyModels } from '../models/define-models.ts';
import type { Cache } from './cache.ts';
import { DatabaseCache } from './database-cache.ts';
import { MemoryCache } from './memory-cache.ts';
import { RedisCache } from './redis-cache.ts';

/** What a cache may need of its app. */
export interface OpenCacheOptions {
  /** `memory:`, `database:`, `database:<alias>`, `redis://…` or `rediss://…`; the setting `cache`. */
  readonly url: string;
  readonly models?: AnyModels;
  /** By alias. */
  readonly databases?: Readonly<Record<string, Database>>;
  /** The clock; the machine's where left out. */
  readonly now?: () => Date;
  readonly logger?: Logger;
}

const SCHEMES: ReadonlyMap<string, (location: string, options: OpenCacheOptions) => Cache> = new Map([
  ['memory', (_, { now }) => new MemoryCache({ now })],
  ['database', openDatabaseCache],
  ['redis', openRedis],
  ['rediss', openRedis],
]);

/**
 * Makes a cache from its URL. Nothing is connected before it is used.
 *
 * A Redis takes `?prefix=shop:` and `?timeoutMs=500` in its URL.
 *
 * @throws {ImproperlyConfigured} an unknown scheme, option or alias, or models that are missing; never names a password
 * @see Django `CACHES`
 */
export function openCache(options: OpenCacheOptions): Cache {
  const [, scheme = '', location = ''] = /^([a-z]+):(.*)$/s.exec(options.url) ?? [];
  const open = SCHEMES.get(scheme);
  if (open !== undefined) return open(location, options);
  throw new ImproperlyConfigured('Setting `cache` must be memory:, database:, redis://… or rediss://….');
}

function openDatabaseCache(alias: string, { models = {}, databases = {}, now }: OpenCacheOptions): Cache {
  const name = alias === '' ? 'default' : alias;
  const database = Object.hasOwn(databases, name) ? databases[name] : undefined;
  if (database !== undefined) return new DatabaseCache({ database, models, now });
  throw new ImproperlyConfigured(
    `Setting \`cache\` names the database '${name}', which the app does not have. An app without models opens none.`,
  );
}

function openRedis(_: string, { url, now, logger }: OpenCacheOptions): Cache {
  const parsed = URL.parse(url);
  const { prefix, timeoutMs, ...unknown } = Object.fromEntries(parsed?.searchParams ?? []);
  const [odd] = Object.keys(unknown);
  if (odd !== undefined) {
    throw new ImproperlyConfigured(`A Redis cache has no option "${odd}". Its options: prefix, timeoutMs.`);
  }
  if (timeoutMs !== undefined && !/^[1-9]\d{0,5}$/.test(timeoutMs)) {
    throw new ImproperlyConfigured('The option "timeoutMs" of a Redis cache must be a whole number above zero.');
  }
  if (parsed) parsed.search = '';
  return new RedisCache({
    url: parsed?.href ?? url,
    prefix,
    timeoutMs: timeoutMs === undefined ? undefined : Number(timeoutMs),
    now,
    onError: (error) => logger?.warn({ err: error }, 'The cache is away.'),
  });
}
