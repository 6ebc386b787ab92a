/** Throttles on the wire, as DRF's: the views of the recordings, on a clock that the test moves. */
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { createApp } from '../app.ts';
import { BasicAuthentication } from '../authentication/basic-authentication.ts';
import type { Cache } from '../cache/cache.ts';
import { MemoryCache } from '../cache/memory-cache.ts';
import { ImproperlyConfigured, OperationalError } from '../errors.ts';
import type { Logger } from '../http/logger.ts';
import type { Request } from '../http/request.ts';
import { IsAuthenticated } from '../permissions/permissions.ts';
import { path, urlpatterns } from '../routers/path.ts';
import type { Rate } from '../settings/rate.ts';
import { defineSettings, type Settings, type SettingsInput } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { APIView } from '../views/api-view.ts';
import { BaseThrottle } from './base-throttle.ts';
import {
  AnonRateThrottle,
  ScopedRateThrottle,
  type ScopedView,
  SimpleRateThrottle,
  UserRateThrottle,
} from './simple-rate-throttle.ts';

class Open extends APIView {
  override get(): unknown {
    return { ok: true };
  }
}
class AnonThrottled extends Open {
  override throttleClasses = [AnonRateThrottle];
}
class UserThrottled extends Open {
  override throttleClasses = [UserRateThrottle];
}
class BothThrottled extends Open {
  override throttleClasses = [AnonRateThrottle, UserRateThrottle];
}
class UploadsThrottled extends Open {
  override throttleClasses = [ScopedRateThrottle];
  override throttleScope = 'uploads';
}
class MoreUploads extends UploadsThrottled {}
class ContactsThrottled extends Open {
  override throttleClasses = [ScopedRateThrottle];
  override throttleScope = 'contacts';
}
class Unscoped extends Open {
  override throttleClasses = [ScopedRateThrottle];
}
class GuardedThrottled extends Open {
  override permissionClasses = [IsAuthenticated];
  override throttleClasses = [UserRateThrottle];
}
class Never extends BaseThrottle {
  allowRequest() {
    return false;
  }
}
class NeverThrottled extends Open {
  override throttleClasses = [Never];
}
class BurstRateThrottle extends UserRateThrottle {
  override scope = 'burst';
}
class Bursts extends Open {
  override throttleClasses = [BurstRateThrottle, UserRateThrottle];
}
class Unlimited extends Open {
  override throttleClasses = [ScopedRateThrottle];
  override throttleScope = 'unlimited';
}
class Closed extends Open {
  override throttleClasses = [ScopedRateThrottle];
  override throttleScope = 'closed';
}
/** Counts by what was sent, whoever sent it. */
class LoginThrottle extends SimpleRateThrottle {
  override rate = '2/hour' as const;

  async getCacheKey(request: Request): Promise<string | null> {
    const { username } = (await request.data) as { readonly username?: string };
    return username === undefined ? null : JSON.stringify(['login', username]);
  }
}
class Login extends Open {
  override throttleClasses = [LoginThrottle];
  override post(): unknown {
    return { ok: true };
  }
}

const VIEWS = {
  anon: AnonThrottled,
  user: UserThrottled,
  both: BothThrottled,
  uploads: UploadsThrottled,
  'more-uploads': MoreUploads,
  contacts: ContactsThrottled,
  unscoped: Unscoped,
  guarded: GuardedThrottled,
  never: NeverThrottled,
  bursts: Bursts,
  unlimited: Unlimited,
  closed: Closed,
  login: Login,
};

const RATES = {
  anon: '3/min',
  user: '4/min',
  uploads: '2/hour',
  contacts: '3/day',
  burst: '2/second',
  unlimited: null,
  closed: '0/hour',
} as const;

interface Parts {
  readonly settings?: Partial<SettingsInput>;
  readonly cache?: Cache;
  readonly logger?: Logger;
}

/** An app, its clock, and clients of it; `statuses` asks so many times. */
function setUp({ settings, cache, logger }: Parts = {}) {
  const clock = { ms: Date.parse('2026-01-02T03:04:05Z') };
  const app = createApp({
    settings: defineSettings({
      secretKey: 'a secret of good length',
      defaultAuthenticationClasses: [BasicAuthentication],
      defaultThrottleRates: RATES,
      ...settings,
    }),
    urls: urlpatterns(...Object.entries(VIEWS).map(([name, view]) => path(`${name}/`, view))),
    now: () => new Date(clock.ms),
    cache,
    logger,
  });
  const client = (remoteAddress = '192.0.2.1', user?: { readonly id: unknown }, headers?: Record<string, string>) => {
    const made = new APIClient(app, { remoteAddress, headers });
    if (user) made.forceAuthenticate(user);
    return made;
  };
  const statuses = async (made: APIClient, view: keyof typeof VIEWS, times: number) => {
    const all: number[] = [];
    for (let count = 0; count < times; count += 1) all.push((await made.get(`/${view}/`)).status);
    return all;
  };
  return { app, clock, client, statuses };
}

const alice = { id: 1 };
const bob = { id: 2 };

describe('on the wire', () => {
  it('a refusal says when to come back', async () => {
    const { client, clock } = setUp();
    const visitor = client();
    for (const pause of [0, 10_000, 5_500]) {
      clock.ms += pause;
      expect((await visitor.get('/anon/')).status).toBe(200);
    }
    const texts: [number, string | null, string][] = [];
    for (const pause of [0, 200, 43_299, 1]) {
      clock.ms += pause;
      const { status, headers, data } = await visitor.get('/anon/');
      texts.push([status, headers.get('retry-after'), data.detail]);
    }
    // 15.5 seconds after the first request, and 300 ms later; then almost a minute after it.
    const text = (seconds: string) => `Request was throttled. Expected available in ${seconds}.`;
    expect(texts).toEqual([
      [429, '45', text('45 seconds')],
      [429, '45', text('45 seconds')],
      [429, '2', text('2 seconds')],
      [429, '1', text('1 second')],
    ]);
    clock.ms += 1000;
    expect((await visitor.get('/anon/')).status).toBe(200);
    expect((await visitor.get('/anon/')).headers.get('retry-after')).toBe('10'); // the window slides
  });

  it('refusals do not count', async () => {
    const { client, clock, statuses } = setUp();
    const visitor = client();
    await statuses(visitor, 'anon', 3);
    for (let second = 0; second < 59; second += 1) {
      clock.ms += 1000;
      expect((await visitor.get('/anon/')).status).toBe(429);
    }
    clock.ms += 1000;
    expect(await statuses(visitor, 'anon', 4)).toEqual([200, 200, 200, 429]);
  });

  it('every method counts', async () => {
    const { client } = setUp();
    const visitor = client();
    const answers = [
      await visitor.get('/anon/'),
      await visitor.head('/anon/'),
      await visitor.options('/anon/'),
      await visitor.post('/anon/', {}),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  });

  it('a throttle that knows no time names none', async () => {
    const { headers, data, status } = await setUp().client().get('/never/');
    expect([status, headers.get('retry-after'), data]).toEqual([429, null, { detail: 'Request was throttled.' }]);
  });

  it('the longest wait of several is told, and each counts what another refused', async () => {
    const { client, clock, statuses } = setUp();
    const visitor = client();
    expect(await statuses(visitor, 'bursts', 3)).toEqual([200, 200, 429]);
    expect(await statuses(visitor, 'user', 2)).toEqual([200, 429]); // the refused one counted here
    const { headers } = await visitor.get('/bursts/');
    expect(headers.get('retry-after')).toBe('60');
    clock.ms += 1000;
    expect(await statuses(visitor, 'bursts', 1)).toEqual([429]);
  });

  it('permissions come first, and whom they refuse is not counted', async () => {
    const { client, statuses } = setUp();
    expect(await statuses(client(), 'guarded', 6)).toEqual([401, 401, 401, 401, 401, 401]);
    expect(await statuses(client(), 'user', 5)).toEqual([200, 200, 200, 200, 429]);
  });

  it('1,000 requests at once never get past a rate by one', async () => {
    const { client } = setUp({ settings: { defaultThrottleRates: { ...RATES, user: '100/day' } } });
    const visitor = client();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => visitor.get('/user/')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(900);
  });
});

describe('who is counted', () => {
  it('AnonRateThrottle: addresses, but nobody who is logged in', async () => {
    const { client, statuses } = setUp();
    expect(await statuses(client('192.0.2.1'), 'anon', 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses(client('192.0.2.2'), 'anon', 1)).toEqual([200]);
    expect(await statuses(client('192.0.2.1', alice), 'anon', 6)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('UserRateThrottle: users wherever they are, and addresses', async () => {
    const { client, statuses } = setUp();
    expect(await statuses(client('192.0.2.1', alice), 'user', 3)).toEqual([200, 200, 200]);
    expect(await statuses(client('192.0.2.2', alice), 'user', 2)).toEqual([200, 429]);
    expect(await statuses(client('192.0.2.1', bob), 'user', 1)).toEqual([200]);
    expect(await statuses(client('192.0.2.1'), 'user', 5)).toEqual([200, 200, 200, 200, 429]);
  });

  it('an address is not a user whose key looks like it', async () => {
    const { client, statuses } = setUp();
    expect(await statuses(client('192.0.2.1', { id: '192.0.2.1' }), 'user', 5)).toEqual([200, 200, 200, 200, 429]);
    expect(await statuses(client('192.0.2.1'), 'user', 1)).toEqual([200]);
    expect(await statuses(client('', { id: 10n }), 'user', 4)).toEqual([200, 200, 200, 200]);
    expect(await statuses(client('', { id: '10' }), 'user', 1)).toEqual([429]); // one key, as JSON or as bigint
  });

  it('scopes count apart, views of one scope together, and a view without scope not at all', async () => {
    const { client, statuses } = setUp();
    const visitor = client();
    expect(await statuses(visitor, 'uploads', 1)).toEqual([200]);
    expect(await statuses(visitor, 'more-uploads', 2)).toEqual([200, 429]);
    expect(await statuses(visitor, 'contacts', 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses(visitor, 'unscoped', 6)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await statuses(client('192.0.2.1', bob), 'uploads', 3)).toEqual([200, 200, 429]);
    expect(await statuses(client('192.0.2.1', alice), 'uploads', 1)).toEqual([200]);
  });

  it('null is no limit, and 0 is never', async () => {
    const { client, statuses } = setUp();
    expect(await statuses(client(), 'unlimited', 6)).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await client().get('/closed/')).headers.get('retry-after')).toBe('3600');
  });

  it('a subclass counts by whatever it likes, also by what was sent', async () => {
    const { client } = setUp();
    const post = async (address: string, data: unknown) => (await client(address).post('/login/', data)).status;
    expect([await post('192.0.2.1', { username: 'a' }), await post('192.0.2.2', { username: 'a' })]).toEqual([
      200, 200,
    ]);
    expect([await post('192.0.2.3', { username: 'a' }), await post('192.0.2.3', { username: 'b' })]).toEqual([
      429, 200,
    ]);
    expect([await post('192.0.2.3', {}), await post('192.0.2.3', {}), await post('192.0.2.3', {})]).toEqual([
      200, 200, 200,
    ]);
  });

  it('several IPv6 addresses of one /64 are one client', async () => {
    const { client, statuses } = setUp();
    const answers = [];
    for (const host of [':1', ':2', ':ffff:1', '9:8:7:6'])
      answers.push(...(await statuses(client(`2001:db8:1:2:${host}`), 'anon', 1)));
    expect(answers).toEqual([200, 200, 200, 429]);
    expect(await statuses(client('2001:db8:1:3::1'), 'anon', 1)).toEqual([200]);
  });
});

describe('what clients say of their address', () => {
  const from = (forwarded: string) => ({ 'x-forwarded-for': forwarded });

  it('is believed by nobody without proxies', async () => {
    const { client, statuses } = setUp();
    const answers = [];
    for (let lie = 0; lie < 4; lie += 1)
      answers.push(...(await statuses(client('192.0.2.1', undefined, from(`10.0.0.${lie}`)), 'anon', 1)));
    expect(answers).toEqual([200, 200, 200, 429]);
  });

  it('counts only as far as our own proxies wrote it', async () => {
    const { client, statuses } = setUp({ settings: { numProxies: 1 } });
    const visitor = (forwarded: string) => client('192.0.2.1', undefined, from(forwarded));
    const answers = [];
    for (const lie of ['', '10.0.0.1, ', '10.0.0.2, ', '10.0.0.3,'])
      answers.push(...(await statuses(visitor(`${lie}198.51.100.7`), 'anon', 1)));
    expect(answers).toEqual([200, 200, 200, 429]);
    expect(await statuses(visitor('198.51.100.8'), 'anon', 1)).toEqual([200]);
  });
});

describe('a cache that is away', () => {
  class Away extends MemoryCache {
    override async take(): Promise<never> {
      throw new OperationalError('away');
    }
  }

  it('refuses every request that would be counted, and no other', async () => {
    const warn = vi.fn();
    const { client } = setUp({ cache: new Away(), logger: { warn, info: warn, error: warn } });
    const { status, headers } = await client().get('/anon/');
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect((await client('192.0.2.1', alice).get('/anon/')).status).toBe(200);
    expect((await client().get('/unlimited/')).status).toBe(200);
    expect(warn).toHaveBeenCalledOnce();
  });

  it('lets them pass where the settings say so, and says it in the log', async () => {
    const warn = vi.fn();
    const settings = { throttleWithoutCache: 'allow' } as const;
    const { client, statuses } = setUp({ settings, cache: new Away(), logger: { warn, info: warn, error: warn } });
    expect(await statuses(client(), 'anon', 5)).toEqual([200, 200, 200, 200, 200]);
    expect(warn).toHaveBeenCalledTimes(5);
    expect(warn.mock.lastCall).toEqual([{ err: expect.any(OperationalError), method: 'GET' }, expect.any(String)]);
  });

  it('lets nothing pass that failed for another reason', async () => {
    class Broken extends MemoryCache {
      override async take(): Promise<never> {
        throw new ImproperlyConfigured('broken');
      }
    }
    const error = vi.fn();
    const settings = { throttleWithoutCache: 'allow' } as const;
    const { client } = setUp({ settings, cache: new Broken(), logger: { warn: error, info: error, error } });
    expect((await client().get('/anon/')).status).toBe(500);
  });
});

describe('a throttle of your own', () => {
  const settings = defineSettings({ secretKey: 'a secret of good length' });

  it('needs a scope with a rate, or a rate', () => {
    class Bare extends SimpleRateThrottle {
      getCacheKey() {
        return 'key';
      }
    }
    class Rated extends Bare {
      override rate = '1/min' as const;
    }
    expect(() => new Bare().getRate(settings, {})).toThrow('Bare needs a `scope` or a `rate`.');
    expect(new Rated().getRate(settings, {})).toBe('1/min');
    expect(() => new UserRateThrottle().check(settings, {})).toThrow(ImproperlyConfigured);
  });

  it('may have a notation of its own', async () => {
    class Fortnightly extends UserRateThrottle {
      override getRate(_settings: Settings, _view: unknown) {
        return '1 a fortnight';
      }
      override parseRate(rate: string) {
        return { limit: Number.parseInt(rate, 10), periodSeconds: 14 * 86_400 };
      }
    }
    const throttle = new Fortnightly();
    expect(() => throttle.check(settings, {})).not.toThrow();
    const request = {
      app: { settings, cache: new MemoryCache() },
      user: { isAuthenticated: true, id: 1 },
    } as unknown as Request;
    expect([await throttle.allowRequest(request, {}), throttle.wait()]).toEqual([true, null]);
    expect(await throttle.allowRequest(request, {})).toBe(false);
    expect(throttle.wait()).toBeCloseTo(14 * 86_400, -1);
  });

  it('finds no counter in an app that has no cache', async () => {
    const request = { app: { settings, logger: {} }, user: { isAuthenticated: false } } as unknown as Request;
    class Rated extends UserRateThrottle {
      override rate = '1/min' as const;
    }
    await expect(new Rated().allowRequest(request, {})).rejects.toThrow(/`cache`/);
  });

  it('is typed', () => {
    class Wrong extends UserRateThrottle {
      // @ts-expect-error there is no such period
      override rate = '5/month' as const;
    }
    expect(() => new Wrong().check(settings, {})).toThrow(ImproperlyConfigured);
    expectTypeOf<UserRateThrottle['rate']>().toEqualTypeOf<Rate | null | undefined>();
    expectTypeOf<Parameters<ScopedRateThrottle['getCacheKey']>[1]>().toEqualTypeOf<ScopedView>();
    // @ts-expect-error a scope is text
    new ScopedRateThrottle().getScope({ throttleScope: 1 });
  });
});
