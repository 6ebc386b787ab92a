/** Cache: where an app keeps counters and values for a while, whatever keeps them. */
import { hash } from 'node:crypto';
import { DataError, ImproperlyConfigured } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import type { JsonValue } from '../models/field.ts';

/** What became of one `take`, or would become of it. */
export interface Taken {
  readonly allowed: boolean;
  /** Seconds until the next one is allowed, where this one was not; 0 where it was. */
  readonly waitSeconds: number;
  /** How many more are allowed at this moment. */
  readonly remaining: number;
}

/**
 * Budgets and values of an app, shared by all its processes where the cache is one that they share.
 *
 * Every method is atomic: of callers at the same time, in whatever process, one comes first. Keys may be any text, also
 * one that a client sent. Budgets and values have names of their own: a value never hides a budget.
 *
 * @throws {OperationalError} from every method: the cache is away. None waits for long.
 * @see Django `django.core.cache`
 */
export interface Cache {
  /**
   * Takes one from a budget: at most `limit` are allowed in any stretch of `periodSeconds`. One that is refused is not counted.
   *
   * @param limit Whole, zero or more.
   * @param now The clock of the cache where left out.
   * @throws {ImproperlyConfigured} a limit or a period that is none
   * @see DRF `SimpleRateThrottle.allow_request`
   */
  take(key: string, limit: number, periodSeconds: number, now?: Date): Promise<Taken>;
  /** What `take` would answer at this moment; takes nothing, so that callers at the same time get the same answer. */
  peek(key: string, limit: number, periodSeconds: number, now?: Date): Promise<Taken>;
  /** Forgets what was taken from a budget, as after a login that went well. Other processes may take a second to know. */
  restore(key: string): Promise<void>;
  /** The value of a key; `undefined` where there is none, or its time is over. */
  get(key: string): Promise<JsonValue | undefined>;
  /** Keeps a value for `seconds`, instead of the one before. */
  set(key: string, value: JsonValue, seconds: number): Promise<void>;
  /** Keeps a value for `seconds` where there is none. @returns Whether it was kept. */
  add(key: string, value: JsonValue, seconds: number): Promise<boolean>;
  /**
   * Adds to a whole number, which begins at 0 and lives for `seconds` from its beginning.
   *
   * @returns The new number.
   * @throws {DataError} the value is no whole number
   */
  increment(key: string, seconds: number, by?: number): Promise<number>;
  /** Forgets a value. @returns Whether there was one. */
  delete(key: string): Promise<boolean>;
  /** Forgets every budget and every value. Other processes may take a second to know. */
  clear(): Promise<void>;
  /** Lets go of connections of its own. */
  close(): Promise<void>;
}

/** An app that keeps things for a while; `createApp` makes one. */
export interface CachingApp extends AppContext {
  readonly cache?: Cache;
}

/**
 * The cache of the app that answers a request.
 *
 * @throws {ImproperlyConfigured} the app has none
 */
export function cacheOf(request: { readonly app: AppContext }): Cache {
  const { cache } = request.app as CachingApp;
  if (cache !== undefined) return cache;
  throw new ImproperlyConfigured('The app has no `cache`; createApp() makes it.');
}

const LONGEST_PLAIN_KEY = 100;

/**
 * A key as caches keep it: as it is where it is short and plain, otherwise its digest; so that a client's text is never
 * too long and never odd, and no two keys become one.
 */
export const storedKey = (key: string): string =>
  key.length <= LONGEST_PLAIN_KEY && /^[\x21-\x7e]+$/.test(key)
    ? key
    : `sha256 ${hash('sha256', Buffer.from(key, 'utf16le'))}`; // UTF-8 would make one of all lone surrogates

/** Longest key that `storedKey` makes. */
export const STORED_KEY_LENGTH = LONGEST_PLAIN_KEY;

const MS_PER_SECOND = 1000;

/**
 * The length of a period or a life, in milliseconds.
 *
 * @throws {ImproperlyConfigured} not a length of time, or none at all
 */
export function toMilliseconds(seconds: number): number {
  const milliseconds = Math.ceil(seconds * MS_PER_SECOND);
  if (Number.isSafeInteger(milliseconds) && milliseconds > 0) return milliseconds;
  throw new ImproperlyConfigured('A period of the cache must be a number of seconds above zero.');
}

/**
 * Refuses a limit that would limit nothing.
 *
 * @throws {ImproperlyConfigured} not a whole number, or below zero
 */
export function checkLimit(limit: number): void {
  if (Number.isSafeInteger(limit) && limit >= 0) return;
  throw new ImproperlyConfigured('The limit of a budget must be a whole number, zero or more.');
}

/** One was taken, or could be. @param count How many have been, this one included. */
export const allowed = (limit: number, count: number): Taken => ({
  allowed: true,
  waitSeconds: 0,
  remaining: Math.max(0, limit - count),
});

/** None was left. @param freeAtMs When one will be, in milliseconds since the epoch. */
export const refused = (freeAtMs: number, nowMs: number): Taken => ({
  allowed: false,
  waitSeconds: Math.max(0, freeAtMs - nowMs) / MS_PER_SECOND,
  remaining: 0,
});

/** The error of incrementing something else than a whole number. */
export const notANumber = (options?: ErrorOptions): DataError =>
  new DataError('The cached value is not a whole number, so nothing can be added to it.', options);
