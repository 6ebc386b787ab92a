/** Plans the order of a query: `-author.name`, relations by their own order, annotations, and `?` for chance. */
import { FieldError } from '../errors.ts';
import type { ModelMeta, Relation } from '../models/meta.ts';
import type { Joins } from './joins.ts';
import { resolvePath } from './resolve-path.ts';
import type { Expr, OrderTerm } from './statement.ts';

/** What planning an order needs of the SELECT around it. */
export interface OrderingContext {
  readonly joins: Joins;
  /** Where joins over relations to many may be found. */
  readonly scopes: readonly string[];
  readonly annotation: (name: string) => Expr | undefined;
}

const MAX_DEPTH = 8;

/**
 * Plans ORDER BY.
 *
 * NULL is the smallest value, so first unless descending: SQLite's way, which PostgreSQL is told to follow.
 *
 * @param terms As `orderBy` takes them.
 * @param reversed Turns every term around.
 * @throws {FieldError} a term names nothing that can be ordered by
 */
export function planOrdering(
  meta: ModelMeta,
  terms: readonly string[],
  reversed: boolean,
  context: OrderingContext,
): OrderTerm[] {
  return terms.flatMap((term) => planTerm(meta, term, reversed, [], context));
}

function planTerm(
  meta: ModelMeta,
  term: string,
  reversed: boolean,
  before: readonly Relation[],
  context: OrderingContext,
): OrderTerm[] {
  if (term === '?') return [{ expr: { type: 'random' }, descending: false, nullable: false }];
  const isDescending = term.startsWith('-');
  const path = isDescending ? term.slice(1) : term;
  const descending = isDescending !== reversed;
  const computed = before.length === 0 && !meta.columnsByName.has(path) ? context.annotation(path) : undefined;
  if (computed) return [{ expr: computed, descending, nullable: true }];
  const { hops, column, model } = resolvePath(meta, path);
  const way = [...before, ...hops];
  if (column) {
    const { expr, nullable } = context.joins.locate(way, column, context.scopes);
    return [{ expr, descending, nullable }];
  }
  if (way.length > MAX_DEPTH)
    throw new FieldError(`${meta.name}: the order by "${path}" leads in a circle; order by a column.`);
  const inner = model.ordering.length > 0 ? model.ordering : ['pk'];
  return inner.flatMap((name) => planTerm(model, name, descending, way, context));
}
