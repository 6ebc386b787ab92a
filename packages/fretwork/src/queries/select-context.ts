/** What all plans of one query share: its joins, its conditions, its annotations, and whether its rows are grouped. */
import { FieldError } from '../errors.ts';
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';
import type { Computed, Condition } from './conditions.ts';
import { type Aliases, Joins } from './joins.ts';
import { planOrdering } from './ordering.ts';
import { aggregatePath, type PlannedAggregate, planAggregate, planRowAggregate } from './plan-aggregates.ts';
import { planCondition, type SubqueryUse } from './plan-conditions.ts';
import { unknownName } from './resolve-path.ts';
import type { Shape } from './shape.ts';
import type { Annotation } from './state.ts';
import type { Expr, OrderTerm, Select, Test } from './statement.ts';

/** An expression that is a column. */
export type ColumnExpr = Expr & { readonly type: 'column' };

/** Plans the SELECT of a QuerySet inside another one. */
export type SubqueryPlanner = (shape: Shape, aliases: Aliases, use: SubqueryUse) => Select;

/**
 * The SELECT of a query while it is planned; its conditions are planned at once.
 *
 * @param subquery The SELECT of a QuerySet that stands in a condition.
 */
export class SelectContext {
  readonly shape: Shape;
  readonly meta: ModelMeta;
  readonly aliases: Aliases;
  readonly joins: Joins;
  /** Conditions on rows, and those on what is computed from groups of rows. */
  readonly where: Test[] = [];
  readonly having: Test[] = [];
  /** By the values of `values(…).annotate(…)`, or by object, where joins multiply what an annotation counts. */
  readonly grouped: boolean;
  /** Columns of other tables, the same in every row of a group, that have to stand in GROUP BY: PostgreSQL does not know. */
  readonly groupedBeside: Expr[] = [];
  readonly #subquery: SubqueryPlanner;
  readonly #annotations = new Map<string, PlannedAggregate>();

  constructor(shape: Shape, aliases: Aliases, subquery: SubqueryPlanner) {
    this.shape = shape;
    this.meta = shape.meta;
    this.aliases = aliases;
    this.joins = new Joins(aliases);
    this.#subquery = subquery;
    const late = this.#planConditions();
    const { grouped, annotations } = shape.state;
    this.grouped = grouped || Object.values(annotations).some((annotation) => this.#isJoined(annotation));
    // What one annotation of a group joins, the others count: all are planned, whichever are read.
    if (this.grouped) for (const name of Object.keys(annotations)) this.annotation(name);
    // Conditions on annotations come last: what groups is known only now.
    for (const [condition, scope] of late) this.having.push(this.#condition(condition, scope));
  }

  /** Whether rows are cut off, so that their order decides which ones there are. */
  get isCut(): boolean {
    return this.shape.limit !== undefined || this.shape.offset !== undefined;
  }

  /** The scopes of the first calls of `filter`. */
  scopes(count: number = this.shape.conditions.length): string[] {
    return Array.from({ length: count }, (_, index) => `#${index}`);
  }

  /** The table and the conditions; without groups, those on annotations are conditions like any other. */
  base(): Pick<Select, 'from' | 'alias' | 'where' | 'having'> {
    const [where, having] = this.grouped ? [this.where, this.having] : [[...this.where, ...this.having], []];
    return { from: this.meta.table, alias: this.joins.alias, where, having };
  }

  /** A column of the table itself. @throws {FieldError} there is none with that name */
  column(name: string): { readonly column: ColumnMeta; readonly expr: ColumnExpr } {
    const column = this.meta.columnsByName.get(name);
    if (!column) throw unknownName(this.meta, name, Object.keys(this.shape.state.annotations));
    return { column, expr: { type: 'column', alias: this.joins.alias, column } };
  }

  /** Whether a name is that of an annotation. */
  hasAnnotation(name: string): boolean {
    return !this.meta.columnsByName.has(name) && Object.hasOwn(this.shape.state.annotations, name);
  }

  /** An annotation, planned once. */
  annotation(name: string): PlannedAggregate {
    const known = this.#annotations.get(name);
    if (known) return known;
    const annotation = this.shape.state.annotations[name];
    if (!annotation) throw new FieldError(`${this.meta.name} has no annotation of that name.`);
    const { aggregate, after } = annotation;
    const planned =
      this.shape.state.grouped || this.#isJoined(annotation)
        ? planAggregate(this.meta, aggregate, this.joins, [...this.scopes(after), 'annotation'])
        : this.#ofRow(planRowAggregate(this.meta, aggregate, this.joins, this.aliases));
    this.#annotations.set(name, planned);
    return planned;
  }

  // What is the same in every row of a group, said so that PostgreSQL knows.
  #ofRow({ expr, ...planned }: PlannedAggregate): PlannedAggregate {
    const { outer } = planned;
    if (outer && outer.alias !== this.joins.alias) this.groupedBeside.push(outer);
    const isPlain = !this.grouped || expr.type === 'scalar';
    return { ...planned, expr: isPlain ? expr : { type: 'aggregate', function: 'max', of: expr, distinct: false } };
  }

  /** ORDER BY: what the query says, or the model; groups of values have no order of their own. */
  ordering(): OrderTerm[] {
    const { state } = this.shape;
    const ordering = state.ordering ?? (state.grouped ? [] : this.meta.ordering);
    return planOrdering(this.meta, ordering, state.reversed, {
      joins: this.joins,
      scopes: [...this.scopes(), 'order'],
      annotation: (name) => (this.hasAnnotation(name) ? this.annotation(name).expr : undefined),
    });
  }

  /** @returns Conditions on annotations, which have to wait. */
  #planConditions(): [condition: Condition, scope: string][] {
    const late: [Condition, string][] = [];
    for (const [index, condition] of this.shape.conditions.entries()) {
      if (!condition || condition.type === 'everything') continue;
      const scope = `#${index}`;
      for (const part of condition.type === 'and' ? condition.conditions : [condition]) {
        if (namesAnnotation(part)) late.push([part, scope]);
        else this.where.push(this.#condition(part, scope));
      }
    }
    return late;
  }

  #condition(condition: Condition, scope: string): Test {
    return planCondition(condition, scope, {
      joins: this.joins,
      aliases: this.aliases,
      annotation: (name) => this.annotation(name),
      subquery: (shape, use) => this.#subquery(shape, this.aliases, use),
    });
  }

  /** Whether an earlier filter has joined what an annotation is over: it then counts what the filter left, as in Django. */
  #isJoined({ aggregate, after }: Annotation): boolean {
    const { hops } = aggregatePath(this.meta, aggregate);
    const first = hops.findIndex(({ many }) => many);
    return first >= 0 && this.joins.has(hops.slice(0, first + 1), this.scopes(after));
  }
}

function namesAnnotation(condition: Condition): boolean {
  if (condition.type === 'not') return namesAnnotation(condition.condition);
  if ('conditions' in condition) return condition.conditions.some(namesAnnotation);
  if (condition.type !== 'compare') return false;
  const { left, right } = condition;
  return left.annotation !== undefined || (right.type === 'expression' && computesAnnotation(right.expression));
}

function computesAnnotation(computed: Computed): boolean {
  if (computed.type === 'arithmetic') return computesAnnotation(computed.left) || computesAnnotation(computed.right);
  return computed.type === 'source' && computed.source.annotation !== undefined;
}

/** Each expression once. */
export function unique<T extends Expr>(exprs: readonly T[]): T[] {
  return [...new Map(exprs.map((expr) => [printExpr(expr), expr])).values()];
}

/** An expression as text, for comparison: models refer to each other in circles, so a column is its name. */
export const printExpr = (expr: Expr): string =>
  JSON.stringify(expr, (name, value: unknown) =>
    name === 'column' || name === 'holder' || (name === 'right' && isColumn(value))
      ? (value as ColumnMeta).name
      : value,
  );

const isColumn = (value: unknown): value is ColumnMeta =>
  typeof value === 'object' && value !== null && 'position' in value;
