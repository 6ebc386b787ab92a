/** What a relation of one object leads to: a QuerySet that can also add and remove. */
import type { Instance, Key, NewValues, Row } from '../models/row.ts';
import type { QuerySet } from './query-set.ts';

/**
 * The related objects of one object; made by `object.related('books')`.
 *
 * @see Django "Related objects reference"
 */
export interface RelatedManager<D, K extends keyof D> extends QuerySet<D, K, Instance<D, K>> {
  /** Adds objects, given as objects or keys; those that are there already stay as they are. */
  add(...objects: readonly (Row<D, K> | Key<D, K>)[]): Promise<void>;
  /** Takes objects out; they themselves are not deleted. */
  remove(...objects: readonly (Row<D, K> | Key<D, K>)[]): Promise<void>;
  /** Makes these the related objects, and no others. */
  set(objects: readonly (Row<D, K> | Key<D, K>)[]): Promise<void>;
  /** Takes all objects out. */
  clear(): Promise<void>;
  /** Inserts an object and adds it. */
  create(values: NewValues<D, K>): Promise<Instance<D, K>>;
}
