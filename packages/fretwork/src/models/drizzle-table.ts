/** A model's table as Drizzle sees it: the way out for a query that a QuerySet cannot say. */
import type { PgColumn, PgTableWithColumns } from 'drizzle-orm/pg-core';
import type { SQLiteColumn, SQLiteTableWithColumns } from 'drizzle-orm/sqlite-core';
import type { DriverValue } from '../databases/connection.ts';
import type { Dialect } from '../databases/dialect.ts';
import { ImproperlyConfigured } from '../errors.ts';
import { decoderFor, encoderFor } from '../queries/codec.ts';
import { columnType } from './column-types.ts';
import { defaultOf, momentOf } from './column-values.ts';
import { loadDrizzle } from './load-drizzle.ts';
import type { ColumnMeta, ModelMeta } from './meta.ts';

/** What Drizzle knows of a column that holds values of the type `V`. */
interface ColumnFacts<V, T extends string> {
  name: string;
  tableName: string;
  dataType: 'custom';
  columnType: T;
  data: NonNullable<V>;
  driverParam: unknown;
  notNull: null extends V ? false : true;
  /** Always: what an insert leaves out gets the model's default, and the database refuses what has none. */
  hasDefault: true;
  isPrimaryKey: false;
  isAutoincrement: false;
  hasRuntimeDefault: false;
  enumValues: undefined;
}

/** A model's table on SQLite; `R` is its row. */
export type SqliteModelTable<R> = SQLiteTableWithColumns<{
  name: string;
  schema: undefined;
  dialect: 'sqlite';
  columns: { [N in keyof R & string]: SQLiteColumn<ColumnFacts<R[N], 'SQLiteCustomColumn'>> };
}>;

/** A model's table on PostgreSQL; `R` is its row. */
export type PostgresModelTable<R> = PgTableWithColumns<{
  name: string;
  schema: undefined;
  dialect: 'pg';
  columns: { [N in keyof R & string]: PgColumn<ColumnFacts<R[N], 'PgCustomColumn'>> };
}>;

/** A model's table in the dialect of its database; columns by attribute: `Book.table.authorId`. */
export type DrizzleTable<R = Record<string, unknown>> = SqliteModelTable<R> | PostgresModelTable<R>;

type AnyTables = { sqlite?: DrizzleTable; postgres?: DrizzleTable };
const tables = new WeakMap<ModelMeta, AnyTables>();

/**
 * The Drizzle table of a model; made once for each dialect.
 *
 * Values are those of QuerySets: columns encode and decode as they do, and defaults, `autoNow` and `autoNowAdd` apply.
 */
export function drizzleTable(meta: ModelMeta, dialect: Dialect): DrizzleTable {
  const known = tables.get(meta) ?? {};
  tables.set(meta, known);
  known[dialect.name] ??= createTable(meta, dialect);
  return known[dialect.name] as DrizzleTable;
}

/** A model, as the functions below need it: `Book`. */
interface ModelWithTable<R> {
  readonly meta: ModelMeta;
  readonly table: DrizzleTable<R>;
}

/**
 * `Book.table`, typed for SQLite: what `sqliteDrizzle(database).select().from(…)` takes.
 *
 * @throws {ImproperlyConfigured} the model's database is not SQLite
 */
export function sqliteTableOf<R>(model: ModelWithTable<R>): SqliteModelTable<R> {
  assertDialect(model.meta, 'sqlite');
  return model.table as SqliteModelTable<R>;
}

/**
 * `Book.table`, typed for PostgreSQL: what `postgresDrizzle(database).select().from(…)` takes.
 *
 * @throws {ImproperlyConfigured} the model's database is SQLite
 */
export function postgresTableOf<R>(model: ModelWithTable<R>): PostgresModelTable<R> {
  assertDialect(model.meta, 'postgres');
  return model.table as PostgresModelTable<R>;
}

function assertDialect(meta: ModelMeta, name: Dialect['name']): void {
  const { dialect } = meta.registry.database();
  if (dialect.name !== name)
    throw new ImproperlyConfigured(`The database of ${meta.name} is not ${name} but ${dialect.name}.`);
}

function createTable(meta: ModelMeta, dialect: Dialect): DrizzleTable {
  const { column: build, table } = builders[dialect.name]();
  const columns = Object.fromEntries(
    meta.columns.map((column) => [column.name, finish(column, build(traffic(column, dialect))(column.column))]),
  );
  return table(meta.table, columns);
}

/** How a column's values travel, and what SQL calls it. */
const traffic = (column: ColumnMeta, dialect: Dialect) => ({
  dataType: () => columnType(dialect.name, column.kind, column.options),
  toDriver: encoderFor(column, dialect),
  fromDriver: (raw: unknown) => decoderFor(column, dialect)(raw as DriverValue),
});

interface Builders {
  readonly column: (facts: ReturnType<typeof traffic>) => (name: string) => unknown;
  readonly table: (name: string, columns: object) => DrizzleTable;
}

// The two differ in type alone: a record holds builders of the one dialect.
const builders = {
  sqlite: () => {
    const { customType, sqliteTable } = loadDrizzle('sqlite-core');
    return { column: customType<{ data: unknown }>, table: sqliteTable } as unknown as Builders;
  },
  postgres: () => {
    const { customType, pgTable } = loadDrizzle('pg-core');
    return { column: customType<{ data: unknown }>, table: pgTable } as unknown as Builders;
  },
};

/** What both dialects' builders have. */
interface Builder {
  notNull(): Builder;
  primaryKey(): Builder;
  $defaultFn(make: () => unknown): Builder;
  $onUpdateFn(make: () => unknown): Builder;
}

function finish(column: ColumnMeta, start: unknown): Builder {
  const { options, model } = column;
  let builder = start as Builder;
  if (!column.null) builder = builder.notNull();
  if (column.primaryKey) builder = builder.primaryKey();
  const now = (): unknown => momentOf(column, model.registry.now());
  if (options.autoNow) builder = builder.$onUpdateFn(now);
  if (options.autoNow || options.autoNowAdd) return builder.$defaultFn(now);
  const hasDefault = typeof options.default === 'function' || defaultOf(column) !== null;
  return hasDefault ? builder.$defaultFn(() => defaultOf(column)) : builder;
}
