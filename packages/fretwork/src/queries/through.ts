/** The table between the two sides of a many-to-many relation, for filling it in bulk. */
import type { ManyToManyRelation } from '../models/meta.ts';
import { type BulkCreateOptions, bulkCreate } from './bulk-create.ts';
import { emptyState } from './state.ts';

/**
 * The links of a many-to-many relation; made by `Book.through('tags')`.
 *
 * For one object's links use `book.related('tags')`; this is for thousands of links at once.
 *
 * @see Django `Book.tags.through`
 */
export class Through<Source, Destination> {
  readonly #relation: ManyToManyRelation;

  constructor(relation: ManyToManyRelation) {
    this.#relation = relation;
  }

  /**
   * Inserts links with as few statements as the database allows, in one transaction.
   *
   * @param pairs Keys of the two objects of each link; read one at a time.
   * @returns How many links were inserted.
   * @throws {IntegrityError} a link is there already (unless `ignoreConflicts`), or a key leads nowhere
   */
  bulkCreate(pairs: Iterable<readonly [Source, Destination]>, options?: BulkCreateOptions): Promise<number> {
    const { through, source, destination } = this.#relation;
    const rows = function* () {
      for (const [from, to] of pairs) yield { [source.name]: from, [destination.name]: to };
    };
    return bulkCreate(through, emptyState, rows(), options);
  }
}
