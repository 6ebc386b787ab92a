/** SimpleRateThrottle and the three throttles made of it: so many requests in any period. */
import { ImproperlyConfigured, OperationalError } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import type { Request } from '../http/request.ts';
import { parseRate, type Rate, type RateParts } from '../settings/rate.ts';
import type { Settings } from '../settings/settings.ts';
import { BaseThrottle } from './base-throttle.ts';

/** What counts requests: an app's cache. */
export interface RequestCounter {
  /** Counts one, unless `limit` were counted within `periodSeconds`; atomic, whoever else counts. */
  take(
    key: string,
    limit: number,
    periodSeconds: number,
  ): Promise<{ readonly allowed: boolean; readonly waitSeconds: number }>;
}

/** An app whose requests are counted; `createApp` makes one. */
export interface ThrottlingApp extends AppContext {
  readonly cache?: RequestCounter;
}

/**
 * Allows so many requests of a client in any period. Subclass it with a `scope` or a `rate`, and say who a client is.
 *
 * The period slides: a request counts until exactly one period after it. Requests that are refused do not count. Counting
 * is one atomic step of the app's cache: requests at the same moment, on any number of servers, never exceed the rate.
 *
 * @typeParam TView What the throttle needs of a view.
 * @see DRF `throttling.SimpleRateThrottle`
 */
export abstract class SimpleRateThrottle<TView = unknown> extends BaseThrottle<TView> {
  /** Name of the rate in the setting `defaultThrottleRates`. */
  declare scope?: string;
  /** The rate itself, whatever the settings say; `null` for no limit. */
  declare rate?: Rate | null;
  #waitSeconds: number | null = null;

  /**
   * What requests are counted under; `null` where this one is not counted at all.
   *
   * Throttles with one key share what they count. `cacheKey` makes keys that do not meet by chance.
   */
  abstract getCacheKey(request: Request, view: TView): string | null | Promise<string | null>;

  /** The scope whose rate applies to a view; `undefined` for none. */
  getScope(_view: TView): string | undefined {
    return this.scope;
  }

  /**
   * The rate that applies: the class's own, or that of the scope in the settings; `null` for no limit.
   *
   * @throws {ImproperlyConfigured} there is neither
   * @see DRF `SimpleRateThrottle.get_rate`
   */
  getRate(settings: Settings, view: TView): string | null {
    if (this.rate !== undefined) return this.rate;
    const { name } = this.constructor;
    const scope = this.getScope(view);
    if (scope === undefined) throw new ImproperlyConfigured(`${name} needs a \`scope\` or a \`rate\`.`);
    const { defaultThrottleRates: rates = {} } = settings;
    const rate = Object.hasOwn(rates, scope) ? rates[scope] : undefined;
    if (rate !== undefined) return rate;
    throw new ImproperlyConfigured(
      `${name} finds no rate for its scope '${scope}'. Add it to the setting \`defaultThrottleRates\`; null is no limit.`,
    );
  }

  /** Takes a rate apart; for notations of your own. @throws {ImproperlyConfigured} it is none */
  parseRate(rate: string): RateParts {
    return parseRate(rate, `The rate of ${this.constructor.name}`);
  }

  /**
   * Finds mistakes in the throttle before the first request; `createApp` asks it for every view.
   *
   * @throws {ImproperlyConfigured} no rate, or one that cannot be read
   */
  check(settings: Settings, view: TView): void {
    const rate = this.getRate(settings, view);
    if (rate !== null) this.parseRate(rate);
  }

  async allowRequest(request: Request, view: TView): Promise<boolean> {
    const rate = this.getRate(request.app.settings, view);
    if (rate === null) return true;
    const key = await this.getCacheKey(request, view);
    if (key === null) return true;
    const { limit, periodSeconds } = this.parseRate(rate);
    try {
      const { allowed, waitSeconds } = await counterOf(request).take(key, limit, periodSeconds);
      this.#waitSeconds = allowed ? null : waitSeconds;
      return allowed;
    } catch (error) {
      return uncounted(error, request);
    }
  }

  override wait(): number | null {
    return this.#waitSeconds;
  }

  /** A key of its own for each scope and each client: a user by key, anybody else by address. */
  protected cacheKey(request: Request, view: TView): string {
    const { user } = request;
    const who = user.isAuthenticated ? ['user', String(user.id)] : ['address', this.getIdent(request)];
    // As JSON, since neither scopes nor keys of users are known not to hold a separator.
    return JSON.stringify(['throttle', this.getScope(view) ?? this.constructor.name, ...who]);
  }
}

/**
 * Limits anonymous requests, by address; whoever is logged in passes.
 *
 * @see DRF `throttling.AnonRateThrottle`
 */
export class AnonRateThrottle extends SimpleRateThrottle {
  override scope = 'anon';

  getCacheKey(request: Request, view: unknown): string | null {
    return request.user.isAuthenticated ? null : this.cacheKey(request, view);
  }
}

/**
 * Limits requests of each user, and of each address where nobody is logged in. Subclass it with other scopes for several
 * rates at a time, such as bursts and days.
 *
 * @see DRF `throttling.UserRateThrottle`
 */
export class UserRateThrottle extends SimpleRateThrottle {
  override scope = 'user';

  getCacheKey(request: Request, view: unknown): string {
    return this.cacheKey(request, view);
  }
}

/** What a `ScopedRateThrottle` needs of a view. */
export interface ScopedView {
  readonly throttleScope?: string;
}

/**
 * Limits requests of each user or address by the `throttleScope` of the view; views of one scope share its limit, and a
 * view without one is free.
 *
 * @see DRF `throttling.ScopedRateThrottle`
 */
export class ScopedRateThrottle extends SimpleRateThrottle<ScopedView> {
  override getScope(view: ScopedView): string | undefined {
    return view.throttleScope;
  }

  override getRate(settings: Settings, view: ScopedView): string | null {
    return this.getScope(view) === undefined ? null : super.getRate(settings, view);
  }

  getCacheKey(request: Request, view: ScopedView): string {
    return this.cacheKey(request, view);
  }
}

function counterOf(request: Request): RequestCounter {
  const { cache } = request.app as ThrottlingApp;
  if (cache !== undefined) return cache;
  throw new ImproperlyConfigured('Throttles need the app to have `cache`; createApp() makes it.');
}

// Whether a request passes that could not be counted.
function uncounted(error: unknown, { app, method }: Request): boolean {
  if (!(error instanceof OperationalError) || app.settings.throttleWithoutCache === 'refuse') throw error;
  app.logger.warn({ err: error, method }, 'A request passed its throttle uncounted: the cache is away.');
  return true;
}
