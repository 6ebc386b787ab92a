/** A SELECT as data, the same for both dialects: what planning makes, and what becomes SQL text. */
import type { ColumnKind } from '../models/field.ts';
import type { ColumnMeta } from '../models/meta.ts';

/** A value that comes with each query. */
export interface Parameter {
  readonly type: 'parameter';
  /** Index into the values of the shape. */
  readonly slot: number;
}

/** Anything that has a value in a row. */
export type Expr =
  | { readonly type: 'column'; readonly alias: string; readonly column: ColumnMeta }
  | { readonly type: 'number'; readonly slot: number; readonly whole: boolean; readonly place: string }
  | { readonly type: 'one' }
  | { readonly type: 'random' }
  | { readonly type: 'transform'; readonly name: string; readonly of: Expr; readonly kind: ColumnKind }
  | { readonly type: 'arithmetic'; readonly operator: '+' | '-' | '*' | '/'; readonly left: Expr; readonly right: Expr }
  | {
      readonly type: 'aggregate';
      readonly function: 'count' | 'sum' | 'avg' | 'min' | 'max';
      readonly of: Expr | undefined;
      readonly distinct: boolean;
    }
  | { readonly type: 'presence'; readonly of: Expr }
  | { readonly type: 'outer'; readonly alias: string; readonly name: string }
  | { readonly type: 'rowNumber'; readonly partition: Expr; readonly orderBy: readonly OrderTerm[] }
  | { readonly type: 'scalar'; readonly select: Select }
  /** How many rows meet the conditions, in each of them; LIMIT does not count. */
  | { readonly type: 'rowCount' };

/** A condition on a row. */
export type Test =
  | { readonly type: 'and' | 'or'; readonly tests: readonly Test[] }
  | { readonly type: 'not'; readonly test: Test }
  | { readonly type: 'isNull'; readonly of: Expr; readonly is: boolean }
  | { readonly type: 'exists'; readonly select: Select }
  | { readonly type: 'inQuery'; readonly left: Expr; readonly select: Select }
  /** Whether a column holds one of the keys of the objects that related ones are looked up for. */
  | { readonly type: 'isOneOf'; readonly left: Expr & { readonly type: 'column' }; readonly slot: number }
  | {
      readonly type: 'lookup';
      readonly lookup: string;
      readonly left: Expr;
      readonly holder: ColumnMeta;
      readonly right: readonly (Parameter | Expr)[];
    };

/** One JOIN. */
export interface JoinClause {
  readonly type: 'inner' | 'left';
  readonly table: string;
  readonly alias: string;
  readonly left: { readonly alias: string; readonly column: ColumnMeta };
  readonly right: ColumnMeta;
}

/** One term of ORDER BY. */
export interface OrderTerm {
  readonly expr: Expr;
  readonly descending: boolean;
  /** Nulls count as the smallest value in both dialects. */
  readonly nullable: boolean;
}

/** A SELECT. */
export interface Select {
  /** A table, or a SELECT in its place. */
  readonly from: string | Select;
  readonly alias: string;
  readonly joins: readonly JoinClause[];
  readonly where: readonly Test[];
  readonly groupBy: readonly Expr[];
  readonly having: readonly Test[];
  readonly orderBy: readonly OrderTerm[];
  readonly outputs: readonly { readonly expr: Expr; readonly name?: string }[];
  readonly distinct: boolean;
  /** Slots, or a number that stands in the text, so that the database plans for it. */
  readonly limit: number | { readonly exactly: number } | undefined;
  readonly offset: number | undefined;
  readonly lock: { readonly noWait: boolean; readonly skipLocked: boolean } | undefined;
}

/** A SELECT with nothing but what is given. */
export const selectOf = (parts: Pick<Select, 'from' | 'alias' | 'outputs'> & Partial<Select>): Select => ({
  joins: [],
  where: [],
  groupBy: [],
  having: [],
  orderBy: [],
  distinct: false,
  limit: undefined,
  offset: undefined,
  lock: undefined,
  ...parts,
});
