/** Plans a query: from its shape to one SELECT, and to what becomes of the columns that it gives. */
import { FieldError } from '../errors.ts';
import type { ColumnMeta, ManyToManyRelation, Relation } from '../models/meta.ts';
import type { Aggregate } from './aggregates.ts';
import { Aliases } from './joins.ts';
import type { PlannedAggregate } from './plan-aggregates.ts';
import type { SubqueryUse } from './plan-conditions.ts';
import { columnsOf, hiddenOrder, planAggregates, planCount, planExists } from './plan-measures.ts';
import { type ObjectPlan, planObjects } from './plan-objects.ts';
import { planPage } from './plan-page.ts';
import { type ColumnExpr, SelectContext, unique } from './select-context.ts';
import type { Shape } from './shape.ts';
import { type Expr, type OrderTerm, type Select, selectOf, type Test } from './statement.ts';

/** What is wanted of a query. */
export type Purpose =
  | { readonly type: 'rows' }
  | { readonly type: 'count' }
  | { readonly type: 'exists' }
  /** The primary keys alone, for the subquery of an UPDATE or DELETE. */
  | { readonly type: 'keys' }
  | { readonly type: 'aggregate'; readonly aggregates: { readonly [name: string]: Aggregate<unknown> } }
  /** The objects that a relation leads to from many objects at once; the slot holds their keys. */
  | { readonly type: 'related'; readonly relation: Relation; readonly slot: number };

/** One column of a result: how its value is read. */
export interface OutputColumn {
  /** Name in the result; of a column, its attribute. */
  readonly name: string;
  /** A column that holds such values. */
  readonly holder: ColumnMeta;
  readonly reads: PlannedAggregate['reads'];
}

/** A planned query. */
export interface Plan {
  readonly select: Select;
  /** The columns of the SELECT that mean something, in its order; others may follow. */
  readonly outputs: readonly OutputColumn[];
  /** How rows become objects; `undefined` where values are wanted. */
  readonly object: ObjectPlan | undefined;
  /** Positions of annotations, for objects. */
  readonly annotations: readonly { readonly name: string; readonly position: number }[];
  /** The key of the object that a related object belongs to. */
  readonly owner: { readonly position: number; readonly holder: ColumnMeta } | undefined;
}

/**
 * Plans a query; done once for each shape.
 *
 * @param aliases Those of the statement around, where the query is a part of one.
 * @throws {FieldError} an unknown column, relation or path
 */
export function planQuery(shape: Shape, purpose: Purpose, aliases: Aliases = new Aliases()): Plan {
  const context = new SelectContext(shape, aliases, planSubquery);
  if (purpose.type === 'count') return planCount(context);
  if (purpose.type === 'exists') return planExists(context);
  if (purpose.type === 'aggregate') return planAggregates(context, purpose.aggregates);
  if (purpose.type === 'keys') return planKeys(context);
  return planRows(context, purpose.type === 'related' ? planOwner(context, purpose.relation, purpose.slot) : undefined);
}

// ---------------------------------------------------------------------------------------------------------- rows

function planRows(context: SelectContext, owner: ColumnExpr | undefined): Plan {
  const { state, limit, offset } = context.shape;
  const selected: Expr[] = [];
  const outputs: OutputColumn[] = [];
  const output = (name: string, expr: Expr, holder: ColumnMeta, reads: OutputColumn['reads'] = 'value'): number => {
    outputs.push({ name, holder, reads });
    return selected.push(expr) - 1;
  };
  const isObject = state.result === 'instances';
  const orderBy = context.ordering();
  const ownJoins = context.joins.clauses().length;
  const object = isObject ? planObjects(context, (column, expr) => output(column.name, expr, column)) : undefined;
  for (const name of isObject ? [] : valueNames(context)) {
    if (context.hasAnnotation(name)) continue;
    const { column, expr } = context.column(name);
    output(name, expr, column);
  }
  const annotations = annotationNames(context).map((name) => {
    const { expr, holder, reads } = context.annotation(name);
    return { name, position: output(name, expr, holder, reads) };
  });
  const position = owner ? selected.push(owner) - 1 : 0;
  const { distinct, lock } = state;
  if (distinct) selected.push(...hiddenOrder(selected, orderBy));
  const groupBy = context.grouped ? groupsOf(context, selected, orderBy) : [];
  const joins = context.joins.clauses();
  const terms = selected.map((expr) => ({ expr }));
  const whole = selectOf({ ...context.base(), joins, groupBy, orderBy, outputs: terms, distinct, lock });
  if (state.counted) {
    const select = planPage({ context, whole, ownJoins, subquery: planSubquery });
    return { select, outputs, object, annotations, owner: undefined };
  }
  const select = owner && context.isCut ? slicePerOwner(context, whole, owner) : { ...whole, limit, offset };
  return { select, outputs, object, annotations, owner: owner && { position, holder: owner.column } };
}

const valueNames = ({ shape, meta }: SelectContext): readonly string[] =>
  shape.state.columns ?? meta.columns.map(({ name }) => name);

/** The annotations that are read: those that `values(…)` or `reads` names, or all. */
function annotationNames(context: SelectContext): readonly string[] {
  const { annotations, columns, grouped, result, reads } = context.shape.state;
  const names = Object.keys(annotations);
  if (result !== 'instances') {
    return grouped || columns === undefined ? names : names.filter((name) => columns.includes(name));
  }
  const read = reads?.annotations;
  return read === undefined ? names : names.filter((name) => read.has(name));
}

/** GROUP BY: the columns of `values()`; for objects their keys, on which everything else depends. */
function groupsOf(context: SelectContext, selected: readonly Expr[], orderBy: readonly OrderTerm[]): Expr[] {
  const columns = selected.filter((expr) => expr.type === 'column');
  if (context.shape.state.grouped) return unique([...columns, ...columnsOf(orderBy)]);
  const { alias } = context.joins;
  const keys = columns.filter((expr) => expr.column.primaryKey);
  const order = columnsOf(orderBy).filter((expr) => expr.alias !== alias);
  return unique([context.column('pk').expr, ...keys, ...context.groupedBeside, ...order]);
}

function planKeys(context: SelectContext): Plan {
  const { state, limit, offset } = context.shape;
  const { expr, column } = context.column('pk');
  const orderBy = context.isCut ? context.ordering() : [];
  const groupBy = context.grouped ? unique([expr, ...context.groupedBeside, ...columnsOf(orderBy)]) : [];
  const joins = context.joins.clauses();
  const hidden = state.distinct ? hiddenOrder([expr], orderBy) : [];
  const terms = [expr, ...hidden].map((shown) => ({ expr: shown }));
  const select = selectOf({
    ...context.base(),
    joins,
    groupBy,
    orderBy,
    outputs: terms,
    distinct: state.distinct,
    limit,
    offset,
  });
  const outputs: OutputColumn[] = [{ name: column.name, holder: column, reads: 'value' }];
  return { select, outputs, object: undefined, annotations: [], owner: undefined };
}

// ----------------------------------------------------------------------------------------------- related objects

/** Narrows to what a relation leads to from many objects; @returns the key of the object outside. */
function planOwner(context: SelectContext, relation: Relation, slot: number): ColumnExpr {
  const owner = ownerOf(context, relation);
  context.where.unshift({ type: 'isOneOf', left: owner, slot });
  return owner;
}

/** A slice of the related objects of each object: numbers them, and keeps those whose number is in it. */
function slicePerOwner(context: SelectContext, { orderBy, lock: _, ...whole }: Select, owner: ColumnExpr): Select {
  const { limit, offset } = context.shape;
  const { expr: key, column: holder } = context.column('pk');
  const order = orderBy.length > 0 ? orderBy : [{ expr: key, descending: false, nullable: false }];
  const number = { expr: { type: 'rowNumber', partition: owner, orderBy: order }, name: 'n' } as const;
  const outputs = whole.outputs.map(({ expr }, index) => ({ expr, name: `c${index}` }));
  const from = selectOf({ ...whole, outputs: [...outputs, number] });
  const outer = (name: string): Expr => ({ type: 'outer', alias: 'q', name });
  const whereIn = (lookup: string, right: Expr): Test => ({
    type: 'lookup',
    lookup,
    holder,
    left: outer('n'),
    right: [right],
  });
  const bound = (slot: number): Expr => ({ type: 'number', slot, whole: true, place: holder.name });
  const where: Test[] = [];
  if (offset !== undefined) where.push(whereIn('gt', bound(offset)));
  if (limit !== undefined) {
    const end: Expr =
      offset === undefined
        ? bound(limit)
        : { type: 'arithmetic', operator: '+', left: bound(offset), right: bound(limit) };
    where.push(whereIn('lte', end));
  }
  const byNumber: OrderTerm = { expr: outer('n'), descending: false, nullable: false };
  return selectOf({
    from,
    alias: 'q',
    where,
    orderBy: [byNumber],
    outputs: outputs.map(({ name }) => ({ expr: outer(name) })),
  });
}

function ownerOf({ joins }: SelectContext, relation: Relation): ColumnExpr {
  if (relation.kind !== 'manyToMany') {
    return {
      type: 'column',
      alias: joins.alias,
      column: relation.forward ? relation.target.primaryKey : relation.column,
    };
  }
  const back = joins.locate([backwards(relation)], relation.model.primaryKey, ['owner']);
  for (const join of back.joins) join.required = true;
  return back.expr;
}

/** The other direction of a many-to-many relation, whether or not it has a name. */
const backwards = (relation: ManyToManyRelation): ManyToManyRelation => ({
  ...relation,
  name: `<${relation.name}`,
  model: relation.target,
  target: relation.model,
  source: relation.destination,
  destination: relation.source,
});

/** The SELECT of a QuerySet that stands in a condition; of one in an `in` its one column, or the primary key. */
function planSubquery(shape: Shape, aliases: Aliases, use: SubqueryUse): Select {
  if (use === 'exists') return planQuery(shape, { type: 'exists' }, aliases).select;
  const { result, columns, distinct } = shape.state;
  const isKeys = result === 'instances' || columns === undefined;
  if (!isKeys && columns.length !== 1)
    throw new FieldError(`${shape.meta.name}: a QuerySet in an "in" selects one column.`);
  const { select } = planQuery(shape, isKeys ? { type: 'keys' } : { type: 'rows' }, aliases);
  const isCut = select.limit !== undefined || select.offset !== undefined;
  const outputs = select.outputs.slice(0, 1);
  const expr = outputs[0]?.expr;
  // NULL in a list makes NOT IN unknown for every row.
  const known: readonly Test[] =
    expr?.type === 'column' && expr.column.null && !isCut ? [{ type: 'isNull', of: expr, is: false }] : [];
  const orderBy = isCut ? select.orderBy : [];
  if (distinct && isCut && select.outputs.length > 1) {
    throw new FieldError(
      `${shape.meta.name}: a QuerySet in an "in" that is distinct and sliced is ordered by the column that it selects.`,
    );
  }
  return { ...select, where: [...select.where, ...known], outputs, orderBy, lock: undefined };
}
