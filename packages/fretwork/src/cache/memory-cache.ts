/** MemoryCache: a cache in this process alone; it forgets everything when the process ends. */
import type { JsonValue } from '../models/field.ts';
import {
  allowed,
  type Cache,
  checkLimit,
  notANumber,
  refused,
  storedKey,
  type Taken,
  toMilliseconds,
} from './cache.ts';

/** How a `MemoryCache` is made. */
export interface MemoryCacheOptions {
  /** The clock; the machine's where left out. */
  readonly now?: () => Date;
  /**
   * How much is kept, in moments of a budget; eight characters of a value count as one. What was not used for longest
   * is forgotten beyond it.
   *
   * @default 1_000_000, some 20 MB
   */
  readonly capacity?: number;
}

/** A budget: the moments at which one was taken, the oldest first; those before `start` are over. */
interface Budget {
  readonly moments: number[];
  start: number;
  size: number;
}

interface Value {
  readonly json: string;
  readonly expiresAtMs: number;
  readonly size: number;
}

type Entry = Budget | Value;

const DEFAULT_CAPACITY = 1_000_000;
const CHARACTERS_PER_UNIT = 8;
const ENTRY_UNITS = 16; // what a key and its entry take besides

/**
 * Keeps everything in this process: fast, and enough for one process; several count each for itself.
 *
 * Memory is bounded. Whoever can come with very many keys (addresses, say) can make it forget others' budgets.
 *
 * @see Django `LocMemCache`
 */
export class MemoryCache implements Cache {
  // In the order of their last use. Budgets and values begin differently, so that they do not meet.
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => Date;
  readonly #capacity: number;
  #size = 0;

  constructor({ now = () => new Date(), capacity = DEFAULT_CAPACITY }: MemoryCacheOptions = {}) {
    this.#now = now;
    this.#capacity = capacity;
  }

  async take(key: string, limit: number, periodSeconds: number, now: Date = this.#now()): Promise<Taken> {
    checkLimit(limit);
    const periodMs = toMilliseconds(periodSeconds);
    const nowMs = now.getTime();
    if (limit === 0) return refused(nowMs + periodMs, nowMs);
    const name = budgetName(key);
    const budget = (this.#entries.get(name) as Budget | undefined) ?? { moments: [], start: 0, size: 0 };
    const taken = takeFrom(budget, limit, periodMs, nowMs);
    this.#put(name, budget, ENTRY_UNITS + budget.moments.length);
    return taken;
  }

  async peek(key: string, limit: number, periodSeconds: number, now: Date = this.#now()): Promise<Taken> {
    checkLimit(limit);
    const periodMs = toMilliseconds(periodSeconds);
    const nowMs = now.getTime();
    if (limit === 0) return refused(nowMs + periodMs, nowMs);
    const name = budgetName(key);
    const budget = this.#entries.get(name) as Budget | undefined;
    if (budget === undefined) return allowed(limit, 0);
    const seen = peekInto(budget, limit, periodMs, nowMs);
    this.#put(name, budget, ENTRY_UNITS + budget.moments.length);
    return seen;
  }

  async restore(key: string): Promise<void> {
    this.#drop(budgetName(key));
  }

  async get(key: string): Promise<JsonValue | undefined> {
    const name = valueName(key);
    const value = this.#valueOf(name);
    if (value === undefined) return undefined;
    this.#put(name, value, value.size);
    return JSON.parse(value.json);
  }

  async set(key: string, value: JsonValue, seconds: number): Promise<void> {
    this.#keep(valueName(key), JSON.stringify(value), this.#now().getTime() + toMilliseconds(seconds));
  }

  async add(key: string, value: JsonValue, seconds: number): Promise<boolean> {
    const name = valueName(key);
    if (this.#valueOf(name) !== undefined) return false;
    this.#keep(name, JSON.stringify(value), this.#now().getTime() + toMilliseconds(seconds));
    return true;
  }

  async increment(key: string, seconds: number, by = 1): Promise<number> {
    const name = valueName(key);
    const known = this.#valueOf(name);
    const before: unknown = known === undefined ? 0 : JSON.parse(known.json);
    const number = Number.isSafeInteger(before) ? (before as number) + by : Number.NaN;
    if (!Number.isSafeInteger(number)) throw notANumber();
    this.#keep(name, String(number), known?.expiresAtMs ?? this.#now().getTime() + toMilliseconds(seconds));
    return number;
  }

  async delete(key: string): Promise<boolean> {
    const known = this.#valueOf(valueName(key)) !== undefined;
    this.#drop(valueName(key));
    return known;
  }

  async clear(): Promise<void> {
    this.#entries.clear();
    this.#size = 0;
  }

  async close(): Promise<void> {
    await this.clear();
  }

  #valueOf(name: string): Value | undefined {
    const value = this.#entries.get(name) as Value | undefined;
    if (value === undefined || value.expiresAtMs > this.#now().getTime()) return value;
    this.#drop(name);
    return undefined;
  }

  #keep(name: string, json: string, expiresAtMs: number): void {
    const size = ENTRY_UNITS + Math.ceil(json.length / CHARACTERS_PER_UNIT);
    this.#put(name, { json, expiresAtMs, size }, size);
  }

  // Makes an entry the youngest, and room for it.
  #put(name: string, entry: Entry, size: number): void {
    this.#drop(name);
    if ('moments' in entry) entry.size = size;
    this.#entries.set(name, entry);
    this.#size += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#capacity || oldest === name) return;
      this.#drop(oldest);
    }
  }

  #drop(name: string): void {
    this.#size -= this.#entries.get(name)?.size ?? 0;
    this.#entries.delete(name);
  }
}

const budgetName = (key: string): string => `b${storedKey(key)}`;
const valueName = (key: string): string => `v${storedKey(key)}`;

function peekInto(budget: Budget, limit: number, periodMs: number, nowMs: number): Taken {
  const { moments } = budget;
  while (budget.start < moments.length && (moments[budget.start] as number) <= nowMs - periodMs) budget.start += 1;
  if (budget.start * 2 > moments.length) {
    moments.splice(0, budget.start); // seldom enough to cost nothing on the whole
    budget.start = 0;
  }
  const count = moments.length - budget.start;
  // Where more were taken than are allowed now (the limit was lowered), the next one waits for all that are too many.
  if (count >= limit) return refused((moments[moments.length - limit] as number) + periodMs, nowMs);
  return allowed(limit, count);
}

function takeFrom(budget: Budget, limit: number, periodMs: number, nowMs: number): Taken {
  const seen = peekInto(budget, limit, periodMs, nowMs);
  if (!seen.allowed) return seen;
  budget.moments.push(nowMs);
  return { ...seen, remaining: seen.remaining - 1 };
}
