/** The tables of one SELECT: each way over relations is joined once, and only as far as its columns need. */
import type { ColumnMeta, ModelMeta, Relation } from '../models/meta.ts';
import type { Expr, JoinClause } from './statement.ts';

/** A joined table while the SELECT is planned. */
export interface Join {
  readonly alias: string;
  readonly table: string;
  readonly parent: Join | undefined;
  readonly left: { readonly alias: string; readonly column: ColumnMeta };
  readonly right: ColumnMeta;
  /** Whether a row of the parent may have none here. */
  readonly nullable: boolean;
  /** A condition cannot be met without a row here. */
  required: boolean;
}

/** A column of a joined table. */
export interface Located {
  readonly expr: Expr & { readonly type: 'column' };
  /** The joins on the way. */
  readonly joins: readonly Join[];
  /** Whether the value may be NULL, by the column or by an outer join. */
  readonly nullable: boolean;
}

/** Gives aliases that are unique in a statement: `t0`, `t1`. */
export class Aliases {
  #count = 0;

  next(): string {
    this.#count += 1;
    return `t${this.#count - 1}`;
  }
}

/**
 * The joins of one SELECT.
 *
 * Relations to one object are shared by everything that goes over them. Relations to many are shared inside one scope
 * (a call of `filter`), as conditions in one call are about one related object.
 */
export class Joins {
  readonly alias: string;
  readonly #aliases: Aliases;
  readonly #joins = new Map<string, Join>();

  constructor(aliases: Aliases) {
    this.#aliases = aliases;
    this.alias = aliases.next();
  }

  /**
   * Finds the column at the end of a way, joining what is missing.
   *
   * A key that stands on this side already (`author.id` is `author_id`) is read here, without its table.
   *
   * @param scopes Where to look for joins over relations to many; a new one belongs to the last.
   */
  locate(hops: readonly Relation[], column: ColumnMeta, scopes: readonly string[]): Located {
    const joins: Join[] = [];
    let nullable = false;
    let isMany = false;
    for (const [index, relation] of hops.entries()) {
      const isKey = index === hops.length - 1 && column === relation.target.primaryKey;
      if (isKey && relation.kind !== 'manyToMany' && relation.forward)
        return this.#at(joins, relation.column, nullable);
      isMany ||= relation.many;
      joins.push(...this.#step(joins.at(-1), relation, isMany ? scopes : [''], isKey));
      nullable ||= !(relation.kind !== 'manyToMany' && relation.forward && !relation.column.null);
      if (isKey && relation.kind === 'manyToMany') return this.#at(joins, relation.destination, nullable);
    }
    return this.#at(joins, column, nullable);
  }

  /** The alias of the table that relations to one object lead to, joined for all of its columns. */
  aliasOf(hops: readonly Relation[]): string {
    let join: Join | undefined;
    for (const relation of hops) join = this.#step(join, relation, [''], false).at(-1);
    return join?.alias ?? this.alias;
  }

  /** Whether one of the scopes has joined this relation to many already. */
  has(hops: readonly Relation[], scopes: readonly string[]): boolean {
    let alias = this.alias;
    let isMany = false;
    for (const relation of hops) {
      isMany ||= relation.many;
      const found = this.#find(stepKey(alias, relation), isMany ? scopes : ['']);
      if (!found) return false;
      alias = relation.kind === 'manyToMany' ? (this.#find(`${found.alias}.`, [''])?.alias ?? '') : found.alias;
    }
    return true;
  }

  /** The clauses, in an order in which each finds its parent. */
  clauses(): JoinClause[] {
    const inner = new Set<Join | undefined>([undefined]);
    for (const join of this.#joins.values()) {
      for (let at: Join | undefined = join; join.required && at; at = at.parent) at.required = true;
    }
    return [...this.#joins.values()].map((join) => {
      const isInner = join.required || (!join.nullable && inner.has(join.parent));
      if (isInner) inner.add(join);
      const { table, alias, left, right } = join;
      return { type: isInner ? 'inner' : 'left', table, alias, left, right };
    });
  }

  #at(joins: readonly Join[], column: ColumnMeta, nullable: boolean): Located {
    const alias = joins.at(-1)?.alias ?? this.alias;
    return { expr: { type: 'column', alias, column }, joins, nullable: nullable || column.null };
  }

  #step(parent: Join | undefined, relation: Relation, scopes: readonly string[], onlyKey: boolean): Join[] {
    const alias = parent?.alias ?? this.alias;
    const key = stepKey(alias, relation);
    if (relation.kind !== 'manyToMany') {
      const { model, target, column } = relation;
      return relation.forward
        ? [this.#join(key, scopes, parent, column, target, target.primaryKey, column.null)]
        : [this.#join(key, scopes, parent, model.primaryKey, target, column, true)];
    }
    const { model, target, through, source, destination } = relation;
    const between = this.#join(key, scopes, parent, model.primaryKey, through, source, true);
    if (onlyKey) return [between];
    return [between, this.#join(`${between.alias}.`, [''], between, destination, target, target.primaryKey, false)];
  }

  #join(
    key: string,
    scopes: readonly string[],
    parent: Join | undefined,
    column: ColumnMeta,
    model: ModelMeta,
    right: ColumnMeta,
    nullable: boolean,
  ): Join {
    const known = this.#find(key, scopes);
    if (known) return known;
    const left = { alias: parent?.alias ?? this.alias, column };
    const join: Join = {
      alias: this.#aliases.next(),
      table: model.table,
      parent,
      left,
      right,
      nullable,
      required: false,
    };
    this.#joins.set(`${key}#${scopes.at(-1)}`, join);
    return join;
  }

  #find(key: string, scopes: readonly string[]): Join | undefined {
    for (const scope of scopes) {
      const join = this.#joins.get(`${key}#${scope}`);
      if (join) return join;
    }
    return undefined;
  }
}

const stepKey = (alias: string, relation: Relation): string => `${alias}.${relation.name}`;
