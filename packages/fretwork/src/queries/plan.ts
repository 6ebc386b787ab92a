/** Plans a query: from its shape to one SELECT, and to what becomes of the columns that it gives. */
import { FieldError } from '../errors.ts';
import type { ColumnMeta, ManyToManyRelation, ModelMeta, Relation } from '../models/meta.ts';
import type { Aggregate } from './aggregates.ts';
import type { Condition } from './conditions.ts';
import { Aliases, Joins } from './joins.ts';
import { planOrdering } from './ordering.ts';
import { aggregatePath, type PlannedAggregate, planAggregate, planRowAggregate } from './plan-aggregates.ts';
import { planCondition } from './plan-conditions.ts';
import { unknownName } from './resolve-path.ts';
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

/** One column of a result: where its value comes from and how it is read. */
export interface OutputColumn {
  /** Name in the result; of a column, its attribute. */
  readonly name: string;
  /** A column that holds such values. */
  readonly holder: ColumnMeta;
  readonly reads: PlannedAggregate['reads'];
}

/** The part of a row that becomes one object. */
export interface ObjectPlan {
  readonly meta: ModelMeta;
  /** Positions in the row, of the columns in order. */
  readonly columns: readonly { readonly column: ColumnMeta; readonly position: number }[];
  /** Position of the primary key: NULL where an outer join found nothing. */
  readonly key: number;
  readonly related: readonly { readonly relation: Relation; readonly object: ObjectPlan }[];
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
 * @throws {FieldError} an unknown column, relation or path
 */
export function planQuery(shape: Shape, purpose: Purpose, aliases: Aliases = new Aliases()): Plan {
  return new Planner(shape, aliases).plan(purpose);
}

type Output = Select['outputs'][number];

class Planner {
  readonly #shape: Shape;
  readonly #meta: ModelMeta;
  readonly #aliases: Aliases;
  readonly #joins: Joins;
  readonly #annotations = new Map<string, PlannedAggregate>();
  readonly #outputs: Output[] = [];
  readonly #columns: OutputColumn[] = [];
  /** Whether rows are grouped: by the values of `values(…).annotate(…)`, or by object, as joins multiply it. */
  #grouped: boolean;

  constructor(shape: Shape, aliases: Aliases) {
    this.#shape = shape;
    this.#meta = shape.meta;
    this.#aliases = aliases;
    this.#joins = new Joins(aliases);
    this.#grouped = shape.state.grouped;
  }

  plan(purpose: Purpose): Plan {
    const { where, having } = this.#conditions();
    this.#reuseJoins();
    if (purpose.type === 'aggregate') return this.#aggregate(purpose.aggregates, where, having);
    if (purpose.type === 'count' || purpose.type === 'exists') return this.#measure(purpose.type, where, having);
    const owner = purpose.type === 'related' ? this.#related(purpose.relation, purpose.slot, where) : undefined;
    return this.#rows(purpose, where, having, owner);
  }

  // -------------------------------------------------------------------------------------------------- conditions

  #conditions(): { where: Test[]; having: Test[] } {
    const where: Test[] = [];
    const having: Test[] = [];
    for (const [index, condition] of this.#shape.conditions.entries()) {
      if (!condition || condition.type === 'everything') continue;
      // Annotations narrow after grouping, so they are planned last, when it is known what groups.
      for (const part of condition.type === 'and' ? condition.conditions : [condition]) {
        if (namesAnnotation(part)) this.#late.push([part, `#${index}`, having]);
        else where.push(this.#condition(part, `#${index}`));
      }
    }
    return { where, having };
  }

  readonly #late: [Condition, string, Test[]][] = [];

  #condition(condition: Condition, scope: string): Test {
    return planCondition(condition, scope, {
      joins: this.#joins,
      aliases: this.#aliases,
      annotation: (name) => this.#annotation(name),
      subquery: (shape) => subquery(shape, this.#aliases),
    });
  }

  /** Where an earlier filter has joined what an annotation is over, it counts what the filter left: as Django does. */
  #reuseJoins(): void {
    for (const { aggregate, after } of Object.values(this.#shape.state.annotations)) {
      const { hops } = aggregatePath(this.#meta, aggregate);
      const first = hops.findIndex(({ many }) => many);
      if (first >= 0 && this.#joins.has(hops.slice(0, first + 1), scopesBefore(after))) this.#grouped = true;
    }
    for (const [condition, scope, having] of this.#late) having.push(this.#condition(condition, scope));
  }

  #annotation(name: string): PlannedAggregate {
    const known = this.#annotations.get(name);
    if (known) return known;
    const annotation = this.#shape.state.annotations[name];
    if (!annotation) throw unknownName(this.#meta, name);
    const { aggregate, after } = annotation;
    const { hops } = aggregatePath(this.#meta, aggregate);
    const first = hops.findIndex(({ many }) => many);
    const isJoined = first >= 0 && this.#joins.has(hops.slice(0, first + 1), scopesBefore(after));
    const planned =
      this.#shape.state.grouped || isJoined
        ? planAggregate(this.#meta, aggregate, this.#joins, [...scopesBefore(after), 'annotation'])
        : planRowAggregate(this.#meta, aggregate, this.#joins, this.#aliases);
    this.#annotations.set(name, planned);
    return planned;
  }

  /** Conditions on annotations stand behind the grouping where there is one. */
  #narrowing(where: readonly Test[], having: readonly Test[]): Pick<Select, 'where' | 'having'> {
    return this.#grouped ? { where, having } : { where: [...where, ...having], having: [] };
  }

  // -------------------------------------------------------------------------------------------------------- rows

  #rows(
    purpose: Purpose,
    where: readonly Test[],
    having: readonly Test[],
    owner: (Expr & { type: 'column' }) | undefined,
  ): Plan {
    const { state, limit, offset } = this.#shape;
    const isObject = state.result === 'instances' && purpose.type !== 'keys';
    const object = isObject ? this.#object(this.#meta, [], relatedTree(this.#meta, state.selectRelated)) : undefined;
    if (!object) this.#values(purpose);
    const annotations = purpose.type === 'keys' ? [] : this.#annotationOutputs(object !== undefined);
    const position = owner ? this.#outputs.push({ expr: owner }) - 1 : 0;
    const orderBy = this.#ordering(purpose);
    if (state.distinct) this.#showOrder(orderBy);
    const groupBy = this.#grouped ? this.#groups(object, orderBy) : [];
    const select = selectOf({
      from: this.#meta.table,
      alias: this.#joins.alias,
      ...this.#narrowing(where, having),
      joins: this.#joins.clauses(),
      groupBy,
      orderBy,
      outputs: this.#outputs,
      distinct: state.distinct,
      limit,
      offset,
      lock: state.lock,
    });
    return { select, outputs: this.#columns, object, annotations, owner: owner && { position, holder: owner.column } };
  }

  #output(name: string, expr: Expr, holder: ColumnMeta, reads: OutputColumn['reads'] = 'value'): number {
    this.#columns.push({ name, holder, reads });
    return this.#outputs.push({ expr }) - 1;
  }

  #object(meta: ModelMeta, hops: readonly Relation[], tree: RelatedTree): ObjectPlan {
    const wanted = hops.length === 0 ? this.#wanted() : meta.columns;
    const columns = wanted.map((column) => {
      // Of a joined object its own key, not the column that refers to it: it tells whether the object is there.
      const { expr } = hops.length === 0 ? this.#joins.locate([], column, ['']) : this.#locateIn(hops, column);
      return { column, position: this.#output(column.name, expr, column) };
    });
    const key = columns.find(({ column }) => column.primaryKey)?.position ?? 0;
    const related = [...tree].map(([relation, inner]) => ({
      relation,
      object: this.#object(relation.target, [...hops, relation], inner),
    }));
    return { meta, columns, key, related };
  }

  #locateIn(hops: readonly Relation[], column: ColumnMeta): { expr: Expr } {
    const other = column.model.columns.find(({ primaryKey }) => !primaryKey);
    if (!column.primaryKey || !other) return this.#joins.locate(hops, column, ['']);
    const { expr } = this.#joins.locate(hops, other, ['']);
    return { expr: { ...expr, column } };
  }

  /** The columns of the base table that are read; the primary key always. */
  #wanted(): readonly ColumnMeta[] {
    const { columns } = this.#shape.state;
    if (columns === undefined) return this.#meta.columns;
    const wanted = new Set(columns.map((name) => columnOf(this.#meta, name)));
    return this.#meta.columns.filter((column) => column.primaryKey || wanted.has(column));
  }

  #values(purpose: Purpose): void {
    const { columns, annotations } = this.#shape.state;
    const names = purpose.type === 'keys' ? ['pk'] : (columns ?? this.#meta.columns.map(({ name }) => name));
    for (const name of names) {
      if (!this.#meta.columnsByName.has(name) && Object.hasOwn(annotations, name)) {
        const { expr, holder, reads } = this.#annotation(name);
        this.#output(name, expr, holder, reads);
      } else {
        const column = columnOf(this.#meta, name);
        this.#output(name, this.#joins.locate([], column, ['']).expr, column);
      }
    }
  }

  #annotationOutputs(isObject: boolean): { name: string; position: number }[] {
    const { annotations, columns, grouped } = this.#shape.state;
    if (!isObject && columns !== undefined && !grouped) return [];
    return Object.keys(annotations).map((name) => {
      const { expr, holder, reads } = this.#annotation(name);
      return { name, position: this.#output(name, expr, holder, reads) };
    });
  }

  #ordering(purpose: Purpose): OrderTerm[] {
    const { state, limit, offset, conditions } = this.#shape;
    const isCut = limit !== undefined || offset !== undefined;
    if (purpose.type === 'keys' && !isCut) return [];
    const ordering = state.ordering ?? (state.grouped ? [] : this.#meta.ordering);
    return planOrdering(this.#meta, ordering, state.reversed, {
      joins: this.#joins,
      scopes: [...scopesBefore(conditions.length), 'order'],
      annotation: (name) => (Object.hasOwn(state.annotations, name) ? this.#annotation(name).expr : undefined),
    });
  }

  /** DISTINCT can only be ordered by what it selects. */
  #showOrder(orderBy: readonly OrderTerm[]): void {
    const shown = new Set(this.#outputs.map(({ expr }) => JSON.stringify(expr, printAlias)));
    for (const { expr } of orderBy) {
      if (!shown.has(JSON.stringify(expr, printAlias))) this.#outputs.push({ expr });
    }
  }

  #groups(object: ObjectPlan | undefined, orderBy: readonly OrderTerm[]): Expr[] {
    const keyOf = (alias: string, model: ModelMeta): Expr => ({ type: 'column', alias, column: model.primaryKey });
    const plain = this.#outputs.map(({ expr }) => expr).filter((expr) => expr.type === 'column');
    const order = orderBy.map(({ expr }) => expr).filter((expr) => expr.type === 'column');
    if (!object)
      return this.#shape.state.grouped
        ? unique([...plain, ...order])
        : unique([keyOf(this.#joins.alias, this.#meta), ...plain, ...order]);
    const keys = plain.filter(({ column }) => column.primaryKey);
    return unique([
      keyOf(this.#joins.alias, this.#meta),
      ...keys,
      ...order.filter(({ alias }) => alias !== this.#joins.alias),
    ]);
  }

  /** Narrows to what a relation leads to from many objects; @returns the key of the object outside. */
  #related(relation: Relation, slot: number, where: Test[]): Expr & { type: 'column' } {
    const owner = this.#ownerOf(relation);
    where.unshift({
      type: 'lookup',
      lookup: 'in',
      holder: owner.column,
      left: owner,
      right: [{ type: 'parameter', slot }],
    });
    return owner;
  }

  #ownerOf(relation: Relation): Expr & { type: 'column' } {
    const { alias } = this.#joins;
    if (relation.kind !== 'manyToMany')
      return { type: 'column', alias, column: relation.forward ? relation.target.primaryKey : relation.column };
    const back = this.#joins.locate([backwards(relation)], relation.model.primaryKey, ['owner']);
    for (const join of back.joins) join.required = true;
    return back.expr;
  }

  // ------------------------------------------------------------------------------------------- counts and the like

  #measure(type: 'count' | 'exists', where: readonly Test[], having: readonly Test[]): Plan {
    const { limit, offset, state } = this.#shape;
    const isPlain = limit === undefined && offset === undefined && !state.distinct && !this.#grouped;
    const one: Expr = { type: 'one' };
    if (type === 'exists' && !state.distinct) {
      const base = { from: this.#meta.table, alias: this.#joins.alias, ...this.#narrowing(where, having) };
      const groupBy = this.#grouped ? this.#measuredGroups() : [];
      const select = selectOf({
        ...base,
        groupBy,
        joins: this.#joins.clauses(),
        outputs: [{ expr: one }],
        limit: limit ?? 'one',
        offset,
      });
      return planOf(select);
    }
    const all: Expr = { type: 'aggregate', function: 'count', of: undefined, distinct: false };
    if (!isPlain) {
      const { select } = this.#inner(where, having);
      const expr = type === 'count' ? all : one;
      return planOf(
        selectOf({ from: select, alias: 'q', outputs: [{ expr }], limit: type === 'exists' ? 'one' : undefined }),
      );
    }
    const base = { from: this.#meta.table, alias: this.#joins.alias, ...this.#narrowing(where, having) };
    return planOf(selectOf({ ...base, joins: this.#joins.clauses(), outputs: [{ expr: all }] }));
  }

  #measuredGroups(): Expr[] {
    const { state } = this.#shape;
    const names = state.grouped ? (state.columns ?? []) : ['pk'];
    return names.map((name) => this.#joins.locate([], columnOf(this.#meta, name), ['']).expr);
  }

  /** The query as a table for counting: what makes its rows, in no order unless that decides which they are. */
  #inner(where: readonly Test[], having: readonly Test[], columns: readonly Output[] = []): { select: Select } {
    const { limit, offset, state } = this.#shape;
    const isCut = limit !== undefined || offset !== undefined;
    const names = state.result === 'instances' ? ['pk'] : (state.columns ?? this.#meta.columns.map(({ name }) => name));
    for (const name of names) {
      const column = this.#meta.columnsByName.get(name);
      const expr = column ? this.#joins.locate([], column, ['']).expr : this.#annotation(name).expr;
      this.#outputs.push({ expr, name: `k${this.#outputs.length}` });
    }
    this.#outputs.push(...columns);
    const orderBy = isCut ? this.#ordering({ type: 'rows' }) : [];
    if (state.distinct) this.#showOrder(orderBy);
    const groupBy = this.#grouped
      ? unique([...this.#measuredGroups(), ...orderBy.map(({ expr }) => expr).filter((expr) => expr.type === 'column')])
      : [];
    const outputs = this.#outputs.map((output, index) => ({ ...output, name: output.name ?? `o${index}` }));
    const base = { from: this.#meta.table, alias: this.#joins.alias, ...this.#narrowing(where, having) };
    return {
      select: selectOf({
        ...base,
        joins: this.#joins.clauses(),
        groupBy,
        orderBy,
        outputs,
        distinct: state.distinct,
        limit,
        offset,
      }),
    };
  }

  #aggregate(
    aggregates: { readonly [name: string]: Aggregate<unknown> },
    where: readonly Test[],
    having: readonly Test[],
  ): Plan {
    const { limit, offset, state, conditions } = this.#shape;
    const isPlain = limit === undefined && offset === undefined && !state.distinct && !this.#grouped;
    const scopes = [...scopesBefore(conditions.length), 'aggregate'];
    const planned = Object.entries(aggregates).map(([name, aggregate]) => {
      const own = Object.hasOwn(state.annotations, aggregate.path) && !this.#meta.columnsByName.has(aggregate.path);
      return {
        name,
        ...(own ? this.#overAnnotation(aggregate) : planAggregate(this.#meta, aggregate, this.#joins, scopes)),
      };
    });
    const outputs = planned.map(({ name, holder, reads }) => ({ name, holder, reads }));
    const base = { from: this.#meta.table, alias: this.#joins.alias, ...this.#narrowing(where, having) };
    if (isPlain && planned.every(({ expr }) => expr.type === 'aggregate' && expr.of?.type !== 'scalar')) {
      return {
        ...planOf(selectOf({ ...base, joins: this.#joins.clauses(), outputs: planned.map(({ expr }) => ({ expr })) })),
        outputs,
      };
    }
    const columns: Output[] = [];
    const outer = planned.map(({ expr }, index): Output => {
      if (expr.type !== 'aggregate' || !expr.of) return { expr };
      columns.push({ expr: expr.of, name: `a${index}` });
      return { expr: { ...expr, of: { type: 'outer', alias: 'q', name: `a${index}` } } };
    });
    const { select } = this.#inner(where, having, columns);
    return { ...planOf(selectOf({ from: select, alias: 'q', outputs: outer })), outputs };
  }

  #overAnnotation(aggregate: Aggregate<unknown>): PlannedAggregate {
    const { expr, holder, reads } = this.#annotation(aggregate.path);
    const { function: name, distinct } = aggregate;
    return {
      expr: { type: 'aggregate', function: name, of: expr, distinct },
      holder,
      reads: name === 'avg' ? 'mean' : name === 'count' ? 'count' : reads,
    };
  }
}

const planOf = (select: Select): Plan => ({
  select,
  outputs: [],
  object: undefined,
  annotations: [],
  owner: undefined,
});

/** The SELECT of a QuerySet that stands in an `in`: its one column, or the primary key. */
function subquery(shape: Shape, aliases: Aliases): Select {
  const { result, columns } = shape.state;
  const isKeys = result === 'instances' || columns === undefined;
  if (!isKeys && columns.length !== 1)
    throw new FieldError(`${shape.meta.name}: a QuerySet in an "in" selects one column.`);
  const { select } = planQuery(shape, isKeys ? { type: 'keys' } : { type: 'rows' }, aliases);
  const isCut = shape.limit !== undefined || shape.offset !== undefined;
  const [output] = select.outputs;
  const nullable = output?.expr.type === 'column' && output.expr.column.null && !isCut;
  // NULL in a list makes NOT IN unknown for every row.
  const where: readonly Test[] = nullable
    ? [...select.where, { type: 'isNull', of: output.expr, is: false }]
    : select.where;
  return {
    ...select,
    where,
    outputs: select.outputs.slice(0, 1),
    orderBy: isCut ? select.orderBy : [],
    lock: undefined,
  };
}

const scopesBefore = (count: number): string[] => Array.from({ length: count }, (_, index) => `#${index}`);

function namesAnnotation(condition: Condition): boolean {
  if (condition.type === 'compare')
    return (
      condition.left.annotation !== undefined || JSON.stringify(condition.right, printAlias).includes('"annotation":"')
    );
  if (condition.type === 'not') return namesAnnotation(condition.condition);
  return 'conditions' in condition && condition.conditions.some(namesAnnotation);
}

/** Models refer to each other in circles: in a text, a column is its name. */
function printAlias(this: unknown, name: string, value: unknown): unknown {
  if (name === 'column' || name === 'holder') return (value as ColumnMeta | undefined)?.name;
  return name === 'hops' || name === 'shape' ? undefined : value;
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

function columnOf(meta: ModelMeta, name: string): ColumnMeta {
  const column = meta.columnsByName.get(name);
  if (column) return column;
  throw unknownName(meta, name);
}

function unique(exprs: readonly Expr[]): Expr[] {
  const seen = new Map(exprs.map((expr) => [JSON.stringify(expr, printAlias), expr]));
  return [...seen.values()];
}

type RelatedTree = ReadonlyMap<Relation, RelatedTree>;

/** The paths of `selectRelated` as a tree. */
function relatedTree(meta: ModelMeta, paths: readonly string[]): RelatedTree {
  const tree = new Map<Relation, Map<Relation, never>>();
  for (const path of paths) {
    let [model, branch] = [meta, tree as Map<Relation, unknown>];
    for (const name of path.split('.')) {
      const relation = model.relations.get(name);
      if (!relation || relation.many)
        throw new FieldError(
          `${model.name}: selectRelated('${path}') follows relations to one object, and "${name}" is none.`,
        );
      if (!branch.has(relation)) branch.set(relation, new Map());
      branch = branch.get(relation) as Map<Relation, unknown>;
      model = relation.target;
    }
  }
  return tree as RelatedTree;
}
