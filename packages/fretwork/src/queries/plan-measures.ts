/** Plans what gives one row: counts, existence and aggregates. */
import type { Aggregate } from './aggregates.ts';
import type { OutputColumn, Plan } from './plan.ts';
import { type PlannedAggregate, planAggregate } from './plan-aggregates.ts';
import { printExpr, type SelectContext, unique } from './select-context.ts';
import { type Expr, type OrderTerm, type Select, selectOf } from './statement.ts';

type Output = Select['outputs'][number];

const one: Output = { expr: { type: 'one' } };
const all: Output = { expr: { type: 'aggregate', function: 'count', of: undefined, distinct: false } };

/** Plans `SELECT COUNT(*)`; of what is sliced, distinct or grouped, over a subquery. */
export function planCount(context: SelectContext): Plan {
  if (needsSubquery(context)) return planOf(around(rowsOf(context), [all]));
  return planOf(selectOf({ ...context.base(), joins: context.joins.clauses(), outputs: [all] }));
}

/** Plans `SELECT 1 … LIMIT 1`. */
export function planExists(context: SelectContext): Plan {
  const { limit, offset, state } = context.shape;
  if (state.distinct) return planOf({ ...around(rowsOf(context), [one]), limit: { exactly: 1 } });
  const groupBy = context.grouped ? keysOf(context) : [];
  const base = { ...context.base(), joins: context.joins.clauses(), groupBy, outputs: [one] };
  return planOf(selectOf({ ...base, limit: limit ?? { exactly: 1 }, offset }));
}

/** Plans aggregates over all rows of a query. */
export function planAggregates(
  context: SelectContext,
  aggregates: { readonly [name: string]: Aggregate<unknown> },
): Plan {
  const scopes = [...context.scopes(), 'aggregate'];
  const planned = Object.entries(aggregates).map(([name, aggregate]) => ({
    name,
    ...(context.hasAnnotation(aggregate.path)
      ? overAnnotation(context, aggregate)
      : planAggregate(context.meta, aggregate, context.joins, scopes)),
  }));
  const outputs = planned.map(({ name, holder, reads }): OutputColumn => ({ name, holder, reads }));
  const overColumns = planned.every(
    ({ expr }) => expr.type === 'aggregate' && (expr.of?.type ?? 'column') === 'column',
  );
  if (overColumns && !needsSubquery(context)) {
    const columns = planned.map(({ expr }) => ({ expr }));
    return { ...planOf(selectOf({ ...context.base(), joins: context.joins.clauses(), outputs: columns })), outputs };
  }
  const inner: Output[] = [];
  const outer = planned.map(({ expr }, index): Output => {
    if (expr.type !== 'aggregate' || !expr.of) return { expr };
    inner.push({ expr: expr.of, name: `a${index}` });
    return { expr: { ...expr, of: { type: 'outer', alias: SUBQUERY, name: `a${index}` } } };
  });
  return { ...planOf(around(rowsOf(context, inner), outer)), outputs };
}

const SUBQUERY = 'q';

const planOf = (select: Select): Plan => ({
  select,
  outputs: [],
  object: undefined,
  annotations: [],
  owner: undefined,
});

const around = (select: Select, outputs: readonly Output[]): Select =>
  selectOf({ from: select, alias: SUBQUERY, outputs });

const needsSubquery = ({ isCut, grouped, shape }: SelectContext): boolean => isCut || grouped || shape.state.distinct;

function overAnnotation(
  context: SelectContext,
  { path, function: name, distinct }: Aggregate<unknown>,
): PlannedAggregate {
  const { expr: of, holder, reads } = context.annotation(path);
  const expr: Expr = { type: 'aggregate', function: name, of, distinct };
  return { expr, holder, reads: name === 'avg' ? 'mean' : name === 'count' ? 'count' : reads };
}

/** The rows of a query as a table, in no order unless that decides which they are. */
function rowsOf(context: SelectContext, columns: readonly Output[] = []): Select {
  const { shape, meta } = context;
  const { result, columns: chosen, distinct } = shape.state;
  const names = result === 'instances' ? ['pk'] : (chosen ?? meta.columns.map(({ name }) => name));
  const exprs = names.map(
    (name) => (context.hasAnnotation(name) ? context.annotation(name) : context.column(name)).expr,
  );
  const orderBy = context.isCut ? context.ordering() : [];
  const shown = [...exprs, ...(distinct ? hiddenOrder(exprs, orderBy) : [])];
  const outputs = [...shown.map((expr, index) => ({ expr, name: `k${index}` })), ...columns];
  const groupBy = context.grouped ? unique([...keysOf(context), ...columnsOf(orderBy)]) : [];
  const bounds = { limit: shape.limit, offset: shape.offset };
  return selectOf({
    ...context.base(),
    joins: context.joins.clauses(),
    groupBy,
    orderBy,
    outputs,
    distinct,
    ...bounds,
  });
}

/** What rows are grouped by: the columns of `values()`, or the primary key and what depends on it. */
function keysOf(context: SelectContext): Expr[] {
  const { grouped, columns } = context.shape.state;
  const keys = (grouped ? (columns ?? []) : ['pk']).map((name) => context.column(name).expr);
  return [...keys, ...context.groupedBeside];
}

/** The columns of an order. */
export const columnsOf = (orderBy: readonly OrderTerm[]) =>
  orderBy.map(({ expr }) => expr).filter((expr) => expr.type === 'column');

/** What DISTINCT has to select besides, as it can only be ordered by what it selects. */
export function hiddenOrder(shown: readonly Expr[], orderBy: readonly OrderTerm[]): Expr[] {
  const known = new Set(shown.map(printExpr));
  return orderBy.map(({ expr }) => expr).filter((expr) => !known.has(printExpr(expr)));
}
