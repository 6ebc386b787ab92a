/** Plans conditions: which tables they join, what becomes a subquery, and where NULL has to be thought of. */
import { FieldError } from '../errors.ts';
import type { ColumnKind } from '../models/field.ts';
import type { ColumnMeta, Relation } from '../models/meta.ts';
import { type Comparison, type Computed, type Condition, kindOf, type Source } from './conditions.ts';
import { type Aliases, type Join, Joins } from './joins.ts';
import { familyOf, transforms } from './lookups.ts';
import type { Shape } from './shape.ts';
import { type Expr, type Parameter, type Select, selectOf, type Test } from './statement.ts';

/** What planning a condition needs of the SELECT around it. */
export interface ConditionContext {
  readonly joins: Joins;
  readonly aliases: Aliases;
  /** The value of an annotation, and a column that holds such values. */
  readonly annotation: (name: string) => { readonly expr: Expr; readonly holder: ColumnMeta };
  /** The SELECT of a QuerySet that stands in an `in`, with one column, or in a `Q.exists`. */
  readonly subquery: (shape: Shape, use: SubqueryUse) => Select;
}

/** What a subquery is for. */
export type SubqueryUse = 'in' | 'exists';

/** Where in a condition planning is. */
interface Polarity {
  /** Names the call of `filter`, so that its joins over relations to many are its own. */
  readonly scope: string;
  /** An odd number of negations is around: NULL must count as "not met" before it is turned around. */
  readonly negative: boolean;
  /** Any negation is around: a relation to many is then asked whether it has such an object, not joined. */
  readonly negated: boolean;
}

interface Planned {
  readonly test: Test;
  /** Joins without which the condition cannot be met: they need not be outer joins. */
  readonly needs: ReadonlySet<Join>;
}

/**
 * Plans the condition of one call of `filter` or `exclude`.
 *
 * As in Django: joins become inner where the condition cannot be met without a row; a negated condition is met by rows
 * with NULL; and a negated condition on a relation to many is about all related objects.
 *
 * @param scope Names the call.
 * @see Django `Query.build_filter`, `Query.split_exclude`, `JoinPromoter`
 */
export function planCondition(condition: Condition, scope: string, context: ConditionContext): Test {
  const { test, needs } = new ConditionPlanner(context).plan(condition, { scope, negative: false, negated: false });
  for (const join of needs) join.required = true;
  return test;
}

const noJoins: ReadonlySet<Join> = new Set();

class ConditionPlanner {
  readonly #context: ConditionContext;

  constructor(context: ConditionContext) {
    this.#context = context;
  }

  plan(condition: Condition, at: Polarity): Planned {
    if (condition.type === 'compare') return this.#compare(condition, at);
    if (condition.type === 'exists') {
      return { test: { type: 'exists', select: this.#context.subquery(condition.shape, 'exists') }, needs: noJoins };
    }
    if (condition.type === 'not') {
      const { test } = this.plan(condition.condition, { ...at, negative: !at.negative, negated: true });
      return { test: { type: 'not', test }, needs: noJoins };
    }
    if (condition.type === 'and' || condition.type === 'or') {
      const planned = condition.conditions.map((part) => this.plan(part, at));
      const sets = planned.map(({ needs }) => needs);
      const needs =
        condition.type === 'and'
          ? sets.reduce((all, set) => all.union(set))
          : sets.reduce((all, set) => all.intersection(set));
      return { test: { type: condition.type, tests: planned.map(({ test }) => test) }, needs };
    }
    // What is always or never met has been folded away, but for a part that stands alone.
    return { test: { type: condition.type === 'everything' ? 'and' : 'or', tests: [] }, needs: noJoins };
  }

  #compare(comparison: Comparison, at: Polarity): Planned {
    const first = comparison.left.hops.findIndex(({ many }) => many);
    if (at.negated && first >= 0) return { test: this.#related(comparison, first, at), needs: noJoins };
    const left = this.#source(comparison.left, this.#context.joins, at.scope);
    const { test, joins } = this.#test(comparison, left, at);
    const isMissing = comparison.lookup === 'isnull' && comparison.right.type === 'boolean' && comparison.right.value;
    return { test, needs: isMissing ? noJoins : new Set([...left.joins, ...joins]) };
  }

  #test(comparison: Comparison, left: Value, at: Polarity): { test: Test; joins: readonly Join[] } {
    const { lookup, right } = comparison;
    if (right.type === 'boolean') return { test: { type: 'isNull', of: left.expr, is: right.value }, joins: [] };
    const nullable = left.nullable ? [left.plain] : [];
    const joins: Join[] = [];
    let test: Test;
    if (right.type === 'query') {
      test = { type: 'inQuery', left: left.expr, select: this.#context.subquery(right.shape, 'in') };
    } else if (right.type === 'expression') {
      const expr = this.#computed(right.expression, left, at, joins, nullable);
      test = { type: 'lookup', lookup, left: left.expr, holder: left.holder, right: [expr] };
    } else {
      const slots = right.type === 'pair' ? right.slots : [right.slot];
      const parameters = slots.map((slot): Parameter => ({ type: 'parameter', slot }));
      test = { type: 'lookup', lookup, left: left.expr, holder: left.holder, right: parameters };
    }
    if (!at.negative || nullable.length === 0) return { test, joins };
    const known = nullable.map((of): Test => ({ type: 'isNull', of, is: false }));
    return { test: { type: 'and', tests: [test, ...known] }, joins };
  }

  #computed(computed: Computed, left: Value, at: Polarity, joins: Join[], nullable: Expr[]): Expr {
    if (computed.type === 'source') {
      const value = this.#source(computed.source, this.#context.joins, at.scope);
      assertFamily(left.holder, value.holder.kind);
      joins.push(...value.joins);
      if (value.nullable) nullable.push(value.plain);
      return value.expr;
    }
    assertFamily(left.holder, 'float');
    if (computed.type === 'number') return { ...computed, place: left.holder.name };
    const { operator } = computed;
    const [a, b] = [computed.left, computed.right].map((side) => this.#computed(side, left, at, joins, nullable)) as [
      Expr,
      Expr,
    ];
    return { type: 'arithmetic', operator, left: a, right: b };
  }

  /** Whether there is a related object that meets the comparison: EXISTS, instead of a join. */
  #related(comparison: Comparison, first: number, at: Polarity): Test {
    const { joins, aliases } = this.#context;
    const { hops } = comparison.left;
    const relation = hops[first] as Relation & { many: true };
    const outer = joins.locate(hops.slice(0, first), relation.model.primaryKey, [at.scope]);
    const inner = new Joins(aliases);
    const { table, owner, rest } = entry(relation, hops.slice(first + 1), comparison.left.column);
    const value = this.#source({ ...comparison.left, hops: rest.hops, column: rest.column }, inner, '');
    const { test } = this.#test(comparison, value, { ...at, negative: false });
    const isMissing = comparison.lookup === 'isnull' && comparison.right.type === 'boolean' && comparison.right.value;
    for (const join of isMissing ? [] : value.joins) join.required = true;
    const key: Test = {
      type: 'lookup',
      lookup: 'exact',
      holder: owner,
      left: { type: 'column', alias: inner.alias, column: owner },
      right: [outer.expr],
    };
    const exists = (where: readonly Test[], clauses = inner.clauses()): Test => ({
      type: 'exists',
      select: selectOf({
        from: table,
        alias: inner.alias,
        joins: clauses,
        where,
        outputs: [{ expr: { type: 'one' } }],
      }),
    });
    if (!isMissing) return exists([key, test]);
    // An object without any related ones has, as an outer join sees it, one that is NULL.
    return { type: 'or', tests: [exists([key, test]), { type: 'not', test: exists([key], []) }] };
  }

  #source(source: Source, joins: Joins, scope: string): Value {
    const last = kindOf(source);
    if (!source.column) {
      const { expr, holder } = this.#context.annotation(source.annotation ?? '');
      return transformed({ expr, plain: expr, holder, joins: [], nullable: true }, source, last ?? holder.kind);
    }
    const { expr, joins: path, nullable } = joins.locate(source.hops, source.column, [scope]);
    return transformed(
      { expr, plain: expr, holder: source.column, joins: path, nullable },
      source,
      last ?? source.column.kind,
    );
  }
}

/** PostgreSQL refuses to compare what is of different families, and SQLite compares it as it likes. */
function assertFamily({ model, name, kind }: ColumnMeta, other: ColumnKind): void {
  if (familyOf(kind) === familyOf(other)) return;
  throw new FieldError(
    `${model.name}.${name} is compared with an expression of another kind (${familyOf(kind)} with ${familyOf(other)}).`,
  );
}

/** A source, located. */
interface Value {
  readonly expr: Expr;
  /** Without transforms. */
  readonly plain: Expr;
  /** A column that holds such values: says how a value to compare with is encoded. */
  readonly holder: ColumnMeta;
  readonly joins: readonly Join[];
  readonly nullable: boolean;
}

function transformed(value: Value, source: Source, kind: ColumnKind): Value {
  if (source.transforms.length === 0) return value;
  let { expr } = value;
  let of = value.holder.kind;
  for (const name of source.transforms) {
    const transform = transforms.get(name);
    if (!transform?.kinds.has(of))
      throw new FieldError(`${value.holder.model.name}.${value.holder.name} has no ${name}.`);
    expr = { type: 'transform', name, of: expr, kind: of };
    of = transform.result;
  }
  return { ...value, expr, holder: holderOf(value.holder, kind, source.transforms.join('.')) };
}

/** A column that does not exist, for values of another kind than a column's own: `createdAt.year`. */
export const holderOf = (column: ColumnMeta, kind: ColumnKind, suffix: string): ColumnMeta => ({
  ...column,
  name: `${column.name}.${suffix}`,
  kind,
  options: {},
});

/**
 * How a subquery over a relation to many begins: its first table, the column there that holds the key of the object
 * outside, and the way that is left.
 */
export function entry(
  relation: Relation,
  hops: readonly Relation[],
  column: ColumnMeta | undefined,
): { table: string; owner: ColumnMeta; rest: { hops: readonly Relation[]; column: ColumnMeta | undefined } } {
  if (relation.kind !== 'manyToMany') {
    const owner = relation.forward ? relation.target.primaryKey : relation.column;
    return { table: relation.target.table, owner, rest: { hops, column } };
  }
  const { through, source, destination } = relation;
  // From the table between the two it is one more step: its own foreign key to the target.
  const step = destination.relation as Relation;
  return { table: through.table, owner: source, rest: { hops: [step, ...hops], column } };
}
