/** DatabaseCache: a cache in the app's own database, one statement for each step. */
import type { QueryResult, SqlValue } from '../databases/connection.ts';
import type { Database } from '../databases/database.ts';
import type { Dialect, DialectName } from '../databases/dialect.ts';
import { inTransaction } from '../databases/transaction.ts';
import { ImproperlyConfigured, TransactionManagementError } from '../errors.ts';
import type { AnyModels } from '../models/define-models.ts';
import type { JsonValue } from '../models/field.ts';
import { type Cache, notANumber, storedKey, type Taken, toMilliseconds } from './cache.ts';
import { cacheModels } from './models.ts';
import { Refusals } from './refusals.ts';

/** How a `DatabaseCache` is made. */
export interface DatabaseCacheOptions {
  readonly database: Database;
  /** The app's models; `cacheModels` among them. */
  readonly models: AnyModels;
  /** The clock; the machine's where left out. All processes should agree on the time. */
  readonly now?: () => Date;
}

const WRITES_BETWEEN_FLUSHES = 1000;

/**
 * Keeps everything in two tables of a database: shared by all processes, without another server to run.
 *
 * A step is one statement, which the database lets one caller after the other through for each key; a refusal is two, and none for a second after it.
 * A budget is one row with all its moments, so limits should stay below some thousands: for more there is `RedisCache`.
 * What is over is deleted now and then.
 *
 * @see Django `DatabaseCache`
 */
export class DatabaseCache implements Cache {
  readonly #database: Database;
  readonly #now: () => Date;
  readonly #statements: Readonly<Record<keyof typeof STATEMENTS, Statement>>;
  readonly #refusals = new Refusals();
  #writes = 0;

  /** @throws {ImproperlyConfigured} the models are not those of `cacheModels` */
  constructor({ database, models, now = () => new Date() }: DatabaseCacheOptions) {
    checkModels(models);
    this.#database = database;
    this.#now = now;
    this.#statements = compileAll(database.dialect);
  }

  /** @throws {TransactionManagementError} inside of a transaction: rolled back, it would give back what was taken */
  async take(key: string, limit: number, periodSeconds: number, now: Date = this.#now()): Promise<Taken> {
    if (inTransaction()) {
      throw new TransactionManagementError(
        'take() inside transaction() would be undone with it. Take before the transaction begins.',
      );
    }
    const name = storedKey(key);
    return this.#refusals.unlessKnown(name, { limit, periodSeconds, now }, async (periodMs, nowMs) => {
      const values = { key: name, now: nowMs, over: nowMs - periodMs, until: nowMs + periodMs, limit };
      const { rows } = await this.#write('take', values);
      if (rows[0] !== undefined) return { count: Number(rows[0][0]) };
      // By now others may have changed the row, which does no harm, or given the budget back.
      const [oldest] = (await this.#momentsOf(name)).slice(-limit);
      return { freeAtMs: oldest === undefined ? nowMs : oldest + periodMs };
    });
  }

  async peek(key: string, limit: number, periodSeconds: number, now: Date = this.#now()): Promise<Taken> {
    const name = storedKey(key);
    return this.#refusals.unlessKnown(name, { limit, periodSeconds, now }, async (periodMs, nowMs) => {
      const live = (await this.#momentsOf(name)).filter((moment) => moment > nowMs - periodMs);
      const oldest = live.at(-limit);
      return oldest === undefined ? { count: live.length } : { freeAtMs: oldest + periodMs };
    });
  }

  async restore(key: string): Promise<void> {
    const name = storedKey(key);
    this.#refusals.forget(name);
    await this.#write('restore', { key: name });
  }

  async get(key: string): Promise<JsonValue | undefined> {
    const { rows } = await this.#run('get', { key: storedKey(key), now: this.#now().getTime() });
    return rows[0] === undefined ? undefined : JSON.parse(String(rows[0][0]));
  }

  async set(key: string, value: JsonValue, seconds: number): Promise<void> {
    await this.#write('set', this.#valueOf(key, JSON.stringify(value), seconds));
  }

  async add(key: string, value: JsonValue, seconds: number): Promise<boolean> {
    const { rows } = await this.#write('add', this.#valueOf(key, JSON.stringify(value), seconds));
    return rows.length > 0;
  }

  async increment(key: string, seconds: number, by = 1): Promise<number> {
    if (!Number.isSafeInteger(by)) throw notANumber();
    const { rows } = await this.#write('increment', { ...this.#valueOf(key, String(by), seconds), by });
    const number = Number(rows[0]?.[0] ?? Number.NaN);
    if (!Number.isSafeInteger(number)) throw notANumber();
    return number;
  }

  async delete(key: string): Promise<boolean> {
    const { rows } = await this.#write('delete', { key: storedKey(key) });
    return rows.some(([expiresAtMs]) => Number(expiresAtMs) > this.#now().getTime());
  }

  async clear(): Promise<void> {
    this.#refusals.clear();
    await this.#run('clearBudgets');
    await this.#run('clearValues');
  }

  /** Forgets what is over; happens by itself now and then. @returns How many rows there were. */
  async flushExpired(): Promise<number> {
    const now = this.#now().getTime();
    const budgets = await this.#run('flushBudgets', { now });
    const values = await this.#run('flushValues', { now });
    return budgets.rowCount + values.rowCount;
  }

  /** Nothing to let go of: the database is the app's. */
  async close(): Promise<void> {}

  async #momentsOf(key: string): Promise<readonly number[]> {
    const { rows } = await this.#run('moments', { key });
    return rows[0] === undefined ? [] : JSON.parse(String(rows[0][0]));
  }

  #valueOf(key: string, json: string, seconds: number) {
    const now = this.#now().getTime();
    return { key: storedKey(key), json, now, until: now + toMilliseconds(seconds) };
  }

  async #write(name: keyof typeof STATEMENTS, values: Readonly<Record<string, SqlValue>>): Promise<QueryResult> {
    this.#writes += 1;
    if (this.#writes % WRITES_BETWEEN_FLUSHES === 0) await this.flushExpired();
    return this.#run(name, values);
  }

  #run(name: keyof typeof STATEMENTS, values: Readonly<Record<string, SqlValue>> = {}): Promise<QueryResult> {
    const { sql, names } = this.#statements[name];
    return this.#database.query(
      sql,
      names.map((one) => values[one] ?? null),
    );
  }
}

/** A statement and what belongs at each of its placeholders. */
interface Statement {
  readonly sql: string;
  readonly names: readonly string[];
}

// Where the conflicting row is locked, both databases look at its newest state: that makes each statement atomic.
const STATEMENTS = {
  take: `
    INSERT INTO cache_budget AS budget (key, moments, expires_at_ms) VALUES (:key, {first}, :until)
    ON CONFLICT (key) DO UPDATE SET moments = {appended}, expires_at_ms = excluded.expires_at_ms
    WHERE {live} < :limit
    RETURNING {count}`,
  moments: 'SELECT moments FROM cache_budget WHERE key = :key',
  restore: 'DELETE FROM cache_budget WHERE key = :key',
  get: 'SELECT json FROM cache_value WHERE key = :key AND expires_at_ms > :now',
  set: `
    INSERT INTO cache_value (key, json, expires_at_ms) VALUES (:key, :json, :until)
    ON CONFLICT (key) DO UPDATE SET json = excluded.json, expires_at_ms = excluded.expires_at_ms`,
  add: `
    INSERT INTO cache_value AS value (key, json, expires_at_ms) VALUES (:key, :json, :until)
    ON CONFLICT (key) DO UPDATE SET json = excluded.json, expires_at_ms = excluded.expires_at_ms
    WHERE value.expires_at_ms <= :now
    RETURNING key`,
  increment: `
    INSERT INTO cache_value AS value (key, json, expires_at_ms) VALUES (:key, :json, :until)
    ON CONFLICT (key) DO UPDATE SET
      json = CASE WHEN value.expires_at_ms <= :now THEN excluded.json
        ELSE CAST(CAST(value.json AS bigint) + CAST(:by AS bigint) AS text) END,
      expires_at_ms = CASE WHEN value.expires_at_ms <= :now THEN excluded.expires_at_ms ELSE value.expires_at_ms END
    WHERE value.expires_at_ms <= :now OR {whole}
    RETURNING json`,
  delete: 'DELETE FROM cache_value WHERE key = :key RETURNING expires_at_ms',
  clearBudgets: 'DELETE FROM cache_budget',
  clearValues: 'DELETE FROM cache_value',
  flushBudgets: 'DELETE FROM cache_budget WHERE expires_at_ms <= :now',
  flushValues: 'DELETE FROM cache_value WHERE expires_at_ms <= :now',
} as const;

/** What the dialects say differently: JSON, and which texts are whole numbers of at most fifteen digits. */
const FRAGMENTS: Readonly<Record<DialectName, Readonly<Record<string, string>>>> = {
  sqlite: {
    first: 'json_array(CAST(:now AS integer))',
    appended: `(SELECT json_insert(json_group_array(value), '$[#]', CAST(:now AS integer)) FROM json_each(budget.moments) WHERE value > :over)`,
    live: '(SELECT count(*) FROM json_each(budget.moments) WHERE value > :over)',
    count: 'json_array_length(moments)',
    whole: `(ltrim(value.json, '-') NOT GLOB '*[^0-9]*' AND length(value.json) < 16)`,
  },
  postgres: {
    first: 'jsonb_build_array(:now::bigint)',
    appended: `(SELECT coalesce(jsonb_agg(moment ORDER BY place), '[]') FROM jsonb_array_elements(budget.moments)
      WITH ORDINALITY AS live (moment, place) WHERE moment::bigint > :over) || to_jsonb(:now::bigint)`,
    live: '(SELECT count(*) FROM jsonb_array_elements(budget.moments) AS live (moment) WHERE moment::bigint > :over)',
    count: 'jsonb_array_length(budget.moments)',
    whole: `value.json ~ '^-?[0-9]{1,15}$'`,
  },
};

function compileAll(dialect: Dialect): Readonly<Record<keyof typeof STATEMENTS, Statement>> {
  const fragments = FRAGMENTS[dialect.name];
  const compiled = Object.entries(STATEMENTS).map(([name, template]) => {
    const names: string[] = [];
    const sql = template
      .replaceAll(/\{(\w+)\}/g, (_, fragment: string) => fragments[fragment] ?? '')
      .replaceAll(/(?<!:):(\w+)/g, (_, parameter: string) => dialect.placeholder(names.push(parameter)));
    return [name, { sql, names }];
  });
  return Object.fromEntries(compiled);
}

function checkModels(models: AnyModels): void {
  for (const [name, { fields }] of Object.entries(cacheModels)) {
    const known = models[name]?.meta.columnsByName;
    if (known !== undefined && Object.keys(fields).every((field) => known.has(field))) continue;
    throw new ImproperlyConfigured(
      `The setting \`cache\` is 'database:', which needs the model ${name}. Add \`...cacheModels\` (fretwork/cache) to defineModels().`,
    );
  }
}
