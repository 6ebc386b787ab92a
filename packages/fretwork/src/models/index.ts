/** Models and the queries over them. */
export type { ExecutedQuery } from '../databases/query-log.ts';
export { onCommit, transaction } from '../databases/transaction.ts';
export { type Aggregate, type AggregateOptions, avg, count, max, min, sum } from '../queries/aggregates.ts';
export type { BulkCreateOptions } from '../queries/bulk-create.ts';
export { Prefetch, QuerySet } from '../queries/query-set.ts';
export type { RelatedManager, ThroughOptions } from '../queries/related-manager.ts';
export type { Through } from '../queries/through.ts';
export { type Expression, F, type Lookup, Q, type QNode, type UpdateValues, type Where } from '../queries/where.ts';
export {
  type AnyModels,
  bindDatabases,
  defineModels,
  type InstanceOf,
  type Model,
  type Models,
  registryOf,
} from './define-models.ts';
export {
  type DrizzleTable,
  type PostgresModelTable,
  postgresTableOf,
  type SqliteModelTable,
  sqliteTableOf,
} from './drizzle-table.ts';
export { Duration, type DurationParts } from './duration.ts';
export {
  type Choices,
  type Column,
  type ColumnOptions,
  type ForeignKey,
  f,
  type JsonValue,
  type ManyToMany,
  type OnDelete,
  type OneToOne,
} from './field.ts';
export type { ColumnMeta, ModelMeta, Registry, Relation } from './meta.ts';
export { type CheckConstraint, type Index, type ModelOptions, model, type UniqueConstraint } from './model.ts';
export { microsecondsOf, PreciseDate, parseMoment, toMicrosecondISO } from './precise-date.ts';
export type { Changes, Instance, Key, NewValues, Row } from './row.ts';
