/** openDatabase(): a database from its URL, its driver loaded only when the first statement needs it. */
import { ImproperlyConfigured } from '../errors.ts';
import type { Driver } from './connection.ts';
import { Database } from './database.ts';
import { type Dialect, postgresDialect, sqliteDialect } from './dialect.ts';

/** Settings of a database; each may stand in the URL's query as well, and one given here wins. */
export interface DatabaseOptions {
  /** `sqlite:./file`, `sqlite::memory:`, `postgres://…`, `postgresql://…`, `pglite:./directory` or `pglite:`. */
  readonly url: string;
  /** The name by which `using()` finds it; `default` where left out. */
  readonly alias?: string;
  /** Most connections; PostgreSQL, 10. */
  readonly poolSize?: number;
  /** Whether statements are prepared by name; PostgreSQL, true. Switch off behind PgBouncer's transaction pooling. */
  readonly prepare?: boolean;
  /** Statements kept prepared on each connection; SQLite and PostgreSQL, 256. */
  readonly statementCache?: number;
  /** Longest wait for another transaction to end, in milliseconds; SQLite and PGlite, 5000. */
  readonly busyTimeoutMs?: number;
  /** Longest wait for a connection, in milliseconds; PostgreSQL, 5000. */
  readonly connectTimeoutMs?: number;
  /** How long a connection may lie unused, in milliseconds; PostgreSQL, 30000. */
  readonly idleTimeoutMs?: number;
}

type Settings = Required<Omit<DatabaseOptions, 'url' | 'alias'>>;

const DEFAULTS: Settings = {
  poolSize: 10,
  prepare: true,
  statementCache: 256,
  busyTimeoutMs: 5000,
  connectTimeoutMs: 5000,
  idleTimeoutMs: 30_000,
};

interface Scheme {
  readonly dialect: Dialect;
  readonly options: ReadonlySet<string>;
  readonly open: (location: string, settings: Settings, foreign: URLSearchParams) => Promise<Driver>;
  /** Options of the database's own that the URL may carry, besides ours. */
  readonly foreignOptions?: ReadonlySet<string>;
}

// What pg reads from a connection string.
const LIBPQ_OPTIONS = new Set(
  (
    'application_name client_encoding connect_timeout fallback_application_name host keepalives keepalives_idle ' +
    'lock_timeout idle_in_transaction_session_timeout options password port query_timeout ssl sslcert sslkey sslmode ' +
    'sslnegotiation sslrootcert statement_timeout uselibpqcompat user'
  ).split(' '),
);

const POSTGRES: Scheme = {
  dialect: postgresDialect,
  options: new Set(['poolSize', 'prepare', 'statementCache', 'connectTimeoutMs', 'idleTimeoutMs']),
  foreignOptions: LIBPQ_OPTIONS,
  async open(location, settings, foreign) {
    const { PostgresDriver } = await import('./postgres.ts');
    const serverOptions = foreign.get('options') ?? '';
    foreign.delete('options');
    const query = foreign.size === 0 ? '' : `?${foreign}`;
    return new PostgresDriver({ ...settings, serverOptions, connectionString: `postgres:${location}${query}` });
  },
};

const SCHEMES: ReadonlyMap<string, Scheme> = new Map<string, Scheme>([
  ['postgres', POSTGRES],
  ['postgresql', POSTGRES],
  [
    'sqlite',
    {
      dialect: sqliteDialect,
      options: new Set(['statementCache', 'busyTimeoutMs']),
      async open(location, settings) {
        const { SqliteDriver } = await import('./sqlite.ts');
        return SqliteDriver.open({ ...settings, path: filePath(location) });
      },
    },
  ],
  [
    'pglite',
    {
      dialect: postgresDialect,
      options: new Set(['busyTimeoutMs']),
      async open(location, settings) {
        const { PGliteDriver } = await import('./pglite.ts');
        return PGliteDriver.open({ ...settings, dataDir: location === '' ? undefined : filePath(location) });
      },
    },
  ],
]);

/**
 * Makes a database from its URL. Nothing is opened, and no driver loaded, before its first statement.
 *
 * @param settings A URL, or a URL with options. Trusted: it comes from the project's settings.
 * @throws {ImproperlyConfigured} an unknown scheme or option, or a value that does not fit; never names the password
 * @see Django `DATABASES`
 */
export function openDatabase(settings: string | DatabaseOptions): Database {
  const { url, alias = 'default', ...given } = typeof settings === 'string' ? { url: settings } : settings;
  const [, name = '', location = '', query = ''] = /^([a-z]+):([^?]*)(?:\?(.*))?$/is.exec(url) ?? [];
  const scheme = SCHEMES.get(name.toLowerCase());
  if (scheme === undefined) {
    throw new ImproperlyConfigured(
      `The database URL must begin with sqlite:, postgres: or pglite:, not ${name === '' ? 'without a scheme' : `${name}:`}. ` +
        'Examples: sqlite:./db.sqlite3, postgres://user:password@host:5432/name, pglite:./data.',
    );
  }
  if (scheme === SCHEMES.get('sqlite') && location === '') {
    throw new ImproperlyConfigured('The database URL names no file: write sqlite:./db.sqlite3 or sqlite::memory:.');
  }
  const { own, foreign } = splitQuery(query, scheme, name);
  const merged = { ...DEFAULTS, ...own, ...checked(given, scheme, name) };
  return new Database(alias, scheme.dialect, () => scheme.open(location, merged, new URLSearchParams(foreign)));
}

function splitQuery(query: string, scheme: Scheme, name: string) {
  const own: Record<string, unknown> = Object.create(null);
  const foreign = new URLSearchParams();
  for (const [key, value] of new URLSearchParams(query)) {
    if (scheme.foreignOptions?.has(key)) foreign.append(key, value);
    else own[key] = fromText(value);
  }
  return { own: checked(own, scheme, name), foreign };
}

const fromText = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
};

// Options as settings of the right types; those that are undefined count as left out.
function checked(options: Readonly<Record<string, unknown>>, scheme: Scheme, name: string): Partial<Settings> {
  const settings: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!scheme.options.has(key)) {
      const known = [...scheme.options].join(', ');
      throw new ImproperlyConfigured(`A ${name}: database has no option "${key}". Its options: ${known}.`);
    }
    settings[key] = checkedValue(key as keyof Settings, value);
  }
  return settings;
}

function checkedValue(key: keyof Settings, value: unknown): unknown {
  const expected = typeof DEFAULTS[key];
  const smallest = key === 'statementCache' ? 0 : 1;
  if (expected === 'number' && !(Number.isSafeInteger(value) && (value as number) >= smallest)) {
    throw new ImproperlyConfigured(`The database option "${key}" must be a whole number of at least ${smallest}.`);
  }
  if (expected === 'boolean' && typeof value !== 'boolean') {
    throw new ImproperlyConfigured(`The database option "${key}" must be true or false.`);
  }
  return value;
}

// `./file`, `/file`, `///file` and `//./file`, as people write them; taken literally otherwise.
const filePath = (location: string): string => location.replace(/^\/\/(?=[/.])/, '');
