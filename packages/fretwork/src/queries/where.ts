/** Conditions as they are written: the typed objects of `filter`, `Q` to combine them, `F` to name a column. */
import type { Duration } from '../models/duration.ts';
import type { Changes, Key, Many, Row, Single } from '../models/row.ts';

declare const type: unique symbol;

/** A column, or something computed from columns, on the right side of a condition or an update. */
export interface Expression<T = unknown> {
  readonly expression: ExpressionNode;
  readonly [type]?: T;
}

/** What an expression says. */
export type ExpressionNode =
  | { readonly type: 'column'; readonly path: string }
  | { readonly type: 'value'; readonly value: unknown }
  | {
      readonly type: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    };

/** An expression that can be calculated with. */
export interface ColumnExpression<T = unknown> extends Expression<T> {
  plus(other: Operand): ColumnExpression<T>;
  minus(other: Operand): ColumnExpression<T>;
  times(other: Operand): ColumnExpression<T>;
  dividedBy(other: Operand): ColumnExpression<T>;
}

type Operand = number | string | Expression;

/**
 * Names a column where a value is expected: `filter({ price: { lt: F('cost') } })`, `update({ stock: F('stock').minus(1) })`.
 *
 * The database does the arithmetic, so that two updates at once both count.
 *
 * @param path A column of the model, across relations with dots: `author.rating`.
 * @see Django `F()`
 */
export const F = <T = never>(path: string): ColumnExpression<T> => expressionOf({ type: 'column', path });

// Symbols, so that no object that came as JSON passes for an expression or a Q.
const expressionBrand: unique symbol = Symbol('F');

/** Tells an expression from a value. */
export const isExpression = (value: unknown): value is Expression =>
  typeof value === 'object' && value !== null && expressionBrand in value;

function expressionOf<T>(expression: ExpressionNode): ColumnExpression<T> {
  const with_ =
    (operator: '+' | '-' | '*' | '/') =>
    (other: Operand): ColumnExpression<T> => {
      const right: ExpressionNode = isExpression(other) ? other.expression : { type: 'value', value: other };
      return expressionOf({ type: 'arithmetic', operator, left: expression, right });
    };
  return Object.freeze({
    [expressionBrand]: true,
    expression,
    plus: with_('+'),
    minus: with_('-'),
    times: with_('*'),
    dividedBy: with_('/'),
  });
}

/** Conditions joined by a connector; `W` is the type of the conditions. */
export interface QNode<W> {
  readonly connector: 'and' | 'or' | 'not' | 'exists';
  /** Of `exists`: one QuerySet. */
  readonly conditions: readonly (W | QNode<W> | SubQuery)[];
  readonly [type]?: W;
}

const join =
  (connector: QNode<never>['connector']) =>
  <W>(...conditions: readonly (NoInfer<W> | QNode<NoInfer<W>>)[]): QNode<W> =>
    Object.freeze({ [qBrand]: true, connector, conditions });

const qBrand: unique symbol = Symbol('Q');

/**
 * Combines conditions: `filter(Q.or({ title: 'Dune' }, { price: { lt: '5.00' } }))`.
 *
 * @see Django `Q()`
 */
export const Q = {
  /** All of them. */
  and: join('and'),
  /** At least one of them. */
  or: join('or'),
  /** Not all of them. */
  not: join('not'),
  /**
   * That a QuerySet has any object, whatever the object in question; so a statement can ask about more than its own rows:
   * `sale.update({ … })` only while there is an open till.
   *
   * @see Django `Exists()`, without `OuterRef`: what is related to the object is a condition over a relation
   */
  exists: (queryset: SubQuery): QNode<never> =>
    Object.freeze({ [qBrand]: true, connector: 'exists', conditions: [queryset] }),
};

/** Tells a `Q` from a plain condition. */
export const isQ = (value: unknown): value is QNode<unknown> =>
  typeof value === 'object' && value !== null && qBrand in value;

type Ordered<T> = T | Expression;
interface CommonLookups<T> {
  readonly exact?: T | Expression;
  readonly in?: readonly NonNullable<T>[] | SubQuery;
  readonly isnull?: boolean;
}
interface OrderLookups<T> {
  readonly gt?: Ordered<T>;
  readonly gte?: Ordered<T>;
  readonly lt?: Ordered<T>;
  readonly lte?: Ordered<T>;
  /** From the first to the second, both included. */
  readonly range?: readonly [T, T];
}
interface TextLookups {
  readonly iexact?: string;
  readonly contains?: string;
  readonly icontains?: string;
  readonly startswith?: string;
  readonly istartswith?: string;
  readonly endswith?: string;
  readonly iendswith?: string;
  /** A regular expression that both databases understand. */
  readonly regex?: string;
  readonly iregex?: string;
  /** Full text: on PostgreSQL words by their stems, in the database's language; on SQLite every word has to occur. */
  readonly search?: string;
}
interface PartLookups {
  readonly year?: PartLookup;
  readonly month?: PartLookup;
  readonly day?: PartLookup;
  /** 1 (Sunday) to 7 (Saturday). */
  readonly weekDay?: PartLookup;
  readonly quarter?: PartLookup;
  readonly hour?: PartLookup;
  readonly minute?: PartLookup;
  readonly second?: PartLookup;
  /** The day of a moment, in UTC. */
  readonly date?: string | OrderLookups<string>;
}
type PartLookup = number | (OrderLookups<number> & { readonly in?: readonly number[] });

/** A QuerySet of one column where a list is expected. */
export interface SubQuery {
  readonly isSubQuery: true;
}

/** What a column may be compared with: a value, or lookups by name. @see Django "Field lookups" */
export type Lookup<T> = LookupOf<T, NonNullable<T>>;
type LookupOf<T, V> = [V] extends [string]
  ? T | Expression | (CommonLookups<T> & OrderLookups<V> & TextLookups & PartLookups)
  : [V] extends [number | bigint]
    ? T | Expression | (CommonLookups<T> & OrderLookups<V>)
    : [V] extends [boolean]
      ? T | Expression | CommonLookups<T>
      : [V] extends [Date]
        ? T | Expression | (CommonLookups<T> & OrderLookups<V> & PartLookups)
        : [V] extends [Duration]
          ? T | Expression | (CommonLookups<T> & OrderLookups<V>)
          : { readonly exact?: T | Expression; readonly isnull?: boolean };

/**
 * A condition on the objects of a model: columns, and relations in both directions as deep as one likes.
 *
 * Conditions on one relation to many inside one object are about the same related object.
 */
export type Where<D, K extends keyof D> = {
  readonly [N in keyof Row<D, K>]?: Lookup<Row<D, K>[N]>;
} & { readonly pk?: Lookup<Key<D, K>> } & {
  readonly [N in keyof Single<D, K>]?: Single<D, K>[N] extends { to: infer To extends keyof D; null: infer Null }
    ? Where<D, To> | Row<D, To> | (Null extends true ? null | { readonly isnull: boolean } : never)
    : never;
} & {
  readonly [N in keyof Many<D, K>]?: Many<D, K>[N] extends infer To extends keyof D
    ? Where<D, To> | { readonly isnull: boolean }
    : never;
};

/** New values of an update; a column may be computed with `F`. */
export type UpdateValues<D, K extends keyof D> = {
  readonly [N in keyof Changes<D, K>]: Changes<D, K>[N] | Expression;
};
