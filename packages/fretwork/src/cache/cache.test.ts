/** What every cache promises, on each of them: DRF's sliding window, atomic steps, values with an end. */
import { randomUUID } from 'node:crypto';
import { env } from 'node:process';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { DataError, ImproperlyConfigured } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import type { JsonValue } from '../models/field.ts';
import { type TestDatabaseKind, testDatabases } from '../testing/databases.ts';
import type { RequestCounter } from '../throttling/simple-rate-throttle.ts';
import { type Cache, cacheOf, STORED_KEY_LENGTH, storedKey, toMilliseconds } from './cache.ts';
import { DatabaseCache } from './database-cache.ts';
import { MemoryCache } from './memory-cache.ts';
import { cacheModels } from './models.ts';
import { RedisCache } from './redis-cache.ts';

const REDIS_URL = env.REDIS_URL ?? 'redis://127.0.0.1:6379';
const redisAnswers = await (async () => {
  const client = new Redis(REDIS_URL, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 1000 });
  client.on('error', () => {});
  const answer = await client.connect().then(
    () => true,
    () => false,
  );
  client.disconnect();
  return answer;
})();

const START = Date.parse('2026-01-02T03:04:05Z');

/** A clock that only the test moves. */
class Clock {
  ms = START;
  readonly now = () => new Date(this.ms);
}

/** Two caches with one store, as two processes have them. */
interface Opened {
  readonly first: Cache;
  readonly second: Cache;
  drop(): Promise<void>;
}

interface Kind {
  readonly name: string;
  /** Runs of the property test: each step is a round trip on some. */
  readonly runs: number;
  /** Whether values end by the injected clock rather than by the store's own. */
  readonly injected: boolean;
  open(clock: Clock): Promise<Opened>;
}

const onDatabase = ({ name, create }: TestDatabaseKind): Kind => ({
  name,
  runs: 20,
  injected: true,
  async open({ now }) {
    const models = defineModels(cacheModels);
    const { database, url, drop } = await create();
    await createTables(database, models);
    // A PGlite in memory cannot be opened twice.
    const another = url === 'pglite:' ? database : openDatabase(url);
    return {
      first: new DatabaseCache({ database, models, now }),
      second: new DatabaseCache({ database: another, models, now }),
      async drop() {
        await another.close();
        await drop();
      },
    };
  },
});

const KINDS: readonly Kind[] = [
  {
    name: 'memory',
    runs: 500,
    injected: true,
    async open({ now }) {
      const cache = new MemoryCache({ now });
      return { first: cache, second: cache, drop: () => cache.close() };
    },
  },
  ...testDatabases.map(onDatabase),
  {
    name: 'redis',
    runs: 50,
    injected: false,
    async open({ now }) {
      const prefix = `fretwork-test-${randomUUID()}:`;
      const options = { url: REDIS_URL, prefix, timeoutMs: 10_000, now };
      const first = new RedisCache(options);
      const second = new RedisCache(options);
      return {
        first,
        second,
        async drop() {
          await first.clear();
          await Promise.all([first.close(), second.close()]);
        },
      };
    },
  },
];

/** DRF's algorithm, in milliseconds. @see DRF `SimpleRateThrottle.allow_request`, `wait` */
class DrfThrottle {
  readonly #history: number[] = [];

  allowRequest(now: number, limit: number, duration: number): { allowed: boolean; wait: number; remaining: number } {
    const history = this.#history;
    while (history.length > 0 && (history.at(-1) as number) <= now - duration) history.pop();
    if (history.length >= limit) return { allowed: false, wait: this.#wait(now, limit, duration), remaining: 0 };
    history.unshift(now);
    return { allowed: true, wait: 0, remaining: limit - history.length };
  }

  #wait(now: number, limit: number, duration: number): number {
    const oldest = this.#history.at(-1);
    const remaining = oldest === undefined ? duration : duration - (now - oldest);
    return remaining / (limit - this.#history.length + 1);
  }
}

for (const kind of KINDS) {
  describe.skipIf(kind.name === 'redis' && !redisAnswers)(`a cache in ${kind.name}`, () => promises(kind));
}

function promises(kind: Kind): void {
  const clock = new Clock();
  let opened: Opened;
  let cache: Cache;
  let keys = 0;
  const aKey = () => {
    keys += 1;
    return `key-${keys}`;
  };

  beforeAll(async () => {
    opened = await kind.open(clock);
    cache = opened.first;
  });
  afterAll(() => opened.drop());

  it('answers as DRF does, whatever comes when', async () => {
    const steps = fc.array(fc.oneof(fc.nat(20_000), fc.constantFrom(0, 1, 59_999, 60_000, 60_001)), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom(60, 3600),
        steps,
        async (limit, period, pauses) => {
          const key = aKey();
          const drf = new DrfThrottle();
          let ms = START;
          for (const pause of pauses) {
            ms += pause;
            const expected = drf.allowRequest(ms, limit, period * 1000);
            const seen = await opened.second.peek(key, limit, period, new Date(ms));
            expect(seen.remaining).toBe(expected.allowed ? expected.remaining + 1 : 0);
            expect([seen.allowed, seen.waitSeconds * 1000]).toEqual([
              expected.allowed,
              expect.closeTo(expected.wait, 3),
            ]);
            const { allowed, waitSeconds, remaining } = await cache.take(key, limit, period, new Date(ms));
            expect({ allowed, wait: waitSeconds * 1000, remaining }).toEqual({
              ...expected,
              wait: expect.closeTo(expected.wait, 3),
            });
          }
        },
      ),
      { numRuns: kind.runs },
    );
  }, 60_000);

  it.each([1, 100])(
    'lets %i of 1,000 callers at the same time through, and not one more',
    async (limit) => {
      const key = aKey();
      const callers = Array.from({ length: 1000 }, (_, index) =>
        (index % 2 === 0 ? opened.first : opened.second).take(key, limit, 3600),
      );
      const taken = await Promise.all(callers);
      const allowed = taken.filter((one) => one.allowed);
      expect(allowed).toHaveLength(limit);
      expect(allowed.map(({ remaining }) => remaining).sort((a, b) => a - b)).toEqual([...Array(limit).keys()]);
      expect(new Set(taken.filter((one) => !one.allowed).map(({ waitSeconds }) => waitSeconds))).toEqual(
        new Set([3600]),
      );
      expect(await opened.second.take(key, limit, 3600)).toEqual({ allowed: false, waitSeconds: 3600, remaining: 0 });
    },
    60_000,
  );

  it('keeps the limit while the window slides under many callers', async () => {
    const key = aKey();
    const moments: number[] = [];
    for (let ms = START; ms < START + 300_000; ms += 20_000) {
      const taken = await Promise.all(Array.from({ length: 10 }, () => cache.take(key, 7, 60, new Date(ms))));
      for (const { allowed } of taken) if (allowed) moments.push(ms);
    }
    const within = (end: number) => moments.filter((ms) => ms > end - 60_000 && ms <= end).length;
    expect(Math.max(...moments.map(within))).toBe(7);
    expect(moments).toHaveLength(7 * 5);
  });

  it('makes who comes after a lowered limit wait for all that are too many', async () => {
    const key = aKey();
    for (const ms of [0, 1000, 2000]) await cache.take(key, 5, 60, new Date(START + ms));
    const at = new Date(START + 3000);
    expect(await cache.take(key, 3, 60, at)).toEqual({ allowed: false, waitSeconds: 57, remaining: 0 });
    expect(await cache.take(key, 1, 60, at)).toEqual({ allowed: false, waitSeconds: 59, remaining: 0 });
    expect(await cache.take(key, 0, 60, at)).toEqual({ allowed: false, waitSeconds: 60, remaining: 0 });
    expect(await cache.take(key, 4, 60, at)).toEqual({ allowed: true, waitSeconds: 0, remaining: 0 });
  });

  it('looks at a budget and takes nothing, however many look', async () => {
    const key = aKey();
    for (const remaining of [2, 1]) {
      const seen = await Promise.all(Array.from({ length: 50 }, () => cache.peek(key, 2, 60)));
      expect(seen).toEqual(Array(50).fill({ allowed: true, waitSeconds: 0, remaining }));
      await opened.second.take(key, 2, 60);
    }
    expect(await cache.peek(key, 2, 60)).toEqual({ allowed: false, waitSeconds: 60, remaining: 0 });
    expect(await cache.peek(key, 0, 60)).toEqual({ allowed: false, waitSeconds: 60, remaining: 0 });
    await cache.restore(key);
    expect(await cache.peek(key, 2, 60)).toEqual({ allowed: true, waitSeconds: 0, remaining: 2 });
  });

  it('uses its own clock where it is given no time', async () => {
    const key = aKey();
    expect((await cache.take(key, 1, 60)).allowed).toBe(true);
    clock.ms += 59_999;
    expect(await opened.second.peek(key, 1, 60)).toEqual({ allowed: false, waitSeconds: 0.001, remaining: 0 });
    expect(await cache.take(key, 1, 60)).toEqual({ allowed: false, waitSeconds: 0.001, remaining: 0 });
    clock.ms += 1;
    expect((await cache.take(key, 1, 60)).allowed).toBe(true);
  });

  it('gives a budget back, and takes no value for one', async () => {
    const key = aKey();
    await cache.set(key, 'a value', 60);
    expect((await cache.take(key, 1, 60)).allowed).toBe(true);
    expect((await cache.take(key, 1, 60)).allowed).toBe(false);
    await cache.restore(key);
    expect((await cache.take(key, 1, 60)).allowed).toBe(true);
    expect(await cache.get(key)).toBe('a value');
  });

  it.each([
    '',
    '__proto__',
    'a b',
    'null\0byte',
    'é ☃ 𝄞',
    '\ud800',
    '\udc00',
    "'; DROP TABLE cache_budget; --",
    '*',
    'x'.repeat(100_000),
    `${'x'.repeat(100_000)}y`,
  ])('tells a key from others (%#)', async (key) => {
    expect((await cache.take(key, 1, 60)).allowed).toBe(true);
    expect((await cache.take(key, 1, 60)).allowed).toBe(false);
    expect(await cache.add(key, key, 60)).toBe(true);
    expect(await cache.get(key)).toBe(key);
  });

  it.each([
    [1.5, 60],
    [-1, 60],
    [Number.NaN, 60],
    [Number.POSITIVE_INFINITY, 60],
    [1, 0],
    [1, -1],
    [1, Number.NaN],
    [1, Number.POSITIVE_INFINITY],
  ])('refuses the limit %d in %d seconds, which would limit nothing', async (limit, period) => {
    await expect(cache.take(aKey(), limit, period)).rejects.toThrow(ImproperlyConfigured);
    await expect(cache.peek(aKey(), limit, period)).rejects.toThrow(ImproperlyConfigured);
  });

  it.each<[JsonValue]>([[null], [0], [-1.5], [''], ['null'], [true], [[]], [{}], [[1, { a: ['é'] }]]])(
    'keeps %j',
    async (value) => {
      const key = aKey();
      expect(await cache.get(key)).toBeUndefined();
      await cache.set(key, 'before', 60);
      await cache.set(key, value, 60);
      expect(await opened.second.get(key)).toEqual(value);
      expect([await cache.delete(key), await cache.delete(key), await cache.get(key)]).toEqual([
        true,
        false,
        undefined,
      ]);
    },
  );

  it('adds where there is nothing: one of many callers', async () => {
    const key = aKey();
    const added = await Promise.all(Array.from({ length: 50 }, (_, index) => cache.add(key, index, 60)));
    const winner = added.indexOf(true);
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await cache.get(key)).toBe(winner);
  });

  it('counts for many callers without losing one', async () => {
    const key = aKey();
    const numbers = await Promise.all(Array.from({ length: 100 }, () => cache.increment(key, 60)));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(await cache.increment(key, 60, -30)).toBe(70);
    expect(await cache.get(key)).toBe(70);
    await cache.set(key, 5, 60);
    expect(await cache.increment(key, 60, -7)).toBe(-2);
    expect(await cache.increment(key, 60)).toBe(-1);
  });

  it.each<[JsonValue]>([['text'], [[]], [{}], [null], [true], [1.5], ['1'], [1e300]])(
    'adds nothing to %j',
    async (value) => {
      const key = aKey();
      await cache.set(key, value, 60);
      await expect(cache.increment(key, 60)).rejects.toThrow(DataError);
      expect(await cache.get(key)).toEqual(value);
      await expect(cache.increment(key, 60, 0.5)).rejects.toThrow(DataError);
    },
  );

  it('forgets values when their time is over', async () => {
    const [value, added, number] = [aKey(), aKey(), aKey()];
    const wait = async (ms: number) => {
      if (kind.injected) clock.ms += ms;
      else await new Promise((resolve) => setTimeout(resolve, ms));
    };
    await cache.set(value, 1, 0.4);
    await cache.add(added, 1, 0.4);
    await cache.increment(number, 0.4);
    await wait(200);
    expect(await cache.increment(number, 0.4)).toBe(2); // and lives no longer for it
    expect([await cache.get(value), await cache.add(added, 2, 60)]).toEqual([1, false]);
    await wait(250);
    expect([await cache.get(value), await cache.get(number), await cache.delete(value)]).toEqual([
      undefined,
      undefined,
      false,
    ]);
    expect([await cache.add(added, 2, 60), await cache.get(added)]).toEqual([true, 2]);
    expect(await cache.increment(number, 60)).toBe(1);
    await expect(cache.set(value, 1, 0)).rejects.toThrow(ImproperlyConfigured);
  });

  it('forgets everything when it is told to', async () => {
    const key = aKey();
    await cache.take(key, 1, 60);
    await cache.set(key, 1, 60);
    await opened.second.clear();
    expect(await cache.get(key)).toBeUndefined();
    expect((await cache.take(key, 1, 60)).allowed).toBe(true);
  });
}

it('keeps keys short and plain', () => {
  expect(storedKey('["throttle","anon","address","10.0.0.1"]')).toBe('["throttle","anon","address","10.0.0.1"]');
  const odd = ['', ' ', 'sha256 x', 'é', '\ud800', '\ud801', 'x'.repeat(STORED_KEY_LENGTH + 1)].map(storedKey);
  expect(odd.every((key) => /^sha256 [0-9a-f]{64}$/.test(key))).toBe(true);
  expect(new Set(odd).size).toBe(odd.length);
});

it('never makes a period of nothing', () => {
  expect([toMilliseconds(1.5), toMilliseconds(0.0001)]).toEqual([1500, 1]);
});

it('is found through a request, and is what throttles count with', () => {
  const cache: Cache = new MemoryCache();
  expect(cacheOf({ app: { cache } as unknown as AppContext })).toBe(cache);
  expect(() => cacheOf({ app: {} as AppContext })).toThrow(ImproperlyConfigured);
  expectTypeOf<Cache>().toExtend<RequestCounter>();
});
