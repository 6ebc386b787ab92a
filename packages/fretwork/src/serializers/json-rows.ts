/** JsonRows: rows of a QuerySet as the JSON text of a serializer, without objects in between. */
import { randomUUID } from 'node:crypto';
import type { Row } from '../databases/connection.ts';
import type { Dialect } from '../databases/dialect.ts';
import type { ModelMeta } from '../models/meta.ts';
import type { CompiledQuery } from '../queries/compile.ts';
import type { RowFormat, RowSource } from '../queries/row-format.ts';
import type { Scope } from './field.ts';
import { isPure, type ListPart, type Part, partsOf, type RowPart } from './json-parts.ts';
import { JSONText } from './json-text.ts';
import { relatedRows } from './related-rows.ts';
import { type ListTexts, listTexts, type RowWriter, rowWriter } from './row-writer.ts';
import type { SerializerDefinition } from './serializer-definition.ts';
import type { SerializerSettings } from './serializer-settings.ts';

/**
 * Writes the rows of a query as a serializer would represent their objects, byte for byte.
 *
 * Only for serializers of pure data: columns, annotations, keys, and other such serializers. Lists of related objects
 * cost one query each, whatever the number of rows.
 */
export class JsonRows implements RowFormat {
  readonly key = randomUUID();
  /** Relations to one object that the query has to join. */
  readonly selectRelated: readonly string[];
  /** Annotations that are sent. */
  readonly annotations = new Set<string>();
  /** The same rows as one text, a JSON list; for whoever does not want them one by one. */
  readonly asList: RowFormat;
  readonly #part: RowPart;
  readonly #columns = new Map<string, Set<string>>();
  readonly #lists: readonly ListPart[];
  readonly #items: readonly JsonRows[];
  readonly #scope: Scope;
  readonly #writers = new WeakMap<CompiledQuery, RowWriter>();

  private constructor(part: RowPart, scope: Scope) {
    this.#part = part;
    this.#scope = scope;
    const lists: ListPart[] = [];
    this.#note(part, lists);
    this.#lists = lists;
    this.#items = lists.map(({ items }) => new JsonRows(items, scope));
    this.selectRelated = [...this.#columns.keys()].filter((path) => path !== '');
    this.asList = {
      key: this.key,
      selectRelated: this.selectRelated,
      annotations: this.annotations,
      columnsAt: (path) => this.columnsAt(path),
      write: (rows, query, source) => this.writeList(rows, query, source),
    };
  }

  /**
   * The writer of a serializer.
   *
   * @param definition Of a serializer class.
   * @param annotations Names of those that the QuerySet has.
   * @returns `undefined` where the serializer needs objects, if for a part only: for methods, hooks, and fields of one's own.
   */
  static of(
    definition: SerializerDefinition,
    meta: ModelMeta,
    settings: SerializerSettings,
    annotations?: ReadonlySet<string>,
  ): JsonRows | undefined {
    const scope: Scope = { instance: undefined, partial: false, context: { settings }, settings };
    const part = partsOf(definition, meta, scope, annotations);
    return part && isPure(part) ? new JsonRows(part, scope) : undefined;
  }

  columnsAt(path: string): ReadonlySet<string> {
    return this.#columns.get(path) ?? NONE;
  }

  write(rows: readonly Row[], query: CompiledQuery, source: RowSource): JSONText[] | Promise<JSONText[]> {
    return this.#written(rows, query, source, (write, lists) => rows.map((row) => new JSONText(write('', row, lists))));
  }

  /** The rows as one JSON list. */
  writeList(rows: readonly Row[], query: CompiledQuery, source: RowSource): [JSONText] | Promise<[JSONText]> {
    return this.#written(rows, query, source, (write, lists) => {
      let text = '[';
      for (const row of rows) text = write(text.length === 1 ? text : `${text},`, row, lists);
      return [new JSONText(`${text}]`)];
    });
  }

  /** The rows as text. */
  texts(rows: readonly Row[], query: CompiledQuery, source: RowSource): string[] | Promise<string[]> {
    return this.#written(rows, query, source, (write, lists) => rows.map((row) => write('', row, lists)));
  }

  // At once where no lists are to be read.
  #written<T>(
    rows: readonly Row[],
    query: CompiledQuery,
    source: RowSource,
    make: (write: RowWriter, lists: readonly ListTexts[]) => T,
  ): T | Promise<T> {
    const write = this.#writerFor(query, source.database.dialect);
    if (this.#lists.length === 0) return make(write, NO_LISTS);
    const reading = this.#lists.map((list, index) => {
      return readLists(list, this.#items[index] as JsonRows, rows, query, source);
    });
    return Promise.all(reading).then((lists) => make(write, lists));
  }

  #writerFor(query: CompiledQuery, dialect: Dialect): RowWriter {
    const known = this.#writers.get(query);
    if (known) return known;
    const writer = rowWriter(this.#part, { query, dialect, scope: this.#scope, lists: this.#lists });
    this.#writers.set(query, writer);
    return writer;
  }

  /** Notes what has to be read for a part. */
  #note(part: Part, lists: ListPart[]): void {
    const columns = this.#columns.get(part.path) ?? new Set<string>();
    this.#columns.set(part.path, columns);
    if (part.type === 'cell') columns.add(part.column.name);
    else if (part.type === 'annotation') this.annotations.add(part.name);
    else if (part.type === 'list') lists.push(part);
    else if (part.type === 'object') for (const { part: inner } of part.members) this.#note(inner, lists);
  }
}

const NONE: ReadonlySet<string> = new Set();
const NO_LISTS: readonly ListTexts[] = [];

/** The lists of a relation, by the key of the object that has them. One query, and one for each list inside. */
async function readLists(
  { path, relation }: ListPart,
  items: JsonRows,
  rows: readonly Row[],
  query: CompiledQuery,
  source: RowSource,
): Promise<ListTexts> {
  const list = { path, relation, selectRelated: items.selectRelated, format: items };
  const related = await relatedRows(list, rows, query, source);
  if (related === undefined) return new Map();
  const written = await items.texts(related.rows, related.query, source);
  return listTexts(related.rows, related.owner, written);
}
