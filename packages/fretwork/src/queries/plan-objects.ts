/** Plans which columns make which objects: the model's own, and those that `selectRelated` joins. */
import { FieldError } from '../errors.ts';
import type { ColumnMeta, ModelMeta, Relation } from '../models/meta.ts';
import type { ColumnExpr, SelectContext } from './select-context.ts';

/** The part of a row that becomes one object. */
export interface ObjectPlan {
  readonly meta: ModelMeta;
  /** Positions in the row, of the columns in order. */
  readonly columns: readonly { readonly column: ColumnMeta; readonly position: number }[];
  /** Position of the primary key: NULL where an outer join found nothing. */
  readonly key: number;
  readonly related: readonly { readonly relation: Relation; readonly object: ObjectPlan }[];
}

/**
 * Plans the objects of a query.
 *
 * @param output Adds a column to the SELECT; gives its position.
 */
export function planObjects(
  context: SelectContext,
  output: (column: ColumnMeta, expr: ColumnExpr) => number,
): ObjectPlan {
  const tree = relatedTree(context.meta, context.shape.state.selectRelated);
  return planObject(context, context.meta, [], tree, output);
}

function planObject(
  context: SelectContext,
  meta: ModelMeta,
  hops: readonly Relation[],
  tree: RelatedTree,
  output: (column: ColumnMeta, expr: ColumnExpr) => number,
): ObjectPlan {
  const alias = context.joins.aliasOf(hops);
  const columns = wanted(context, meta, hops).map((column) => {
    return { column, position: output(column, { type: 'column', alias, column }) };
  });
  const key = columns.find(({ column }) => column.primaryKey)?.position ?? 0;
  const related = [...tree].map(([relation, inner]) => {
    return { relation, object: planObject(context, relation.target, [...hops, relation], inner, output) };
  });
  return { meta, columns, key, related };
}

/** The columns of an object that are read; its primary key always. */
function wanted(context: SelectContext, meta: ModelMeta, hops: readonly Relation[]): readonly ColumnMeta[] {
  const { reads, columns } = context.shape.state;
  if (reads) {
    const names = reads.columnsAt(hops.map(({ name }) => name).join('.'));
    return meta.columns.filter((column) => column.primaryKey || names.has(column.name));
  }
  return hops.length > 0 || columns === undefined ? meta.columns : chosen(context, columns);
}

/** Those that `only` or `defer` left, and the keys of relations that are loaded. */
function chosen(context: SelectContext, names: readonly string[]): readonly ColumnMeta[] {
  const { meta, shape } = context;
  const { selectRelated, prefetchRelated } = shape.state;
  const named = new Set(names.map((name) => context.column(name).column));
  const loaded = new Set(
    [...selectRelated, ...prefetchRelated.map(({ path }) => path)].map((path) => path.split('.')[0]),
  );
  return meta.columns.filter((column) => {
    return column.primaryKey || named.has(column) || (column.relation && loaded.has(column.relation.name));
  });
}

interface RelatedTree extends Map<Relation, RelatedTree> {}

/** The paths of `selectRelated` as a tree. */
function relatedTree(meta: ModelMeta, paths: readonly string[]): RelatedTree {
  const tree: RelatedTree = new Map();
  for (const path of paths) {
    let [model, branch] = [meta, tree];
    for (const name of path.split('.')) {
      const relation = model.relations.get(name);
      if (!relation || relation.many) {
        throw new FieldError(
          `${model.name}: selectRelated() follows relations to one object, and ${JSON.stringify(name)} is none.`,
        );
      }
      const next: RelatedTree = branch.get(relation) ?? new Map();
      branch.set(relation, next);
      [model, branch] = [relation.target, next];
    }
  }
  return tree;
}
