/** Plans a page and the number of all rows as one SELECT. */
import type { ColumnMeta } from '../models/meta.ts';
import { planCount } from './plan-measures.ts';
import { SelectContext, type SubqueryPlanner } from './select-context.ts';
import type { Shape } from './shape.ts';
import { MAX_EXACT_SIZE } from './state.ts';
import { type Expr, type JoinClause, type Select, selectOf, type Test } from './statement.ts';

/** What is needed to plan a page. */
export interface PageParts {
  readonly context: SelectContext;
  /** The whole SELECT, not cut yet. */
  readonly whole: Select;
  /** How many of its joins there were before those of related objects. */
  readonly ownJoins: number;
  readonly subquery: SubqueryPlanner;
}

/**
 * Cuts a SELECT, and adds the number of all rows as its last column.
 *
 * Related objects are joined to the rows of the page alone, where conditions and order do without them.
 */
export function planPage({ context, whole, ownJoins, subquery }: PageParts): Select {
  const { shape } = context;
  const total = { expr: totalOf(context, subquery), name: TOTAL };
  const { limit: size = 0 } = shape.state;
  const bounds = {
    limit: size <= MAX_EXACT_SIZE ? { exactly: size } : shape.limit,
    offset: shape.offset,
  };
  const hasColumnsAlone = [...whole.outputs, ...whole.orderBy].every(({ expr }) => expr.type === 'column');
  if (ownJoins > 0 || whole.joins.length === 0 || !hasColumnsAlone)
    return { ...whole, ...bounds, outputs: [...whole.outputs, total] };
  const { alias } = whole;
  const columns = [...columnsAt(whole, alias)].map((column) => ({
    expr: { type: 'column', alias, column } as const,
    name: column.column,
  }));
  const rows: Select = { ...whole, ...bounds, joins: [], outputs: [...columns, total] };
  const outputs = [...whole.outputs, { expr: { type: 'outer', alias, name: TOTAL } as const }];
  return selectOf({ from: rows, alias, joins: whole.joins, orderBy: whole.orderBy, outputs });
}

const TOTAL = 'fretwork_total';

/** Counts beside the page; in the scan that finds it where that reads every row anyway. */
function totalOf({ shape, where, aliases }: SelectContext, subquery: PageParts['subquery']): Expr {
  // A window counts before DISTINCT, and PostgreSQL locks no rows beside one.
  const { distinct, lock } = shape.state;
  if (!distinct && !lock && where.some(readsEveryRow)) return { type: 'rowCount' };
  const uncut: Shape = { ...shape, limit: undefined, offset: undefined };
  return { type: 'scalar', select: planCount(new SelectContext(uncut, aliases, subquery)).select };
}

// No index finds what is in the middle of a text.
const SCANS = /contains$|endswith$|regex$|^search$/i;

function readsEveryRow(test: Test): boolean {
  if (test.type === 'and' || test.type === 'or') return test.tests.some(readsEveryRow);
  return test.type === 'lookup' && SCANS.test(test.lookup);
}

/** The columns of the table itself that the rest of a SELECT refers to. */
function columnsAt({ outputs, joins, orderBy }: Select, alias: string): ReadonlySet<ColumnMeta> {
  const named = [...outputs, ...orderBy].map(({ expr }) => expr);
  const columns = named.flatMap((expr) => (expr.type === 'column' && expr.alias === alias ? [expr.column] : []));
  const keys = joins.flatMap(({ left }: JoinClause) => (left.alias === alias ? [left.column] : []));
  return new Set([...columns, ...keys]);
}
