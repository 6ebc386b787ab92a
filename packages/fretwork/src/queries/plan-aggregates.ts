/** Plans aggregates: over the rows of the SELECT itself, or each in a subquery of its own. */
import { FieldError } from '../errors.ts';
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';
import type { Aggregate } from './aggregates.ts';
import { type Aliases, Joins, type Located } from './joins.ts';
import { entry, holderOf } from './plan-conditions.ts';
import { type ResolvedPath, resolvePath } from './resolve-path.ts';
import { type Expr, selectOf } from './statement.ts';

/** An aggregate, planned. */
export interface PlannedAggregate {
  readonly expr: Expr;
  /** A column that holds such values. */
  readonly holder: ColumnMeta;
  /** How the database's value is read. */
  readonly reads: 'count' | 'mean' | 'value' | 'number';
  /** Of a subquery: the column outside that its rows belong to. */
  readonly outer?: Located['expr'];
}

const additive: ReadonlySet<string> = new Set([
  'auto',
  'smallInteger',
  'integer',
  'bigInteger',
  'positiveInteger',
  'float',
  'decimal',
  'duration',
]);
const integers: ReadonlySet<string> = new Set(['auto', 'smallInteger', 'integer', 'bigInteger', 'positiveInteger']);

const unordered: ReadonlySet<string> = new Set(['boolean', 'uuid', 'json', 'binary']);

/** Checks what an aggregate is over. @throws {FieldError} unknown path, or values that cannot be added up */
export function aggregatePath(
  meta: ModelMeta,
  { function: name, path }: Aggregate<unknown>,
): ResolvedPath & { readonly holder: ColumnMeta } {
  const resolved: ResolvedPath = path === '*' ? { hops: [], column: undefined, model: meta } : resolvePath(meta, path);
  const holder = resolved.column ?? resolved.model.primaryKey;
  if (path === '*' && name !== 'count')
    throw new FieldError(`${meta.name}: ${name}() takes a column, only count() takes "*".`);
  if ((name === 'sum' || name === 'avg') && !additive.has(holder.kind)) {
    throw new FieldError(
      `${meta.name}: ${name}('${path}') needs numbers, and ${holder.model.name}.${holder.name} holds none.`,
    );
  }
  if ((name === 'min' || name === 'max') && unordered.has(holder.kind)) {
    throw new FieldError(
      `${meta.name}: ${name}('${path}') needs values in an order, and PostgreSQL has none for a ${holder.kind}.`,
    );
  }
  return { ...resolved, holder };
}

/** Plans an aggregate over the rows of the SELECT, joined as far as its path goes. */
export function planAggregate(
  meta: ModelMeta,
  aggregate: Aggregate<unknown>,
  joins: Joins,
  scopes: readonly string[],
): PlannedAggregate {
  const { hops, holder } = aggregatePath(meta, aggregate);
  const of = aggregate.path === '*' ? undefined : joins.locate(hops, holder, scopes).expr;
  return result(
    aggregate,
    { type: 'aggregate', function: aggregate.function, of, distinct: aggregate.distinct },
    holder,
  );
}

/**
 * Plans an aggregate for each row: over a relation to many by a subquery, so that several never multiply each other's
 * rows and that only the rows which are read are counted.
 */
export function planRowAggregate(
  meta: ModelMeta,
  aggregate: Aggregate<unknown>,
  joins: Joins,
  aliases: Aliases,
): PlannedAggregate {
  const { hops, holder } = aggregatePath(meta, aggregate);
  const first = hops.findIndex(({ many }) => many);
  const relation = hops[first];
  if (!relation) return result(aggregate, single(aggregate, holder, joins, hops), holder);
  const outer = joins.locate(hops.slice(0, first), relation.model.primaryKey, ['']);
  const inner = new Joins(aliases);
  const { table, owner, rest } = entry(relation, hops.slice(first + 1), holder);
  const { expr: of, joins: path } = inner.locate(rest.hops, holder, ['']);
  for (const join of path) join.required = true;
  const select = selectOf({
    from: table,
    alias: inner.alias,
    joins: inner.clauses(),
    where: [
      {
        type: 'lookup',
        lookup: 'exact',
        holder: owner,
        left: { type: 'column', alias: inner.alias, column: owner },
        right: [outer.expr],
      },
    ],
    outputs: [{ expr: { type: 'aggregate', function: aggregate.function, of, distinct: aggregate.distinct } }],
  });
  return { ...result(aggregate, { type: 'scalar', select }, holder), outer: outer.expr };
}

/** Over one object at most: the value itself, or whether it is there. */
function single(
  { function: name, path }: Aggregate<unknown>,
  holder: ColumnMeta,
  joins: Joins,
  hops: ResolvedPath['hops'],
): Expr {
  if (path === '*') return { type: 'one' };
  const { expr } = joins.locate(hops, holder, ['']);
  return name === 'count' ? { type: 'presence', of: expr } : expr;
}

/** A column that holds such values as an aggregate gives. @throws {FieldError} as `aggregatePath` */
export const aggregateHolder = (meta: ModelMeta, aggregate: Aggregate<unknown>): ColumnMeta =>
  result(aggregate, { type: 'one' }, aggregatePath(meta, aggregate).holder).holder;

function result({ function: name }: Aggregate<unknown>, expr: Expr, holder: ColumnMeta): PlannedAggregate {
  if (name === 'count') return { expr, holder: holderOf(holder, 'bigInteger', 'count'), reads: 'count' };
  if (name === 'avg' && holder.kind !== 'duration')
    return { expr, holder: holderOf(holder, 'float', 'avg'), reads: 'mean' };
  if (name === 'sum' && integers.has(holder.kind))
    return { expr, holder: holderOf(holder, 'bigInteger', 'sum'), reads: 'number' };
  return { expr, holder, reads: 'value' };
}
